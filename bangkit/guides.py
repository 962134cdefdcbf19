"""The help pages: one guide for each kind of work, and the pages of the house that their steps explain."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from forum import rules
from plans import rules as plans_rules


@dataclass(frozen=True)
class Guide:
    """One page of help; its words stand in the template of its name."""

    slug: str
    title: str
    about: str

    @property
    def template(self) -> str:
        return f"bangkit/help/{self.slug}.html"

    def get_absolute_url(self) -> str:
        return reverse("help_guide", args=[self.slug])


GUIDES = {
    guide.slug: guide
    for guide in (
        Guide("fasilitator", "Fasilitator", "Mencatat rencana dan usulan desa, mengajukannya, menyampaikan hasilnya."),
        Guide("camat", "Camat", "Memeriksa dan mengurutkan usulan kecamatan."),
        Guide("sekretariat", "Sekretariat forum", "Menjalankan satu tahun forum, dari SK sampai berita acara."),
        Guide("petugas-opd", "Petugas OPD", "Memasukkan rencana kerja dan menyiapkan jawaban OPD."),
        Guide("kepala-opd", "Kepala OPD", "Membaca, menerima dan mengirim jawaban OPD."),
        Guide("penanda-tangan", "Penanda tangan berita acara", "Membaca naskah, menandatangani atau menolak."),
        Guide("pengamat", "Pengamat", "Membaca seluruh perjalanan usulan dan hasil forum."),
        Guide("warga", "Warga yang memegang tautan", "Mengikuti usulan desa dan memeriksa berita acara, tanpa akun."),
    )
}

# Where people get stuck: the page, and the step that explains it.
EXPLAINED = {
    "forum:login": "#masuk",
    "forum:password_slip": "#masuk",
    "forum:notice_list": "#kabar",
    "forum:digest_edit": "#kabar",
    "forum:account_create": "sekretariat#akun",
    "forum:account_slip": "sekretariat#akun",
    "forum:roster": "sekretariat#susunan",
    "forum:decree_list": "sekretariat#susunan",
    "plans:plan_create": "fasilitator#rencana",
    "plans:plan_revise": "fasilitator#rencana",
    "plans:usulan_create": "fasilitator#catat",
    "plans:usulan_edit": "fasilitator#catat",
    "plans:attachment_add": "fasilitator#catat",
    "plans:usulan_import": "fasilitator#sinyal",
    "plans:priority_desa": "fasilitator#urutkan",
    "plans:support_create": "fasilitator#stimulan",
    "plans:support_list": "fasilitator#stimulan",
    "queue": "fasilitator#sinyal",
    "plans:priority_kecamatan": "camat#urutkan",
    "plans:usulan_merge_choose": "camat#gabungkan",
    "plans:workplan_import": "petugas-opd#rencana-kerja",
    "plans:lokus_offer": "petugas-opd#lokus",
    "plans:inbox": "petugas-opd#kotak-masuk",
    "plans:answer": "petugas-opd#jawab",
    "plans:answers_refuse": "petugas-opd#kotak-masuk",
    "plans:execution_list": "petugas-opd#pelaksanaan",
    "plans:execution_report": "petugas-opd#pelaksanaan",
    "plans:promise_list": "petugas-opd#renja-berikutnya",
    "plans:answer_accept": "kepala-opd#kirim",
    "plans:answers_accept": "kepala-opd#kirim",
    "plans:sync": "sekretariat#sinkronkan",
    "plans:sync_usulan": "sekretariat#sinkronkan",
    "plans:usulan_refer": "sekretariat#sinkronkan",
    "plans:refer_several": "sekretariat#sinkronkan",
    "plans:window_create": "sekretariat#kalender",
    "plans:checks": "sekretariat#periksa",
    "plans:allocation": "sekretariat#bagi",
    "meetings:meeting_create": "sekretariat#rapat",
    "meetings:agenda": "sekretariat#agenda",
    "meetings:agenda_add": "sekretariat#agenda",
    "meetings:agenda_item_report": "camat#laporan",
    "meetings:invitation_list": "sekretariat#undang",
    "meetings:letter_edit": "sekretariat#undang",
    "meetings:attendance_edit": "sekretariat#rapat",
    "meetings:attendance_code": "sekretariat#rapat",
    "meetings:live": "sekretariat#putuskan",
    "meetings:decision_list": "sekretariat#putuskan",
    "meetings:decision": "sekretariat#putuskan",
    "meetings:agreement_preview": "sekretariat#berita-acara",
    "meetings:agreement_finalise": "sekretariat#berita-acara",
    "meetings:agreement_sign": "sekretariat#tanda-tangan",
    "overview": "pengamat#gambaran",
    "meetings:signatory_list": "penanda-tangan#baca",
    "meetings:signatory_sign": "penanda-tangan#tanda-tangani",
    "meetings:public_trace": "warga#jejak",
    "public_kabupaten": "warga#halaman-publik",
    "public_kecamatan": "warga#halaman-publik",
    "public_desa": "warga#halaman-publik",
    "meetings:check_form": "warga#periksa",
    "meetings:check": "warga#periksa",
}


def address_of_help(view_name: str) -> str:
    """Return the address of the step that explains this page, or "" where none does."""
    slug, _, step = EXPLAINED.get(view_name, "").partition("#")
    if not step:
        return ""
    return f"{GUIDES[slug].get_absolute_url() if slug else reverse('help')}#{step}"


def guides_of(user, *, today: date) -> list[Guide]:
    """Return the guides to this person's own work; a visitor has none, whoever enters nothing reads as an observer."""
    if not user.is_authenticated:
        return []
    works = {
        "sekretariat": rules.is_secretariat(user),
        "fasilitator": rules.enters_for_villages(user),
        "camat": rules.is_camat(user),
        "kepala-opd": bool(plans_rules.opd_headed_by(user, today=today)),
        "petugas-opd": rules.is_opd_officer(user),
    }
    own = [slug for slug, is_own in works.items() if is_own] or ["pengamat"]
    signs = ["penanda-tangan"] if user.jabatan_on(today) else []
    return [GUIDES[slug] for slug in own + signs]
