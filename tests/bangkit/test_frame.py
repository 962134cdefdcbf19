"""The frame around every page, what it weighs, and the pages that say no."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse


def page(name: str, user, **context) -> str:
    """Render a page at the address of the usulan list, with its white space folded."""
    request = RequestFactory().get(reverse("plans:usulan_list"), {"tahun": 2024})
    request.user = user
    return " ".join(render_to_string(name, context, request=request).split())


def test_frame_of_a_visitor_shows_no_way_in(db):
    html = page("404.html", AnonymousUser())

    assert "<strong>Forum Penghidupan</strong>" in html
    assert "<nav" not in html


def test_frame_says_whose_house_it_is_and_who_is_in(secretariat, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = page("404.html", secretariat)

    assert f"<strong>{secretariat.kabupaten.forum_name}</strong> <small>{secretariat.kabupaten}</small>" in html
    assert secretariat.office_label in html
    assert re.findall(r'aria-current="page">([^<]+)', html) == ["Usulan"]


def test_frame_prints_the_address_of_the_page(secretariat):
    html = page("404.html", secretariat)

    assert f'<p class="print-only">http://testserver{reverse("plans:usulan_list")}?tahun=2024</p>' in html


@pytest.mark.parametrize(("person", "shown"), [("secretariat", True), ("facilitator", False)])
def test_frame_shows_accounts_to_the_secretariat_only(request, person, shown):
    html = page("404.html", request.getfixturevalue(person))

    assert (">Akun</a>" in html) == shown
    assert (">Pengaturan kabupaten</a>" in html) == shown


def test_frame_is_light(secretariat):
    """The frame leaves the page itself 10 of the 50 KB, and 3 of the 8 requests, of a first visit."""
    html = page("404.html", secretariat)
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html))

    weight = sum(len(gzip.compress(Path(finders.find(file)).read_bytes())) for file in files)

    assert len(files) == 5
    assert weight + len(gzip.compress(html.encode())) < 40 * 1024


def test_frame_has_no_inline_script_or_style(secretariat):
    html = page("404.html", secretariat)

    assert re.findall(r"<script(?! src)|<style|\sstyle=|\son\w+=", html) == []


def test_forbidden_page_says_why(secretariat):
    html = page("403.html", secretariat, exception="Hanya kepala OPD yang dapat menerima jawaban ini.")

    assert "Hanya kepala OPD yang dapat menerima jawaban ini." in html


def test_csrf_page_says_that_nothing_was_saved(secretariat):
    client = Client(enforce_csrf_checks=True)
    client.force_login(secretariat)

    response = client.post(reverse("forum:logout"))

    assert response.status_code == 403
    assert "Formulir ini sudah kedaluwarsa" in response.content.decode()


def test_missing_page_is_ours(client, secretariat):
    client.force_login(secretariat)

    response = client.get("/tidak-ada/")

    assert response.status_code == 404
    assert "Halaman tidak ditemukan" in response.content.decode()


def test_error_page_needs_neither_request_nor_database():
    assert "Gangguan ini sudah tercatat." in render_to_string("500.html")
