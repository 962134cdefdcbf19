from django.urls import path, register_converter

from plans.choices import Stage
from plans.views import (
    activity,
    allocation,
    answer,
    attachment,
    kamus,
    kelompok,
    lokus,
    nomenclature,
    plan,
    priority,
    referral,
    sync,
    usulan,
    workplan_import,
)


class StageConverter:
    """A stage of a workplan in an address: rkpd, apbd, perubahan."""

    regex = "|".join(Stage.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(StageConverter, "stage")

app_name = "plans"

urlpatterns = [
    # Plans and kelompok
    path("rencana/", plan.plan_list, name="plan_list"),
    path("rencana/baru/", plan.plan_create, name="plan_create"),
    path("rencana/<int:pk>/", plan.plan_detail, name="plan_detail"),
    path("rencana/<int:pk>/ubah/", plan.plan_edit, name="plan_edit"),
    path("kelompok/", kelompok.kelompok_list, name="kelompok_list"),
    path("kelompok/baru/", kelompok.kelompok_create, name="kelompok_create"),
    path("kelompok/<int:pk>/ubah/", kelompok.kelompok_edit, name="kelompok_edit"),
    # Usulan
    path("usulan/", usulan.usulan_list, name="usulan_list"),
    path("usulan/baru/", usulan.usulan_create, name="usulan_create"),
    path("usulan/<int:pk>/", usulan.usulan_detail, name="usulan_detail"),
    path("usulan/<int:pk>/ubah/", usulan.usulan_edit, name="usulan_edit"),
    path("usulan/<int:pk>/ajukan/", usulan.usulan_submit, name="usulan_submit"),
    path("usulan/<int:pk>/tarik/", usulan.usulan_recall, name="usulan_recall"),
    path("usulan/<int:pk>/kembalikan/", usulan.usulan_return, name="usulan_return"),
    path("usulan/<int:pk>/verifikasi/", usulan.usulan_verify, name="usulan_verify"),
    path("usulan/<int:pk>/hapus/", usulan.usulan_discard, name="usulan_discard"),
    # Attachments
    path("usulan/<int:pk>/lampiran/baru/", attachment.attachment_add, name="attachment_add"),
    path("lampiran/<int:pk>/", attachment.attachment, name="attachment"),
    path("lampiran/<int:pk>/kecil/", attachment.attachment_thumbnail, name="attachment_thumbnail"),
    path("lampiran/<int:pk>/hapus/", attachment.attachment_remove, name="attachment_remove"),
    # Order of priority
    path("prioritas/desa/<int:desa>/<int:year>/", priority.priority_desa, name="priority_desa"),
    path("prioritas/kecamatan/<int:kecamatan>/<int:year>/", priority.priority_kecamatan, name="priority_kecamatan"),
    # Activities
    path("kegiatan/", activity.activity_list, name="activity_list"),
    path("kegiatan/baru/", activity.activity_create, name="activity_create"),
    path("kegiatan/<int:pk>/", activity.activity_detail, name="activity_detail"),
    path("kegiatan/<int:pk>/ubah/<stage:stage>/", activity.activity_edit, name="activity_edit"),
    path(
        "kegiatan/opd/<int:opd_pk>/<int:year>/berlakukan/<stage:stage>/", activity.stage_in_force, name="stage_in_force"
    ),
    path("kamus/", kamus.kamus_list, name="kamus_list"),
    path("kamus/baru/", kamus.kamus_create, name="kamus_create"),
    path("kamus/<int:pk>/ubah/", kamus.kamus_edit, name="kamus_edit"),
    path("kamus/<int:pk>/hapus/", kamus.kamus_remove, name="kamus_remove"),
    path("nomenklatur/", nomenclature.nomenclature_list, name="nomenclature_list"),
    # Lokus
    path("kegiatan/<int:pk>/lokus/", lokus.lokus_offer, name="lokus_offer"),
    path("lokus/<int:pk>/tarik/", lokus.lokus_withdraw, name="lokus_withdraw"),
    # Workplans from Excel
    path("kegiatan/impor/", workplan_import.workplan_import, name="workplan_import"),
    path("kegiatan/impor/<int:pk>/", workplan_import.workplan_import_detail, name="workplan_import_detail"),
    # Allocation: who would get what is open; fairness over the years
    path("pembagian/", allocation.allocation, name="allocation"),
    path("pembagian/<int:year>/", allocation.allocation, name="allocation"),
    path("pembagian/hasil/<int:pk>/", allocation.allocation_rows, name="allocation_rows"),
    path("pembagian/hasil/<int:pk>/terapkan/", allocation.allocation_apply, name="allocation_apply"),
    path("pemerataan/", allocation.fairness, name="fairness"),
    # Sync: a year's usulan beside the activities
    path("sinkronisasi/", sync.sync, name="sync"),
    path("sinkronisasi/<int:year>/", sync.sync, name="sync"),
    path("sinkronisasi/<int:year>/usulan/<int:pk>/", sync.sync_usulan, name="sync_usulan"),
    path("sinkronisasi/<int:year>/usulan/<int:pk>/teruskan/", referral.usulan_refer, name="usulan_refer"),
    # Referrals and answers
    path("kotak-masuk/", referral.inbox, name="inbox"),
    path("penerusan/<int:pk>/tarik/", referral.referral_withdraw, name="referral_withdraw"),
    path("penerusan/<int:pk>/jawaban/", answer.answer, name="answer"),
    path("penerusan/<int:pk>/jawaban/kirim/", answer.answer_accept, name="answer_accept"),
]
