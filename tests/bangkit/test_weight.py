"""What pages weigh on a weak signal: 50 KB and 8 requests for the first, 10 KB for every later one; no link fails."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from bangkit.sample.sumba_facts import LOGINS
from forum.models import User
from tests.busy_day import build_busy_day, doors_of
from tests.crawl import Visit, walk
from tests.once import built_once

KB = 1024
FETCHED = {"link": "href", "script": "src", "img": "src", "use": "href"}


@pytest.fixture(scope="module")
def built_day(django_db_setup, django_db_blocker, tmp_path_factory):
    media = tmp_path_factory.mktemp("media")
    with built_once(build_busy_day, media=media, blocker=django_db_blocker):
        yield media


@pytest.fixture
def busy_day(built_day, db, settings):
    settings.MEDIA_ROOT = built_day


def files_of(visit: Visit) -> set[str]:
    """Return the static files that a browser fetches for the page, each once."""
    named = [attrs.get(FETCHED[tag]) or "" for tag, attrs in visit.tags if tag in FETCHED]
    return {name.partition("#")[0].removeprefix("/static/") for name in named if name}


def assert_light_at_first(visit: Visit):
    files = files_of(visit)
    weight = sum(len(gzip.compress(Path(finders.find(file)).read_bytes())) for file in files)

    assert visit.response.status_code == 200
    assert 1 + len(files) <= 8
    assert weight + len(visit.response.content) <= 50 * KB


def test_login_page_is_light_at_first(client, db):
    assert_light_at_first(next(walk(client, reverse("forum:login"), each=1)))


@pytest.mark.parametrize("username", LOGINS)
def test_every_page_is_light_and_no_link_fails(client, busy_day, papers_drawn_once, username):
    user = User.objects.get(username=username)
    client.force_login(user)

    visits = list(walk(client, *doors_of(user), each=4))

    assert_light_at_first(visits[0])
    assert {visit.url: visit.response.status_code for visit in visits if visit.response.status_code != 200} == {}
    weights = {visit.url: len(visit.response.content) for visit in visits if visit.is_page}
    assert {url: weight for url, weight in weights.items() if weight > 10 * KB} == {}
    assert len(weights) > 50
