"""What is found in a year's usulan before the forum meets, and who works through it."""

import datetime
import html

import pytest
from django.urls import reverse

from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions
from plans.checks import find
from plans.choices import CheckKind, LandStatus, OutcomeKind, Reason
from plans.models import CheckDismissal, EarlierHelp
from plans.status import UsulanStatus
from tests.factories import (
    complete_usulan,
    delivered_support,
    make_activity,
    make_desa,
    make_kecamatan,
    make_kelompok,
    make_opd,
    make_outcome,
    make_referral,
    make_usulan,
    verified_usulan,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 1, 31, 8, tzinfo=datetime.UTC)
K = CheckKind


def found(user, kind, year=2024):
    return [(one.usulan, one.other) for one in find(kind, user, year)]


def whys(user, kind):
    return [one.why for one in find(kind, user, 2024)]


def dismiss(user, usulan, *, kind=K.PLACE, other=None, note="Lokasinya di kantor desa."):
    row = CheckDismissal(kind=kind, fiscal_year=2024, usulan=usulan, other=other, note=note)
    return actions.dismiss_check(row, by=user, now=NOW)


# Likely duplicates


@pytest.mark.parametrize(
    ("title", "is_alike"),
    [
        ("Sumur bor kelompok tani", True),
        ("Pengadaan sumur bor", False),
        ("Sumur bor untuk kelompok petani", True),
        ("Sumur bor kelompok tani 2", False),
        ("Kambing untuk kelompok", False),
    ],
)
def test_duplicates_are_titles_of_one_desa_that_ask_for_the_same(secretariat, title, is_alike):
    first = verified_usulan(title="Sumur bor untuk kelompok tani")
    second = verified_usulan(title=title)

    assert found(secretariat, K.DUPLICATE) == ([(second.pk, first.pk)] if is_alike else [])


def test_the_same_title_in_two_desa_is_no_duplicate(secretariat):
    for name in ("Waiholo", "Onggol"):
        verified_usulan(title="Sumur bor", desa=make_desa(name=name))

    assert found(secretariat, K.DUPLICATE) == []


def test_duplicates_are_looked_for_in_earlier_years_too(secretariat):
    earlier = verified_usulan(title="Sumur bor", fiscal_year=2022)
    usulan = verified_usulan(title="Sumur bor")

    assert found(secretariat, K.DUPLICATE) == [(usulan.pk, earlier.pk)]
    assert whys(secretariat, K.DUPLICATE) == ["Sudah diminta untuk tahun 2022."]
    assert found(secretariat, K.DUPLICATE, year=2022) == []


def test_what_is_decided_is_only_ever_the_other_of_a_pair(secretariat):
    decided, asked = verified_usulan(title="Sumur bor"), verified_usulan(title="Sumur bor")
    make_outcome(usulan=decided, kind=OutcomeKind.REFUSED, reason=Reason.DATA_INCOMPLETE, explanation="Belum lengkap.")

    assert found(secretariat, K.DUPLICATE) == [(asked.pk, decided.pk)]


def test_what_is_merged_or_to_be_merged_is_no_duplicate(secretariat):
    merged, planned, joint = (verified_usulan(title="Sumur bor") for _ in range(3))
    actions.plan_merge([planned], joint, fiscal_year=2024, by=secretariat, now=NOW)
    make_outcome(usulan=merged, kind=OutcomeKind.MERGED, merged_into=joint)

    assert found(secretariat, K.DUPLICATE) == []


# A kelompok that was helped before


def test_a_kelompok_is_helped_by_what_is_recorded_decided_or_given(secretariat):
    recorded, decided, given, never = (
        make_kelompok(name=f"Kelompok {name}") for name in ("Satu", "Dua", "Lima", "Nol")
    )
    EarlierHelp.objects.create(kelompok=recorded, what="Bibit jagung", year=2020)
    make_outcome(usulan=verified_usulan(title="Traktor", kelompok=decided, fiscal_year=2022))
    delivered_support(title="Perahu", kelompok=given, fiscal_year=2023)
    for kelompok in (recorded, decided, given, never):
        verified_usulan(title=f"Pupuk {kelompok}", kelompok=kelompok)

    assert whys(secretariat, K.HELPED) == [
        "Kelompok Satu pernah menerima: Bibit jagung (2020).",
        "Kelompok Dua pernah menerima: Traktor (2022).",
        "Kelompok Lima pernah menerima: Perahu (2023).",
    ]


def test_a_kelompok_under_nearly_the_same_name_is_pointed_out(secretariat):
    EarlierHelp.objects.create(kelompok=make_kelompok(name="Mawar Indah"), what="Mesin jahit")
    verified_usulan(kelompok=make_kelompok(name="Mawar indah "))

    assert whys(secretariat, K.HELPED) == [
        "Mawar indah  mungkin sama dengan Mawar Indah, yang pernah menerima: Mesin jahit."
    ]


