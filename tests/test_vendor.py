import json

from tests.vendor import LOCK, VENDOR, locked_files


def test_vendored_files_are_as_locked():
    assert locked_files() == json.loads(LOCK.read_text())


def test_vendored_files_name_no_source_map():
    assert [path.name for path in VENDOR.rglob("*.*s*") if "sourceMappingURL" in path.read_text()] == []
