"""How the log says what happened in plans: one sentence per verb, readable by a villager."""

import datetime
from decimal import Decimal

from forum.log import register
from forum.models import LogEntry
from forum.templatetags.house import angka, rupiah, tanggal
from plans.choices import CarryMark, Condition, ExecutionState, OutcomeKind, SupportKind


def _date(text: str | None) -> str:
    return tanggal(datetime.date.fromisoformat(text)) if text else "–"


def _answer(entry: LogEntry) -> str:
    facts = entry.after
    parts = [f"{facts['opd']} menjawab untuk tahun {facts['fiscal_year']}: {OutcomeKind(facts['kind']).label}"]
    if facts.get("detail"):
        parts.append(facts["detail"])
    if facts.get("activity"):
        parts.append(f"{facts['activity']}, {rupiah(facts['amount'])}")
    return ", ".join(parts)


def _referred(entry: LogEntry) -> str:
    facts = entry.after
    basis = f" ({facts['basis']})" if facts.get("basis") else ""
    return (
        f"Diteruskan ke {facts['opd']} untuk tahun {facts['fiscal_year']}, "
        f"dijawab paling lambat {_date(facts['due_on'])}{basis}"
    )


def _outcome(entry: LogEntry) -> str:
    facts = entry.after
    parts = [f"Forum memutuskan untuk tahun {facts['fiscal_year']}: {OutcomeKind(facts['kind']).label}"]
    if facts.get("detail"):
        parts.append(facts["detail"])
    parts += [f"{p['opd']}, {p['activity']}, {rupiah(p['amount'])}" for p in facts.get("portions", [])]
    return "; ".join(parts)


def _supported(entry: LogEntry) -> str:
    facts = entry.after
    parts = [f"{SupportKind(facts['kind']).label} “{facts['title']}” bagi usulan ini: {facts['state']}"]
    if facts.get("handed_over_on"):
        parts.append(f"diserahkan {_date(facts['handed_over_on'])}")
    return ", ".join(parts)


def _handed_over(entry: LogEntry) -> str:
    facts = entry.after
    number = f", BAST Nomor {facts['bast_number']}" if facts["bast_number"] else ""
    return f"Diserahkan {_date(facts['handed_over_on'])} oleh {facts['giver']} kepada {facts['receiver']}{number}"


def _checked(entry: LogEntry) -> str:
    facts = entry.after
    again = f", diperiksa lagi {_date(facts['next_on'])}" if facts["next_on"] else ""
    return f"Diperiksa {_date(facts['checked_on'])}: {Condition(facts['condition']).label}{again}"


def _executed(entry: LogEntry) -> str:
    facts = entry.after
    again = "memperbaiki laporannya" if facts["corrects"] else "melaporkan"
    parts = [f"{facts['opd']} {again} untuk tahun {facts['fiscal_year']}: {ExecutionState(facts['state']).label}"]
    if facts["state"] == ExecutionState.NOT_DONE:
        parts.append(facts["activity"])
        return ", ".join(parts)
    volume = f"{_quantity(facts['volume'])} {facts['unit']}".strip()
    if facts["state"] == ExecutionState.PARTLY:
        volume += f" dari {_quantity(facts['agreed'])}"
    parts += [volume, rupiah(facts["amount"])]
    if facts["bast_on"]:
        number = f" Nomor {facts['bast_number']}" if facts["bast_number"] else ""
        parts.append(f"BAST{number} tanggal {_date(facts['bast_on'])}")
    return ", ".join(parts)


def _window(facts: dict) -> str:
    return f"{facts['name']}, {_date(facts['starts_on'])} sampai {_date(facts['ends_on'])},"


def _quantity(text: str) -> str:
    return angka(Decimal(text))


def _cut(entry: LogEntry) -> str:
    facts = entry.after
    return (
        f"Pagu {facts['activity']} ({facts['opd']}) dipotong dalam {facts['document']} menjadi "
        f"{rupiah(facts['pagu'])}, di bawah yang sudah disepakati. Forum membahas kesepakatan mana yang kehilangan pagu"
    )


def _reopened(entry: LogEntry) -> str:
    facts = entry.after
    what = f"{facts['activity']} ({facts['opd']})"
    if facts["is_named"]:
        cause = f"Pagu {what} dipotong dalam {facts['document']} menjadi {rupiah(facts['pagu'])}"
    else:
        cause = f"{what} tidak disebut lagi dalam {facts['document']}"
    return (
        f"{cause}; {rupiah(facts['amount'])} bagi usulan ini hilang. "
        f"Usulan dibahas kembali untuk tahun {facts['fiscal_year']}"
    )


def _carry(entry: LogEntry) -> str:
    mark = CarryMark(entry.after["mark"])
    return f"Dibawa ke rencana {entry.after['plan']}: {mark.label[0].lower()}{mark.label[1:]}"


def _restored(entry: LogEntry) -> str:
    facts = entry.after
    return (
        f"{facts['activity']} ({facts['opd']}) kembali mempunyai pagu dalam {facts['document']}; kesepakatan semula "
        f"sebesar {rupiah(facts['amount'])} untuk tahun {facts['fiscal_year']} berlaku lagi"
    )


