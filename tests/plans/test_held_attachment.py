"""Files with personal numbers in them: pointed out before they are kept, and kept only for a reason."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from forum.models import LogEntry
from forum.uploads import XLSX
from plans import actions
from plans.models import Attachment, HeldAttachment
from tests.factories import TODAY, complete_usulan, make_desa, make_usulan
from tests.plans.test_attachment import package, text_of, upload

HELD = "plans:attachment_held"
NIK, PHONE = "5318046508900001", "081234567890"  # made up; the scanner only asks whether they are well formed


def telling_workbook():
    book = Workbook()
    book.active.title = "RAB"
    book.active.append(["Semen 50 kg", 12, "sak", 85_000, 1_020_000])
    book.active.append(["Ketua", f"NIK {NIK}", f"HP {PHONE}", "No. rekening BRI 123401000123501"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def telling_document():
    text = f"<w:document><w:body><w:p><w:r><w:t>Hubungi {PHONE}</w:t></w:r></w:p></w:body></w:document>"
    return package({"[Content_Types].xml": b"", "word/document.xml": text.encode()})


def hold(client, usulan, content=None):
    return upload(client, usulan, "rab.xlsx", content or telling_workbook())


def test_attachment_with_personal_numbers_is_held_and_shown_masked(client, facilitator):
    usulan = make_usulan()
    client.force_login(facilitator)

    response = hold(client, usulan)

    held = HeldAttachment.objects.get()
    page = text_of(client.get(response.url))
    assert response.url == reverse(HELD, args=[held.pk])
    assert not Attachment.objects.exists()
    assert not LogEntry.objects.for_record(usulan).exists()
    assert "Berkas ini memuat 1 NIK, 1 nomor telepon, 1 nomor rekening" in page
    assert response.url in text_of(client.get(usulan.get_absolute_url()))
    assert "5318********0001" in page
    assert "Lembar RAB, baris 2" in page
    assert NIK not in page
    assert PHONE not in page
    assert NIK not in str(held.findings)


def test_attachment_with_a_telephone_in_a_document_is_held(client, facilitator):
    usulan = make_usulan()
    client.force_login(facilitator)

    upload(client, usulan, "proposal.docx", telling_document(), kind="proposal")

    assert HeldAttachment.objects.get().told == "1 nomor telepon"


def test_attachment_of_money_and_codes_alone_is_not_held(client, facilitator):
    book = Workbook()
    book.active.append(["3.27.03.2.02.0012", "Rp1.500.000", 160_000_000, 5_318_000, "Tahun 2024", "0,5 m3"])
    out = io.BytesIO()
    book.save(out)
    client.force_login(facilitator)

    page = text_of(upload(client, make_usulan(), "rab.xlsx", out.getvalue(), follow=True))

    assert Attachment.objects.exists()
    assert "Tidak ditemukan nomor pribadi di dalamnya." in page


def test_attachment_that_cannot_be_read_is_said_to_be_unread(client, facilitator):
    client.force_login(facilitator)

    page = text_of(upload(client, make_usulan(), "pindaian.pdf", b"%PDF-1.4 rusak", follow=True))

    assert "Isinya tidak dapat diperiksa; pastikan tidak memuat NIK" in page


def test_attachment_held_is_left_away(client, facilitator, django_capture_on_commit_callbacks):
    usulan = make_usulan()
    client.force_login(facilitator)
    hold(client, usulan)
    held = HeldAttachment.objects.get()
    storage, path = held.file.storage, held.file.name

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse(HELD, args=[held.pk]), {"drop": "1"})

    assert response.url == usulan.get_absolute_url()
    assert not HeldAttachment.objects.exists()
    assert not Attachment.objects.exists()
    assert not storage.exists(path)


def test_attachment_held_is_kept_for_a_reason(client, facilitator):
    usulan = make_usulan()
    client.force_login(facilitator)
    content = telling_workbook()
    hold(client, usulan, content)
    url = reverse(HELD, args=[HeldAttachment.objects.get().pk])

    silent = client.post(url, {"because": " "})
    client.post(url, {"because": "Diminta OPD untuk pencairan."})

    kept, entry = Attachment.objects.get(), LogEntry.objects.for_record(usulan).get()
    assert silent.status_code == 422
    assert "Tulis mengapa berkas ini tetap perlu disimpan" in text_of(silent)
    assert (kept.file.read(), kept.size) == (content, len(content))
    assert entry.sentence == (
        "Lampiran ditambahkan: RAB “rab.xlsx”, meskipun memuat 1 NIK, 1 nomor telepon, 1 nomor rekening"
    )
    assert entry.note == "Diminta OPD untuk pencairan."
    assert not HeldAttachment.objects.exists()


def test_attachment_held_and_forgotten_is_removed(facilitator, django_capture_on_commit_callbacks):
    old, new = (make_held(make_usulan(title=title), facilitator) for title in ("Perahu", "Jaring"))
    now = datetime.datetime(2024, 2, 5, 8, tzinfo=datetime.UTC)
    HeldAttachment.objects.filter(pk=new.pk).update(at=now - datetime.timedelta(hours=23))

    with django_capture_on_commit_callbacks(execute=True):
        count = actions.forget_held(now=now)

    assert count == 1
    assert list(HeldAttachment.objects.all()) == [new]
    assert not old.file.storage.exists(old.file.name)


def test_discarding_a_draft_takes_what_is_held_along(facilitator, django_capture_on_commit_callbacks):
    usulan = make_usulan()
    held = make_held(usulan, facilitator)

    with django_capture_on_commit_callbacks(execute=True):
        actions.discard_usulan(usulan, by=facilitator)

    assert not held.file.storage.exists(held.file.name)


def make_held(usulan, by):
    return HeldAttachment.objects.create(
        kabupaten=usulan.kabupaten,
        usulan=usulan,
        kind="rab",
        file=SimpleUploadedFile("rab.xlsx", b"PK"),
        name="rab.xlsx",
        content_type=XLSX,
        size=2,
        told="1 NIK",
        findings=[["NIK", "5318********0001", "lembar RAB, baris 2"]],
        by=by,
        at=f"{TODAY}T08:00Z",
    )


@pytest.mark.parametrize("who", ["secretariat", "observer", "outsider", "camat"])
def test_attachment_held_is_seen_by_nobody_else(client, request, facilitator, who):
    held = make_held(complete_usulan(status="submitted"), facilitator)
    client.force_login(request.getfixturevalue(who))

    assert "belum disimpan" not in text_of(client.get(held.usulan.get_absolute_url()))
    assert client.get(reverse(HELD, args=[held.pk])).status_code == 404
    assert client.post(reverse(HELD, args=[held.pk]), {"because": "Ingin tahu."}).status_code == 404


def test_attachment_held_of_one_who_no_longer_enters_for_the_desa_is_403(client, facilitator):
    held = make_held(make_usulan(desa=make_desa(name="Onggol")), facilitator)
    client.force_login(facilitator)

    assert client.post(reverse(HELD, args=[held.pk]), {"because": "Perlu."}).status_code == 403


def test_attachment_held_wrong_method_is_405(client, facilitator):
    held = make_held(make_usulan(), facilitator)
    client.force_login(facilitator)

    assert client.put(reverse(HELD, args=[held.pk])).status_code == 405


def test_attachment_held_asks_visitors_to_log_in(client, facilitator):
    url = reverse("plans:attachment_held", args=[make_held(make_usulan(), facilitator).pk])

    assert client.get(url).url == f"/masuk/?next={url}"
