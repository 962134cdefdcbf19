"""Writes on packages and trainings of the programme: contents, handover, result, the check after a year."""

import datetime
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import F

from forum.log import changed_facts, log
from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from plans import rules
from plans.actions.entry import CHANGED_MEANWHILE, NOT_YOUR_DESA
from plans.models import Support, SupportItem, Usulan

# What a handover and the checks after it write, and its retraction takes back.
HANDOVER = (
    "handed_over_on", "bast_number", "giver_name", "receiver_name",
    "check_due_on", "checked_on", "condition", "finding",
)  # fmt: skip

HANDED_OVER_ALREADY = "Yang sudah diserahkan tidak dapat diubah lagi. Mintalah sekretariat membatalkan serah terimanya."
SECRETARIAT_STEP = "Langkah ini dicatat sekretariat forum."
NOT_HANDED_OVER = "Yang belum diserahkan belum dapat diperiksa."


@transaction.atomic
def record_support(
    support: Support,
    changed: Iterable[str] = (),
    *,
    items: list[SupportItem],
    usulan: Iterable[Usulan] = (),
    by,
    base_version: int | None = None,
) -> Support:
    """
    Create a package with its `items` for the `usulan` it serves, or write what differs; return it as stored.

    Sending twice stores once. `base_version` is the version that the person had before him.

    :raises MoveRefused: if somebody wrote or handed it over meanwhile, or a usulan was not redirected to stimulan.
    """
    require(rules.can_enter_for_desa(by, support.desa), NOT_YOUR_DESA)
    usulan = list(usulan)
    _check_usulan(support, usulan)
    if support.pk is None:
        return _create(support, items, usulan, by=by)
    require(rules.can_edit_support(by, support), HANDED_OVER_ALREADY)
    before, after = changed_facts(support, changed)
    values = {name: getattr(support, name) for name in after}
    served = list(support.usulan.order_by("pk"))
    for name, was, now in (
        ("items", support.items.order_by("pk"), items),
        ("usulan", served, sorted(usulan, key=lambda one: one.pk)),
    ):
        before[name], after[name] = [str(one) for one in was], [str(one) for one in now]
        if before[name] == after[name]:
            del before[name], after[name]
    if not after:
        return support
    version = support.version if base_version is None else base_version
    rows = Support.objects.filter(pk=support.pk, version=version, status=support.status)
    if not rows.update(**values, version=F("version") + 1):
        raise MoveRefused(CHANGED_MEANWHILE)
    support.version = version + 1
    if "items" in after:
        support.items.all().delete()
        _keep_items(support, items)
    support.usulan.set(usulan)
    log("support.edit", support, by=by, before=before, after=after)
    _tell(support, [one for one in usulan if one not in served], by=by)
    return support


def _check_usulan(support: Support, usulan: list[Usulan]) -> None:
    """Only what the forum sent to the programme is served by it, and by a package of its own desa."""
    if not usulan:
        return
    fitting = Usulan.objects.sent_to_stimulan().for_desa(support.desa).filter(pk__in=[one.pk for one in usulan])
    if fitting.count() != len(usulan):
        raise MoveRefused(
            f"Hanya usulan {support.desa.full_name} yang dialihkan forum ke stimulan yang dapat dilayani. "
            "Muat ulang halaman untuk melihat usulan mana yang demikian."
        )


def _create(support: Support, items: list[SupportItem], usulan: list[Usulan], *, by) -> Support:
    support.kabupaten_id = support.desa.kabupaten_id
    try:
        with transaction.atomic():
            support.save()
    except IntegrityError:
        twin = Support.objects.filter(uuid=support.uuid, desa=support.desa).first()
        if twin is None:
            raise
        return twin
    _keep_items(support, items)
    support.usulan.set(usulan)
    log("support.create", support, by=by, after={"kind": support.kind, "items": [str(item) for item in items]})
    _tell(support, usulan, by=by)
    return support


def _keep_items(support: Support, items: list[SupportItem]) -> None:
    for item in items:
        item.pk, item.support = None, support
    SupportItem.objects.bulk_create(items)


def _tell(support: Support, usulan: Iterable[Usulan], *, by, note: str = "") -> None:
    """Write into the history of each usulan, and so on its trace, how the package that serves it stands."""
    for one in usulan:
        facts = {"kind": support.kind, "title": support.title, "state": support.state.label}
        if support.is_handed_over:
            facts["handed_over_on"] = support.handed_over_on
        log("usulan.support", one, by=by, after=facts, note=note)


@transaction.atomic
def deliver_support(support: Support, *, by, today: datetime.date) -> None:
    """
    Record the handover that the object carries: its day, number and first party; and when it is to be checked.

    :raises MoveRefused: if a day or party is missing, the day is still to come, or somebody moved it meanwhile.
    """
    require(rules.can_move_support(by, support, "deliver"), NOT_YOUR_DESA)
    _check_handover(support, today=today)
    apply_move(support, "deliver", by=by, after=_handover_facts(support), **_handover(support))
    _tell(support, support.usulan.order_by("pk"), by=by)


