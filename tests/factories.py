"""Plain factory functions: each fills only what its model requires; everything can be named."""

import datetime
import itertools

from forum.choices import Position, Role, Sex
from forum.models import (
    Breach,
    Decree,
    Desa,
    Incumbency,
    Jabatan,
    Kabupaten,
    Kecamatan,
    Opd,
    Partner,
    Person,
    Seat,
    TargetVillage,
    User,
)
from meetings.models import AgendaItem, Agreement, FollowUp, Invitation, Meeting, Minute
from plans import actions as plans_actions
from plans.choices import Bidang, FundingSource, LandStatus, OutcomeKind
from plans.models import (
    Activity,
    ActivityFigures,
    Answer,
    Execution,
    KamusEntry,
    Kelompok,
    LivelihoodPlan,
    Lokus,
    Outcome,
    PlanningWindow,
    Portion,
    Referral,
    Support,
    SupportItem,
    Usulan,
    Workplan,
)
from plans.status import AnswerStatus, SupportStatus, UsulanStatus

PASSWORD = "sandi-uji-yang-panjang"
TODAY = datetime.date(2024, 1, 31)  # the day of the rakor that the sample tells of

_number = itertools.count(1)

# --- forum ---


def make_kabupaten(*, code="53.18", name="Kabupaten Sumba Barat Daya", **fields) -> Kabupaten:
    return Kabupaten.objects.get_or_create(
        code=code, defaults={"name": name, "province": "Nusa Tenggara Timur", **fields}
    )[0]


def make_kecamatan(*, kabupaten=None, name="Kodi", code=None) -> Kecamatan:
    kabupaten = kabupaten or make_kabupaten()
    return Kecamatan.objects.get_or_create(
        kabupaten=kabupaten, name=name, defaults={"code": code or f"{kabupaten.code}.{next(_number) % 100:02d}"}
    )[0]


def make_desa(*, kecamatan=None, name="Waiholo", **fields) -> Desa:
    kecamatan = kecamatan or make_kecamatan()
    return Desa.objects.get_or_create(
        kecamatan=kecamatan,
        name=name,
        defaults={
            "kabupaten": kecamatan.kabupaten,
            "code": f"{kecamatan.code}.{2000 + next(_number) % 8000}",
            **fields,
        },
    )[0]


def make_target(*, desa=None, since=datetime.date(2023, 2, 1), **fields) -> TargetVillage:
    desa = desa or make_desa()
    return TargetVillage.objects.create(kabupaten=desa.kabupaten, desa=desa, since=since, **fields)


def make_breach(*, kabupaten=None, noticed_on=TODAY, what="Daftar nomor telepon terkirim ke grup umum") -> Breach:
    return Breach.objects.create(kabupaten=kabupaten or make_kabupaten(), noticed_on=noticed_on, what=what)


def make_opd(*, kabupaten=None, name="Dinas Pertanian", **fields) -> Opd:
    return Opd.objects.get_or_create(kabupaten=kabupaten or make_kabupaten(), name=name, defaults=fields)[0]


def make_partner(*, kabupaten=None, name="Yayasan BaKTI") -> Partner:
    return Partner.objects.get_or_create(kabupaten=kabupaten or make_kabupaten(), name=name)[0]


def make_jabatan(*, kabupaten=None, name="Kepala Dinas Pertanian", **fields) -> Jabatan:
    parent = next((fields[key] for key in Jabatan.PARENTS if fields.get(key)), None)
    kabupaten = kabupaten or (parent.kabupaten if parent else make_kabupaten())
    return Jabatan.objects.get_or_create(kabupaten=kabupaten, name=name, defaults=fields)[0]


def make_person(*, kabupaten=None, name="Pejabat Contoh", sex=Sex.MALE, **fields) -> Person:
    return Person.objects.create(kabupaten=kabupaten or make_kabupaten(), name=name, sex=sex, **fields)


