"""Several answers in one step: drafts sent as they were read, and one no for several usulan."""

import html

import pytest
from django.urls import reverse

from plans.choices import OutcomeKind, Reason
from plans.models import Answer
from plans.status import AnswerStatus
from tests.factories import make_activity, make_answer, make_opd, make_referral, verified_usulan

ACCEPT, REFUSE = reverse("plans:answers_accept"), reverse("plans:answers_refuse")
INBOX = reverse("plans:inbox")
NO = {"reason": Reason.LOKUS_FULL, "explanation": "Lokus tahun ini sudah habis."}


def ask(*titles, **fields) -> list:
    return [make_referral(usulan=verified_usulan(title=title), **fields) for title in titles]


def draft_for(referral, **fields) -> Answer:
    fields = {"kind": OutcomeKind.REFUSED} | NO | fields
    return make_answer(referral=referral, **fields)


def keys(referrals) -> list[int]:
    return [referral.pk for referral in referrals]


def read(client, referrals) -> dict:
    """Open the page with these ticked, and return what its form sends."""
    shown = client.get(ACCEPT, {"penerusan": keys(referrals)}).context["referrals"]
    return {"penerusan": keys(shown)} | {f"seen_{one.pk}": one.draft.fingerprint for one in shown}


def text_of(response) -> str:
    return html.unescape(response.content.decode())


# --- The head sends what he has ticked ---


def test_answers_accept_shows_each_draft_in_full_and_sends_them(client, opd_head):
    referrals = ask("Sumur", "Jalan", "Kios")
    for referral in referrals:
        draft_for(referral)
    client.force_login(opd_head)

    page = client.get(ACCEPT, {"penerusan": keys(referrals[:2])})
    response = client.post(ACCEPT, read(client, referrals[:2]), follow=True)

    assert text_of(page).count(NO["explanation"]) == 2
    assert [one.answers.get().status for one in referrals] == ["sent", "sent", "draft"]
    assert [one.answers.get().is_current for one in referrals] == [True, True, False]
    assert "2 jawaban terkirim dan terlihat oleh seluruh forum." in text_of(response)


def test_answers_accept_leaves_out_what_changed_after_it_was_read(client, opd_head):
    same, changed = ask("Sumur", "Jalan")
    for referral in (same, changed):
        draft_for(referral)
    client.force_login(opd_head)
    sent = read(client, [same, changed])
    Answer.objects.filter(referral=changed).update(explanation="Ditulis kemudian.")

    page = text_of(client.post(ACCEPT, sent, follow=True))

    assert [one.answers.get().status for one in (same, changed)] == ["sent", "draft"]
    assert "1 jawaban terkirim" in page
    assert "Jalan, Desa Waiholo: Draf jawaban ini baru saja diubah rekan Anda." in page


def test_answers_accept_says_which_has_no_pagu_any_more(client, opd_head):
    (referral,) = ask("Sumur")
    activity = make_activity(lokus=1, pagu=1)
    served = {"activity": activity, "volume": 1, "amount": 5_000_000, "funding_source": "apbd_kabupaten"}
    draft_for(referral, kind=OutcomeKind.AGREED, reason="", **served)
    client.force_login(opd_head)

    page = text_of(client.post(ACCEPT, read(client, [referral]), follow=True))

    assert "Sumur, Desa Waiholo: Sisa pagu sub kegiatan ini Rp1." in page
    assert referral.answers.get().status == AnswerStatus.DRAFT


def test_answers_accept_leaves_another_opd_alone(client, opd_head):
    (mine,), (foreign,) = ask("Sumur"), ask("Jalan", opd=make_opd(name="Dinas Peternakan"))
    for referral in (mine, foreign):
        draft_for(referral)
    client.force_login(opd_head)

    response = client.post(ACCEPT, {"penerusan": [foreign.pk], f"seen_{foreign.pk}": ""}, follow=True)

    assert "Centang sekurangnya satu usulan." in text_of(response)
    assert foreign.answers.get().status == AnswerStatus.DRAFT


@pytest.mark.parametrize("who", ["opd_officer", "secretariat", "facilitator", "observer"])
def test_answers_accept_is_the_heads(client, request, who):
    user, (referral,) = request.getfixturevalue(who), ask("Sumur")
    draft = draft_for(referral)
    client.force_login(user)

    sent = {"penerusan": [referral.pk], f"seen_{referral.pk}": draft.fingerprint}

    assert client.get(ACCEPT, sent).status_code == 403
    assert client.post(ACCEPT, sent).status_code == 403
    assert referral.answers.get().status == AnswerStatus.DRAFT


@pytest.mark.parametrize("rows", [1, 3])
def test_answers_accept_query_count(client, opd_head, rows, django_assert_num_queries):
    referrals = ask(*"ABC"[:rows])
    for referral in referrals:
        draft_for(referral)
    client.force_login(opd_head)

    with django_assert_num_queries(6):
        page = client.get(ACCEPT, {"penerusan": keys(referrals)})

    assert text_of(page).count(NO["explanation"]) == rows


