"""What the log says, and that each verb has its sentence."""

import re
from pathlib import Path

import pytest

from forum.log import SENTENCES, changed_facts, log
from forum.models import Jabatan, LogEntry
from forum.sentences import tell_edit
from tests.factories import make_jabatan, make_opd

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_verb_written_in_the_forum_has_a_sentence():
    source = "".join(file.read_text() for file in (ROOT / "forum/actions").glob("*.py"))
    nouns = ["opd", "partner", "jabatan", "person", "decree", "seat", "incumbency"]
    written = set(re.findall(r'"([a-z]+\.[a-z_]+)"', source)) | {
        f"{noun}.{verb}" for noun in nouns for verb in ("create", "edit")
    }

    assert written - set(SENTENCES) == set()


def test_log_of_an_unknown_verb_is_an_error(secretariat):
    with pytest.raises(KeyError):
        log("opd.tidak_dikenal", make_opd(), by=secretariat)

    assert not LogEntry.objects.exists()


def test_log_keeps_the_office_and_not_the_person(secretariat):
    entry = log("opd.create", make_opd(), by=secretariat)

    assert (entry.actor, entry.kabupaten) == ("Sekretariat forum", secretariat.kabupaten)


def test_changed_facts_tell_another_record_by_its_name(kabupaten):
    jabatan = make_jabatan(opd=make_opd())
    jabatan.opd, jabatan.name = None, "Kepala Badan"

    assert changed_facts(jabatan, ["opd", "name"]) == (
        {"opd": "Dinas Pertanian", "name": "Kepala Dinas Pertanian"},
        {"opd": None, "name": "Kepala Badan"},
    )


def test_edit_of_a_field_that_is_gone_is_still_told():
    entry = LogEntry(before={"lama": "a"}, after={"lama": "b"})

    assert tell_edit(Jabatan)(entry) == "Diubah: lama dari “a” menjadi “b”"