def test_help_of_the_year_itself_does_not_count(secretariat):
    kelompok = make_kelompok()
    EarlierHelp.objects.create(kelompok=kelompok, what="Pupuk", year=2024)
    make_outcome(usulan=verified_usulan(kelompok=kelompok))

    assert found(secretariat, K.HELPED) == []


# Likely another OPD


def test_an_opd_without_any_like_activity_is_likely_the_wrong_one(secretariat):
    works, fishing = make_opd(name="Dinas Pekerjaan Umum"), make_opd(name="Dinas Perikanan")
    make_activity(name="Pembangunan Jaringan Irigasi", opd=works)
    usulan = verified_usulan(title="Jaringan irigasi")
    make_referral(usulan=usulan, opd=fishing)

    assert whys(secretariat, K.WRONG_OPD) == [
        "Diteruskan ke Dinas Perikanan; yang mirip: Pembangunan Jaringan Irigasi (Dinas Pekerjaan Umum)."
    ]
    assert [one.opd for one in find(K.WRONG_OPD, secretariat, 2024)] == [works.pk]

    make_referral(usulan=usulan, opd=works)
    assert found(secretariat, K.WRONG_OPD) == []


def test_where_nothing_is_alike_no_opd_is_called_wrong(secretariat):
    make_activity(name="Pelatihan Tenun")
    make_referral(usulan=verified_usulan(title="Jaringan irigasi"), opd=make_opd(name="Dinas Perikanan"))

    assert found(secretariat, K.WRONG_OPD) == []


# What is not filled in


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (K.PLACE, {"location": ""}),
        (K.VOLUME, {"volume": None}),
        (K.VOLUME, {"unit": ""}),
        (K.LAND, {"land_status": ""}),
        (K.LAND, {"land_status": LandStatus.UNCLEAR}),
    ],
)
def test_what_is_missing_is_found(secretariat, kind, fields):
    usulan = verified_usulan(title="Kurang", **fields)
    verified_usulan(title="Lengkap")

    assert found(secretariat, kind) == [(usulan.pk, None)]


# Whose, and what is no problem


def test_only_what_the_forum_plans_with_is_checked(secretariat):
    complete_usulan(location="")
    make_usulan(location="", status=UsulanStatus.RETURNED, submitted_at=NOW)
    verified_usulan(location="", fiscal_year=2025)

    assert found(secretariat, K.PLACE) == []


def test_a_camat_sees_his_kecamatan(camat):
    own = verified_usulan(location="")
    verified_usulan(location="", desa=make_desa(kecamatan=make_kecamatan(name="Loura"), name="Karuni"))

    assert found(camat, K.PLACE) == [(own.pk, None)]


def test_the_dismissed_is_not_found_again_until_it_is_taken_back(secretariat):
    usulan, other_year = verified_usulan(location=""), verified_usulan(location="", fiscal_year=2025)

    row = dismiss(secretariat, usulan)

    assert found(secretariat, K.PLACE) == []
    assert found(secretariat, K.PLACE, year=2025) == [(other_year.pk, None)]
    entry = LogEntry.objects.for_record(usulan).get(verb="usulan.dismiss_check")
    assert (entry.note, entry.after["check"]) == ("Lokasinya di kantor desa.", "Lokasi belum disebut")

    actions.restore_check(row, by=secretariat)

    assert found(secretariat, K.PLACE) == [(usulan.pk, None)]
    assert LogEntry.objects.for_record(usulan).filter(verb="usulan.restore_check").exists()


def test_a_pair_is_dismissed_without_its_other_pairs(secretariat):
    first, second, third = (verified_usulan(title="Sumur bor") for _ in range(3))

    dismiss(secretariat, second, kind=K.DUPLICATE, other=first)

    assert found(secretariat, K.DUPLICATE) == [(third.pk, first.pk), (third.pk, second.pk)]


def test_the_same_is_dismissed_once(secretariat):
    usulan = verified_usulan(location="")
    dismiss(secretariat, usulan)

    with pytest.raises(MoveRefused, match="sudah ditandai bukan masalah"):
        dismiss(secretariat, usulan)


# Pages


@pytest.mark.parametrize("rows", [1, 3])
def test_checks_query_count(client, secretariat, rows, django_assert_num_queries):
    make_activity()
    for _ in range(rows):
        make_referral(usulan=verified_usulan(title="Jaringan irigasi"))
    client.force_login(secretariat)
    client.get(reverse("plans:checks", args=[2024]))  # the words of the activities are kept

    with django_assert_num_queries(27):
        response = client.get(reverse("plans:checks", args=[2024]))

    assert dict(response.context["counts"])[K.DUPLICATE] == {1: 0, 3: 3}[rows]


@pytest.mark.parametrize("rows", [1, 3])
def test_check_list_query_count(client, secretariat, rows, django_assert_num_queries):
    for number in range(rows):
        verified_usulan(title=f"Tanpa lokasi {number}", location="")
    client.force_login(secretariat)

    with django_assert_num_queries(6):
        response = client.get(reverse("plans:check_list", args=[2024, K.PLACE]))

    assert response.content.count(b"Bukan masalah") == rows


