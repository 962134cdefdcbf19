"""The smaller lists as Excel: books of the forum, what is computed, what a meeting may decide."""

from django.urls import reverse
from django.utils import timezone

from plans.choices import CheckKind
from plans.models import ActivityFigures, AllocationRun, Nomenclature
from plans.models.nomenclature import Level
from tests.bangkit.test_excel_lists import rows
from tests.factories import make_activity, make_desa, make_meeting, make_outcome, verified_usulan


def test_account_excel_names_offices_and_is_the_secretariats(client, secretariat, camat, facilitator):
    client.force_login(secretariat)

    found = rows(client, reverse("forum:account_list"), role="camat")

    assert found == [
        {"Nama pengguna": camat.username, "Peran": "Camat", "Lingkup": "Kecamatan Kodi", "Keadaan": "Dapat masuk"}
    ]
    client.force_login(facilitator)
    assert client.get(reverse("forum:account_list"), {"unduh": "excel"}).status_code == 403


def test_region_excel_holds_what_is_looked_for(client, observer):
    make_desa(name="Onggol")
    make_desa(name="Waiholo")
    client.force_login(observer)

    (found,) = rows(client, reverse("forum:region_list"), q="ongg")

    assert (found["Kecamatan"], found["Desa"]) == ("Kodi", "Desa Onggol")


def test_nomenclature_excel_holds_what_the_filters_show(client, observer):
    for code, name in (("1.03.02.2.02.0014", "Irigasi"), ("1.03.10.2.01.0040", "Jembatan")):
        Nomenclature.objects.create(edition="2023", code=code, level=Level.SUB_KEGIATAN, name=name)
    client.force_login(observer)

    found = rows(client, reverse("plans:nomenclature_list"), q="irigasi")

    assert [(row["Kode"], row["Nama"]) for row in found] == [("1.03.02.2.02.0014", "Irigasi")]


def test_fairness_excel_counts_as_the_page_does(client, observer):
    served = make_outcome(usulan=verified_usulan(desa=make_desa(name="Onggol")), activity=make_activity(lokus=1))
    year = served.fiscal_year
    client.force_login(observer)

    (found,) = rows(client, reverse("plans:fairness"))

    assert (found["Desa"], found["Tahun dilayani"]) == ("Desa Onggol", 1)
    assert (found[f"Diajukan {year}"], found[f"Disepakati {year}"]) == (1, 1)


def test_overview_rows_excel_holds_what_one_number_counts(client, observer):
    agreed = make_outcome(usulan=verified_usulan(title="Sumur"), activity=make_activity(lokus=1)).usulan
    verified_usulan(title="Kambing")
    client.force_login(observer)

    (found,) = rows(client, reverse("overview_rows"), tahun=agreed.fiscal_year, hasil="agreed")

    assert (found["Usulan"], found["Hasil"]) == ("Sumur", "Disepakati")


def test_decision_excel_holds_what_the_meeting_may_decide(client, secretariat):
    meeting = make_meeting()
    verified_usulan(title="Sumur", fiscal_year=meeting.fiscal_year)
    client.force_login(secretariat)

    (found,) = rows(client, reverse("meetings:decision_list", args=[meeting.pk]), tahun=meeting.fiscal_year)

    assert (found["Usulan"], found["Hasil"]) == ("Sumur", "Belum dibahas")


def test_finding_excel_holds_both_usulan_of_a_pair(client, secretariat):
    first, second = (verified_usulan(title="Sumur bor Dusun 2") for _ in range(2))
    client.force_login(secretariat)

    (found,) = rows(client, reverse("plans:check_list", args=[first.fiscal_year, CheckKind.DUPLICATE]))

    assert (found["Usulan"], found["Usulan lain"]) == (second.title, first.title)
    assert found["Mengapa"] != ""


def test_stage_difference_excel_lays_the_stages_side_by_side(client, observer):
    activity = make_activity(pagu=100)
    ActivityFigures.objects.create(activity=activity, stage="apbd", pagu=80)
    client.force_login(observer)

    (found,) = rows(client, reverse("plans:stage_difference"), tahun=activity.fiscal_year)

    assert (found["Pagu RKPD"], found["Pagu APBD"], found["Selisih"], found["Keadaan"]) == (100, 80, -20, "Turun")


def test_proposal_excel_holds_what_blocks(client, secretariat):
    usulan = verified_usulan(title="Sumur")
    now = timezone.now()
    run = AllocationRun.objects.create(
        kabupaten=usulan.kabupaten, fiscal_year=usulan.fiscal_year, by=secretariat, at=now, ended_at=now
    )
    run.proposals.create(usulan=usulan, block="no_candidate")
    client.force_login(secretariat)

    (found,) = rows(client, reverse("plans:allocation_rows", args=[run.pk]))

    assert (found["Usulan"], found["OPD"], found["Diajukan"]) == ("Sumur", None, "tidak")
    assert found["Penghalang"] != ""