@transaction.atomic
def correct_handover(support: Support, changed: Iterable[str], *, by, today: datetime.date) -> None:
    """Write day, number and first party of a BAST anew: the number often comes after the ink."""
    require(rules.can_check_support(by, support), NOT_YOUR_DESA)
    _check_handover(support, today=today)
    before, after = changed_facts(support, changed)
    if not after:
        return
    if not Support.objects.filter(pk=support.pk, status=support.status).update(**_handover(support)):
        raise MoveRefused(CHANGED_MEANWHILE)
    log("support.handover", support, by=by, before=before, after=after | _handover_facts(support))


def _check_handover(support: Support, *, today: datetime.date) -> None:
    if support.handed_over_on is None:
        raise MoveRefused("Isi tanggal serah terima.")
    if support.handed_over_on > today:
        raise MoveRefused("Tanggal serah terima belum tiba. Catat sesudah diserahkan.")
    if support.giver is None:
        raise MoveRefused("Pilih pihak yang menyerahkan.")
    if support.giver.kabupaten_id != support.kabupaten_id:
        raise MoveRefused("Jabatan itu bukan milik kabupaten ini.")


def _handover(support: Support) -> dict:
    """The columns of a handover; both parties are frozen as they are called on that day."""
    return {
        "handed_over_on": support.handed_over_on,
        "bast_number": support.bast_number,
        "giver": support.giver,
        "giver_name": support.giver.name_on(support.handed_over_on),
        "receiver_name": support.receiver_on(support.handed_over_on),
        "check_due_on": support.check_due_on or _first_check(support),
    }


def _first_check(support: Support) -> datetime.date | None:
    """What was checked already is looked at again only if the check said so."""
    return None if support.checked_on else a_year_after(support.handed_over_on)


def a_year_after(day: datetime.date) -> datetime.date:
    """Return the same day of the next year; 28 February after a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _handover_facts(support: Support) -> dict:
    return {
        "handed_over_on": support.handed_over_on,
        "bast_number": support.bast_number,
        "giver": support.giver.name_on(support.handed_over_on),
        "receiver": support.receiver_on(support.handed_over_on),
    }


@transaction.atomic
def finish_support(support: Support, *, result: str, men: int | None, women: int | None, by) -> None:
    """
    Close a package with what came of it, and with the people it reached.

    :raises MoveRefused: without a result, or a training without its people.
    """
    require(rules.can_move_support(by, support, "finish"), NOT_YOUR_DESA)
    if not result.strip():
        raise MoveRefused("Isi hasil.")
    if support.is_training and not (men or women):
        raise MoveRefused("Isi jumlah peserta pelatihan.")
    apply_move(support, "finish", by=by, note=result.strip(), result=result.strip(), men=men, women=women)
    _tell(support, support.usulan.order_by("pk"), by=by, note=result.strip())


@transaction.atomic
def move_support(support: Support, move: str, *, reason: str = "", by) -> None:
    """
    Take one of the secretariat's steps: procure, cancel, resume, retract (the handover), reopen (the result).

    :raises MoveRefused: if a step that takes something back comes without a reason.
    """
    require(rules.can_move_support(by, support, move), SECRETARIAT_STEP)
    reason = reason.strip()
    if move in {"cancel", "retract"} and not reason:
        raise MoveRefused("Tulis alasannya.")
    fields = {}
    if move == "retract":
        fields = {
            "handed_over_on": None,
            "bast_number": "",
            "giver_name": "",
            "receiver_name": "",
            "check_due_on": None,
        }
    if move == "cancel":
        fields = {"result": reason}
    if move in {"resume", "reopen"}:
        fields = {"result": ""}
    before = {"bast_number": support.bast_number} if move == "retract" else {}
    apply_move(support, move, by=by, note=reason, before=before, **fields)
    if move != "procure":
        _tell(support, support.usulan.order_by("pk"), by=by, note=reason)


@transaction.atomic
def check_support(
    support: Support,
    *,
    checked_on: datetime.date,
    condition: str,
    finding: str,
    next_on: datetime.date | None,
    by,
    today: datetime.date,
) -> None:
    """
    Record what was found in the field; `next_on` is when to look again, None if not.

    Earlier findings stay in the history.

    :raises MoveRefused: without a finding, or with days that cannot be.
    """
    require(rules.can_check_support(by, support), NOT_HANDED_OVER)
    if not finding.strip():
        raise MoveRefused("Tulis apa yang ditemukan di lapangan.")
    if not support.handed_over_on <= checked_on <= today:
        raise MoveRefused("Tanggal pemeriksaan harus sesudah serah terima dan paling lambat hari ini.")
    if next_on and next_on <= checked_on:
        raise MoveRefused("Pemeriksaan berikutnya harus sesudah pemeriksaan ini.")
    fields = {"checked_on": checked_on, "condition": condition, "finding": finding.strip(), "check_due_on": next_on}
    if not Support.objects.filter(pk=support.pk, status=support.status).update(**fields):
        raise MoveRefused(CHANGED_MEANWHILE)
    log(
        "support.check",
        support,
        by=by,
        after={"condition": condition, "checked_on": checked_on, "next_on": next_on},
        note=finding.strip(),
    )
