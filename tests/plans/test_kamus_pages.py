"""The pages of the kamus usulan."""

import html

import pytest
from django.urls import reverse

from forum.choices import Role
from forum.models import LogEntry
from plans.choices import Bidang
from plans.models import KamusEntry, PassedWord
from tests.factories import make_activity, make_kabupaten, make_kamus_entry, make_outcome, make_user, verified_usulan

pytestmark = pytest.mark.django_db

LIST, CREATE, EDIT, REMOVE = "plans:kamus_list", "plans:kamus_create", "plans:kamus_edit", "plans:kamus_remove"
FILLED = {"term": "moko", "words": "kerajinan", "bidang": Bidang.HOME_INDUSTRY, "code": ""}


def text_of(response):
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("rows", [1, 3])
def test_kamus_list_query_count(client, observer, rows, django_assert_num_queries):
    for number in range(rows):
        make_kamus_entry(term=f"istilah {number}")
    client.force_login(observer)

    with django_assert_num_queries(4):
        response = client.get(reverse(LIST))

    assert response.content.count(b'scope="row"') == rows


def test_kamus_list_finds_own_and_shipped_entries(client, observer):
    wanted = make_kamus_entry(term="kambing kacang", words="bibit ternak")
    make_kamus_entry(term="moko")
    client.force_login(observer)

    response = client.get(reverse(LIST), {"q": "kambing"})

    assert list(response.context["page"]) == [wanted]
    assert "kambing, domba, kambing etawa" in text_of(response)


def test_kamus_list_shows_nothing_of_another_kabupaten(client, observer):
    make_kamus_entry(term="moko", kabupaten=make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur"))
    client.force_login(observer)

    assert list(client.get(reverse(LIST)).context["page"]) == []


def test_kamus_list_offers_words_of_decisions_that_it_does_not_know(client, secretariat):
    activity = make_activity(name="Pelatihan Tenun", lokus=1)
    make_outcome(usulan=verified_usulan(title="Moko dan kambing Waiholo"), activity=activity)
    client.force_login(secretariat)

    response = client.get(reverse(LIST))

    assert [(one.word, one.activity) for one in response.context["new_words"]] == [("moko", activity)]
    assert f"{reverse(CREATE)}?term=moko&code={activity.code}" in text_of(response)


def test_kamus_create_starts_with_what_a_decision_offers(client, secretariat):
    client.force_login(secretariat)

    form = client.get(reverse(CREATE), {"term": "moko", "code": "3.31.02.2.01.0005"}).context["form"]

    assert (form["term"].value(), form["code"].value()) == ("moko", "3.31.02.2.01.0005")


def test_kamus_create_stores_and_logs(client, secretariat):
    client.force_login(secretariat)

    response = client.post(reverse(CREATE), FILLED)

    entry = KamusEntry.objects.get()
    assert response.url == reverse(LIST)
    assert (entry.kabupaten, entry.term, entry.words, entry.bidang) == (
        secretariat.kabupaten,
        "moko",
        "kerajinan",
        Bidang.HOME_INDUSTRY,
    )
    assert [log.verb for log in LogEntry.objects.for_record(entry)] == ["kamusentry.create"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"term": ""}, "term"),
        ({"term": "untuk warga"}, "term"),
        ({"term": "Alat TENUN"}, "term"),
        ({"words": ""}, "words"),
        ({"code": "3.27"}, "code"),
    ],
)
def test_kamus_create_explains_what_is_wrong(client, secretariat, changes, field):
    make_kamus_entry(term="alat tenun")
    client.force_login(secretariat)

    response = client.post(reverse(CREATE), FILLED | changes)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert KamusEntry.objects.count() == 1


def test_kamus_edit_changes_and_logs(client, secretariat):
    entry = make_kamus_entry()
    client.force_login(secretariat)

    client.post(reverse(EDIT, args=[entry.pk]), FILLED | {"words": "tenun ikat"})

    entry.refresh_from_db()
    assert entry.words == "tenun ikat"
    assert LogEntry.objects.for_record(entry).get().before["words"] == "kerajinan"


