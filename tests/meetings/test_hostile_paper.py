"""Whatever somebody types, it changes nothing on a berita acara but its own cell."""

import re

import pytest
from django.utils.html import escape

from forum.drawing import draw
from forum.paper import printable
from meetings.pdf import agreement_job, content_html
from meetings.specimen import specimen
from tests.forum.test_paper import HOSTILE
from tests.meetings.layout import faults_of

MARKUP = [
    *(body.format(url="http://127.0.0.1:9/", secret="file:///etc/hostname") for body in HOSTILE.values()),
    "<script>alert(1)</script>",
    "</td></tr></table></section>",
    "<style>* { display: none }</style>",
    "} @page { size: 1mm } .daftar {",
    "{{ secret }}{% now 'Y' %}{# x #}",
    "[tempat] {, [pimpinan]}",
    "&lt;b&gt; \" onmouseover='x'",
    "kanan\u202ekiri\u2066\u0007\u200b",
]
HOLDER = "Tempatnya"  # stands where the hostile value will


@pytest.mark.parametrize("value", MARKUP)
@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("not_agreed", "title"),
        ("not_agreed", "reason"),
        ("not_agreed", "desa"),
        ("follow_ups", "what"),
        ("follow_ups", "owner"),
        ("signatories", "name"),
        ("signatories", "rank"),
    ],
)
def test_hostile_value_changes_nothing_but_its_own_cell(table, key, value):
    content, imprint = specimen(rows=6, signatories=3)
    content[table][0][key] = HOLDER
    expected = content_html(content, imprint).replace(HOLDER, escape(printable(value)))

    content[table][0][key] = HOLDER + value

    assert content_html(content, imprint).replace(HOLDER, "") == expected


@pytest.mark.parametrize("field", ["address", "office", "forum"])
@pytest.mark.parametrize("value", MARKUP)
def test_hostile_kop_stays_text(field, value):
    content, imprint = specimen(rows=1, signatories=1)
    content["kabupaten"][field] = value
    html = content_html(content, imprint)

    content["kabupaten"][field] = "Biasa"

    tags = re.compile(r"<[^>]+>")
    strip_meta = re.compile(r'<meta name="author"[^>]*>')
    assert tags.findall(strip_meta.sub("", html)) == tags.findall(strip_meta.sub("", content_html(content, imprint)))


def test_ten_thousand_letters_are_all_printed_and_push_nothing_off_the_page():
    content, imprint = specimen(rows=9, signatories=3)
    content["not_agreed"][0] |= {"title": "panjang" * 1430, "reason": "sebab " * 1700}

    assert faults_of(content, draw(agreement_job(content, imprint))) == []
