"""The workbook in which an OPD writes down its workplan with its lokus."""

from forum.excel_output import Kind
from forum.fill_in import FillIn, write_template
from forum.listing import Entry
from forum.models import Opd
from plans.models import Activity, ActivityFigures, Workplan


def workplan_template(opd: Opd, fiscal_year: int) -> bytes:
    """Return the template of one OPD and year, with the activities and figures that stand."""
    workplan = Workplan.objects.of(opd, fiscal_year)
    activities = Activity.objects.for_opd(opd).for_year(fiscal_year).with_lokus_counts().order_by("code", "pk")
    stage = workplan.stage if workplan else ""
    figures = {row.activity_id: row for row in ActivityFigures.objects.filter(activity__in=activities, stage=stage)}
    entries = _entries(fiscal_year)
    rows = [_row(activity, figures.get(activity.pk), entries) for activity in activities]
    return write_template(_instructions(opd, fiscal_year), [FillIn("Rencana kerja", entries, rows)])


def _entries(year: int) -> tuple[Entry, ...]:
    """Return the columns; their headings are those by which a workplan is read. See also: workplan_columns."""
    money, day, next_year = Kind.RUPIAH, Kind.DATE, f"Prakiraan maju {year + 1}"
    return (
        Entry("code", "Kode sub kegiatan", "Kode lengkap, misalnya 3.27.03.2.02.0011.", width=20, is_required=True),
        Entry("name", "Sub kegiatan", "Nama menurut nomenklatur.", width=50, is_required=True),
        Entry("pagu", "Pagu", "Rupiah utuh; 0 bila tidak berpagu.", kind=money, width=18, is_required=True),
        Entry(
            "lokus",
            "Jumlah lokus",
            "Tempat yang dapat dilayani; kosong: tetap.",
            kind=Kind.NUMBER,
            width=9,
        ),
        Entry("indicator", "Indikator keluaran", "Tolok ukur keluaran.", width=40),
        Entry("target", "Target", "Dengan satuannya, misalnya 12 dokumen.", width=16),
        Entry("funding_source", "Sumber dana", "Misalnya DAU.", width=16),
        Entry("location", "Lokasi", "Menurut dokumen.", width=24),
        Entry("target_group", "Kelompok sasaran", "Siapa yang memperoleh manfaat.", width=24),
        Entry("starts_on", "Awal pelaksanaan", f"Tanggal dalam tahun {year}.", kind=day, width=16),
        Entry("ends_on", "Akhir pelaksanaan", f"Tanggal dalam tahun {year}.", kind=day, width=16),
        Entry("next_target", f"{next_year}: target", "Dengan satuannya.", width=16),
        Entry("next_pagu", f"{next_year}: pagu", "Rupiah utuh.", kind=money, width=18),
    )


def _row(activity: Activity, figures: ActivityFigures | None, entries: tuple[Entry, ...]) -> dict:
    known = {"code": activity.code, "name": activity.name, "pagu": activity.pagu, "lokus": activity.lokus_total}
    names = (entry.name for entry in entries if entry.name not in known)
    return known | {name: getattr(figures, name) for name in names if figures}


def _instructions(opd: Opd, fiscal_year: int) -> list[str]:
    return [
        f"Rencana kerja {opd} tahun {fiscal_year}",
        "",
        "1. Tulis satu sub kegiatan dalam satu baris pada lembar “Rencana kerja”. Kode, nama dan pagunya wajib.",
        "2. Kolom “Jumlah lokus”: tempat yang dapat dilayani sub kegiatan itu. Lokus ditambah sampai jumlah itu; "
        "untuk menguranginya, tarik lokusnya pada halaman kegiatan.",
        "3. Yang sudah tercatat ikut di sini. Sub kegiatan yang dihapus dari lembar ini dianggap tidak disebut lagi "
        "oleh tahap yang diunggah.",
        "4. Cetakan Renja SIPD-RI dan daftar OPD sendiri dapat diunggah apa adanya; templat ini tidak wajib.",
        "5. Simpan berkas ini, lalu unggah: Kegiatan OPD, Impor rencana kerja. Isinya ditampilkan dahulu.",
        "",
        "Arti setiap kolom ada pada lembar terakhir, “Kamus data”.",
    ]