# --- One no for several ---


def test_answers_refuse_by_the_desk_makes_drafts(client, opd_officer):
    referrals = ask("Sumur", "Jalan", "Kios")
    client.force_login(opd_officer)

    response = client.post(REFUSE, NO | {"penerusan": keys(referrals[:2]), "send": "1"}, follow=True)

    drafts = Answer.objects.order_by("referral")
    assert [(one.referral, one.status, one.kind, one.reason) for one in drafts] == [
        (referral, "draft", "refused", "lokus_full") for referral in referrals[:2]
    ]
    assert "2 draf menunggu dikirim kepala OPD." in text_of(response)


def test_answers_refuse_by_the_head_is_sent_at_once(client, opd_head):
    referrals = ask("Sumur", "Jalan")
    client.force_login(opd_head)

    response = client.post(REFUSE, NO | {"penerusan": keys(referrals), "send": "1"}, follow=True)

    assert [one.answers.get().status for one in referrals] == ["sent", "sent"]
    assert "2 jawaban terkirim" in text_of(response)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Pilih alasan."),
        ({"reason": "malas"}, "Pilih salah satu dari daftar."),
        ({"explanation": " "}, "Jelaskan dalam satu kalimat"),
    ],
)
def test_answers_refuse_of_bad_input_says_what_to_do(client, opd_head, fields, sentence):
    referrals = ask("Sumur", "Jalan")
    client.force_login(opd_head)

    response = client.post(REFUSE, NO | {"penerusan": keys(referrals)} | fields)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert [one.pk for one in response.context["referrals"]] == keys(referrals)
    assert not Answer.objects.exists()


def test_answers_refuse_overwrites_no_draft(client, opd_officer):
    fresh, drafted = ask("Sumur", "Jalan")
    draft_for(drafted, kind=OutcomeKind.AGREED_NEXT_YEAR, reason="")
    client.force_login(opd_officer)

    page = text_of(client.post(REFUSE, NO | {"penerusan": keys([fresh, drafted])}, follow=True))

    assert drafted.answers.get().kind == OutcomeKind.AGREED_NEXT_YEAR
    assert fresh.answers.get().kind == OutcomeKind.REFUSED
    assert "1 usulan yang dicentang sudah tidak menunggu langkah ini." in page


@pytest.mark.parametrize("who", ["secretariat", "facilitator", "camat", "observer"])
def test_answers_refuse_is_the_opds(client, request, who):
    user, (referral,) = request.getfixturevalue(who), ask("Sumur")
    client.force_login(user)

    assert client.post(REFUSE, NO | {"penerusan": [referral.pk]}).status_code == 403
    assert not Answer.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_answers_refuse_query_count(client, opd_officer, rows, django_assert_num_queries):
    referrals = ask(*[f"Sumur {letter}" for letter in "ABC"[:rows]])
    client.force_login(opd_officer)

    with django_assert_num_queries(5):
        page = client.get(REFUSE, {"penerusan": keys(referrals)})

    assert text_of(page).count("<li>Sumur") == rows


# --- The way there ---


@pytest.mark.parametrize(
    ("who", "tab", "address"),
    [
        ("opd_officer", "menunggu", REFUSE),
        ("opd_officer", "draf", None),
        ("opd_head", "menunggu", REFUSE),
        ("opd_head", "draf", ACCEPT),
        ("opd_head", "terkirim", None),
        ("secretariat", "menunggu", None),
    ],
)
def test_inbox_leads_to_what_can_be_done_with_several(client, request, who, tab, address):
    user, (_, drafted, sent) = request.getfixturevalue(who), ask("A", "B", "C")
    draft_for(drafted)
    draft_for(sent, status=AnswerStatus.SENT)
    client.force_login(user)

    page = text_of(client.get(INBOX, {"tab": tab}))

    assert [one for one in (ACCEPT, REFUSE) if f'formaction="{one}"' in page] == ([address] if address else [])
    assert page.count('name="penerusan"') == (1 if address else 0)


@pytest.mark.parametrize("address", [ACCEPT, REFUSE])
def test_answers_of_nothing_ticked_lead_back(client, opd_head, address):
    client.force_login(opd_head)

    for query in ({}, {"penerusan": ["satu"]}):
        assert "Centang sekurangnya satu usulan." in text_of(client.get(address, query, follow=True))


@pytest.mark.parametrize("address", [ACCEPT, REFUSE])
def test_answers_are_closed_to_strangers(client, outsider, address):
    (referral,) = ask("Sumur")
    stranger = client.get(address)
    client.force_login(outsider)

    assert stranger.url == f"/masuk/?next={address}"
    assert client.put(address).status_code == 405
    client.post(address, NO | {"penerusan": [referral.pk]})
    assert not Answer.objects.exists()
