"""The minutes as pages: who reads what when, writing by a press under each item, approval, corrections."""

import html

import pytest
from django.urls import reverse

from bangkit.waiting import waiting_for
from forum.models import LogEntry
from meetings import actions
from meetings.minutes import fingerprint_of, take_minutes
from meetings.models import FollowUp, Meeting, Minute, MinuteCorrection
from tests.factories import TODAY, make_agenda_item, make_meeting, make_minute, make_opd
from tests.meetings.minutes_scene import NOW, OWED, RESOLVED, TOLD, make_chair, make_written
from tests.sent_form import sent_from

pytestmark = pytest.mark.django_db


def url_of(name, record, **kwargs):
    return reverse(name, kwargs={"pk": record.pk, **kwargs})


def text_of(response) -> str:
    return html.unescape(response.content.decode())


def approve(meeting, *, by):
    read = Meeting.objects.with_minutes().get(pk=meeting.pk)
    seen = fingerprint_of(take_minutes(read))
    return actions.approve_minutes(meeting, seen=seen, note="Disetujui.", by=by, today=TODAY, now=NOW)


@pytest.fixture
def meeting(kabupaten):
    return make_written()


@pytest.fixture
def minute(meeting):
    return Minute.objects.earliest("pk")


# Reading


def test_forum_does_not_read_minutes_before_they_are_approved(client, camat, meeting):
    client.force_login(camat)

    pages = [client.get(url_of(name, meeting)) for name in ("meetings:meeting_minutes", "meetings:meeting_detail")]

    for page in pages:
        assert page.status_code == 200
        assert "Notulen belum disahkan" in text_of(page)
        assert TOLD not in text_of(page)
    assert client.get(url_of("meetings:meeting_minutes_pdf", meeting)).status_code == 403


def test_forum_reads_minutes_that_are_approved(client, secretariat, camat, meeting):
    approve(meeting, by=secretariat)
    client.force_login(camat)

    for name in ("meetings:meeting_minutes", "meetings:meeting_detail"):
        page = text_of(client.get(url_of(name, meeting)))
        assert "Notulen belum disahkan" not in page
        assert "oleh Asisten Perekonomian, dicatat sekretariat: “Disetujui.”" in page
        assert [page.count(words) for words in (TOLD, RESOLVED)] == [1, 1]
    assert "Ubah" not in text_of(client.get(url_of("meetings:meeting_minutes", meeting)))


def test_minutes_approved_before_they_were_frozen_say_so(client, camat):
    meeting = make_written(status="approved")
    client.force_login(camat)

    page = text_of(client.get(url_of("meetings:meeting_minutes", meeting)))

    assert "Disahkan sebelum aplikasi membekukan isi notulen" in page
    assert TOLD in page


@pytest.mark.parametrize("rows", [1, 3])
def test_minutes_page_query_count(client, secretariat, meeting, rows, django_assert_num_queries):
    for number in range(rows):
        make_minute(agenda_item=make_agenda_item(meeting=meeting, title=f"Pokok {number}"), text="Tercatat")
    client.force_login(secretariat)

    # session, user, meeting, return, agenda, entries, follow-ups and their OPD, decisions, OPD, attendance (3), removed
    with django_assert_num_queries(15):
        page = client.get(url_of("meetings:meeting_minutes", meeting))

    assert page.content.count(b"<li>Tercatat") == rows


def test_each_item_offers_a_press_for_each_kind(client, secretariat, meeting):
    client.force_login(secretariat)

    page = text_of(client.get(url_of("meetings:meeting_minutes", meeting)))

    item = meeting.agenda_items.get()
    for kind in ("information", "decision"):
        assert url_of("meetings:minute_create", item, kind=kind) in page
    assert f"{url_of('meetings:follow_up_create', meeting)}?pokok={item.pk}" in page


def test_meeting_without_agenda_leads_to_it(client, secretariat):
    meeting = make_meeting(status="running")
    client.force_login(secretariat)

    assert "Rapat ini belum mempunyai agenda" in text_of(client.get(url_of("meetings:meeting_minutes", meeting)))


# Writing


@pytest.mark.parametrize("kind", ["information", "decision"])
def test_minute_create(client, secretariat, meeting, kind):
    item = meeting.agenda_items.get()
    client.force_login(secretariat)
    url = url_of("meetings:minute_create", item, kind=kind)

    response = client.post(url, sent_from(client.get(url), text="Alat tenun dibagi."))

    minute = Minute.objects.latest("pk")
    assert response.url == f"{url_of('meetings:meeting_minutes', meeting)}#pokok-{item.pk}"
    assert (minute.text, minute.kind, minute.agenda_item, minute.kabupaten) == (
        "Alat tenun dibagi.",
        kind,
        item,
        meeting.kabupaten,
    )


def test_writing_goes_on_with_the_next_entry(client, secretariat, meeting):
    url = url_of("meetings:minute_create", meeting.agenda_items.get(), kind="information")
    client.force_login(secretariat)

    response = client.post(url, sent_from(client.get(url), text="Satu.", again="1"))

    assert response.url == url
    assert Minute.objects.latest("pk").text == "Satu."


