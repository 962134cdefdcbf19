"""How the log says what happened in meetings: one sentence per verb."""

from forum.log import register
from plans.choices import OutcomeKind

register("meeting.create", "Rapat dicatat")
register("meeting.edit", "Data rapat diubah")
register("meeting.invite", "Peserta diundang")
register("meeting.open", "Rapat dibuka")
register("meeting.close", "Rapat selesai, notulen disusun")
register("meeting.reopen", "Rapat dibuka kembali")
register("meeting.approve", "Notulen disahkan")
register("meeting.cancel", "Rapat dibatalkan")
register("meeting.fill_attendance", "Daftar hadir diisi dari keanggotaan forum: {count} kedudukan")
register("meeting.attendance", "Kehadiran {jabatan}: {presence}")
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
register("agreement.paper_issued", "Naskah PDF diterbitkan")
register("agreement.paper_scan", "Pindaian bertanda tangan diunggah")