def make_incumbency(*, jabatan=None, person=None, starts_on=datetime.date(2023, 1, 1), **fields) -> Incumbency:
    jabatan = jabatan or make_jabatan()
    person = person or make_person(kabupaten=jabatan.kabupaten)
    incumbency = Incumbency(kabupaten=jabatan.kabupaten, jabatan=jabatan, person=person, starts_on=starts_on, **fields)
    incumbency.precedence = Incumbency.PRECEDENCE[incumbency.kind]
    incumbency.save()
    return incumbency


def make_decree(*, kabupaten=None, number="289/KEP/HK/2023", valid_from=datetime.date(2023, 4, 12), **fields) -> Decree:
    return Decree.objects.create(
        kabupaten=kabupaten or make_kabupaten(),
        number=number,
        valid_from=valid_from,
        title=fields.pop("title", "Pembentukan Forum BangKIT"),
        **fields,
    )


def make_seat(*, decree=None, jabatan=None, position=Position.MEMBER, order=1, **fields) -> Seat:
    decree = decree or make_decree()
    jabatan = jabatan or make_jabatan(kabupaten=decree.kabupaten)
    return Seat.objects.create(
        kabupaten=decree.kabupaten, decree=decree, jabatan=jabatan, position=position, order=order, **fields
    )


def make_user(*, username=None, role=Role.OBSERVER, kabupaten=None, desa=(), password=PASSWORD, **fields) -> User:
    user = User(
        username=username or f"pengguna{next(_number)}",
        role=role,
        kabupaten=kabupaten or make_kabupaten(),
        **fields,
    )
    user.set_password(password)
    user.save()
    user.desa.set(desa)
    return user


# --- plans ---


def make_plan(*, desa=None, fiscal_year=2024, musyawarah_on=datetime.date(2023, 6, 8), **fields) -> LivelihoodPlan:
    desa = desa or make_desa()
    return LivelihoodPlan.objects.create(
        kabupaten=desa.kabupaten, desa=desa, fiscal_year=fiscal_year, musyawarah_on=musyawarah_on, **fields
    )


def make_window(
    *, kabupaten=None, kind="musrenbangcam", starts_on=datetime.date(2024, 2, 1), ends_on=None, **fields
) -> PlanningWindow:
    return PlanningWindow.objects.create(
        kabupaten=kabupaten or make_kabupaten(),
        kind=kind,
        fiscal_year=fields.pop("fiscal_year", 2025),
        starts_on=starts_on,
        ends_on=ends_on or starts_on + datetime.timedelta(days=28),
        **fields,
    )


def make_kelompok(*, desa=None, name="Kelompok Tani Contoh", **fields) -> Kelompok:
    desa = desa or make_desa()
    return Kelompok.objects.create(kabupaten=desa.kabupaten, desa=desa, name=name, **fields)


def make_usulan(*, desa=None, title="Perahu katinting", fiscal_year=2024, **fields) -> Usulan:
    """A draft with only what the model requires; `complete_usulan` fills what "ajukan" asks for."""
    desa = desa or make_desa()
    fields.setdefault("bidang", Bidang.FISHERIES)
    return Usulan.objects.create(kabupaten=desa.kabupaten, desa=desa, title=title, fiscal_year=fiscal_year, **fields)


def complete_usulan(**fields) -> Usulan:
    """A draft that lacks nothing for submission."""
    complete = {
        "problem": "Nelayan meminjam perahu.",
        "location": "Dusun 2",
        "volume": 2,
        "unit": "unit",
        "cost": 50_000_000,
        "men": 20,
        "women": 15,
        "funding_options": [FundingSource.APBD_KABUPATEN],
        "land_status": LandStatus.NOT_NEEDED,
    }
    return make_usulan(**(complete | fields))


def verified_usulan(**fields) -> Usulan:
    """A usulan that the kecamatan has verified: ready for the forum."""
    fields.setdefault("submitted_at", datetime.datetime(2024, 1, 10, 8, tzinfo=datetime.UTC))
    return complete_usulan(status=UsulanStatus.VERIFIED, **fields)