def test_empty_entry_is_asked_for(client, secretariat, meeting):
    url = url_of("meetings:minute_create", meeting.agenda_items.get(), kind="information")
    client.force_login(secretariat)

    response = client.post(url, sent_from(client.get(url), text="  "))

    assert (response.status_code, Minute.objects.count()) == (422, 2)
    assert response.context["form"].errors["text"][0].startswith("Isi catatan, misalnya Sumur bor")


def test_follow_up_is_recorded_under_its_item_and_leads_back(client, secretariat, meeting):
    item, opd = meeting.agenda_items.get(), make_opd()
    client.force_login(secretariat)
    url = f"{url_of('meetings:follow_up_create', meeting)}?pokok={item.pk}"

    response = client.post(url, sent_from(client.get(url), what="Periksa titik air", opd=opd.pk, due_on="1 Mei 2024"))

    follow_up = FollowUp.objects.latest("pk")
    assert (follow_up.what, follow_up.agenda_item) == ("Periksa titik air", item)
    assert response.url == f"{url_of('meetings:meeting_minutes', meeting)}#pokok-{item.pk}"


def test_follow_up_that_is_recorded_already_is_put_under_an_item(client, secretariat, meeting):
    FollowUp.objects.update(agenda_item=None)
    follow_up, item = FollowUp.objects.get(), meeting.agenda_items.get()
    client.force_login(secretariat)
    before = text_of(client.get(url_of("meetings:meeting_minutes", meeting)))
    url = url_of("meetings:follow_up_edit", follow_up)

    client.post(url, sent_from(client.get(url), agenda_item=str(item.pk)))

    after = text_of(client.get(url_of("meetings:meeting_minutes", meeting)))
    assert ("Di luar agenda" in before, "Di luar agenda" in after) == (True, False)
    assert after.count(OWED) == 1


def test_two_at_one_follow_up_are_merged(client, secretariat, meeting):
    follow_up = FollowUp.objects.get()
    client.force_login(secretariat)
    url = url_of("meetings:follow_up_edit", follow_up)
    page = client.get(url)

    client.post(url, sent_from(page, due_on="2024-05-01"))
    client.post(url, sent_from(page, what="Serahkan daftar lengkap"))
    conflict = client.post(url, sent_from(page, due_on="2024-06-01"))

    follow_up.refresh_from_db()
    assert (follow_up.what, f"{follow_up.due_on}", follow_up.version) == ("Serahkan daftar lengkap", "2024-05-01", 3)
    assert conflict.status_code == 409
    assert "<strong>1 Mei 2024</strong>" in text_of(conflict)


def test_second_of_two_chooses_between_both_wordings(client, secretariat, minute):
    client.force_login(secretariat)
    url = url_of("meetings:minute_edit", minute)
    page = client.get(url)
    client.post(url, sent_from(page, text="Bunyi pertama."))

    conflict = client.post(url, sent_from(page, text="Bunyi kedua."))
    both = text_of(conflict)
    client.post(url, sent_from(conflict, keep_text="mine"))

    minute.refresh_from_db()
    assert conflict.status_code == 409
    assert ("Bunyi pertama." in both, "Bunyi kedua." in both) == (True, True)
    assert (minute.text, minute.version) == ("Bunyi kedua.", 3)


def test_earlier_words_of_an_entry_can_be_read(client, secretariat, minute):
    client.force_login(secretariat)
    url = url_of("meetings:minute_edit", minute)
    client.post(url, sent_from(client.get(url), text="Sumur bor diuji Maret."))

    page = text_of(client.get(url_of("meetings:minute_detail", minute)))

    assert f"Semula: {TOLD}" in page
    assert "Sumur bor diuji Maret." in page


def test_entry_is_removed_after_a_question(client, secretariat, meeting, minute):
    client.force_login(secretariat)
    asked = text_of(client.get(url_of("meetings:minute_remove", minute)))

    client.post(url_of("meetings:minute_remove", minute))

    page = text_of(client.get(url_of("meetings:meeting_minutes", meeting)))
    assert "Hapus catatan ini?" in asked
    assert "Yang dihapus, 1 catatan" in page
    assert client.get(url_of("meetings:minute_edit", minute), follow=True).redirect_chain[0][0] == url_of(
        "meetings:meeting_minutes", meeting
    )


# Approval


def test_minutes_are_laid_before_the_chair_who_finds_them_on_his_first_page(client, secretariat):
    chair, meeting = make_chair(), make_written()
    client.force_login(secretariat)
    before = [line.text for line in waiting_for(chair, today=TODAY)]

    client.post(reverse("meetings:meeting_move", kwargs={"pk": meeting.pk, "move": "submit"}))

    line = waiting_for(chair, today=TODAY)[0]
    assert "notulen menunggu pengesahan Anda sebagai pimpinan rapat" not in before
    assert (line.count, line.text, line.url) == (
        1,
        "notulen menunggu pengesahan Anda sebagai pimpinan rapat",
        url_of("meetings:meeting_minutes_approve", meeting),
    )


