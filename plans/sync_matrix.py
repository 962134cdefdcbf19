"""The sync page as one table: every usulan in a row, what the forum decided, and a column for each OPD asked."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from forum.excel_output import Column, Kind, Sheet, in_batches
from forum.models import Opd
from forum.templatetags.house import angka, rupiah, tanggal
from plans.choices import NOT_DISCUSSED
from plans.exports import AMOUNT, PLACE, WISH, of_wish
from plans.models import Outcome, Referral, Usulan


@dataclass(frozen=True)
class MatrixRow:
    usulan: Usulan
    outcomes: dict[int, Outcome]  # by fiscal year
    said: dict[int, str]  # by key of the OPD


def sync_matrix(usulan, fiscal_year: int, *, today: date) -> tuple[Sheet, Iterator[MatrixRow]]:
    """Return the sheet and its rows for `usulan` (a queryset with its desa) and the years n and n+1."""
    years = (fiscal_year, fiscal_year + 1)
    referrals = Referral.objects.for_usulan(usulan.order_by().values("pk")).for_years(years)
    asked = Opd.objects.filter(pk__in=referrals.values("opd")).order_by("name", "pk")
    columns = (
        Column("Nomor", "usulan.pk", "Nomor usulan dalam aplikasi ini.", Kind.NUMBER),
        *of_wish("usulan", *PLACE, *WISH, *AMOUNT),
        Column("Urutan kecamatan", "usulan.kecamatan_rank", "1 paling penting.", Kind.NUMBER),
        Column("Urutan desa", "usulan.desa_rank", "1 paling penting.", Kind.NUMBER),
        *(column for year in years for column in _of_year(year)),
        *(
            Column(str(opd), partial(_said, opd=opd.pk), "Jawaban OPD ini, atau berapa lama belum dijawab.", width=34)
            for opd in asked
        ),
    )
    return Sheet(f"Sinkronisasi {fiscal_year}", columns), _rows(usulan, years, today=today)


def _of_year(year: int) -> Iterator[Column]:
    yield Column(f"Hasil {year}", partial(_result, year=year), "Keputusan forum yang berlaku.", width=26)
    yield Column(f"Rincian {year}", partial(_detail, year=year), "Kegiatan, lokus dan dana, atau alasannya.", width=48)
    yield Column(f"Disepakati {year}", partial(_amount, year=year), "Jumlah porsi, rupiah utuh.", Kind.RUPIAH)


def _result(row: MatrixRow, *, year: int) -> str:
    return row.outcomes[year].get_kind_display() if year in row.outcomes else NOT_DISCUSSED


def _detail(row: MatrixRow, *, year: int) -> str:
    outcome = row.outcomes.get(year)
    if outcome is None:
        return ""
    given = [f"{one.activity}, lokus {one.lokus.number}, {rupiah(one.amount)}" for one in outcome.portions.all()]
    return "; ".join(part for part in (*given, outcome.detail, outcome.explanation) if part)


def _amount(row: MatrixRow, *, year: int) -> int | None:
    outcome = row.outcomes.get(year)
    return sum(one.amount for one in outcome.portions.all()) if outcome and outcome.serves else None


def _said(row: MatrixRow, *, opd: int) -> str:
    return row.said.get(opd, "")


def _rows(usulan, years, *, today: date) -> Iterator[MatrixRow]:
    for batch in in_batches(usulan):
        outcomes, said = defaultdict(dict), defaultdict(lambda: defaultdict(list))
        for outcome in Outcome.objects.current().for_usulan(batch).for_years(years).with_portions():
            outcomes[outcome.usulan_id][outcome.fiscal_year] = outcome
        referrals = Referral.objects.for_usulan(batch).for_years(years).with_answers().order_by("fiscal_year", "pk")
        for referral in referrals:
            if words := _words(referral, today=today):
                said[referral.usulan_id][referral.opd_id].append(f"{referral.fiscal_year}: {words}")
        for one in batch:
            yield MatrixRow(one, outcomes[one.pk], {opd: "; ".join(texts) for opd, texts in said[one.pk].items()})


def _words(referral: Referral, *, today: date) -> str:
    """Return what the OPD said, or how long it has said nothing; nothing for a question that was withdrawn."""
    if answer := referral.answer:
        parts = [answer.get_kind_display(), str(answer.activity or ""), answer.detail, answer.explanation]
        return ", ".join(part for part in parts if part)
    if not referral.is_open:
        return ""
    return f"belum dijawab, {angka(referral.days_waiting(today))} hari, tenggat {tanggal(referral.due_on)}"
