"""A ZIP that proves itself: whatever happens to it after it was written is told."""

import datetime
import shutil
import subprocess
import zipfile

import pytest

from forum.parcel import MANIFEST, Finding, Flaw, ParcelRefused, flaws, is_safe, opened_parcel, sealed_parcel

AT = datetime.datetime(2024, 12, 31, 9, tzinfo=datetime.UTC)
FILES = {"tabel/usulan.csv": b"judul\nSumur bor\n", "naskah/1.pdf": b"%PDF-1.7", "index.html": b"<p>Arsip</p>"}


@pytest.fixture
def parcel(tmp_path):
    path = tmp_path / "arsip.zip"
    with sealed_parcel(path, at=AT) as writer:
        for name, content in FILES.items():
            writer.add(name, content)
    return path


def rewritten(path, change) -> list[Finding]:
    """Return what is found after `change` made other (name, content) pairs of those in the parcel."""
    with zipfile.ZipFile(path) as zipped:
        entries = [(entry.filename, zipped.read(entry)) for entry in zipped.infolist()]
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in change(entries):
            zipped.writestr(name, content)
    with opened_parcel(path) as zipped:
        return flaws(zipped)


def test_parcel_as_written_has_no_flaws(parcel):
    with opened_parcel(parcel) as zipped:
        assert flaws(zipped) == []
        assert {name: zipped.read(name) for name in FILES} == FILES


@pytest.mark.parametrize("name", FILES)
def test_parcel_tells_a_missing_file(parcel, name):
    assert rewritten(parcel, lambda entries: [one for one in entries if one[0] != name]) == [
        Finding(Flaw.MISSING, name)
    ]


@pytest.mark.parametrize("name", FILES)
def test_parcel_tells_a_changed_file(parcel, name):
    found = rewritten(parcel, lambda entries: [(one, text + b" " if one == name else text) for one, text in entries])

    assert found == [Finding(Flaw.CHANGED, name)]


def test_parcel_tells_an_added_file(parcel):
    found = rewritten(parcel, lambda entries: [*entries, ("naskah/2.pdf", b"%PDF-1.7")])

    assert found == [Finding(Flaw.ADDED, "naskah/2.pdf")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_parcel_tells_a_second_file_of_the_same_name(parcel):
    found = rewritten(parcel, lambda entries: [*entries, ("index.html", FILES["index.html"])])

    assert found == [Finding(Flaw.ADDED, "index.html")]


def test_parcel_tells_a_flipped_bit(parcel):
    data = bytearray(parcel.read_bytes())
    with zipfile.ZipFile(parcel) as zipped:
        entry = zipped.getinfo("tabel/usulan.csv")
    data[entry.header_offset + 30 + len(entry.filename) + 2] ^= 0xFF
    parcel.write_bytes(data)

    with opened_parcel(parcel) as zipped:
        assert flaws(zipped) == [Finding(Flaw.CHANGED, "tabel/usulan.csv")]


@pytest.mark.parametrize("change", [lambda data: data[: len(data) // 2], lambda data: b"bukan zip", lambda data: b""])
def test_parcel_that_is_no_zip_is_refused(parcel, change):
    parcel.write_bytes(change(parcel.read_bytes()))

    with pytest.raises(ParcelRefused, match="bukan ZIP yang utuh"):
        opened_parcel(parcel)


@pytest.mark.parametrize("manifest", [None, b"\xff", b"tidak ada sidik"])
def test_parcel_without_manifest_is_refused(parcel, manifest):
    others = list(FILES.items())

    with pytest.raises(ParcelRefused, match="manifest"):
        rewritten(parcel, lambda _: others if manifest is None else [*others, (MANIFEST, manifest)])


def test_parcel_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ParcelRefused, match="tidak dapat dibaca"):
        opened_parcel(tmp_path / "tidak-ada.zip")


def test_parcel_is_read_by_sha256sum(parcel, tmp_path):
    with zipfile.ZipFile(parcel) as zipped:
        zipped.extractall(tmp_path)

    done = subprocess.run(
        [shutil.which("sha256sum"), "--check", MANIFEST], cwd=tmp_path, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout.count(": OK")) == (0, len(FILES))


def test_parcel_that_is_not_finished_leaves_what_stood_there(tmp_path):
    path = tmp_path / "arsip.zip"
    path.write_bytes(b"yang lama")

    with pytest.raises(ValueError, match="keluar"), sealed_parcel(path, at=AT) as writer:
        writer.add("../keluar", b"")

    assert path.read_bytes() == b"yang lama"
    assert [file.name for file in tmp_path.iterdir()] == ["arsip.zip"]


def test_parcel_is_readable_by_its_owner_alone(parcel):
    assert parcel.stat().st_mode & 0o777 == 0o600


def test_parcel_into_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ParcelRefused, match="tidak dapat ditulis"), sealed_parcel(tmp_path / "x/y.zip", at=AT):
        pass


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("media/a.pdf", True),
        ("../a", False),
        ("media/../../a", False),
        ("/etc/a", False),
        ("a\\..\\b", False),
        ("a\n", False),
    ],
)
def test_is_safe(name, safe):
    assert is_safe(name) is safe