def test_kamus_remove_asks_then_deletes_and_logs(client, secretariat):
    entry = make_kamus_entry()
    client.force_login(secretariat)
    url = reverse(REMOVE, args=[entry.pk])

    assert "Hapus istilah “moko”?" in text_of(client.get(url))
    assert KamusEntry.objects.exists()
    client.post(url)

    assert not KamusEntry.objects.exists()
    assert [log.verb for log in LogEntry.objects.for_record(entry)] == ["kamusentry.remove"]


@pytest.mark.parametrize("name", [EDIT, REMOVE])
def test_kamus_entry_of_another_kabupaten_is_404(client, outsider, name):
    entry = make_kamus_entry()
    client.force_login(outsider)

    assert client.post(reverse(name, args=[entry.pk]), FILLED).status_code == 404


@pytest.mark.parametrize("who", ["facilitator", "camat", "opd_officer", "observer"])
@pytest.mark.parametrize("name", [CREATE, EDIT, REMOVE])
def test_kamus_is_written_by_the_secretariat_alone(client, request, who, name):
    entry = make_kamus_entry()
    client.force_login(request.getfixturevalue(who))

    response = client.post(reverse(name, args=[] if name == CREATE else [entry.pk]), FILLED)

    assert response.status_code == 403
    assert list(KamusEntry.objects.all()) == [entry]


def test_kamus_list_refuses_post(client, secretariat):
    client.force_login(secretariat)

    assert client.post(reverse(LIST)).status_code == 405


@pytest.mark.parametrize("name", [EDIT, REMOVE])
def test_kamus_forms_refuse_put(client, secretariat, name):
    client.force_login(secretariat)

    assert client.put(reverse(name, args=[make_kamus_entry().pk])).status_code == 405


def test_kamus_asks_a_visitor_to_log_in(client):
    assert client.get(reverse(LIST)).status_code == 302


# Words of decisions that are not wanted


@pytest.fixture
def offered(secretariat):
    """A word that the kamus list offers."""
    make_outcome(
        usulan=verified_usulan(title="Moko kambing Waiholo"), activity=make_activity(name="Pelatihan Tenun", lokus=1)
    )
    return "moko"


def words(client):
    return [one.word for one in client.get(reverse(LIST)).context["new_words"]]


def test_a_word_that_is_passed_is_not_offered_again(client, secretariat, offered):
    client.force_login(secretariat)
    assert words(client) == [offered]

    response = client.post(reverse("plans:word_pass"), {"word": offered})

    assert response.url == reverse(LIST) + "#new"
    assert words(client) == []


def test_a_word_that_became_an_entry_is_not_offered_again(client, secretariat, offered):
    client.force_login(secretariat)

    client.post(reverse(CREATE), FILLED | {"term": offered})

    assert words(client) == []


def test_passing_a_word_twice_changes_nothing(client, secretariat, offered):
    client.force_login(secretariat)

    for _ in range(2):
        assert client.post(reverse("plans:word_pass"), {"word": offered}).status_code == 302

    assert [row.stem for row in PassedWord.objects.all()] == ["moko"]


def test_word_pass_is_the_secretariat_s(client, observer, secretariat, offered):
    url = reverse("plans:word_pass")

    assert client.post(url).url.startswith("/masuk/")
    client.force_login(observer)
    assert client.post(url, {"word": offered}).status_code == 403
    client.force_login(secretariat)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 404


def test_a_word_passed_in_one_kabupaten_is_offered_in_another(client, secretariat, outsider, offered):
    client.force_login(make_user(role=Role.SECRETARIAT, kabupaten=outsider.kabupaten))
    client.post(reverse("plans:word_pass"), {"word": offered})

    client.force_login(secretariat)

    assert words(client) == [offered]
