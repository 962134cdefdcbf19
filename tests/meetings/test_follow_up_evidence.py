"""Files that show what was done of a follow-up."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from weasyprint import HTML

from forum.models import LogEntry
from meetings import rules
from meetings.models import FollowUpEvidence
from meetings.status import MeetingStatus
from tests.factories import TODAY, make_follow_up, make_meeting, make_opd
from tests.plans.test_attachment import picture
from tests.plans.test_held_attachment import PHONE

ADD, SHOW = "meetings:follow_up_evidence_add", "meetings:follow_up_evidence"
REMOVE = "meetings:follow_up_evidence_remove"


@pytest.fixture
def follow_up(kabupaten):
    """Owed by the OPD of `opd_officer`."""
    return make_follow_up(meeting=make_meeting(status=MeetingStatus.RUNNING), opd=make_opd())


def add(client, follow_up, content=None, name="pompa.png", **options):
    file = SimpleUploadedFile(name, picture("PNG") if content is None else content)
    return client.post(reverse(ADD, args=[follow_up.pk]), {"file": file}, **options)


def page_of(name, paper):
    return reverse(name, args=[paper.pk])


def text_of(response) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("who", ["opd_officer", "secretariat"])
def test_evidence_is_kept_and_shown_to_the_forum(client, request, observer, follow_up, who):
    client.force_login(request.getfixturevalue(who))

    page = text_of(add(client, follow_up, follow=True))
    paper = follow_up.evidence.get()
    client.force_login(observer)
    shown = client.get(page_of(SHOW, paper))

    assert "pompa.png" in page
    assert (shown["Content-Type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    assert LogEntry.objects.for_record(follow_up).get().sentence == "Bukti ditambahkan: “pompa.png”"
    assert "Tambah bukti" not in text_of(client.get(follow_up.get_absolute_url()))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "Berkas ini kosong"), (b"MZ\x90 program", "Isi berkas ini bukan PDF, JPEG atau PNG")],
)
def test_evidence_refuses_by_content(client, opd_officer, follow_up, content, sentence):
    client.force_login(opd_officer)

    response = add(client, follow_up, content)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not FollowUpEvidence.objects.exists()


def test_evidence_with_personal_numbers_is_not_taken(client, opd_officer, follow_up):
    client.force_login(opd_officer)

    response = add(client, follow_up, HTML(string=f"Hubungi {PHONE}").write_pdf(), name="surat.pdf")

    assert response.status_code == 422
    assert "Berkas ini memuat 1 nomor telepon. Hapus nomornya dari berkas, lalu unggah lagi." in text_of(response)
    assert not FollowUpEvidence.objects.exists()


def test_evidence_that_was_mistaken_is_removed(client, opd_officer, follow_up, django_capture_on_commit_callbacks):
    client.force_login(opd_officer)
    add(client, follow_up)
    paper = follow_up.evidence.get()

    asked = client.get(page_of(REMOVE, paper))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(REMOVE, paper))

    assert "Hapus bukti “pompa.png”?" in text_of(asked)
    assert not FollowUpEvidence.objects.exists()
    assert not paper.file.storage.exists(paper.file.name)
    assert LogEntry.objects.latest("pk").sentence == "Bukti “pompa.png” dihapus"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("secretariat", True),
        ("opd_officer", True),
        ("facilitator", False),
        ("camat", False),
        ("observer", False),
        ("outsider", False),
    ],
)
def test_rule_of_evidence(request, follow_up, who, may):
    assert rules.can_show_follow_up(request.getfixturevalue(who), follow_up, today=TODAY) is may


def test_evidence_of_wrong_role_is_403(client, secretariat, observer, follow_up):
    client.force_login(secretariat)
    add(client, follow_up)
    paper = follow_up.evidence.get()
    client.force_login(observer)

    assert add(client, follow_up).status_code == 403
    assert client.post(page_of(REMOVE, paper)).status_code == 403
    assert follow_up.evidence.count() == 1


def test_evidence_of_outsider_is_404(client, secretariat, outsider, follow_up):
    client.force_login(secretariat)
    add(client, follow_up)
    paper = follow_up.evidence.get()
    client.force_login(outsider)

    assert add(client, follow_up).status_code == 404
    assert [client.get(page_of(name, paper)).status_code for name in (SHOW, REMOVE)] == [404, 404]


def test_evidence_of_a_meeting_that_is_a_draft_is_the_secretariats(client, secretariat, observer):
    follow_up = make_follow_up(meeting=make_meeting(status=MeetingStatus.DRAFT), opd=make_opd())
    client.force_login(secretariat)
    add(client, follow_up)
    client.force_login(observer)

    assert client.get(page_of(SHOW, follow_up.evidence.get())).status_code == 404


def test_evidence_wrong_method_and_visitors(client, secretariat, follow_up):
    client.force_login(secretariat)
    add(client, follow_up)
    paper = follow_up.evidence.get()
    pages = [reverse(ADD, args=[follow_up.pk]), page_of(SHOW, paper), page_of(REMOVE, paper)]

    assert [client.put(page).status_code for page in pages] == [405, 405, 405]
    client.logout()
    assert [client.get(page).url for page in pages] == [f"/masuk/?next={page}" for page in pages]


@pytest.mark.parametrize("rows", [1, 3])
def test_follow_up_detail_query_count_with_evidence(
    client, observer, secretariat, follow_up, rows, django_assert_num_queries
):
    client.force_login(secretariat)
    for number in range(rows):
        add(client, follow_up, name=f"pompa{number}.png")
    client.force_login(observer)

    with django_assert_num_queries(5):
        page = client.get(follow_up.get_absolute_url())

    assert text_of(page).count(".png</a>") == rows
