"""What is written above all floors: that an archive was asked for, and that it left the house."""

from datetime import datetime

from django.db import transaction

from bangkit.shelf import ArchiveState, Place
from bangkit.tasks import build_archive
from forum.log import log
from forum.models import Kabupaten
from forum.rules import can_manage_forum, require

SECRETARIAT_ONLY = "Arsip disusun dan diunduh sekretariat forum."


@transaction.atomic
def ask_for_archive(kabupaten: Kabupaten, year: int, *, by, now: datetime) -> None:
    """Let the worker write the archive of one year; asking while it writes changes nothing."""
    require(can_manage_forum(by), SECRETARIAT_ONLY)
    place = Place(kabupaten.code, year)
    if place.state(now) == ArchiveState.ASKED:
        return
    place.ask()
    log("kabupaten.archive", kabupaten, by=by, after={"year": year})
    transaction.on_commit(lambda: build_archive.enqueue(kabupaten.pk, year))


def note_download(kabupaten: Kabupaten, year: int, *, by) -> None:
    """Remember who took an archive out: its papers name persons."""
    require(can_manage_forum(by), SECRETARIAT_ONLY)
    log("kabupaten.take_archive", kabupaten, by=by, after={"year": year})
