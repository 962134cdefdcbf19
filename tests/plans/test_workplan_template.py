"""The template of an OPD's workplan, and the lokus that a file offers."""

from django.urls import reverse

from forum.models import Import
from plans.models import Activity
from tests.factories import make_opd
from tests.imports import apply, keep_workplan, plan_of
from tests.plans.workbooks import HEADINGS, row, workbook

TEMPLATE = reverse("plans:workplan_template")


def with_lokus(lokus, **cells) -> bytes:
    return workbook(row(lokus=lokus, **cells), headings={**HEADINGS, "lokus": "Jumlah lokus"})


def test_lokus_of_the_file_are_offered_up_to_their_number(secretariat):
    apply(keep_workplan(with_lokus(2), by=secretariat), by=secretariat)
    again = keep_workplan(with_lokus(2), by=secretariat)
    more = keep_workplan(with_lokus(5), by=secretariat)

    assert [slot.number for slot in Activity.objects.get().lokus.all()] == [1, 2]
    assert plan_of(more).found.counts["changed"] == 1
    apply(more, by=secretariat)
    assert [slot.number for slot in Activity.objects.get().lokus.order_by("number")] == [1, 2, 3, 4, 5]
    assert not Import.objects.filter(pk=again.pk).exists()


def test_same_lokus_change_nothing_and_fewer_are_refused(secretariat):
    apply(keep_workplan(with_lokus(2), by=secretariat), by=secretariat)

    same = plan_of(keep_workplan(with_lokus(2), by=secretariat)).found
    unsaid = plan_of(keep_workplan(with_lokus(None), by=secretariat)).found
    fewer = plan_of(keep_workplan(with_lokus(1), by=secretariat)).found

    assert (same.counts["unchanged"], unsaid.counts["unchanged"]) == (1, 1)
    (refusal,) = fewer.reading.refusals
    assert refusal.reason == "Sub kegiatan ini sudah menawarkan 2 lokus, lebih dari 1 dalam berkas."
    assert fewer.counts == {"read": 1, "new": 0, "changed": 0, "unchanged": 0, "refused": 1, "dropped": 0}


def test_template_holds_what_stands_and_comes_back_unchanged(client, opd_officer):
    apply(keep_workplan(with_lokus(3, source="DAU", target="150 m"), by=opd_officer), by=opd_officer)
    client.force_login(opd_officer)

    response = client.get(TEMPLATE, {"opd": make_opd().pk, "fiscal_year": 2024})

    assert response["Content-Disposition"] == 'attachment; filename="rencana-kerja-dinas-pertanian-2024.xlsx"'
    found = plan_of(keep_workplan(response.content, by=opd_officer)).found
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
