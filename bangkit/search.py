"""One box over everything a person may see: desa, usulan, OPD and their activities, meetings, berita acara."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from forum.models import Desa, Opd
from forum.templatetags.house import tanggal
from meetings.models import Agreement, Meeting
from plans.models import Activity, Usulan

SHOWN = 5
SHORTEST = 2  # letters; one letter finds everything and helps nobody


@dataclass(frozen=True)
class Hit:
    label: str
    detail: str
    url: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more_url` leads to the rest where there is more."""

    title: str
    hits: list[Hit]
    more_url: str = ""


def find(user, text: str) -> list[Group]:
    """
    Return what matches `text` among what this user may see, a group a kind, empty groups left out.

    One query a kind, whatever is stored.
    """
    text = " ".join(text.split())
    if len(text) < SHORTEST and not text.isdecimal():
        return []
    return [group for group in _groups(user, text) if group.hits]


def _groups(user, text: str) -> Iterator[Group]:
    usulan = Usulan.objects.visible_to(user).select_related("desa").search(text).newest_first()
    yield _group("Usulan", usulan, _usulan, more_url=reverse("plans:usulan_list", query={"q": text}))
    desa = Desa.objects.visible_to(user).select_related("kecamatan").search(text).order_by("name", "pk")
    yield _group("Desa", desa, _desa)
    opd = Opd.objects.visible_to(user).search(text).order_by("name", "pk")
    yield _group("OPD", opd, lambda one: Hit(one.name, one.short_name, one.get_absolute_url()))
    activities = Activity.objects.visible_to(user).select_related("opd").search(text)
    yield _group("Kegiatan OPD", activities.order_by("-fiscal_year", "code", "pk"), _activity)
    meetings = Meeting.objects.visible_to(user).search(text).newest_first()
    yield _group("Rapat", meetings, _meeting, more_url=reverse("meetings:meeting_list"))
    agreements = Agreement.objects.visible_to(user).select_related("meeting").search(text).newest_first()
    yield _group("Berita acara", agreements, _agreement, more_url=reverse("meetings:agreement_list"))


def _group(title: str, rows, hit_of: Callable[[object], Hit], *, more_url: str = "") -> Group:
    found = list(rows[: SHOWN + 1])
    return Group(title, [hit_of(row) for row in found[:SHOWN]], more_url if len(found) > SHOWN else "")


def _usulan(usulan: Usulan) -> Hit:
    return Hit(usulan.title, f"{usulan.desa.full_name}, tahun {usulan.fiscal_year}", usulan.get_absolute_url())


def _desa(desa: Desa) -> Hit:
    return Hit(desa.full_name, f"Kecamatan {desa.kecamatan}", desa.get_absolute_url())


def _activity(activity: Activity) -> Hit:
    detail = f"{activity.code}, {activity.opd}, tahun {activity.fiscal_year}"
    return Hit(activity.name, detail, activity.get_absolute_url())


def _meeting(meeting: Meeting) -> Hit:
    return Hit(meeting.title, f"{meeting.get_kind_display()}, {tanggal(meeting.held_on)}", meeting.get_absolute_url())


def _agreement(agreement: Agreement) -> Hit:
    number = f"Nomor {agreement.number}" if agreement.number else "belum bernomor"
    return Hit(str(agreement), f"{number}, {agreement.state.label}", agreement.get_absolute_url())
