"""What the frame around every page needs: the way through the house, and whose house it is."""

from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils import timezone

from bangkit.guides import address_of_help
from forum import rules
from forum.notices import count_unread
from plans import rules as plans_rules

NAV = {
    "home": "Beranda",
    "plans:usulan_list": "Usulan",
    "plans:sync": "Sinkronisasi",
    "meetings:meeting_list": "Rapat",
    "meetings:agreement_list": "Berita acara",
}
NAV_MORE = {
    "overview": "Gambaran",
    "plans:calendar": "Kalender perencanaan",
    "plans:plan_list": "Rencana desa",
    "plans:kelompok_list": "Kelompok",
    "queue": "Antrean di perangkat ini",
    "plans:support_list": "Stimulan dan pelatihan",
    "plans:activity_list": "Kegiatan OPD",
    "plans:execution_list": "Pelaksanaan",
    "plans:inbox": "Kotak masuk OPD",
    "plans:checks": "Pemeriksaan sebelum rapat",
    "plans:allocation": "Pembagian lokus",
    "plans:fairness": "Pemerataan",
    "plans:nomenclature_list": "Nomenklatur",
    "plans:kamus_list": "Kamus usulan",
    "meetings:follow_up_list": "Tindak lanjut",
    "meetings:unfunded_list": "Kesepakatan tanpa pagu",
    "forum:roster": "Keanggotaan",
    "forum:opd_list": "OPD",
    "forum:jabatan_list": "Jabatan",
    "forum:person_list": "Orang",
    "forum:region_list": "Wilayah",
    "forum:target_list": "Desa sasaran",
    "help": "Bantuan",
}
NAV_ACCOUNTS = {
    "forum:account_list": "Akun",
    "forum:kabupaten_settings": "Pengaturan kabupaten",
    "archive": "Arsip tahunan",
    "forum:breach_list": "Kejadian data pribadi",
}


@dataclass(frozen=True)
class NavEntry:
    label: str
    url: str
    current: bool


def frame(request) -> dict:
    """
    Return the help to this page, the navigation of the person who is logged in, and his kabupaten.

    No queries here, but for the jabatan of today of those whose person may head an OPD; `count_unread` asks once,
    where the frame is drawn.
    """
    help_here = address_of_help(request.resolver_match.view_name) if request.resolver_match else ""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"help_here": help_here}
    more = NAV_MORE | (NAV_ACCOUNTS if rules.can_manage_accounts(user) else {})
    if not plans_rules.can_use_inbox(user, today=timezone.localdate()):
        del more["plans:inbox"]
    if not rules.enters_for_villages(user):
        del more["queue"]
    if not plans_rules.can_see_checks(user):
        del more["plans:checks"]
    if not plans_rules.can_allocate(user):
        del more["plans:allocation"]
    return {
        "help_here": help_here,
        "kabupaten": user.kabupaten,
        "count_unread": partial(count_unread, user, today=timezone.localdate()),
        "enters_for_villages": rules.enters_for_villages(user),
        "nav": [_entry(request, *item) for item in NAV.items()],
        "nav_more": [_entry(request, *item) for item in more.items()],
    }


def _entry(request, url_name: str, label: str) -> NavEntry:
    url = reverse(url_name)
    current = request.path == url if url_name == "home" else request.path.startswith(url)
    return NavEntry(label, url, current)