def test_checks_without_a_year_open_the_planning_year(client, secretariat):
    verified_usulan(fiscal_year=2023)
    client.force_login(secretariat)

    assert client.get(reverse("plans:checks")).context["year"] == 2023


def test_check_list_offers_the_next_step(client, secretariat):
    first, second = (verified_usulan(title="Sumur bor") for _ in range(2))
    works, fishing = make_opd(name="Dinas Pekerjaan Umum"), make_opd(name="Dinas Perikanan")
    make_activity(name="Pembangunan Sumur Bor", opd=works)
    make_referral(usulan=first, opd=fishing)
    client.force_login(secretariat)

    pairs = html.unescape(client.get(reverse("plans:check_list", args=[2024, K.DUPLICATE])).content.decode())
    offices = client.get(reverse("plans:check_list", args=[2024, K.WRONG_OPD])).content.decode()

    assert f"{reverse('plans:usulan_merge')}?usulan={first.pk}&usulan={second.pk}" in pairs
    assert f"{reverse('plans:usulan_refer', args=[2024, first.pk])}?opd={works.pk}" in offices
    assert reverse("plans:usulan_return", args=[first.pk]) in offices


def test_check_list_of_a_camat_has_nothing_to_dismiss(client, camat):
    usulan = verified_usulan(location="")
    client.force_login(camat)

    page = client.get(reverse("plans:check_list", args=[2024, K.PLACE])).content.decode()

    assert usulan.get_absolute_url() in page
    assert "Bukan masalah" not in page


def test_check_dismiss_and_restore(client, secretariat):
    first, second = (verified_usulan(title="Sumur bor") for _ in range(2))
    client.force_login(secretariat)
    list_url = reverse("plans:check_list", args=[2024, K.DUPLICATE])
    url = f"{reverse('plans:check_dismiss', args=[2024, K.DUPLICATE, second.pk])}?dengan={first.pk}"

    asked = client.get(url)
    response = client.post(url, {"note": "Dusunnya berbeda."})

    assert "Sumur bor" in asked.content.decode()
    assert response.url == list_url
    row = CheckDismissal.objects.get()
    assert (row.usulan, row.other, row.note, row.by) == (second, first, "Dusunnya berbeda.", secretariat)
    assert "Dusunnya berbeda." in client.get(list_url).content.decode()

    response = client.post(reverse("plans:check_restore", args=[row.pk]))

    assert response.url == list_url
    assert not CheckDismissal.objects.exists()


def test_check_dismiss_asks_why(client, secretariat):
    usulan = verified_usulan(location="")
    client.force_login(secretariat)

    response = client.post(reverse("plans:check_dismiss", args=[2024, K.PLACE, usulan.pk]), {"note": " "})

    assert response.status_code == 422
    assert "dusunnya berbeda" in response.content.decode()


def test_check_dismiss_a_second_time_says_so(client, secretariat):
    usulan = verified_usulan(location="")
    dismiss(secretariat, usulan)
    client.force_login(secretariat)

    response = client.post(reverse("plans:check_dismiss", args=[2024, K.PLACE, usulan.pk]), {"note": "Sama."})

    assert response.status_code == 422
    assert "sudah ditandai bukan masalah" in response.content.decode()


@pytest.mark.parametrize("other", ["x", "999999"])
def test_check_dismiss_of_a_pair_that_is_not_there_is_404(client, secretariat, other):
    usulan = verified_usulan()
    client.force_login(secretariat)

    url = reverse("plans:check_dismiss", args=[2024, K.DUPLICATE, usulan.pk])

    assert client.get(url, {"dengan": other}).status_code == 404


def addresses(secretariat):
    usulan = verified_usulan(location="")
    return {
        "checks": reverse("plans:checks", args=[2024]),
        "check_list": reverse("plans:check_list", args=[2024, K.PLACE]),
        "check_dismiss": reverse("plans:check_dismiss", args=[2024, K.PLACE, usulan.pk]),
        "check_restore": reverse("plans:check_restore", args=[dismiss(secretariat, usulan).pk]),
    }


def test_checks_are_the_secretariat_s_and_camat_s(client, secretariat, camat, facilitator, opd_officer, outsider):
    urls = addresses(secretariat)

    def answers(user):
        client.force_login(user)
        return [client.get(url).status_code for url in urls.values()]

    assert answers(secretariat) == [200, 200, 200, 200]
    assert answers(camat) == [200, 200, 403, 403]
    assert answers(facilitator) == answers(opd_officer) == [403, 403, 403, 403]
    assert answers(outsider)[2:] == [404, 404]


def test_checks_send_the_anonymous_to_the_log_in(client, secretariat):
    for url in addresses(secretariat).values():
        assert client.get(url).url.startswith("/masuk/")


def test_checks_by_a_wrong_method_are_405(client, secretariat):
    urls = addresses(secretariat)
    client.force_login(secretariat)

    assert [client.post(urls[name]).status_code for name in ("checks", "check_list")] == [405, 405]
    assert [client.delete(urls[name]).status_code for name in ("check_dismiss", "check_restore")] == [405, 405]
