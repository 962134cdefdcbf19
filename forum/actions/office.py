"""Writes to who there is: OPD and partners, jabatan, persons, and who holds which jabatan when."""

import datetime

from django.db import transaction

from forum import rules
from forum.actions.record import record
from forum.log import log
from forum.models import Incumbency, Jabatan, Opd, Partner, Person
from forum.rules import require
from forum.templatetags.house import tanggal
from forum.transitions import MoveRefused


def record_opd(opd: Opd, *, by) -> None:
    record(opd, by=by)


def record_partner(partner: Partner, *, by) -> None:
    record(partner, by=by)


def record_jabatan(jabatan: Jabatan, *, by) -> None:
    record(jabatan, by=by)


def record_person(person: Person, *, by) -> None:
    """Save a person; the log tells which fields changed, never what stood or stands in them."""
    require(rules.can_edit_person(by, person), "Data orang ini dihapus. Catat sebagai orang baru.")
    record(person, by=by, private={"name", "nip", "rank", "sex", "phone", "email"})


def record_incumbency(incumbency: Incumbency, *, succeeds: bool = False, by) -> None:
    """
    Save who holds a jabatan, from when to when; who `succeeds` ends the term of his like on the day before.

    :raises MoveRefused: if another holds it in the same way (definitif, Plt. or Plh.) in that time, or its OPD
        or desa is closed by then.
    """
    require(rules.is_secretariat(by, incumbency))
    incumbency.precedence = Incumbency.PRECEDENCE[incumbency.kind]
    place = incumbency.jabatan.opd or incumbency.jabatan.desa
    closed_on = place and place.closed_on
    if closed_on and (incumbency.ends_on is None or incumbency.ends_on >= closed_on):
        name = incumbency.jabatan.institution
        raise MoveRefused(f"{name} ditutup sejak {tanggal(closed_on)}. Pilih tanggal akhir sebelum hari itu.")
    with transaction.atomic():
        # One at a time for each jabatan: two holders entered at once would not see each other.
        Jabatan.objects.select_for_update().get(pk=incumbency.jabatan_id)
        others = incumbency.jabatan.incumbencies.exclude(pk=incumbency.pk).overlapping(
            starts_on=incumbency.starts_on, ends_on=incumbency.ends_on
        )
        for other in others.filter(kind=incumbency.kind).select_related("person", "jabatan"):
            if not succeeds or other.ends_on:
                raise MoveRefused(_overlap(incumbency, other))
            end_incumbency(other, ends_on=incumbency.starts_on - datetime.timedelta(days=1), by=by)
        record(
            incumbency,
            by=by,
            subject=incumbency.jabatan,
            facts=_incumbency_facts(incumbency),
            row=f"Pejabat {incumbency.get_kind_display().lower()} sejak {tanggal(incumbency.starts_on)}",
            private={"person"},
        )


def _incumbency_facts(incumbency: Incumbency) -> dict:
    return {"kind": incumbency.kind, "starts_on": incumbency.starts_on}


def _overlap(incumbency: Incumbency, other: Incumbency) -> str:
    held = f"{other} dijabat {other.person} sejak {tanggal(other.starts_on)}"
    if other.ends_on:
        return f"{held} sampai {tanggal(other.ends_on)}. Pilih masa jabatan yang tidak bertumpang tindih."
    return f"{held}. Akhiri dahulu masa jabatannya, atau centang bahwa ia digantikan."


def end_incumbency(incumbency: Incumbency, *, ends_on: datetime.date, by) -> None:
    """
    End a term of office; `ends_on` is its last day.

    :raises MoveRefused: if it has ended already, or would end before it began.
    """
    require(rules.is_secretariat(by, incumbency))
    if ends_on < incumbency.starts_on:
        raise MoveRefused(f"Masa jabatan ini mulai {tanggal(incumbency.starts_on)}. Pilih tanggal sesudahnya.")
    with transaction.atomic():
        if not Incumbency.objects.filter(pk=incumbency.pk, ends_on=None).update(ends_on=ends_on):
            raise MoveRefused("Masa jabatan ini sudah diakhiri. Muat ulang halaman untuk melihat keadaan terakhir.")
        incumbency.ends_on = ends_on
        facts = _incumbency_facts(incumbency) | {"ends_on": ends_on}
        log("incumbency.end", incumbency.jabatan, by=by, after=facts)


def rename_jabatan(jabatan, was: str, name: str, *, by) -> None:
    """
    Let each of these jabatan (a QuerySet) that bears the name `was` of its place bear the new one.

    :raises MoveRefused: if another jabatan is called so already.
    """
    for row in jabatan.filter(name__contains=was).order_by("pk"):
        new = row.name.replace(was, name)
        if Jabatan.objects.filter(kabupaten=row.kabupaten_id, name__iexact=new).exclude(pk=row.pk).exists():
            raise MoveRefused(f"Jabatan “{new}” sudah ada, padahal {row} akan bernama demikian. Ubah salah satunya.")
        row.name = new
        record(row, by=by)


def end_terms(jabatan, *, on: datetime.date, by) -> None:
    """
    End whoever holds one of these jabatan on the day before `on`, the first day on which its place is no more.

    :raises MoveRefused: if a term begins on `on` or later.
    """
    last_day = on - datetime.timedelta(days=1)
    terms = Incumbency.objects.filter(jabatan__in=jabatan).overlapping(starts_on=on, ends_on=None)
    for term in terms.select_related("jabatan").order_by("pk"):
        if term.starts_on > last_day:
            raise MoveRefused(
                f"Pejabat {term} tercatat mulai {tanggal(term.starts_on)}, sesudah penutupan ini. "
                "Perbaiki masa jabatannya dahulu, atau pilih tanggal lain."
            )
        term.ends_on = last_day
        term.save(update_fields=["ends_on"])
        facts = {"kind": term.kind, "starts_on": term.starts_on, "ends_on": last_day}
        log("incumbency.end", term.jabatan, by=by, after=facts)
