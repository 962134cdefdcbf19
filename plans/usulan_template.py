"""The workbook in which a desa writes down its plan and its usulan offline."""

import uuid

from forum.fill_in import FillIn, write_template
from forum.models import Desa
from plans.choices import Bidang, FundingSource, LandStatus, Pattern
from plans.models import Kelompok, LivelihoodPlan, Usulan
from plans.status import EDITABLE
from plans.usulan_entries import PLAN, USULAN

LINES = 200  # of usulan; a desa has 15 in the median and 149 at most


def usulan_template(desa: Desa, fiscal_year: int) -> bytes:
    """Return the template of one desa and year, with its drafts filled in so that they can be changed offline."""
    given = {"code": desa.code, "desa": desa.full_name, "kecamatan": desa.kecamatan.name, "fiscal_year": fiscal_year}
    plan = LivelihoodPlan.objects.for_desa(desa).for_year(fiscal_year).order_by("revision", "pk").last()
    drafts = Usulan.objects.for_desa(desa).asked_for(fiscal_year).filter(status__in=EDITABLE)
    rows = [given | _filled(usulan) for usulan in drafts.select_related("kelompok").order_by("pk")]
    rows += [given | {"uuid": str(uuid.uuid4())} for _ in range(LINES)]
    names = Kelompok.objects.for_desa(desa).order_by("name", "pk").values_list("name", flat=True)
    choices = {
        "bidang": Bidang.labels,
        "land_status": LandStatus.labels,
        "pattern": Pattern.labels,
        "kelompok": list(names),
    }
    if plan:
        facts = {entry.name: getattr(plan, entry.name) for entry in PLAN if entry.name not in given}
        plan_row = given | facts | {"uuid": str(plan.uuid)}
    else:
        plan_row = given | {"uuid": str(uuid.uuid4())}
    return write_template(
        _instructions(desa, fiscal_year), [FillIn("Usulan", USULAN, rows, choices), FillIn("Rencana", PLAN, [plan_row])]
    )


def _filled(usulan: Usulan) -> dict:
    labels = {
        "bidang": usulan.get_bidang_display(),
        "land_status": usulan.get_land_status_display(),
        "pattern": usulan.get_pattern_display(),
        "kelompok": usulan.kelompok.name if usulan.kelompok else "",
        "funding_options": ", ".join(usulan.funding_labels),
    }
    names = [entry.name for entry in USULAN if entry.name not in ("code", "desa", "kecamatan", *labels)]
    return {name: getattr(usulan, name) for name in names} | {"uuid": str(usulan.uuid), **labels}


def _instructions(desa: Desa, fiscal_year: int) -> list[str]:
    return [
        f"Rencana Penghidupan dan usulan {desa.full_name}, Kecamatan {desa.kecamatan.name}, tahun {fiscal_year}",
        "",
        "1. Tulis satu usulan dalam satu baris pada lembar “Usulan”. Yang wajib hanya usulan, bidang dan tahunnya; "
        "yang lain dapat dilengkapi kemudian.",
        "2. Pilih bidang, status lahan, pola dan kelompok dari daftar yang muncul di selnya. Kelompok yang belum ada "
        "dalam daftar dicatat dahulu di aplikasi.",
        f"3. Beberapa sumber dana dipisahkan koma: {', '.join(FundingSource.labels)}.",
        "4. Isi lembar “Rencana” bila musyawarah desa sudah selesai. Bila belum, biarkan tanggalnya kosong.",
        "5. Usulan yang masih draf sudah tercantum dan dapat diperbaiki di sini. Yang sudah diajukan tidak tercantum.",
        "6. Jangan menghapus kolom yang tersembunyi. Karena kolom itu, berkas yang diunggah dua kali tidak mencatat "
        "dua kali.",
        "7. Jangan menulis nama orang, NIK atau nomor telepon.",
        "8. Simpan berkas ini, lalu unggah di aplikasi: Usulan, Unggah dari Excel. Isinya ditampilkan dahulu, dan "
        "semua baris diterima atau tidak satu pun.",
        "",
        "Arti setiap kolom ada pada lembar terakhir, “Kamus data”.",
    ]
