"""Five people everybody knows; they live in Sumba Barat Daya, except the outsider."""

import shutil

import pytest
from django.core.cache import cache

from forum.choices import Role
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
from tests.without_pango import without_pango  # noqa: F401  a fixture


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """What a test uploads goes into its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Visitors are counted in the cache (forum.throttle), which all tests of a process share."""
    cache.clear()


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
