"""Two who press at once: real threads, each with its own connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from forum import actions
from forum.choices import Role
from forum.models import Import, LogEntry
from forum.transitions import MoveRefused
from plans.models import Usulan
from tests.factories import TODAY, make_desa, make_user
from tests.plans.workbooks import listed

ROWS = [{"Desa": "Waiholo", "Usulan": f"Perahu {number}", "Bidang": "Perikanan", "Tahun": 2027} for number in range(30)]


def keep(by) -> Import:
    file = SimpleUploadedFile("usulan.xlsx", listed(*ROWS))
    import_ = Import(kabupaten=by.kabupaten, purpose="usulan", file=file, name="usulan.xlsx")
    actions.keep_import(import_, by=by, now=timezone.now())
    actions.read_import(import_, today=TODAY)
    return import_


def press_at_once(presses) -> list[str]:
    """Apply each (file, user) at the same moment; return how each ended."""
    barrier = Barrier(len(presses))

    def press(pair):
        key, by = pair
        try:
            import_ = Import.objects.select_related("kabupaten").get(pk=key)
            barrier.wait()
            actions.apply_import(import_, by=by, now=timezone.now(), today=TODAY)
            return "applied"
        except MoveRefused as exc:
            return str(exc)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, presses))


@pytest.mark.django_db(transaction=True)
def test_one_file_pressed_four_times_is_applied_once():
    make_desa()
    import_, by = keep(user := make_user(role=Role.SECRETARIAT)), user

    ends = press_at_once([(import_.pk, by)] * 4)

    assert sorted(ends) == ["Berkas ini sudah diterapkan."] * 3 + ["applied"]
    assert Usulan.objects.count() == LogEntry.objects.filter(verb="usulan.create").count() == len(ROWS)


@pytest.mark.django_db(transaction=True)
def test_same_list_brought_by_three_at_once_is_one_list():
    make_desa()
    users = [make_user(role=Role.SECRETARIAT) for _ in range(3)]
    files = [(keep(user).pk, user) for user in users]

    ends = press_at_once(files)

    assert ends.count("applied") == 1
    assert Usulan.objects.count() == len(ROWS)
    assert Import.objects.applied().count() == 1
