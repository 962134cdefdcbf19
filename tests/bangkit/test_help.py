"""The help pages: whose they are, that their pictures stand and are the script's, and that links lead to a step."""

import gzip
import re

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from bangkit.context import NAV_ACCOUNTS, NAV_MORE
from bangkit.guides import EXPLAINED, GUIDES, address_of_help, guides_of
from bangkit.settings import BASE_DIR
from bangkit.templatetags.guides import DENSITY, PICTURES
from tests.pictures import MOST_BYTES, SHOTS
from tests.test_architecture import LOW_TO_HIGH, our_url_names


def read(client, slug: str) -> str:
    response = client.get(reverse("help_guide", args=[slug]))
    assert response.status_code == 200
    return response.content.decode()


def own(user) -> list[str]:
    return [guide.slug for guide in guides_of(user, today=timezone.localdate())]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("secretariat", ["sekretariat"]),
        ("facilitator", ["fasilitator"]),
        ("camat", ["camat"]),
        ("opd_officer", ["petugas-opd"]),
        ("opd_head", ["kepala-opd", "petugas-opd", "penanda-tangan"]),
        ("observer", ["pengamat"]),
    ],
)
def test_own_guides_follow_role_and_jabatan(request, person, expected):
    assert own(request.getfixturevalue(person)) == expected


def test_index_shows_ones_own_guides_first_and_every_guide_once(client, camat):
    client.force_login(camat)

    html = client.get(reverse("help")).content.decode()

    addresses = re.findall(r'<a href="/bantuan/([a-z-]+)/"', html)
    assert addresses[0] == "camat"
    assert sorted(addresses) == sorted(GUIDES)
    assert "Panduan Anda" in html


def test_index_is_open_to_a_visitor(client, db):
    html = client.get(reverse("help")).content.decode()

    assert sorted(re.findall(r'<a href="/bantuan/([a-z-]+)/"', html)) == sorted(GUIDES)
    assert "Panduan Anda" not in html


@pytest.mark.parametrize(("person", "queries"), [("facilitator", 2), ("opd_head", 3)])
def test_index_query_count(request, client, person, queries, django_assert_num_queries):
    client.force_login(request.getfixturevalue(person))
    with django_assert_num_queries(queries):
        client.get(reverse("help"))


@pytest.mark.parametrize("slug", GUIDES)
def test_guide_is_open_to_a_visitor_without_a_query_and_light(client, db, slug, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = read(client, slug)

    assert f"<h1>Panduan: {GUIDES[slug].title}</h1>" in html
    assert html.count('class="step"') >= 4
    assert len(gzip.compress(html.encode())) <= 10 * 1024


def test_unknown_guide_is_404(client, db):
    assert client.get(reverse("help_guide", args=["bupati"])).status_code == 404


@pytest.mark.parametrize("address", ["/bantuan/", "/bantuan/camat/"])
def test_help_is_only_read(client, secretariat, address):
    client.force_login(secretariat)

    assert client.post(address).status_code == 405


def test_pictures_are_those_of_the_script_and_none_is_idle(client, db):
    shown = {
        name for slug in GUIDES for name in re.findall(r'src="/static/img/help/([^"]+)\.webp"', read(client, slug))
    }

    assert shown == set(SHOTS)
    assert {path.stem for path in PICTURES.iterdir()} == set(SHOTS)
    assert {path.name for path in PICTURES.iterdir() if path.stat().st_size > MOST_BYTES} == set()


def test_every_picture_says_what_it_shows_and_comes_late(client, db):
    for slug in GUIDES:
        for tag in re.findall(r"<img[^>]+>", read(client, slug)):
            assert re.search(r'alt="[^"]{20,}" width="\d+" height="\d+" loading="lazy"', tag), tag


def test_picture_stands_as_large_as_the_screen_it_shows():
    name, shot = next(iter(SHOTS.items()))
    with Image.open(PICTURES / f"{name}.webp") as picture:
        assert picture.size == tuple(round(side * DENSITY) for side in shot.screen)

    html = Template(f'{{% load guides %}}{{% step title="A" id="a" picture="{name}" alt="b" %}}{{% endstep %}}')

    assert 'width="{}" height="{}"'.format(*shot.screen) in html.render(Context())


def test_every_page_that_is_explained_leads_to_a_step(client, db):
    assert set(EXPLAINED) - our_url_names() == set()
    for name in EXPLAINED:
        address, _, step = address_of_help(name).partition("#")
        assert f'id="{step}"' in client.get(address).content.decode(), name


def test_page_where_people_get_stuck_leads_to_its_step(client, facilitator):
    client.force_login(facilitator)

    html = client.get(reverse("plans:usulan_create")).content.decode()

    assert '<a class="help-here" href="/bantuan/fasilitator/#catat">Bantuan halaman ini</a>' in html


def test_visitor_at_the_door_is_told_how_to_come_in(client, db):
    html = client.get(reverse("forum:login")).content.decode()

    assert '<a class="help-here" href="/bantuan/#masuk">' in html


def test_page_that_explains_itself_offers_the_help_in_its_foot_alone(client, observer):
    client.force_login(observer)

    html = client.get(reverse("home")).content.decode()

    assert "help-here" not in html
    assert '<a href="/bantuan/">Bantuan</a> ·' in html


def words_of(*files) -> str:
    return "".join(path.read_text() for path in files)


def test_guides_name_only_what_stands_on_a_screen():
    """What a guide puts between “ ” can be read somewhere in the house; after "Lainnya," it stands in the menu."""
    guides = BASE_DIR / "templates/bangkit/help"
    pages = [path for path in (BASE_DIR / "templates").rglob("*.html") if path.parent != guides]
    code = [path for app in LOW_TO_HIGH for path in (BASE_DIR / app).rglob("*.py")]
    told, house = words_of(*guides.glob("*.html")), words_of(*pages, *code).lower()

    quoted = set(re.findall(r"“([^”{]+)”", told))
    in_menu = set(re.findall(r"Lainnya, (?:lalu )?“([^”]+)”", told))

    assert {words for words in quoted if words.lower() not in house} == set()
    assert in_menu - set((NAV_MORE | NAV_ACCOUNTS).values()) == set()
    assert (len(quoted) > 50, len(in_menu) > 5) == (True, True)
