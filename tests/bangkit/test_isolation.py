"""
Nothing of one kabupaten is ever visible in another.

Generated over every URL and every role: the sample (Sumba Barat Daya) holds records of all kinds; five
people of Seram Bagian Timur try every address of it, and read every page of their own.
"""

import datetime
import itertools

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import F
from django.urls import URLPattern, get_resolver, reverse

from bangkit.sample import SumbaSample
from forum.choices import Role
from forum.models import (
    Breach,
    Decree,
    Desa,
    Import,
    Incumbency,
    Jabatan,
    Kabupaten,
    Kecamatan,
    LogEntry,
    Opd,
    Partner,
    Person,
    Seat,
    TargetVillage,
    User,
)
from meetings.actions import record_wording
from meetings.models import (
    AgendaItem,
    Agreement,
    Attendance,
    AttendanceFile,
    FollowUp,
    FollowUpEvidence,
    Invitation,
    Meeting,
    Minute,
    Paper,
    Ralat,
    Signatory,
    Wording,
)
from meetings.wording import DEFAULT
from plans.choices import CheckKind
from plans.models import (
    Activity,
    AllocationRun,
    Attachment,
    CheckDismissal,
    EarlierHelp,
    HeldAttachment,
    KamusEntry,
    Kelompok,
    LivelihoodPlan,
    Lokus,
    Outcome,
    PlanningWindow,
    Portion,
    Referral,
    Support,
    Usulan,
    Workplan,
)
from tests.factories import (
    make_breach,
    make_desa,
    make_execution,
    make_kabupaten,
    make_kamus_entry,
    make_kecamatan,
    make_kelompok,
    make_opd,
    make_user,
)

TODAY = datetime.date(2026, 11, 24)
# Addresses open to everyone by design, by what is printed on a paper or by an unguessable address.
PUBLIC = {"help_guide", "meetings:public_trace", "meetings:check", "meetings:check_result", "meetings:attendance_self"}
PUBLIC |= {"public_kabupaten", "public_kecamatan", "public_desa"}  # by their own switch: see test_public
# What `pk` means, by how the URL's name begins; the longest beginning counts.
RECORDS = {
    "forum:account": User,
    "forum:kecamatan": Kecamatan,
    "forum:desa": Desa,
    "forum:target": TargetVillage,
    "forum:import": Import,
    "forum:personal_data": Person,
    "forum:breach": Breach,
    "forum:opd": Opd,
    "forum:partner": Partner,
    "forum:jabatan": Jabatan,
    "forum:incumbency_create": Jabatan,
    "forum:incumbency": Incumbency,
    "forum:person": Person,
    "forum:decree": Decree,
    "forum:seat_create": Decree,
    "forum:seat": Seat,
    "plans:plan": LivelihoodPlan,
    "plans:kamus": KamusEntry,
    "plans:kelompok": Kelompok,
    "plans:entry_sheet": Desa,
    "plans:earlier_help_create": Kelompok,
    "plans:earlier_help": EarlierHelp,
    "plans:attachment_held": HeldAttachment,
    "plans:usulan": Usulan,
    "plans:attachment_add": Usulan,  # also by key
    "plans:attachment": Attachment,
    "plans:activity": Activity,
    "plans:allocation": AllocationRun,
    "plans:check_dismiss": Usulan,
    "plans:check_restore": CheckDismissal,
    "plans:portions_reopen": Activity,
    "plans:execution": Portion,
    "plans:promise": Outcome,
    "plans:succession": Opd,
    "plans:lokus_offer": Activity,
    "plans:lokus": Lokus,
    "plans:support": Support,
    "plans:sync": Usulan,
    "plans:window": PlanningWindow,
    "plans:referral": Referral,
    "plans:answer": Referral,
    "meetings:meeting": Meeting,
    "meetings:agenda": Meeting,
    "meetings:agenda_item": AgendaItem,
    "meetings:minute_create": AgendaItem,
    "meetings:minute": Minute,
    "meetings:invitation": Invitation,
    "meetings:invitation_list": Meeting,
    "meetings:invitation_fill": Meeting,
    "meetings:invitation_camat": Meeting,
    "meetings:invitation_create": Meeting,
    "meetings:invitation_mail_all": Meeting,
    "meetings:invitation_handed_all": Meeting,
    "meetings:letter": Meeting,
    "meetings:attendance_remove": Attendance,
    "meetings:attendance_file_add": Meeting,
    "meetings:attendance_file": AttendanceFile,
    "meetings:attendance": Meeting,
    "meetings:decision": Meeting,
    "meetings:live": Meeting,
    "meetings:follow_up_create": Meeting,
    "meetings:follow_up": FollowUp,
    "meetings:follow_up_evidence_add": FollowUp,
    "meetings:follow_up_evidence": FollowUpEvidence,
    "meetings:agreement_create": Meeting,
    "meetings:agreement_preview": Meeting,
    "meetings:agreement": Agreement,
    "meetings:signatory_create": Agreement,
    "meetings:signatory": Signatory,
    "meetings:paper": Paper,
    "meetings:paper_request": Agreement,
    "meetings:wording_detail": Wording,
    "meetings:ralat_create": Agreement,
    "meetings:ralat": Ralat,
    "meetings:trace": Usulan,
    "meetings:unfunded_of_workplan": Workplan,
    "meetings:unfunded_restore": Portion,
}