register("livelihoodplan.create", "Rencana penghidupan dicatat")
register(
    "livelihoodplan.revise",
    "Rencana {previous} dimutakhirkan: {kept} usulan terbawa tanpa diminta lagi, {asked} diminta lagi",
)
register("livelihoodplan.edit", "Rencana penghidupan diubah")
register("kelompok.create", "Kelompok dicatat")
register("kelompok.edit", "Data kelompok diubah")
register("kelompok.help", "Bantuan yang pernah diterima dicatat: {help}")
register("kelompok.remove_help", "Catatan bantuan dihapus: {old_help}")
register("usulan.dismiss_check", "Pemeriksaan {fiscal_year} “{check}”: bukan masalah")
register("usulan.restore_check", "Pemeriksaan {old_fiscal_year} “{old_check}” dibuka lagi")
register("kamusentry.create", "Istilah “{term}” ditambahkan")
register("kamusentry.edit", "Istilah “{term}” diubah")
register("kamusentry.remove", "Istilah “{old_term}” dihapus")
register("usulan.create", "Usulan dicatat sebagai draf")
register("usulan.edit", "Usulan diubah")
register("usulan.submit", "Usulan diajukan ke kecamatan")
register("usulan.recall", "Usulan ditarik kembali untuk diperbaiki")
register("usulan.return", "Usulan dikembalikan ke desa")
register("usulan.verify", "Usulan diverifikasi")
register("usulan.carry", _carry)
register("usulan.join", "Usulan gabungan dibuat dari {count} usulan")
register("usulan.split", "Usulan gabungan dipisahkan kembali")
register("usulan.plan_merge", "Disiapkan untuk digabung ke usulan “{title}” ({desa}), tahun {fiscal_year}")
register("usulan.undo_merge", "Dipisahkan kembali dari usulan “{old_title}” ({old_desa})")
register("usulan.discard", "Draf usulan “{old_title}” dihapus")
register("usulan.rank_desa", "Urutan prioritas desa ditetapkan: {rank}")
register("usulan.rank_kecamatan", "Urutan prioritas kecamatan ditetapkan: {rank}")
register("usulan.attach", "Lampiran ditambahkan: {kind} “{name}”")
register("usulan.attach_despite", "Lampiran ditambahkan: {kind} “{name}”, meskipun memuat {numbers}")
register("usulan.detach", "Lampiran “{old_name}” dihapus")
register("usulan.refer", _referred)
register("usulan.withdraw_referral", "Penerusan ke {opd} untuk tahun {fiscal_year} ditarik")
register(
    "usulan.remind",
    lambda entry: f"{entry.after['opd']} diingatkan: dijawab paling lambat {_date(entry.after['due_on'])}",
)
register(
    "usulan.escalate",
    lambda entry: (
        f"{entry.after['opd']} belum menjawab sampai tenggat {_date(entry.after['due_on'])}; "
        "dilaporkan kepada kepala OPD dan sekretariat forum"
    ),
)
register("usulan.draft_answer", "{opd} menyiapkan draf jawaban untuk tahun {fiscal_year}")
register("usulan.answer", _answer)
register("usulan.outcome", _outcome)
register("usulan.execute", _executed)
register("usulan.check", lambda entry: f"{entry.after['activity']}. {_checked(entry)}")
register("usulan.hand_over_referral", "Penerusan ke {old_opd} untuk tahun {year} dilanjutkan {opd}")
register("usulan.hand_over_promise", "Kesepakatan untuk Renja {year} dilanjutkan {opd}, penerus {old_opd}")
register("usulan.cut", _cut)
register("usulan.reopen", _reopened)
register("usulan.restore", _restored)
register("answer.accept", "Jawaban diterima pimpinan OPD")
register(
    "activity.create",
    lambda entry: f"Sub kegiatan dicatat, tahap {entry.after['stage']}, pagu {rupiah(entry.after['pagu'])}",
)
register(
    "activity.edit",
    lambda entry: f"Sub kegiatan diubah, tahap {entry.after['stage']}, pagu {rupiah(entry.after['pagu'])}",
)
register(
    "activity.stage",
    lambda entry: (
        f"Tahap {entry.after['stage']} berlaku: pagu {rupiah(entry.before['pagu'])} menjadi "
        f"{rupiah(entry.after['pagu'])}"
        + ("" if entry.after.get("is_named", True) else ", sub kegiatan tidak disebut lagi")
    ),
)
register("activity.hand_over", "Dialihkan dari {old_opd} ke {opd}")
register("lokus.offer", "Lokus {number} ditawarkan: {place}")
register("lokus.withdraw", "Lokus {number} ditarik dari penawaran")
register("lokus.hold", "Lokus dipegang keputusan forum bagi {desa}")
register("lokus.take", "Lokus terpakai: berita acara bagi {desa} ditandatangani")
register("lokus.return", "Lokus dikembalikan dari {old_desa}")
register("allocationrun.apply", "Usulan pembagian lokus {fiscal_year} diterapkan: {proposals} usulan diajukan ke forum")
register("usulan.support", _supported)
register("support.create", "Dicatat sebagai proposal")
register("support.edit", "Isian diubah")
register("support.procure", "Pengadaan atau persiapan dimulai")
register("support.deliver", _handed_over)
register("support.handover", lambda entry: f"Serah terima diperbaiki. {_handed_over(entry)}")
register("support.retract", "Serah terima dibatalkan")
register("support.finish", "Selesai dengan hasil")
register("support.reopen", "Dibuka kembali")
register("support.cancel", "Dibatalkan")
register("support.resume", "Diajukan kembali sebagai proposal")
register("support.check", _checked)
register("planningwindow.create", lambda entry: f"{_window(entry.after)} dicatat dalam kalender perencanaan")
register("planningwindow.edit", lambda entry: f"{_window(entry.after)} diubah dalam kalender perencanaan")
register("planningwindow.remove", lambda entry: f"{_window(entry.before)} dihapus dari kalender perencanaan")