def make_activity(
    *, opd=None, fiscal_year=2024, code=None, pagu=500_000_000, lokus=0, stage="rkpd", **fields
) -> Activity:
    """An activity with `lokus` open slots for any desa; the first of an OPD and year brings the stage in force."""
    opd = opd or make_opd()
    Workplan.objects.get_or_create(
        opd=opd, fiscal_year=fiscal_year, defaults={"kabupaten": opd.kabupaten, "stage": stage}
    )
    fields.setdefault("name", "Pembangunan Jaringan Irigasi Usaha Tani")
    activity = Activity.objects.create(
        kabupaten=opd.kabupaten,
        opd=opd,
        fiscal_year=fiscal_year,
        code=code or f"3.27.03.2.02.{next(_number):04d}",
        pagu=pagu,
        **fields,
    )
    ActivityFigures.objects.create(activity=activity, stage=stage, pagu=pagu)
    for _ in range(lokus):
        make_lokus(activity=activity)
    return activity


def make_lokus(*, activity=None, desa=None, **fields) -> Lokus:
    activity = activity or make_activity()
    return Lokus.objects.create(
        kabupaten=activity.kabupaten, activity=activity, desa=desa, number=activity.lokus.count() + 1, **fields
    )


def make_kamus_entry(*, kabupaten=None, term="moko", words="kerajinan", **fields) -> KamusEntry:
    return KamusEntry.objects.create(kabupaten=kabupaten or make_kabupaten(), term=term, words=words, **fields)


def make_referral(*, usulan=None, opd=None, fiscal_year=2024, asked_on=TODAY, due_on=None, **fields) -> Referral:
    usulan = usulan or verified_usulan()
    return Referral.objects.create(
        kabupaten=usulan.kabupaten,
        usulan=usulan,
        opd=opd or make_opd(kabupaten=usulan.kabupaten),
        fiscal_year=fiscal_year,
        asked_on=asked_on,
        due_on=due_on or asked_on + datetime.timedelta(days=14),
        **fields,
    )


def make_answer(*, referral=None, kind=OutcomeKind.AGREED_NEXT_YEAR, **fields) -> Answer:
    referral = referral or make_referral()
    if kind == OutcomeKind.AGREED_NEXT_YEAR:
        fields.setdefault("target_year", referral.fiscal_year + 1)
    fields.setdefault("is_current", fields.get("status") == AnswerStatus.SENT)
    return Answer.objects.create(kabupaten=referral.kabupaten, referral=referral, kind=kind, **fields)


def make_outcome(
    *, usulan=None, kind=OutcomeKind.AGREED, activity=None, amount=10_000_000, by=None, today=TODAY, **fields
):
    """An outcome as the forum records it: through the action, so that lokus and pagu are held. Returns Outcome."""
    usulan = usulan or verified_usulan()
    fiscal_year = fields.pop("fiscal_year", usulan.fiscal_year)
    outcome = Outcome(usulan=usulan, fiscal_year=fiscal_year, kind=kind, **fields)
    portions = []
    if outcome.serves:
        activity = activity or make_activity(opd=make_opd(kabupaten=usulan.kabupaten), fiscal_year=fiscal_year, lokus=1)
        portions = [
            plans_actions.PortionDraft(
                activity=activity, volume=1, amount=amount, funding_source=FundingSource.APBD_KABUPATEN
            )
        ]
    return plans_actions.record_outcome(outcome, portions, by=by or User.objects.system(), today=today)


def make_portion(**fields) -> Portion:
    """The one portion of an outcome that serves: a volume of 1 and an amount of 10.000.000."""
    return make_outcome(**fields).portions.get()


def make_execution(*, portion=None, is_done=True, by=None, today=TODAY, **fields) -> Execution:
    """A report through the action: carried out as agreed, or not and why."""
    portion = portion or make_portion()
    if is_done:
        fields = {"volume": portion.volume, "amount": portion.amount} | fields
    else:
        fields.setdefault("explanation", "Musim hujan datang lebih awal.")
    execution = Execution(portion=portion, is_done=is_done, **fields)
    return plans_actions.report_execution(execution, by=by or User.objects.system(), today=today)


