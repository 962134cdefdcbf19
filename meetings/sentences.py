"""How the log says what happened in meetings: one sentence per verb."""

import datetime

from forum.log import register
from forum.models import LogEntry
from forum.templatetags.house import tanggal
from plans.choices import OutcomeKind


def _due(entry: LogEntry) -> str:
    return tanggal(datetime.date.fromisoformat(entry.after["due_on"]))


register("meeting.create", "Rapat dicatat")
register("meeting.edit", "Data rapat diubah")
register("meeting.invite", "Peserta diundang")
register("meeting.open", "Rapat dibuka")
register("meeting.close", "Rapat selesai, notulen disusun")
register("meeting.reopen", "Rapat dibuka kembali")
register("meeting.submit", "Notulen diajukan kepada pimpinan rapat")
register("meeting.return", "Notulen dikembalikan kepada sekretariat")
register("meeting.approve", "Notulen disahkan")
register("meeting.correct", "Notulen dikoreksi pada pokok “{item}”")
register("minute.create", "Catatan ditulis")
register("minute.edit", "Catatan diubah")
register("minute.remove", "Catatan dihapus")
register("meeting.cancel", "Rapat dibatalkan")
register("meeting.agenda_add", "Agenda ditambah: “{title}”")
register("meeting.agenda_edit", "Pokok agenda diubah: “{title}”")
register("meeting.agenda_remove", "Pokok agenda dihapus: “{old_title}”")
register("meeting.agenda_fill", "Agenda yang lazim disusun: {count} pokok")
register("meeting.agenda_carry", "{count} pokok yang belum sempat dibahas dimasukkan ke agenda")
register("meeting.agenda_report", "Laporan diisi: “{title}”")
register("agendaitem.discuss", "Pokok agenda dibahas")
register("agendaitem.put_off", "Pokok agenda belum sempat dibahas")
register("agendaitem.reopen", "Pokok agenda dibuka kembali")
register("meeting.add_invitations", "Daftar undangan: {count} jabatan ditambahkan dari {source}")
register("meeting.add_invitation", "{office} ditambahkan ke daftar undangan")
register("meeting.edit_invitation", "Data undangan {office} diubah")
register("meeting.remove_invitation", "{old_office} dihapus dari daftar undangan")
register("meeting.withdraw_invitation", "Undangan {office} ditarik")
register("meeting.restore_invitation", "{office} diundang kembali")
register("meeting.letter", "Surat undangan diubah, nomor {number}")
register("meeting.open_whatsapp", "WhatsApp kepada {office} dibuka")
register("meeting.hand_letter", "Undangan disampaikan langsung kepada {office}")
register("meeting.hand_letters", "Undangan disampaikan langsung: {count} kantor")
register("meeting.mail", "Surel undangan diminta: {count} kantor")
register("meeting.mail_sent", "Surel undangan kepada {office} terkirim")
register("meeting.mail_failed", "Surel undangan kepada {office} gagal dikirim")
register("meeting.answer_invitation", "Undangan dijawab, {office}: {answer}")
register("meeting.erase_contact", "Kontak undangan {office} dihapus sesuai UU Pelindungan Data Pribadi")
register("meeting.fill_attendance", "Daftar hadir diisi: {count} baris")
register("meeting.attendance", "Kehadiran {jabatan}: {presence}")
register("meeting.attendance_file", "Pindaian disimpan: {what}")
register("meeting.erase_attendance", "Nama pada kehadiran {jabatan} dihapus sesuai UU Pelindungan Data Pribadi")
register("meeting.erase_answer", "Nama wakil pada undangan {office} dihapus sesuai UU Pelindungan Data Pribadi")
register("meeting.remove_attendance", "{old_jabatan} dihapus dari daftar hadir")
register(
    "meeting.decide",
    lambda entry: (
        f"Diputuskan: “{entry.after['title']}” ({entry.after['desa']}), {OutcomeKind(entry.after['kind']).label}"
    ),
)
register("followup.create", "Tindak lanjut dicatat")
register("followup.edit", "Tindak lanjut diubah")
register("followup.start", "Tindak lanjut mulai dikerjakan")
register("followup.finish", "Tindak lanjut selesai")
register("followup.give_up", "Tindak lanjut tidak dapat dilaksanakan")
register("followup.evidence", "Bukti ditambahkan: “{name}”")
register("followup.remove_evidence", "Bukti “{old_name}” dihapus")
register(
    "followup.remind",
    lambda entry: f"{entry.after['owner']} diingatkan: diselesaikan paling lambat {_due(entry)}",
)
register(
    "followup.late",
    lambda entry: f"{entry.after['owner']} belum menyelesaikannya sampai tenggat {_due(entry)}",
)
register("followup.reopen", "Tindak lanjut dibuka kembali")
register("agreement.create", "Berita acara disusun dari rapat, versi {version}")
register("agreement.renew", "Versi {version} disusun untuk mengganti versi sebelumnya")
register("agreement.edit", "Naskah berita acara diubah")
register("agreement.signatory", "Penanda tangan ditetapkan: {jabatan} ({part})")
register("agreement.remove_signatory", "Penanda tangan {old_jabatan} dihapus")
register("agreement.finalise", "Berita acara ditetapkan final; isinya tidak dapat diubah lagi")
register("agreement.number", "Nomor ditetapkan: {number}")
register("agreement.sign", "Berita acara ditandatangani")
register("agreement.replace", "Berita acara diganti versi baru")
register("agreement.cancel", "Berita acara dibatalkan")
register("agreement.ask_paper", "Pembuatan naskah PDF diminta lagi")
register("agreement.paper_issued", "Naskah PDF diterbitkan")
register("agreement.paper_scan", "Pindaian bertanda tangan diunggah")
register("agreement.paper_sealed", "Naskah disegel")
register("agreement.paper_ralat", "Lembar ralat dibuat")
register("agreement.paper_ralat_scan", "Pindaian ralat diunggah")
register("agreement.read_scan", "Tanda halaman pada pindaian dibaca: {matching} dari {pages} halaman cocok")
register("signatory.sign_on_screen", "{office} menandatangani di layar (tingkat b)")
register("signatory.sign_in_ink", "{office} menandatangani dengan tinta (tingkat a)")
register("signatory.decline", "{office} menolak menandatangani")
register("signatory.await", "Tanda tangan {office} ditunggu kembali")
register("signatory.close", "{office} tidak menandatangani")
register("signatory.replace", "{office} digantikan oleh {new_office}")
register("signatory.remind", "{office} diingatkan, kali ke-{number}")
register("wording.create", "Naskah baku berita acara diubah")
register("seal.create", "Segel kabupaten dibuat: {subject}")
register("ralat.create", "Ralat {number} dibuat")
register("ralat.sign", "Ralat ditandatangani")
register("ralat.cancel", "Ralat dibatalkan")
