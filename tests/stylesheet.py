"""
The part of Bootstrap that our pages use: a fifth of it, for phones that wait for every kilobyte.

    python -m tests.stylesheet    writes static/css/bootstrap.css from the whole one in static/vendor

A rule stays when every class it names is a word somewhere in the templates, in crispy's, in Python or in JavaScript:
so a class put together at run time is kept too, as long as its parts are not glued from smaller ones.
"""

import re
from functools import cache
from pathlib import Path

import crispy_bootstrap5
import crispy_forms
import tinycss2

ROOT = Path(__file__).resolve().parent.parent
WHOLE = ROOT / "static" / "vendor" / "bootstrap" / "bootstrap.min.css"
PART = ROOT / "static" / "css" / "bootstrap.css"
APPS = ("bangkit", "forum", "plans", "meetings")
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NOT = re.compile(r":not\([^)]*\)")  # what a rule leaves out need not be there
COMMA = re.compile(r",(?![^(\[]*[)\]])")  # not one within :not(…) or [title=…]


def part() -> str:
    """Return the rules that can concern our pages, one a line, under Bootstrap's own notice."""
    notice, end, rules = WHOLE.read_text().partition("*/")
    return "\n".join([notice + end, *_kept(tinycss2.parse_stylesheet(rules, skip_whitespace=True))]) + "\n"


def _kept(rules) -> list[str]:
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [one for one in COMMA.split(tinycss2.serialize(rule.prelude)) if _is_met(one)]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"}:
            inner = _kept(tinycss2.parse_rule_list(rule.content, skip_whitespace=True))
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{''.join(inner)}}}")
        else:
            kept.append(rule.serialize())
    return kept


def _is_met(selector: str) -> bool:
    return words().issuperset(CLASS.findall(NOT.sub("", selector)))


@cache
def words() -> frozenset[str]:
    """Return every word that could be a class on one of our pages."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "js").glob("*.js")]
    for folder in [
        *(ROOT / app for app in APPS),
        *(Path(app.__file__).parent for app in (crispy_bootstrap5, crispy_forms)),
    ]:
        files += [*folder.rglob("*.py"), *folder.rglob("*.html")]
    return frozenset(word for file in files for word in WORD.findall(file.read_text()))


if __name__ == "__main__":
    PART.write_text(part())