def make_support(*, desa=None, title="Kebun sayur beririgasi tetes", fiscal_year=2024, items=(), **fields) -> Support:
    """A package; `items` are names of goods, two pieces each."""
    desa = desa or make_desa()
    fields.setdefault("bidang", Bidang.AGRICULTURE)
    served = fields.pop("usulan", ())
    support = Support.objects.create(
        kabupaten=desa.kabupaten, desa=desa, title=title, fiscal_year=fiscal_year, **fields
    )
    support.usulan.set(served)
    SupportItem.objects.bulk_create(SupportItem(support=support, name=name, quantity=2, unit="unit") for name in items)
    return support


def delivered_support(*, handed_over_on=TODAY, **fields) -> Support:
    """A package that was handed over, to be checked a year later."""
    giver = fields.pop("giver", None) or make_jabatan(kabupaten=fields["desa"].kabupaten if "desa" in fields else None)
    return make_support(
        **{
            "status": SupportStatus.DELIVERED,
            "handed_over_on": handed_over_on,
            "giver": giver,
            "giver_name": giver.name,
            "receiver_name": "Kepala Desa Waiholo",
            "check_due_on": handed_over_on.replace(year=handed_over_on.year + 1),
            **fields,
        }
    )


def redirected_usulan(**fields) -> Usulan:
    """A usulan that the forum redirected to the programme."""
    usulan = verified_usulan(**fields)
    make_outcome(usulan=usulan, kind=OutcomeKind.REDIRECTED, target_source=FundingSource.STIMULAN)
    return usulan


# --- meetings ---


def make_meeting(
    *, kabupaten=None, title="Sinkronisasi RKP 2024", held_on=TODAY, fiscal_year=2024, **fields
) -> Meeting:
    return Meeting.objects.create(
        kabupaten=kabupaten or make_kabupaten(), title=title, held_on=held_on, fiscal_year=fiscal_year, **fields
    )


def make_agenda_item(*, meeting=None, kind="topic", title="Pembukaan", **fields) -> AgendaItem:
    meeting = meeting or make_meeting()
    return AgendaItem.objects.create(kabupaten=meeting.kabupaten, meeting=meeting, kind=kind, title=title, **fields)


def make_invitation(*, meeting=None, jabatan=None, guest="", **fields) -> Invitation:
    """The head of Dinas Pertanian unless another jabatan or a guest is named."""
    meeting = meeting or make_meeting(status="invited")
    if jabatan is None and not guest:
        jabatan = make_jabatan(opd=make_opd(kabupaten=meeting.kabupaten), is_head=True)
    return Invitation.objects.create(
        kabupaten=meeting.kabupaten, meeting=meeting, jabatan=jabatan, guest=guest, **fields
    )


def make_follow_up(*, meeting=None, what="Siapkan daftar kelompok", opd=None, due_on=None, **fields) -> FollowUp:
    meeting = meeting or make_meeting()
    if "jabatan" not in fields:
        fields["opd"] = opd or make_opd(kabupaten=meeting.kabupaten)
    return FollowUp.objects.create(
        kabupaten=meeting.kabupaten,
        meeting=meeting,
        what=what,
        due_on=due_on or meeting.held_on + datetime.timedelta(days=30),
        **fields,
    )


def make_minute(*, agenda_item=None, kind="information", text="Sumur bor selesai diuji.", **fields) -> Minute:
    agenda_item = agenda_item or make_agenda_item(meeting=make_meeting(status="running"))
    return Minute.objects.create(
        kabupaten=agenda_item.kabupaten, agenda_item=agenda_item, kind=kind, text=text, **fields
    )


def make_agreement(*, meeting=None, title="Kesepakatan Hasil Rapat Koordinasi", **fields) -> Agreement:
    """A draft; make it final through the action, so that it has a snapshot."""
    meeting = meeting or make_meeting()
    return Agreement.objects.create(kabupaten=meeting.kabupaten, meeting=meeting, title=title, **fields)
