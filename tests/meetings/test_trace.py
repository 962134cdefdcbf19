"""The trace of a usulan: its whole way in sentences, for the forum and for whoever has the village's link."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum.models import User
from meetings import actions
from meetings.trace import trace_of
from plans import actions as plans_actions
from plans.choices import FundingSource, OutcomeKind, Reason, Road
from plans.models import Answer, LivelihoodPlan, Support
from plans.status import UsulanStatus
from tests.factories import (
    TODAY,
    complete_usulan,
    make_activity,
    make_desa,
    make_jabatan,
    make_meeting,
    make_opd,
    make_outcome,
    make_plan,
    make_referral,
    make_usulan,
    redirected_usulan,
    verified_usulan,
)
from tests.meetings.scenes import NOW, NUMBER, decide, make_final, make_rakor

LATER = datetime.date(2024, 2, 20)


def trace_url(usulan):
    return reverse("meetings:trace", args=[usulan.pk])


def public_url(usulan):
    return reverse("meetings:public_trace", args=[usulan.trace_key])


def sentences(usulan, today=TODAY) -> list[str]:
    return [event.sentence for event in trace_of(usulan, today=today).events]


def stands(usulan, today=TODAY) -> list[tuple[int, str, str]]:
    return [(standing.year, standing.now, standing.next) for standing in trace_of(usulan, today=today).standings]


def sign(agreement, *, by):
    return actions.sign_agreement(
        agreement,
        upload=SimpleUploadedFile("pindaian.pdf", b"%PDF-1.7"),
        content_type="application/pdf",
        number=NUMBER,
        by=by,
        now=NOW,
    )


@pytest.fixture
def walked(secretariat, facilitator, camat, opd_head):
    """A usulan that went the whole way, from the musyawarah to the signed clause."""
    usulan = complete_usulan(title="Sumur bor", plan=make_plan(men=18, women=13))
    plans_actions.submit_usulan(usulan, by=facilitator, now=NOW)
    plans_actions.return_usulan(usulan, note="Lengkapi surat lahan.", by=camat)
    plans_actions.submit_usulan(usulan, by=facilitator, now=NOW)
    plans_actions.verify_usulan(usulan, by=camat)
    referral = plans_actions.refer_usulan(usulan, opd_head.opd, 2024, due_on=TODAY, by=secretariat, today=TODAY)
    answer = Answer(
        kind=OutcomeKind.AGREED,
        activity=make_activity(opd=opd_head.opd, name="Irigasi", code="3.27.03.2.02.9999", lokus=1),
        volume=2,
        amount=150_000_000,
        funding_source=FundingSource.APBD_KABUPATEN,
    )
    answer = plans_actions.draft_answer(referral, answer, by=opd_head, today=TODAY)
    plans_actions.accept_answer(answer, by=opd_head, today=TODAY)
    return usulan


# --- what is told ---


def test_trace_tells_the_way_in_the_order_of_the_steps(walked):
    assert sentences(walked) == [
        "Musyawarah Desa Waiholo menyusun Rencana Penghidupan Masyarakat Desa untuk tahun 2024, dihadiri 18 L / 13 P",
        "Usulan diajukan ke kecamatan",
        "Usulan dikembalikan ke desa",
        "Usulan diajukan ke kecamatan",
        "Usulan diverifikasi",
        "Diteruskan ke Dinas Pertanian untuk tahun 2024, dijawab paling lambat 31 Januari 2024",
        "Dinas Pertanian menjawab untuk tahun 2024: Disepakati, 3.27.03.2.02.9999 Irigasi, Rp150.000.000",
    ]


def test_trace_tells_the_decision_and_where_it_is_written(secretariat):
    usulan = verified_usulan(title="Sumur bor")
    meeting = make_rakor()
    decide(meeting, by=secretariat, usulan=usulan)
    agreement = actions.draft_agreement(meeting, by=secretariat)
    actions.finalise_agreement(agreement, by=secretariat, now=NOW)
    sign(agreement, by=secretariat)

    assert sentences(usulan) == [
        "Diputuskan dalam rapat “Rapat Koordinasi Sinkronisasi RKP 2024” untuk tahun 2024: Disepakati; "
        "Dinas Pertanian, Pembangunan Jaringan Irigasi Usaha Tani, 2 unit, Rp150.000.000",
        "Tercantum pada Lampiran II nomor 1 berita acara “Kesepakatan Hasil Rapat Koordinasi Sinkronisasi RKP 2024”, "
        "versi 1",
        f"Berita acara ditandatangani (Nomor {NUMBER})",
    ]


def test_superseded_decision_is_told_and_marked(secretariat):
    usulan = verified_usulan()
    meeting = make_rakor()
    first = decide(meeting, by=secretariat, usulan=usulan).outcome

    decide(
        meeting,
        by=secretariat,
        usulan=usulan,
        kind=OutcomeKind.REFUSED,
        reason=Reason.LAND_UNCLEAR,
        explanation="Lahan sengketa.",
        replaces=first,
    )

    assert [(event.is_overtaken, event.note) for event in trace_of(usulan, today=TODAY).events] == [
        (True, ""),
        (False, "Lahan sengketa."),
    ]


def test_usulan_tells_what_was_merged_into_it(secretariat):
    usulan = verified_usulan(title="Sumur bor")
    other = verified_usulan(title="Sumur gali")

    decide(make_rakor(), by=secretariat, usulan=other, kind=OutcomeKind.MERGED, merged_into=usulan)

    assert sentences(usulan) == ["Usulan “Sumur gali” (Desa Waiholo) digabung ke usulan ini"]
    assert stands(other) == [
        (
            2024,
            "Digabung: ke usulan “Sumur bor” (Desa Waiholo).",
            "Menunggu berita acara disusun. "
            "Usulan gabungan, tahun 2024: Belum diteruskan ke OPD. Menunggu dibahas forum.",
        )
    ]


def test_original_goes_on_with_what_becomes_of_its_joint_usulan(secretariat):
    joint, original = (
        verified_usulan(title="Sumur bor"),
        verified_usulan(title="Sumur gali", desa=make_desa(name="Onggol")),
    )
    meeting = make_rakor()
    decide(meeting, by=secretariat, usulan=original, kind=OutcomeKind.MERGED, merged_into=joint)
    decide(meeting, by=secretariat, usulan=joint)
    agreement = actions.draft_agreement(meeting, by=secretariat)
    actions.finalise_agreement(agreement, by=secretariat, now=NOW)
    sign(agreement, by=secretariat)

    told = [sentence for sentence in sentences(original) if sentence.startswith("Usulan gabungan “Sumur bor”: ")]
    (_, now, following), *_ = stands(original)

    assert [sentence.split(": ")[1].split(",")[0].split("”")[0] for sentence in told] == [
        "Diputuskan dalam rapat “Rapat Koordinasi Sinkronisasi RKP 2024",
        "Tercantum pada Lampiran II nomor 1 berita acara “Kesepakatan Hasil Rapat Koordinasi Sinkronisasi RKP 2024",
        "Berita acara ditandatangani (Nomor 000.7/12/Bapperida/2024)",
    ]
    assert now == "Digabung: ke usulan “Sumur bor” (Desa Waiholo)."
    assert "Usulan gabungan, tahun 2024: Disepakati: Dinas Pertanian" in following


def test_original_is_followed_through_a_second_merge_and_never_in_a_circle(secretariat):
    first, second, third = (verified_usulan(title=title) for title in ("Satu", "Dua", "Tiga"))
    meeting = make_rakor()
    decide(meeting, by=secretariat, usulan=first, kind=OutcomeKind.MERGED, merged_into=second)
    decide(meeting, by=secretariat, usulan=second, kind=OutcomeKind.MERGED, merged_into=third)
    later = datetime.date(2024, 12, 1)
    make_outcome(usulan=third, fiscal_year=2025, kind=OutcomeKind.MERGED, merged_into=first, today=later)

    told = [sentence for sentence in sentences(first) if sentence.startswith("Usulan gabungan")]

    assert len(told) == 2
    assert told[0].startswith("Usulan gabungan “Dua”: Diputuskan dalam rapat")
    assert told[1].startswith("Usulan gabungan “Tiga”: Diputuskan oleh forum untuk tahun 2025: Digabung")


def test_usulan_asked_again_by_a_later_plan_waits_in_that_year(facilitator):
    plan = make_plan()
    usulan = verified_usulan(plan=plan, title="Sumur bor")
    later = LivelihoodPlan(desa=plan.desa, fiscal_year=2025, revision=1, musyawarah_on=TODAY)
    plans_actions.revise_plan(plan, later, {usulan.pk: ""}, by=facilitator)

    assert "Dibawa ke rencana 2025, pemutakhiran ke-1: diminta lagi" in sentences(usulan)
    assert [year for year, *_ in stands(usulan)] == [2024, 2025]


def test_desks_own_steps_are_left_out(walked, facilitator, secretariat):
    before = sentences(walked)

    plans_actions.order_usulan_of_desa(walked.desa, 2024, {walked.pk: 1}, by=facilitator)

    assert sentences(walked) == before


# --- what stands now ---


@pytest.mark.parametrize(
    ("status", "now", "following"),
    [
        (UsulanStatus.DRAFT, "Usulan ini belum diajukan.", "Desa melengkapi lalu mengajukannya ke kecamatan."),
        (UsulanStatus.SUBMITTED, "Usulan ini sudah diajukan.", "Menunggu verifikasi kecamatan."),
        (UsulanStatus.RETURNED, "Usulan ini dikembalikan ke desa.", "Desa memperbaiki lalu mengajukannya lagi."),
        (UsulanStatus.VERIFIED, "Belum diteruskan ke OPD.", "Menunggu dibahas forum."),
    ],
)
def test_standing_before_the_forum(db, status, now, following):
    assert stands(make_usulan(status=status)) == [(2024, now, following)]


def test_standing_while_an_opd_owes_its_answer(db):
    usulan = verified_usulan()
    make_referral(usulan=usulan)

    assert stands(usulan) == [
        (2024, "Diteruskan ke Dinas Pertanian.", "Menunggu jawaban Dinas Pertanian paling lambat 14 Februari 2024.")
    ]
    assert stands(usulan, today=LATER) == [
        (2024, "Diteruskan ke Dinas Pertanian.", "Menunggu jawaban Dinas Pertanian (lewat tenggat 6 hari).")
    ]


def test_standing_once_it_is_answered(walked):
    assert stands(walked) == [
        (2024, "Diteruskan ke Dinas Pertanian. Sudah dijawab.", "Menunggu keputusan rapat forum.")
    ]


def test_standing_follows_the_paper(secretariat):
    usulan = verified_usulan()
    meeting = make_rakor()
    decide(meeting, by=secretariat, usulan=usulan)
    agreement = actions.draft_agreement(meeting, by=secretariat)

    drafted = stands(usulan)
    actions.finalise_agreement(agreement, by=secretariat, now=NOW)
    final = stands(usulan)
    sign(agreement, by=secretariat)
    signed = stands(usulan)

    now = "Disepakati: Dinas Pertanian, 2 unit, Rp150.000.000."
    assert drafted == [(2024, now, "Menunggu berita acara disusun.")]
    assert final == [(2024, now, "Menunggu berita acara ditandatangani.")]
    assert signed == [(2024, now, f"Berita acara Nomor {NUMBER} sudah ditandatangani.")]


def test_postponed_stands_in_both_years(secretariat):
    usulan = verified_usulan()
    decide(
        make_rakor(),
        by=secretariat,
        usulan=usulan,
        kind=OutcomeKind.POSTPONED,
        target_year=2025,
        road=Road.MUSRENBANGCAM,
    )

    assert stands(usulan) == [
        (
            2024,
            "Ditunda: ke tahun 2025 melalui Musrenbang kecamatan.",
            "Menunggu berita acara disusun. Dibahas kembali pada tahun tujuan tanpa diajukan ulang.",
        ),
        (2025, "Belum diteruskan ke OPD.", "Menunggu dibahas forum."),
    ]


def test_redirected_waits_for_the_other_opd(secretariat):
    usulan = verified_usulan()
    decide(
        make_rakor(),
        by=secretariat,
        usulan=usulan,
        kind=OutcomeKind.REDIRECTED,
        target_opd=make_opd(name="Dinas Perikanan"),
    )

    assert stands(usulan) == [
        (2024, "Dialihkan: ke Dinas Perikanan.", "Menunggu berita acara disusun. Menunggu jawaban Dinas Perikanan.")
    ]


def test_refused_says_why(secretariat):
    usulan = verified_usulan()
    decide(
        make_rakor(),
        by=secretariat,
        usulan=usulan,
        kind=OutcomeKind.REFUSED,
        reason=Reason.LAND_UNCLEAR,
        explanation="Surat hibah belum ada.",
    )

    assert stands(usulan)[0][1] == "Tidak disepakati: Lahan belum jelas. Surat hibah belum ada."


# --- the pages ---


def test_trace_page_leads_to_the_records_and_gives_the_villages_link(client, secretariat):
    agreement = make_final(by=secretariat)
    usulan = agreement.items.get(annex="II", number=1).usulan
    client.force_login(secretariat)

    response = client.get(trace_url(usulan))

    assert response.status_code == 200
    assert f'href="{usulan.get_absolute_url()}"' in response.text
    assert f'href="{agreement.get_absolute_url()}"' in response.text
    assert f"http://testserver{public_url(usulan)}" in response.text


def test_trace_of_a_draft_gives_no_link_yet(client, facilitator):
    usulan = make_usulan()
    client.force_login(facilitator)

    response = client.get(trace_url(usulan))

    assert response.status_code == 200
    assert public_url(usulan) not in response.text


def test_trace_of_a_draft_is_404_for_those_who_do_not_enter_for_its_desa(client, opd_officer):
    client.force_login(opd_officer)

    assert client.get(trace_url(make_usulan())).status_code == 404


def test_trace_of_other_kabupaten_is_404(client, outsider):
    client.force_login(outsider)

    assert client.get(trace_url(verified_usulan())).status_code == 404


def test_trace_asks_to_log_in(client, db):
    response = client.get(trace_url(verified_usulan()))

    assert response.url.startswith(reverse("forum:login"))


@pytest.mark.parametrize("url", [trace_url, public_url])
def test_trace_is_only_read(client, secretariat, url):
    client.force_login(secretariat)

    assert client.post(url(verified_usulan())).status_code == 405


def test_public_trace_opens_without_log_in(client, walked):
    response = client.get(public_url(walked))

    assert response.status_code == 200
    assert "Lengkapi surat lahan." in response.text
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.text


def test_public_trace_leads_into_no_record(client, secretariat):
    agreement = make_final(by=secretariat)
    usulan = agreement.items.get(annex="II", number=1).usulan

    page = client.get(public_url(usulan)).text

    assert "Tercantum pada Lampiran II nomor 1" in page
    assert agreement.get_absolute_url() not in page
    assert usulan.get_absolute_url() not in page


def test_public_trace_names_no_person(client, walked, opd_head):
    opd_head.person.phone = "081234567890"
    opd_head.person.save()
    names = {opd_head.person.name, "081234567890", *User.objects.values_list("username", flat=True)}

    page = client.get(public_url(walked)).text

    assert "Kepala Dinas Pertanian" in page
    assert [name for name in names if name in page] == []


def test_public_trace_of_what_was_never_submitted_is_404(client, db):
    assert client.get(public_url(make_usulan())).status_code == 404


def test_public_trace_goes_on_while_the_village_mends(client, facilitator):
    usulan = complete_usulan()
    plans_actions.submit_usulan(usulan, by=facilitator, now=NOW)
    plans_actions.recall_usulan(usulan, by=facilitator)

    assert "Usulan ditarik kembali untuk diperbaiki" in client.get(public_url(usulan)).text


def test_public_trace_of_an_unknown_key_is_404(client, db):
    assert client.get(reverse("meetings:public_trace", args=["tidak-ada"])).status_code == 404


def test_public_trace_speaks_the_time_of_its_kabupaten(client, facilitator):
    """20.30 UTC is already the next day in Sumba."""
    usulan = complete_usulan()
    plans_actions.submit_usulan(usulan, by=facilitator, now=NOW)
    usulan_log = facilitator.kabupaten.log.get(verb="usulan.submit")
    type(usulan_log).objects.filter(pk=usulan_log.pk).update(
        at=datetime.datetime(2024, 1, 30, 20, 30, tzinfo=datetime.UTC)
    )

    assert '<time datetime="2024-01-31">31 Januari 2024</time>' in client.get(public_url(usulan)).text


def test_hostile_text_is_shown_as_text(client, facilitator, camat):
    usulan = complete_usulan(title="<script>alert(1)</script>")
    plans_actions.submit_usulan(usulan, by=facilitator, now=NOW)
    plans_actions.return_usulan(usulan, note="<img src=x onerror=alert(1)>", by=camat)

    page = client.get(public_url(usulan)).text

    assert "<script>alert" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_public_trace_query_count(client, secretariat, rows, django_assert_num_queries):
    usulan = verified_usulan(title="Sumur bor")
    chair, standing = make_jabatan(), None
    for number in range(rows):
        meeting = make_meeting(title=f"Rapat {number}", chair=chair)
        standing = decide(meeting, by=secretariat, usulan=usulan, replaces=standing, opd=f"Dinas {number}").outcome
        agreement = actions.draft_agreement(meeting, by=secretariat)
        actions.finalise_agreement(agreement, by=secretariat, now=NOW)
        actions.sign_agreement(
            agreement,
            upload=SimpleUploadedFile("pindaian.pdf", b"%PDF-1.7"),
            content_type="application/pdf",
            number=f"{NUMBER}-{number}",
            by=secretariat,
            now=NOW,
        )
        make_referral(usulan=usulan, opd=make_opd(name=f"Badan {number}"), fiscal_year=2025)
        decide(
            make_meeting(title=f"Gabung {number}"),
            by=secretariat,
            usulan=verified_usulan(title=f"Sumur gali {number}"),
            kind=OutcomeKind.MERGED,
            merged_into=usulan,
        )

    with django_assert_num_queries(10):
        page = client.get(public_url(usulan)).text

    assert page.count("Diputuskan dalam rapat") == rows
    assert page.count("digabung ke usulan ini") == rows
    assert page.count("Berita acara ditandatangani") == rows


def test_trace_goes_on_with_the_package_that_serves_a_redirected_usulan(secretariat):
    usulan = redirected_usulan(title="Mesin tenun")
    assert stands(usulan)[0][2].endswith("Menunggu paket stimulan atau pelatihannya dicatat.")

    support = Support(desa=usulan.desa, title="Tenun ikat", bidang="home_industry", fiscal_year=2024)
    plans_actions.record_support(support, items=[], usulan=[usulan], by=secretariat)
    support.giver, support.handed_over_on = make_jabatan(), TODAY
    plans_actions.deliver_support(support, by=secretariat, today=TODAY)

    delivered = "Paket stimulan “Tenun ikat” bagi usulan ini: Didistribusi, diserahkan 31 Januari 2024"
    assert sentences(usulan)[-1] == delivered
    assert stands(usulan)[0][2].endswith(f"{delivered}.")