# Arguments that name no record.
NO_RECORD = {"year", "kind"}


def named_urls():
    """Every named URL as ("app:name", names of its arguments)."""

    def walk(patterns, prefix):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield prefix + pattern.name, tuple(pattern.pattern.converters), pattern.default_args
            else:
                yield from walk(pattern.url_patterns, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))

    return list(walk(get_resolver().url_patterns, ""))


def record_of(name: str):
    beginning = max((key for key in RECORDS if name.startswith(key)), key=len)
    return RECORDS[beginning].objects.order_by("pk").first()


def address_of(name: str, arguments, default_args) -> str:
    """Return the address of this page for a record of the sample."""
    values = {
        "year": 2024,
        "stage": "rkpd",
        "kind": CheckKind.PLACE,
        "desa": Desa.objects.get(name="Onggol").pk,
        "kecamatan": Kecamatan.objects.get(name="Kodi").pk,
        "opd_pk": Opd.objects.get(name="Dinas Pertanian").pk,
        "key": Usulan.objects.order_by("pk").first().uuid,
        "usulan_pk": Usulan.objects.order_by("pk").first().pk,
    }
    if "pk" in arguments:
        values["pk"] = record_of(name).pk
    return reverse(name, kwargs={key: values[key] for key in arguments} | default_args)


@pytest.fixture
def sample(db):
    kabupaten = SumbaSample(today=TODAY).build()
    usulan = Usulan.objects.filter(kabupaten=kabupaten).first()
    EarlierHelp.objects.create(kelompok=make_kelompok(desa=usulan.desa), what="Bibit")
    make_kamus_entry(kabupaten=kabupaten)
    make_breach(kabupaten=kabupaten)
    by, now = User.objects.get(username="sekretariat"), datetime.datetime(2024, 1, 31, tzinfo=datetime.UTC)
    Attachment.objects.create(
        kabupaten=kabupaten,
        usulan=usulan,
        file=ContentFile(b"\x89PNG\r\n\x1a\n", name="foto"),
        name="foto.png",
        content_type="image/png",
        size=8,
        by=by,
        at=now,
    )
    held = {"file": ContentFile(b"PK", name="berkas"), "name": "rab.xlsx", "size": 2, "told": "1 NIK"}
    HeldAttachment.objects.create(kabupaten=kabupaten, usulan=usulan, kind="rab", by=by, at=now, **held)
    CheckDismissal.objects.create(
        kabupaten=kabupaten,
        usulan=usulan,
        kind=CheckKind.PLACE,
        fiscal_year=2024,
        note="Di kantor desa.",
        by=by,
        at=now,
    )
    signed = Agreement.objects.filter(kabupaten=kabupaten).order_by("pk").first()
    Ralat.objects.create(kabupaten=kabupaten, agreement=signed, number=1, place="Judul", by=by, at=now)
    AttendanceFile.objects.create(
        kabupaten=kabupaten, meeting=signed.meeting, file=ContentFile(b"%PDF-", name="pindaian"), size=5,
        content_type="application/pdf", by=by, at=now,
    )  # fmt: skip
    record_wording(DEFAULT | {"closing": "Demikian (contoh)."}, by=by, now=now)
    follow_up = FollowUp.objects.filter(kabupaten=kabupaten).first()
    photo = {"file": ContentFile(b"\x89PNG", name="foto"), "name": "foto.png", "content_type": "image/png", "size": 4}
    FollowUpEvidence.objects.create(kabupaten=kabupaten, follow_up=follow_up, by=by, at=now, **photo)
    make_execution(portion=Portion.objects.standing().filter(activity__kabupaten=kabupaten).earliest("pk"), today=TODAY)
    run = AllocationRun.objects.create(kabupaten=kabupaten, fiscal_year=2024, by=by, at=now, ended_at=now)
    run.proposals.create(usulan=usulan, block="no_candidate")
    Import.objects.create(kabupaten=kabupaten, purpose="usulan", name="usulan.xlsx", size=9, refusal="x", by=by, at=now)
    return kabupaten


