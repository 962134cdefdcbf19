"""How the log says what happened in plans: one sentence per verb, readable by a villager."""

import datetime

from forum.log import register
from forum.models import LogEntry
from forum.templatetags.house import rupiah, tanggal
from plans.choices import OutcomeKind


def _date(text: str | None) -> str:
    return tanggal(datetime.date.fromisoformat(text)) if text else "–"


def _answer(entry: LogEntry) -> str:
    facts = entry.after
    parts = [f"{facts['opd']} menjawab untuk tahun {facts['fiscal_year']}: {OutcomeKind(facts['kind']).label}"]
    if facts.get("detail"):
        parts.append(facts["detail"])
    if facts.get("activity"):
        parts.append(f"{facts['activity']}, {rupiah(facts['amount'])}")
    return ", ".join(parts)


def _outcome(entry: LogEntry) -> str:
    facts = entry.after
    parts = [f"Forum memutuskan untuk tahun {facts['fiscal_year']}: {OutcomeKind(facts['kind']).label}"]
    if facts.get("detail"):
        parts.append(facts["detail"])
    parts += [f"{p['opd']}, {p['activity']}, {rupiah(p['amount'])}" for p in facts.get("portions", [])]
    return "; ".join(parts)


register("livelihoodplan.create", "Rencana penghidupan dicatat")
register("livelihoodplan.edit", "Rencana penghidupan diubah")
register("kelompok.create", "Kelompok dicatat")
register("kelompok.edit", "Data kelompok diubah")
register("kamusentry.create", "Istilah “{term}” ditambahkan")
register("kamusentry.edit", "Istilah “{term}” diubah")
register("kamusentry.remove", "Istilah “{old_term}” dihapus")
register("usulan.create", "Usulan dicatat sebagai draf")
register("usulan.edit", "Usulan diubah")
register("usulan.submit", "Usulan diajukan ke kecamatan")
register("usulan.recall", "Usulan ditarik kembali untuk diperbaiki")
register("usulan.return", "Usulan dikembalikan ke desa")
register("usulan.verify", "Usulan diverifikasi")
register("usulan.discard", "Draf usulan “{old_title}” dihapus")
register("usulan.rank_desa", "Urutan prioritas desa ditetapkan: {rank}")
register("usulan.rank_kecamatan", "Urutan prioritas kecamatan ditetapkan: {rank}")
register("usulan.attach", "Lampiran ditambahkan: {kind} “{name}”")
register("usulan.detach", "Lampiran “{old_name}” dihapus")
register(
    "usulan.refer",
    lambda entry: (
        f"Diteruskan ke {entry.after['opd']} untuk tahun {entry.after['fiscal_year']}, "
        f"dijawab paling lambat {_date(entry.after['due_on'])}"
    ),
)
register("usulan.withdraw_referral", "Penerusan ke {opd} untuk tahun {fiscal_year} ditarik")
register("usulan.draft_answer", "{opd} menyiapkan draf jawaban untuk tahun {fiscal_year}")
register("usulan.answer", _answer)
register("usulan.outcome", _outcome)
register("answer.accept", "Jawaban diterima pimpinan OPD")
register(
    "activity.create",
    lambda entry: f"Sub kegiatan dicatat, tahap {entry.after['stage']}, pagu {rupiah(entry.after['pagu'])}",
)
register(
    "activity.edit",
    lambda entry: f"Sub kegiatan diubah, tahap {entry.after['stage']}, pagu {rupiah(entry.after['pagu'])}",
)
register(
    "activity.stage",
    lambda entry: (
        f"Tahap {entry.after['stage']} berlaku: pagu {rupiah(entry.before['pagu'])} menjadi "
        f"{rupiah(entry.after['pagu'])}"
    ),
)
register(
    "workplanimport.apply",
    "Berkas rencana kerja “{name}” diterapkan, tahap {stage}: "
    "{new} sub kegiatan baru, {changed} berubah, {unchanged} tetap",
)
register("lokus.offer", "Lokus {number} ditawarkan: {place}")
register("lokus.withdraw", "Lokus {number} ditarik dari penawaran")
register("lokus.hold", "Lokus dipegang keputusan forum bagi {desa}")
register("lokus.take", "Lokus terpakai: berita acara bagi {desa} ditandatangani")
register("lokus.return", "Lokus dikembalikan dari {old_desa}")
register("allocationrun.apply", "Usulan pembagian lokus {fiscal_year} diterapkan: {proposals} usulan diajukan ke forum")
