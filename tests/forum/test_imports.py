"""One way in for every list: kept, read, looked at, applied once or not at all; by the worker where it is long."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend

from forum import actions, imports
from forum.cells import Refusal
from forum.imports import Change, Fate, Plan, Purpose
from forum.models import Import, LogEntry
from forum.models.imports import AT_ONCE
from forum.rules import is_secretariat
from forum.tasks import apply_file, read_file
from forum.transitions import MoveRefused
from forum.workbook import WorkbookRefused
from tests.factories import TODAY, make_user


@pytest.fixture
def words(monkeypatch):
    """A purpose whose file is a line of words: each is new, "=" is unchanged, "x" is refused; it writes a list."""
    written = []

    def read(data, *, kabupaten, by, today):
        if not data.strip():
            raise WorkbookRefused("Berkas ini tidak memuat kata.")
        plan = Plan()
        for number, word in enumerate(data.decode().split(), 1):
            if word == "x":
                plan.refusals.append(Refusal("Kata", f"A{number}", word, "Kata ini ditolak.", "Tulis kata lain."))
            else:
                fate = Fate.UNCHANGED if word in ("=", *written) else Fate.NEW
                plan.changes.append(Change(fate, "Kata", f"A{number}", word, "sepatah kata", word))
        return plan

    def apply(plan, *, by, now, today):
        written.extend(change.record for change in plan.of(Fate.NEW))
        if "gagal" in written:
            raise MoveRefused("Kata ini gagal.")

    purpose = Purpose(
        name="kata",
        label="Kata",
        lead="Unggah kata.",
        may=lambda user, today: is_secretariat(user),
        read=read,
        apply=apply,
        result_url=lambda: "/",
        upload_url=lambda: "/unggah/",
        template_url=lambda: "/templat/",
    )
    monkeypatch.setitem(imports.PURPOSES, "kata", purpose)
    return written


def keep(text: str, *, by, now=None) -> Import:
    file = SimpleUploadedFile("kata.txt", text.encode())
    import_ = Import(kabupaten=by.kabupaten, purpose="kata", file=file, name="kata.txt")
    return actions.keep_import(import_, by=by, now=now or timezone.now())


def read(text: str, *, by, **fields) -> Import:
    import_ = keep(text, by=by, **fields)
    actions.read_import(import_, today=TODAY)
    return import_


def apply(import_, *, by):
    actions.apply_import(import_, by=by, now=timezone.now(), today=TODAY)


def test_plan_counts_every_row_that_was_read(words, secretariat):
    report = read("satu dua = x", by=secretariat).report

    assert report["counts"] == {"read": 4, "new": 2, "changed": 0, "unchanged": 1, "refused": 1}
    assert report["refused"] == [
        {"sheet": "Kata", "cell": "A4", "value": "x", "reason": "Kata ini ditolak. Tulis kata lain."}
    ]
    assert [change["label"] for change in report["changes"]] == ["satu", "dua"]


def test_apply_writes_once_and_logs_it(words, secretariat):
    import_ = read("satu dua", by=secretariat)

    apply(import_, by=secretariat)
    with pytest.raises(MoveRefused, match="sudah diterapkan"):
        apply(Import.objects.get(), by=secretariat)

    assert words == ["satu", "dua"]
    entry = LogEntry.objects.for_record(import_).get()
    assert entry.sentence == "Berkas “kata.txt” diterapkan: 2 baris baru, 0 berubah, 0 tetap"


def test_refused_row_stops_the_whole_file(words, secretariat):
    import_ = read("satu x", by=secretariat)

    with pytest.raises(MoveRefused, match="tidak ada yang diterapkan"):
        apply(import_, by=secretariat)

    assert (words, Import.objects.get().applied_at) == ([], None)


def test_file_that_would_do_something_else_by_now_is_shown_again(words, secretariat):
    import_ = read("satu dua", by=secretariat)
    words.append("satu")

    with pytest.raises(MoveRefused, match="Catatan berubah"):
        apply(import_, by=secretariat)

    import_ = Import.objects.get()
    assert (import_.applied_at, import_.report["counts"]["unchanged"]) == (None, 1)
    apply(import_, by=secretariat)
    assert words == ["satu", "dua"]


def test_failure_midway_leaves_the_file_waiting(words, secretariat):
    import_ = read("satu gagal", by=secretariat)

    with pytest.raises(MoveRefused, match="gagal"):
        apply(import_, by=secretariat)

    import_ = Import.objects.get()
    assert (import_.applied_at, import_.can_be_applied, LogEntry.objects.for_record(import_).count()) == (None, True, 0)


def test_new_file_replaces_ones_own_that_waits(words, secretariat):
    applied, waiting = read("satu", by=secretariat), None
    apply(applied, by=secretariat)
    waiting = read("dua", by=secretariat)

    newer = read("tiga", by=secretariat)

    assert set(Import.objects.all()) == {applied, newer}
    assert newer.file.storage.exists(newer.file.name)
    assert not Import.objects.filter(pk=waiting.pk).exists()


def test_only_those_who_may_bring_it(words, facilitator):
    with pytest.raises(PermissionDenied):
        keep("satu", by=facilitator)


# By the worker


ASKS_AGAIN = "Refresh: 3"


def _shown(response) -> str:
    """Return the page, headed by what it says of opening itself again."""
    return f"Refresh: {response.headers.get('Refresh')}\n{response.content.decode()}"


def test_long_file_is_read_and_applied_by_the_worker(words, secretariat, client):
    client.force_login(secretariat)
    import_ = keep("satu " * (AT_ONCE // 4), by=secretariat)
    url = import_.get_absolute_url()
    waits = _shown(client.get(url))

    read_file.func(import_.pk)
    read_page = _shown(client.get(url))
    client.post(url)
    applying = _shown(client.get(url))
    apply_file.func(import_.pk)
    done = _shown(client.get(url))

    assert ("Sedang diperiksa" in waits, ASKS_AGAIN in waits) == (True, True)
    assert ("Terapkan seluruh isi" in read_page, ASKS_AGAIN in read_page) == (True, False)
    assert ("Sedang diterapkan" in applying, ASKS_AGAIN in applying) == (True, True)
    assert ("Diterapkan" in done, ASKS_AGAIN in done) == (True, False)
    assert len(words) == AT_ONCE // 4
    apply_file.func(import_.pk)
    assert len(words) == AT_ONCE // 4


def test_long_file_is_left_to_the_worker_by_the_page(words, secretariat, client, monkeypatch):
    asked = []
    monkeypatch.setattr(default_task_backend, "enqueue", lambda task, args, kwargs: asked.append((task.name, args)))
    import_ = read("satu " * (AT_ONCE // 4), by=secretariat)
    client.force_login(secretariat)

    client.post(import_.get_absolute_url())

    assert asked == [("apply_file", (import_.pk,))]
    assert words == []


def test_without_a_worker_the_page_does_the_work(words, secretariat, client):
    client.force_login(secretariat)
    long_ago = timezone.now() - datetime.timedelta(minutes=1)
    import_ = keep("satu " * (AT_ONCE // 4), by=secretariat, now=long_ago)
    url = import_.get_absolute_url()

    assert "Terapkan seluruh isi" in client.get(url).content.decode()
    client.post(url)
    Import.objects.update(asked_at=long_ago)
    assert "Terapkan di sini" in client.get(url).content.decode()
    client.post(url)

    assert len(words) == AT_ONCE // 4
    assert Import.objects.get().applied_at


def test_page_leaves_a_file_alone_that_a_worker_has_begun_and_not_one_that_was_killed(words, secretariat, client):
    client.force_login(secretariat)
    now = timezone.now()
    import_ = keep("satu " * (AT_ONCE // 4), by=secretariat, now=now - datetime.timedelta(minutes=5))
    url = import_.get_absolute_url()

    Import.objects.update(began_at=now)
    while_read = client.get(url).content.decode()
    Import.objects.update(began_at=now - datetime.timedelta(minutes=5))
    after_kill = client.get(url).content.decode()
    actions.ask_to_apply(Import.objects.get(), by=secretariat, now=now)
    asked = Import.objects.get().began_at
    Import.objects.update(asked_at=now - datetime.timedelta(minutes=5), began_at=now)
    while_applied = client.get(url).content.decode()
    Import.objects.update(began_at=now - datetime.timedelta(minutes=5))
    after_second_kill = client.get(url).content.decode()

    assert ("dibaca sejak" in while_read, "Terapkan seluruh isi" in after_kill, asked) == (True, True, None)
    assert ("Terapkan di sini" in while_applied, "Terapkan di sini" in after_second_kill) == (False, True)


def test_worker_tells_why_a_file_could_not_be_applied(words, secretariat, client):
    client.force_login(secretariat)
    import_ = read("satu dua", by=secretariat)
    actions.ask_to_apply(import_, by=secretariat, now=timezone.now())
    words.append("satu")

    apply_file.func(import_.pk)

    page = client.get(import_.get_absolute_url()).content.decode()
    assert "Catatan berubah sejak berkas ini diperiksa." in page
    assert "Terapkan seluruh isi" in page


# Pages


def test_file_that_cannot_be_read_is_told_on_its_page(words, secretariat, client):
    import_ = read(" ", by=secretariat)
    client.force_login(secretariat)

    response = client.get(import_.get_absolute_url())

    assert response.status_code == 422
    assert "Berkas ini tidak memuat kata." in response.content.decode()


def test_refused_rows_are_named_with_cell_value_and_reason(words, secretariat, client):
    import_ = read("satu x", by=secretariat)
    client.force_login(secretariat)

    page = client.get(import_.get_absolute_url()).content.decode()

    assert "2 baris dibaca: 1 baru, 0 berubah, 0 tetap, 1 ditolak." in page
    assert "Kata, sel A2" in page
    assert "Kata ini ditolak. Tulis kata lain." in page
    assert "Terapkan seluruh isi" not in page


def test_file_that_changes_nothing_has_nothing_to_apply(words, secretariat, client):
    import_ = read("= =", by=secretariat)
    client.force_login(secretariat)

    assert "tidak ada yang perlu diterapkan" in client.get(import_.get_absolute_url()).content.decode()


def test_page_of_a_file_is_its_owners_and_the_secretariats(words, secretariat, facilitator, outsider, client):
    url = reverse("forum:import_detail", args=[read("satu", by=secretariat).pk])
    colleague = make_user(username="sekretariat.dua", role=secretariat.role)

    assert client.get(url).url == f"{reverse('forum:login')}?next={url}"
    for user, code in ((secretariat, 200), (colleague, 200), (facilitator, 404), (outsider, 404)):
        client.force_login(user)
        assert client.get(url).status_code == code
    assert client.post(url).status_code == 404
    client.force_login(secretariat)
    assert client.put(url).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_file_takes_few_queries(words, secretariat, client, rows, django_assert_num_queries):
    import_ = read("satu " * rows, by=secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(3):
        client.get(import_.get_absolute_url())