def test_chair_approves_with_his_own_account(client):
    chair, meeting = make_chair(), make_written(status="review")
    client.force_login(chair)
    url = url_of("meetings:meeting_minutes_approve", meeting)
    page = client.get(url)

    response = client.post(url, sent_from(page))

    meeting.refresh_from_db()
    assert TOLD in text_of(page)
    assert "note" not in page.context["form"].fields
    assert response.url == url_of("meetings:meeting_minutes", meeting)
    assert (meeting.status, meeting.approval.is_own) == ("approved", True)
    assert "dengan akunnya sendiri" in text_of(client.get(response.url))


def test_secretariat_must_say_how_the_chair_approved(client, secretariat, meeting):
    client.force_login(secretariat)
    url = url_of("meetings:meeting_minutes_approve", meeting)

    refused = client.post(url, sent_from(client.get(url), note=""))
    client.post(url, sent_from(client.get(url), note="Disetujui pada 18 Maret 2024."))

    meeting.refresh_from_db()
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"note": ["Isi bagaimana dan kapan pimpinan rapat menyetujui."]}
    assert (meeting.status, meeting.approval.note) == ("approved", "Disetujui pada 18 Maret 2024.")


def test_minutes_that_changed_are_read_again_before_they_are_approved(client, secretariat, meeting):
    client.force_login(secretariat)
    url = url_of("meetings:meeting_minutes_approve", meeting)
    stale = client.get(url)
    make_minute(agenda_item=meeting.agenda_items.get(), text="Tambahan.")

    again = client.post(url, sent_from(stale, note="Setuju."))
    shown = text_of(again)
    client.post(url, sent_from(again))

    meeting.refresh_from_db()
    assert again.status_code == 422
    assert ("berubah sejak halaman ini dibuka" in shown, "Tambahan." in shown) == (True, True)
    assert meeting.status == "approved"


def test_chair_returns_the_minutes_with_a_word(client, secretariat):
    chair, meeting = make_chair(), make_written(status="review")
    client.force_login(chair)

    empty = client.post(url_of("meetings:meeting_minutes_return", meeting), {"note": ""})
    client.post(url_of("meetings:meeting_minutes_return", meeting), {"note": "Tambahkan tenggat."})

    meeting.refresh_from_db()
    client.force_login(secretariat)
    page = text_of(client.get(url_of("meetings:meeting_minutes", meeting)))
    assert (empty.status_code, meeting.status) == (422, "minutes")
    assert "Tambahkan tenggat." in page
    assert LogEntry.objects.for_record(meeting).get(verb="meeting.return").by == chair


# Corrections


def test_correction_is_shown_beside_the_entry(client, secretariat, meeting, minute):
    approve(meeting, by=secretariat)
    client.force_login(secretariat)
    url = url_of("meetings:minute_correct", minute)

    same = client.post(url, sent_from(client.get(url), reason="Salah bulan."))
    client.post(url, sent_from(client.get(url), text="Sumur bor diuji Maret.", reason="Salah bulan."))

    page = text_of(client.get(url_of("meetings:meeting_minutes", meeting)))
    assert (same.status_code, MinuteCorrection.objects.count()) == (422, 1)
    assert TOLD in page
    assert "Sumur bor diuji Maret." in page
    assert "Alasan: Salah bulan." in page


# Who may

WRITING = ["meetings:minute_edit", "meetings:minute_remove", "meetings:minute_detail", "meetings:minute_correct"]
CLOSED = ["meetings:meeting_minutes_approve", "meetings:meeting_minutes_return", "meetings:meeting_minutes_pdf"]
CREATE = "meetings:minute_create"


@pytest.fixture
def url(request, meeting, minute):
    """The address of the page with this name, for the record that it speaks of."""
    name = request.param
    if name == CREATE:
        return url_of(name, minute.agenda_item, kind="decision")
    return url_of(name, minute if name in WRITING else meeting)


@pytest.mark.parametrize("person", ["opd_officer", "camat", "observer", "facilitator"])
@pytest.mark.parametrize("url", [*WRITING, *CLOSED, CREATE], indirect=True)
def test_minutes_of_wrong_role_are_403(client, request, url, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url).status_code == 403


@pytest.mark.parametrize("url", [*WRITING, *CLOSED, CREATE, "meetings:meeting_minutes"], indirect=True)
def test_minutes_of_other_kabupaten_are_404_and_need_a_log_in(client, outsider, url):
    assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url).status_code == 404


SHOWING = ["meetings:meeting_minutes", "meetings:meeting_minutes_pdf", "meetings:minute_detail"]


@pytest.mark.parametrize("url", SHOWING, indirect=True)
def test_pages_that_only_show_take_no_post(client, secretariat, url):
    client.force_login(secretariat)

    assert client.post(url).status_code == 405
