"""
The rakor of 31 January 2024 held again on the meeting's screen, from the first page to the signed berita acara.

What came of it is public (BaKTI, April to June 2024): of the RKP 2024 whose lokus were still open, six usulan at
Dinas Pertanian (four wells, two farm tracks) and four at Dinas Peternakan (wells); the legal status of BUMDes went on
to 2025. Who asked is made up (bangkit/sample/sumba_facts.py).
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bangkit.sample.facts import TRACK, WELL
from bangkit.sample.sumba_facts import BUMDES_WHY, BUMDES_WISH, OPD, RKPD_2024, UNDISCUSSED
from meetings.models import Agreement, Meeting
from plans.choices import OutcomeKind, Reason, Road
from plans.ledger import ledger_faults
from plans.models import Lokus, Outcome
from plans.models.workplan import LokusState
from plans.status import AnswerStatus
from tests.factories import (
    make_activity,
    make_answer,
    make_decree,
    make_desa,
    make_jabatan,
    make_opd,
    make_referral,
    make_seat,
    verified_usulan,
)
from tests.meetings.test_decision_views import filled
from tests.sent_form import sent_from

NUMBER = "000.7/01/UJI/2024"
# The OPD that were asked, in the order of the agenda.
COURSE = [OPD[key][0] for key in ("koperasi", "pmd", "pertanian", "peternakan")]
KOPERASI, PMD, PERTANIAN, PETERNAKAN = COURSE


@pytest.fixture
def offers(kabupaten):
    """The activities whose lokus were still open, by OPD and code: as many slots as were given."""
    slots = {("pertanian", WELL): 4, ("pertanian", TRACK): 2, ("peternakan", WELL): 4}
    return {
        (opd, line[0]): make_activity(
            opd=make_opd(name=OPD[opd][0]), code=line[0], name=line[1], lokus=count, pagu=800_000_000
        )
        for (opd, line), count in slots.items()
    }


@pytest.fixture
def asked(offers):
    """Every usulan of that meeting, in the order of the kecamatan, put to its OPD; ten of them answered with yes."""
    for rank, wish in enumerate([*RKPD_2024, BUMDES_WISH, UNDISCUSSED], 1):
        usulan = verified_usulan(
            desa=make_desa(name=wish.desa), title=wish.title, bidang=wish.bidang, volume=wish.volume, unit=wish.unit,
            cost=wish.cost, kecamatan_rank=rank,
        )  # fmt: skip
        referral = make_referral(usulan=usulan, opd=make_opd(name=OPD[wish.opd][0]))
        if wish in RKPD_2024:
            make_answer(
                referral=referral, kind=OutcomeKind.AGREED, status=AnswerStatus.SENT, volume=wish.volume,
                activity=offers[wish.opd, wish.nomenclature[0]], amount=wish.cost, funding_source="apbd_kabupaten",
            )  # fmt: skip


@pytest.fixture
def decree(kabupaten):
    decree = make_decree()
    make_seat(decree=decree, jabatan=make_jabatan(opd=make_opd(), is_head=True))
    return decree


def test_rakor_of_31_january_gives_six_and_four(client, secretariat, asked, decree):
    client.force_login(secretariat)
    meeting = hold(client, decree)

    go_through_the_agenda(client, meeting)
    close(client, meeting)
    agreement = agree(client, meeting)

    content = agreement.snapshot
    assert [(group["opd"], len(group["rows"]), group["subtotal"]) for group in content["agreed"]] == [
        ("Dinas Pertanian", 6, 980_000_000),
        ("Dinas Peternakan", 4, 600_000_000),
    ]
    given = [(group["opd"], row["code"]) for group in content["agreed"] for row in group["rows"]]
    assert [given.count(pair) for pair in [("Dinas Pertanian", WELL[0]), ("Dinas Pertanian", TRACK[0])]] == [4, 2]
    assert [(row["title"], row["result"]) for row in content["not_agreed"]] == [
        (BUMDES_WISH.title, "Ditunda"),
        (UNDISCUSSED.title, "Belum dibahas"),
    ]
    assert agreement.number == NUMBER
    assert [slot.state for slot in Lokus.objects.all()] == [LokusState.TAKEN] * 10
    assert ledger_faults(meeting.kabupaten) == []


def press(client, name, *arguments, **data):
    response = client.post(reverse(f"meetings:{name}", args=arguments), data)
    assert response.status_code == 302, response.context["form"].errors
    return response


def move(client, meeting, move: str, **data) -> None:
    client.post(reverse("meetings:meeting_move", kwargs={"pk": meeting.pk, "move": move}), data)


def hold(client, decree) -> Meeting:
    press(
        client, "meeting_create", kind="rakor", title="Sinkronisasi RKP 2024", held_on="31 Januari 2024",
        place="Tambolaka", fiscal_year="2024", decree=decree.pk, chair=make_jabatan(name="Asisten Perekonomian").pk,
    )  # fmt: skip
    meeting = Meeting.objects.get()
    press(client, "agenda_fill", meeting.pk)
    assert [str(item) for item in meeting.agenda_items.in_order()] == [
        "Pembukaan",
        "Laporan Kecamatan Kodi",
        *(f"Pembahasan usulan: {opd}, tahun 2024" for opd in COURSE),
        "Berita acara",
        "Penutup",
    ]
    move(client, meeting, "open")
    press(client, "attendance_fill", meeting.pk)
    row = meeting.attendance.get()
    line = {"presence": "present", "name": "Pejabat Contoh", "sex": "L", "represented_by": ""}
    press(client, "attendance_edit", meeting.pk, **{f"h{row.pk}-{name}": value for name, value in line.items()})
    return meeting


def go_through_the_agenda(client, meeting) -> None:
    """Tick one item after the other on the screen, which goes to the usulan of each; two are not reached."""
    decided = {PERTANIAN: 6, PETERNAKAN: 4}
    while (screen := client.get(reverse("meetings:live", args=[meeting.pk]))).context["board"].agenda:
        now = screen.context["board"].agenda[0]
        if now.opd and now.opd.name == PMD:
            postpone_bumdes(client, meeting)
        for _ in range(decided.get(str(now.opd), 0)):
            accept_what_the_opd_answered(client, meeting, opd=now.opd)
        has_time = str(now.opd) != KOPERASI and now.title != "Penutup"
        words = {"pk": now.pk, "move": "discuss" if has_time else "put_off"}
        url = reverse("meetings:agenda_item_move", kwargs=words)
        assert client.post(url, {"layar": "1"}).url == reverse("meetings:live", args=[meeting.pk])
    left = [str(item) for item in meeting.agenda_items.undone().with_titles().in_order()]
    assert left == [f"Pembahasan usulan: {KOPERASI}, tahun 2024", "Penutup"]


def accept_what_the_opd_answered(client, meeting, *, opd) -> None:
    """Press "Simpan keputusan" on the screen as it comes: the OPD's answer is filled in."""
    context = client.get(reverse("meetings:live", args=[meeting.pk])).context
    assert context["answer"].referral.opd == opd
    form = context["form"]
    shown = {field.html_name: field.value() for one in form.all_forms for field in one if field.value() is not None}
    data = filled(shown.pop("kind"), usulan=context["usulan"].pk, tahun=context["year"]) | shown
    press(client, "live", meeting.pk, **data)


