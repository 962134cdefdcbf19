"""The house rules that a machine can see."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.urls import URLPattern, get_resolver

ROOT = Path(__file__).resolve().parent.parent
LOW_TO_HIGH = ["forum", "plans", "meetings", "bangkit"]
OUR_CODE = [path for app in LOW_TO_HIGH for path in (ROOT / app).rglob("*.py")]


def our_url_names() -> set[str]:
    """Every named URL of the project as "app:name" (or "name" at the top)."""

    def walk(patterns, prefix):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                if pattern.name:
                    yield prefix + pattern.name
            else:
                yield from walk(pattern.url_patterns, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))

    return set(walk(get_resolver().url_patterns, ""))


@pytest.mark.parametrize("app", LOW_TO_HIGH[:-1])
def test_app_names_nothing_above_it(app):
    higher = "|".join(LOW_TO_HIGH[LOW_TO_HIGH.index(app) + 1 :])
    # An import, or a string such as "plans.Usulan", "plans:usulan_list", "plans/_rows.html".
    upward = re.compile(rf"""^\s*(?:from|import)\s+(?:{higher})\b|["'](?:{higher})[.:/]""", re.M)

    files = [*(ROOT / app).rglob("*.py"), *(ROOT / "templates" / app).rglob("*.html")]

    assert [f"{f.relative_to(ROOT)}" for f in files if upward.search(f.read_text())] == []


def test_every_url_name_stands_in_a_test():
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))

    assert sorted(name for name in our_url_names() if f'"{name}"' not in tests) == []


def test_status_is_written_by_transitions_alone():
    writer = re.compile(r"\.status\s*=[^=]|update\([^)]*\bstatus=|setattr\(.*[\"']status[\"']")

    found = [path.relative_to(ROOT).as_posix() for path in OUR_CODE if writer.search(path.read_text())]

    assert found == ["forum/transitions.py"]


def test_role_names_stand_in_forum_rules_and_models_alone():
    naming = re.compile(r"\bRole\.[A-Z]|\.role\s*[=!]=")
    allowed = {"forum/rules.py", "forum/choices.py", "forum/models/account.py"}
    our_code = [path for path in OUR_CODE if path.parent.name != "sample"]  # it opens an account of every role

    found = {path.relative_to(ROOT).as_posix() for path in our_code if naming.search(path.read_text())}

    assert found - allowed == set()


@pytest.mark.parametrize("app", LOW_TO_HIGH)
def test_views_neither_filter_nor_save(app):
    folder = ROOT / app
    views = [*folder.glob("views.py"), *folder.glob("views/*.py")]
    forbidden = re.compile(r"\.(filter|exclude|save|create|update|delete)\(")

    assert [f"{path.relative_to(ROOT)}" for path in views if forbidden.search(path.read_text())] == []


def test_templates_hold_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=")
    pages = [path for path in (ROOT / "templates").rglob("*.html") if "pdf" not in path.parts]

    assert [f"{path.relative_to(ROOT)}" for path in pages if inline.search(path.read_text())] == []


def test_postgres_is_driven_by_psycopg2():
    if connection.vendor == "postgresql":
        assert connection.Database.__name__ == "psycopg2"
