"""Five people everybody knows; they live in Sumba Barat Daya, except the outsider."""

import inspect
import shutil
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.choices import Role
from forum.models import ReadMark
from tests.factories import (
    make_desa,
    make_incumbency,
    make_jabatan,
    make_kabupaten,
    make_kecamatan,
    make_opd,
    make_person,
    make_user,
)
from tests.once import FAST_HASHERS, papers_drawn_once  # noqa: F401  a fixture
from tests.without_pango import without_pango  # noqa: F401  a fixture


def asks_for_database(item: pytest.Item) -> bool:
    """Tell whether a test asks for the database, or for `request`, with which it may fetch any fixture."""
    if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames):
        return True
    return "request" in inspect.signature(item.function).parameters


def pytest_collection_modifyitems(config, items):
    """Leave out on PostgreSQL what touches no database: pytest-django forbids it to, so SQLite's pass tells it all."""
    if connection.vendor == "postgresql":
        apart = [item for item in items if not asks_for_database(item)]
        config.hook.pytest_deselected(items=apart)
        items[:] = filter(asks_for_database, items)


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = FAST_HASHERS


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """What a test uploads goes into its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Visitors are counted in the cache (forum.throttle), which all tests of a process share."""
    cache.clear()


@pytest.fixture
def django_assert_num_queries():
    """
    Count exactly what a page asks for itself.

    What Kabar costs every page (its count in the frame, the reader's mark on a record) is left out here, and counted
    in tests/forum/test_notices.py.
    """

    @contextmanager
    def asks(number: int):
        with CaptureQueriesContext(connection) as context:
            yield context
        own = [query["sql"] for query in context.captured_queries if ReadMark._meta.db_table not in query["sql"]]
        assert len(own) == number, "\n".join(own)

    return asks


@pytest.fixture
def kabupaten(db):
    return make_kabupaten()


@pytest.fixture
def secretariat(kabupaten):
    return make_user(username="sekretariat", role=Role.SECRETARIAT, kabupaten=kabupaten)


@pytest.fixture
def opd_officer(kabupaten):
    """The desk officer of Dinas Pertanian; he holds no jabatan."""
    return make_user(username="pertanian", role=Role.OPD_OFFICER, opd=make_opd(kabupaten=kabupaten))


@pytest.fixture
def opd_head(kabupaten):
    """The head of Dinas Pertanian, who accepts what the desk drafts."""
    opd = make_opd(kabupaten=kabupaten)
    person = make_person(kabupaten=kabupaten, name="Kepala Contoh")
    make_incumbency(jabatan=make_jabatan(opd=opd, is_head=True), person=person)
    return make_user(username="kadis.pertanian", role=Role.OPD_OFFICER, opd=opd, person=person)


@pytest.fixture
def facilitator(kabupaten):
    """Enters for Desa Waiholo in Kecamatan Kodi."""
    return make_user(username="fasilitator", role=Role.FACILITATOR, kabupaten=kabupaten, desa=[make_desa()])


@pytest.fixture
def camat(kabupaten):
    return make_user(username="camat.kodi", role=Role.CAMAT, kecamatan=make_kecamatan())


@pytest.fixture
def observer(kabupaten):
    return make_user(username="pengamat", role=Role.OBSERVER)


@pytest.fixture
def outsider(db):
    """An officer of another kabupaten's Dinas Pertanian."""
    other = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur", forum_name="Pokja BangKIT")
    return make_user(username="orang.luar", role=Role.OPD_OFFICER, kabupaten=other, opd=make_opd(kabupaten=other))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium instead of Playwright's own; root, as in CI, cannot have its sandbox."""
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}
