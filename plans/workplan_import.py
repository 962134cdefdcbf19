"""An OPD's workplan from Excel: read against what stands, and what follows once it is written."""

from django.urls import reverse

from forum.imports import Onward
from forum.links import Link, links_of
from forum.models import Opd
from forum.rules import require
from forum.templatetags.house import angka
from plans import rules
from plans.actions.workplan import NOT_YOUR_OPD
from plans.models import Outcome, Portion, Workplan
from plans.workplan_changes import WorkplanPlan, workplan_changes, workplan_plan
from plans.workplan_reader import read_workplan


def read_workplan_file(
    data: bytes, *, kabupaten, by, today, opd: int, fiscal_year: int, stage: str, edition: str
) -> WorkplanPlan:
    """
    Return what a workbook would do to the workplan of one OPD and year.

    :raises WorkbookRefused: if it cannot be opened, has no such table, or nothing stands in it.
    """
    opd = Opd.objects.get(pk=opd, kabupaten=kabupaten)
    require(rules.can_manage_workplan(by, opd, today=today), NOT_YOUR_OPD)
    reading = read_workplan(data, fiscal_year=fiscal_year)
    found = workplan_changes(reading, opd=opd, fiscal_year=fiscal_year, edition=edition, stage=stage)
    return workplan_plan(found)


def after_workplan(import_) -> Onward:
    """Return where to go on: to what lost its pagu first, then to the activities and what was promised for them."""
    opd, year = Opd.objects.get(pk=import_.chosen["opd"]), import_.chosen["fiscal_year"]
    workplan = Workplan.objects.of(opd, year)
    unfunded = Portion.objects.unfunded().for_opd(opd).for_year(year).count()
    promised = Outcome.objects.promised().by_opd([opd.pk]).for_target_year(year).count()
    sentences, links = [], []
    if unfunded:
        sentences.append(f"{angka(unfunded)} kesepakatan dengan {opd} untuk tahun {year} kini tanpa pagu.")
        links += links_of(workplan)
    links.append(Link(f"Lihat kegiatan {opd}", reverse("plans:activity_list", query={"opd": opd.pk, "tahun": year})))
    if workplan:
        links.append(Link("Perbedaan antartahap", workplan.get_absolute_url()))
    if promised:
        sentences.append(f"{angka(promised)} usulan yang dijanjikan untuk Renja ini menunggu dilekatkan.")
        url = reverse("plans:promise_list", query={"tahun": year, "opd": opd.pk})
        links.append(Link("Lekatkan usulan yang dijanjikan", url))
    sentences.append("Tawarkan lokus pada kegiatan yang dapat melayani desa.")
    return Onward(links, sentences)
