import tinycss2

from tests import stylesheet


def rules(css: str) -> set[str]:
    return set(css.splitlines())


def test_bootstrap_holds_every_rule_that_our_pages_can_meet():
    missing = rules(stylesheet.part()) - rules(stylesheet.PART.read_text())

    assert missing == set(), "python -m tests.stylesheet writes it anew"


def test_bootstrap_is_cut_by_class_and_never_by_element():
    css = stylesheet.part()

    assert ".btn-primary{" in css  # ours
    assert ".is-invalid" in css  # crispy's
    assert ".carousel" not in css  # nobody's
    assert ".input-group>:not(:first-child):not(.dropdown-menu)" in css  # ours too, though no page has a menu
    assert "body{" in css
    assert [rule for rule in tinycss2.parse_stylesheet(css) if rule.type == "error"] == []