@pytest.fixture
def neighbours(db):
    """One person of each role in the other kabupaten."""
    other = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur", forum_name="Pokja BangKIT")
    bula = make_kecamatan(kabupaten=other, name="Bula")
    scope = {
        Role.OPD_OFFICER: {"opd": make_opd(kabupaten=other, name="Dinas Perikanan SBT")},
        Role.FACILITATOR: {"desa": [make_desa(kecamatan=bula, name="Sesar")]},
        Role.CAMAT: {"kecamatan": bula},
    }
    return [
        make_user(username=f"tetangga.{role}", role=role, kabupaten=other, **scope.get(role, {}))
        for role in Role
        if role != Role.SYSTEM
    ]


def test_every_record_of_another_kabupaten_is_404(client, sample, neighbours):
    pages = [
        (name, address_of(name, arguments, extra))
        for name, arguments, extra in named_urls()
        if set(arguments) - NO_RECORD and name not in PUBLIC
    ]

    wrong = []
    for user in neighbours:
        client.force_login(user)
        for (name, address), method in itertools.product(pages, ("get", "post")):
            status = getattr(client, method)(address).status_code
            if status not in (404, 405):
                wrong.append((name, user.role, method, status))

    assert wrong == []
    assert len(pages) > 50


def test_no_page_of_ones_own_shows_another_kabupaten(client, sample, neighbours):
    pages = [
        (name, address_of(name, arguments, extra))
        for name, arguments, extra in named_urls()
        if not set(arguments) - NO_RECORD
    ]

    leaks = []
    for user in neighbours:
        client.force_login(user)
        for name, address in pages:
            content = client.get(address).content.decode(errors="replace")
            leaks += [(name, user.role, word) for word in ("contoh)", "Onggol", "Sumba", "Waiholo") if word in content]

    assert leaks == []
    assert len(pages) > 20


def test_no_key_crosses_from_one_kabupaten_into_another(sample, neighbours):
    """Every foreign key between two models that both belong to a kabupaten stays within it."""
    crossing, pairs = [], 0
    partitioned = {model for model in apps.get_models() if any(f.name == "kabupaten" for f in model._meta.fields)}
    for model in partitioned - {LogEntry}:  # the log's only key is to its actor, who may be `sistem`
        for field in model._meta.fields:
            if field.related_model in partitioned and field.related_model is not Kabupaten:
                pairs += 1
                rows = model.objects.filter(
                    **{f"{field.name}__isnull": False, f"{field.name}__kabupaten__isnull": False}
                )
                if rows.exclude(**{f"{field.name}__kabupaten": F("kabupaten")}).exists():
                    crossing.append(f"{model.__name__}.{field.name}")

    assert crossing == []
    assert pairs > 30