def postpone_bumdes(client, meeting) -> None:
    context = client.get(reverse("meetings:live", args=[meeting.pk])).context
    assert context["usulan"].title == BUMDES_WISH.title
    data = filled(
        OutcomeKind.POSTPONED, usulan=context["usulan"].pk, tahun=2024, target_year=2025, road=Road.RENJA,
        reason=Reason.NOT_IN_RENJA, explanation=BUMDES_WHY,
    )  # fmt: skip
    press(client, "live", meeting.pk, **data)


def close(client, meeting) -> None:
    assert Outcome.objects.count() == 11
    move(client, meeting, "close")
    url = reverse("meetings:meeting_minutes_approve", args=[meeting.pk])
    client.post(url, sent_from(client.get(url), note="Disetujui pada akhir rapat."))
    meeting.refresh_from_db()
    assert meeting.status == "approved"


def agree(client, meeting) -> Agreement:
    press(client, "agreement_create", meeting.pk)
    agreement = Agreement.objects.get()
    press(client, "agreement_finalise", agreement.pk)
    everybody = list(agreement.signatories.values_list("pk", flat=True))
    scan = SimpleUploadedFile("pindaian.pdf", b"%PDF-1.7 pindaian")
    press(client, "agreement_sign", agreement.pk, number=NUMBER, scan=scan, signatories=everybody)
    agreement.refresh_from_db()
    return agreement
