"""The template of an OPD's workplan, and the lokus that a file offers."""

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from plans import actions
from plans.models import Activity, WorkplanImport
from plans.workplan_changes import import_changes
from tests.factories import TODAY, make_opd
from tests.plans.workbooks import HEADINGS, row, workbook

TEMPLATE = reverse("plans:workplan_template")


def with_lokus(lokus, **cells) -> bytes:
    return workbook(row(lokus=lokus, **cells), headings={**HEADINGS, "lokus": "Jumlah lokus"})


def keep_data(data: bytes, *, by) -> WorkplanImport:
    batch = WorkplanImport(
        opd=make_opd(), fiscal_year=2024, stage="rkpd", name="renja.xlsx", file=ContentFile(data, "renja.xlsx")
    )
    return actions.keep_workplan(batch, by=by, now=timezone.now(), today=TODAY)


def apply(batch, *, by):
    actions.apply_workplan(batch, by=by, now=timezone.now(), today=TODAY)


def test_lokus_of_the_file_are_offered_up_to_their_number(secretariat):
    apply(keep_data(with_lokus(2), by=secretariat), by=secretariat)
    again = keep_data(with_lokus(2), by=secretariat)
    more = keep_data(with_lokus(5), by=secretariat)

    assert [slot.number for slot in Activity.objects.get().lokus.all()] == [1, 2]
    assert import_changes(more).counts["changed"] == 1
    apply(more, by=secretariat)
    assert [slot.number for slot in Activity.objects.get().lokus.order_by("number")] == [1, 2, 3, 4, 5]
    assert not WorkplanImport.objects.filter(pk=again.pk).exists()


def test_same_lokus_change_nothing_and_fewer_are_refused(secretariat):
    apply(keep_data(with_lokus(2), by=secretariat), by=secretariat)

    same = import_changes(keep_data(with_lokus(2), by=secretariat))
    unsaid = import_changes(keep_data(with_lokus(None), by=secretariat))
    fewer = import_changes(keep_data(with_lokus(1), by=secretariat))

    assert (same.counts["unchanged"], unsaid.counts["unchanged"]) == (1, 1)
    (refusal,) = fewer.reading.refusals
    assert refusal.reason == "Sub kegiatan ini sudah menawarkan 2 lokus, lebih dari 1 dalam berkas."
    assert fewer.counts == {"read": 1, "new": 0, "changed": 0, "unchanged": 0, "refused": 1, "dropped": 0}


def test_template_holds_what_stands_and_comes_back_unchanged(client, opd_officer):
    apply(keep_data(with_lokus(3, source="DAU", target="150 m"), by=opd_officer), by=opd_officer)
    client.force_login(opd_officer)

    response = client.get(TEMPLATE, {"opd": make_opd().pk, "fiscal_year": 2024})

    assert response["Content-Disposition"] == 'attachment; filename="rencana-kerja-dinas-pertanian-2024.xlsx"'
    found = import_changes(keep_data(response.content, by=opd_officer))
    assert found.counts == {"read": 1, "new": 0, "changed": 0, "unchanged": 1, "refused": 0, "dropped": 0}
    assert found.reading.skipped_sheets == []


def test_template_page_is_for_those_who_keep_workplans(client, opd_officer, facilitator):
    assert client.get(TEMPLATE).url == f"{reverse('forum:login')}?next={TEMPLATE}"
    client.force_login(facilitator)
    assert client.get(TEMPLATE).status_code == 403
    client.force_login(opd_officer)
    assert (client.get(TEMPLATE).status_code, client.post(TEMPLATE).status_code) == (200, 405)
    other = {"opd": make_opd(name="Dinas Sosial").pk, "fiscal_year": 2024}
    assert client.get(TEMPLATE, other).status_code == 422
