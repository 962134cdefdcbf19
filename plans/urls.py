from django.urls import path, register_converter

from forum.views import imports
from plans.choices import CheckKind, Stage
from plans.views import (
    activity,
    allocation,
    answer,
    answer_bulk,
    answer_sheet,
    attachment,
    check,
    entry_sheet,
    execution,
    kamus,
    kelompok,
    lokus,
    merge,
    nomenclature,
    plan,
    priority,
    promise,
    referral,
    stage,
    succession,
    support,
    sync,
    usulan,
    usulan_template,
    window,
    workplan_template,
)


class StageConverter:
    """A stage of a workplan in an address: rkpd, apbd, perubahan."""

    regex = "|".join(Stage.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CheckConverter:
    """What is checked before a meeting, in an address."""

    words = {
        "ganda": CheckKind.DUPLICATE,
        "pernah-dibantu": CheckKind.HELPED,
        "opd": CheckKind.WRONG_OPD,
        "lokasi": CheckKind.PLACE,
        "volume": CheckKind.VOLUME,
        "lahan": CheckKind.LAND,
    }
    regex = "|".join(words)

    def to_python(self, value: str) -> CheckKind:
        return self.words[value]

    def to_url(self, value: CheckKind) -> str:
        return next(word for word, kind in self.words.items() if kind == value)


register_converter(StageConverter, "stage")
register_converter(CheckConverter, "check")

app_name = "plans"

# The word in the address for each of the secretariat's steps.
SUPPORT_WORDS = {
    "procure": "pengadaan",
    "cancel": "batalkan",
    "resume": "ajukan-kembali",
    "retract": "batalkan-serah-terima",
    "reopen": "buka-kembali",
}

urlpatterns = [
    # Plans and kelompok
    path("rencana/", plan.plan_list, name="plan_list"),
    path("rencana/baru/", plan.plan_create, name="plan_create"),
    path("rencana/<int:pk>/", plan.plan_detail, name="plan_detail"),
    path("rencana/<int:pk>/ubah/", plan.plan_edit, name="plan_edit"),
    path("rencana/<int:pk>/mutakhirkan/", plan.plan_revise, name="plan_revise"),
    path("kelompok/", kelompok.kelompok_list, name="kelompok_list"),
    path("kelompok/baru/", kelompok.kelompok_create, name="kelompok_create"),
    path("kelompok/<int:pk>/", kelompok.kelompok_detail, name="kelompok_detail"),
    path("kelompok/<int:pk>/ubah/", kelompok.kelompok_edit, name="kelompok_edit"),
    path("kelompok/<int:pk>/bantuan/baru/", kelompok.earlier_help_create, name="earlier_help_create"),
    path("kelompok/bantuan/<int:pk>/hapus/", kelompok.earlier_help_remove, name="earlier_help_remove"),
    # Usulan
    path("usulan/", usulan.usulan_list, name="usulan_list"),
    path("usulan/impor/", imports.import_create, {"purpose": "usulan"}, name="usulan_import"),
    path("usulan/impor/templat/", usulan_template.usulan_template, name="usulan_template"),
    path("usulan/baru/", usulan.usulan_create, name="usulan_create"),
    path("usulan/<int:pk>/", usulan.usulan_detail, name="usulan_detail"),
    path("usulan/<int:pk>/ubah/", usulan.usulan_edit, name="usulan_edit"),
    path("usulan/<int:pk>/ajukan/", usulan.usulan_submit, name="usulan_submit"),
    path("usulan/<int:pk>/tarik/", usulan.usulan_recall, name="usulan_recall"),
    path("usulan/<int:pk>/kembalikan/", usulan.usulan_return, name="usulan_return"),
    path("usulan/<int:pk>/verifikasi/", usulan.usulan_verify, name="usulan_verify"),
    path("usulan/<int:pk>/hapus/", usulan.usulan_discard, name="usulan_discard"),
    path("desa/<int:pk>/lembar-isian/", entry_sheet.entry_sheet, name="entry_sheet"),
    # Usulan that mean the same
    path("usulan/gabung/", merge.usulan_merge, name="usulan_merge"),
    path("usulan/<int:pk>/gabung/", merge.usulan_merge_choose, name="usulan_merge_choose"),
    path("usulan/<int:pk>/gabung/ke/", merge.usulan_merge_into, name="usulan_merge_into"),
    path("usulan/<int:pk>/pisahkan/", merge.usulan_unmerge, name="usulan_unmerge"),
    # Attachments
    path("usulan/<int:pk>/lampiran/baru/", attachment.attachment_add, name="attachment_add"),
    path("usulan/kunci/<uuid:key>/lampiran/", attachment.attachment_add_by_key, name="attachment_add_by_key"),
    path("lampiran/ditahan/<int:pk>/", attachment.attachment_held, name="attachment_held"),
    path("lampiran/<int:pk>/", attachment.attachment, name="attachment"),
    path("lampiran/<int:pk>/kecil/", attachment.attachment_thumbnail, name="attachment_thumbnail"),
    path("lampiran/<int:pk>/hapus/", attachment.attachment_remove, name="attachment_remove"),
    # Packages and trainings of the programme
    path("stimulan/", support.support_list, name="support_list"),
    path("stimulan/baru/", support.support_create, name="support_create"),
    path("stimulan/<int:pk>/", support.support_detail, name="support_detail"),
    path("stimulan/<int:pk>/ubah/", support.support_edit, name="support_edit"),
    path("stimulan/<int:pk>/serah-terima/", support.support_deliver, name="support_deliver"),
    path("stimulan/<int:pk>/bast/", support.support_bast, name="support_bast"),
    path("stimulan/<int:pk>/hasil/", support.support_finish, name="support_finish"),
    path("stimulan/<int:pk>/periksa/", support.support_check, name="support_check"),
    *(
        path(f"stimulan/<int:pk>/{word}/", support.support_move, {"move": move}, name="support_move")
        for move, word in SUPPORT_WORDS.items()
    ),
    # Order of priority
    path("prioritas/desa/<int:desa>/<int:year>/", priority.priority_desa, name="priority_desa"),
    path("prioritas/kecamatan/<int:kecamatan>/<int:year>/", priority.priority_kecamatan, name="priority_kecamatan"),
    # Activities
    path("kegiatan/", activity.activity_list, name="activity_list"),
    path("kegiatan/baru/", activity.activity_create, name="activity_create"),
    path("kegiatan/<int:pk>/", activity.activity_detail, name="activity_detail"),
    path("kegiatan/<int:pk>/ubah/<stage:stage>/", activity.activity_edit, name="activity_edit"),
    # Stages: one beside the other, the one in force, what a cut reopens; what was promised for a later Renja
    path("kegiatan/perbedaan/", stage.stage_difference, name="stage_difference"),
    path("kegiatan/opd/<int:opd_pk>/<int:year>/berlakukan/<stage:stage>/", stage.stage_in_force, name="stage_in_force"),
    path("opd/<int:pk>/pengalihan/", succession.succession, name="succession"),
    path("kegiatan/<int:pk>/buka-kembali/", stage.portions_reopen, name="portions_reopen"),
    path("kegiatan/dijanjikan/", promise.promise_list, name="promise_list"),
    path("kegiatan/dijanjikan/<int:pk>/", promise.promise_attach, name="promise_attach"),
    path("kamus/", kamus.kamus_list, name="kamus_list"),
    path("kamus/baru/", kamus.kamus_create, name="kamus_create"),
    path("kamus/impor/", imports.import_create, {"purpose": "kamus"}, name="kamus_import"),
    path("kamus/impor/templat/", kamus.kamus_template, name="kamus_template"),
    path("kamus/kata-baru/lewati/", kamus.word_pass, name="word_pass"),
    path("kamus/<int:pk>/ubah/", kamus.kamus_edit, name="kamus_edit"),
    path("kamus/<int:pk>/hapus/", kamus.kamus_remove, name="kamus_remove"),
    path("nomenklatur/", nomenclature.nomenclature_list, name="nomenclature_list"),
    # Lokus
    path("kegiatan/<int:pk>/lokus/", lokus.lokus_offer, name="lokus_offer"),
    path("lokus/<int:pk>/tarik/", lokus.lokus_withdraw, name="lokus_withdraw"),
    # Workplans from Excel
    path("kegiatan/impor/", imports.import_create, {"purpose": "workplan"}, name="workplan_import"),
    path("kegiatan/impor/templat/", workplan_template.workplan_template, name="workplan_template"),
    # Allocation: who would get what is open; fairness over the years
    path("pembagian/", allocation.allocation, name="allocation"),
    path("pembagian/<int:year>/", allocation.allocation, name="allocation"),
    path("pembagian/hasil/<int:pk>/", allocation.allocation_rows, name="allocation_rows"),
    path("pembagian/hasil/<int:pk>/terapkan/", allocation.allocation_apply, name="allocation_apply"),
    path("pemerataan/", allocation.fairness, name="fairness"),
    # Checks before a meeting
    path("pemeriksaan/", check.checks, name="checks"),
    path("pemeriksaan/<int:year>/", check.checks, name="checks"),
    path("pemeriksaan/<int:year>/<check:kind>/", check.check_list, name="check_list"),
    path("pemeriksaan/<int:year>/<check:kind>/<int:pk>/bukan-masalah/", check.check_dismiss, name="check_dismiss"),
    path("pemeriksaan/bukan-masalah/<int:pk>/periksa-lagi/", check.check_restore, name="check_restore"),
    # Sync: a year's usulan beside the activities
    path("sinkronisasi/", sync.sync, name="sync"),
    path("sinkronisasi/<int:year>/", sync.sync, name="sync"),
    path("sinkronisasi/<int:year>/teruskan/", referral.refer_several, name="refer_several"),
    path("sinkronisasi/<int:year>/usulan/<int:pk>/", sync.sync_usulan, name="sync_usulan"),
    path("sinkronisasi/<int:year>/usulan/<int:pk>/teruskan/", referral.usulan_refer, name="usulan_refer"),
    # The calendar of the planning year
    path("kalender/", window.calendar, name="calendar"),
    path("kalender/<int:year>/", window.calendar, name="calendar"),
    path("kalender/<int:year>/kalender.ics", window.calendar_file, name="calendar_file"),
    path("kalender/<int:year>/isi/", window.calendar_propose, name="calendar_propose"),
    path("kalender/<int:year>/baru/", window.window_create, name="window_create"),
    path("kalender/tahap/<int:pk>/", window.window_edit, name="window_edit"),
    path("kalender/tahap/<int:pk>/hapus/", window.window_remove, name="window_remove"),
    # What was carried out of what was agreed; `pk` is that of the portion
    path("pelaksanaan/", execution.execution_list, name="execution_list"),
    path("pelaksanaan/<int:pk>/", execution.execution_detail, name="execution_detail"),
    path("pelaksanaan/<int:pk>/laporan/", execution.execution_report, name="execution_report"),
    path("pelaksanaan/<int:pk>/bukti/", execution.execution_evidence, name="execution_evidence"),
    path("pelaksanaan/<int:pk>/periksa/", execution.execution_check, name="execution_check"),
    # Referrals and answers
    path("kotak-masuk/", referral.inbox, name="inbox"),
    path("kotak-masuk/lembar-jawaban/", answer_sheet.answer_sheet, name="answer_sheet"),
    path("kotak-masuk/terima/", answer_bulk.answers_accept, name="answers_accept"),
    path("kotak-masuk/tolak/", answer_bulk.answers_refuse, name="answers_refuse"),
    path("penerusan/<int:pk>/tarik/", referral.referral_withdraw, name="referral_withdraw"),
    path("penerusan/<int:pk>/jawaban/", answer.answer, name="answer"),
    path("penerusan/<int:pk>/jawaban/kirim/", answer.answer_accept, name="answer_accept"),
]
