"""
A year of a kabupaten in one ZIP that opens without the application: pages, papers with their scans, tables.

The pages and papers are those of the year's meetings and usulan; the tables hold the kabupaten whole, as it was on
the day of the archive, so that no row points at one that is missing.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from bangkit.archive_tables import DICTIONARY, add_tables
from forum.confined import Confined
from forum.models import Kabupaten, Kecamatan, LogEntry
from forum.paper import PdfUnavailable
from forum.parcel import MANIFEST, ParcelWriter, sealed_parcel
from forum.uploads import DOCX, JPEG, PDF, PNG, XLSX
from meetings.minutes import approval_of
from meetings.minutes_pdf import minutes_pdf
from meetings.models import Agreement, FollowUpEvidence, Meeting, Paper, PaperDamaged
from meetings.snapshot import public_json
from meetings.tasks import issued_paper
from plans.choices import NOT_DISCUSSED
from plans.models import Attachment, Outcome, Usulan

ABOUT, INDEX, STYLE = "arsip.json", "index.html", "gaya.css"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png", XLSX: "xlsx", DOCX: "docx"}
PERSONAL = "Memuat nomor pribadi; hanya ada di aplikasi."


@dataclass(frozen=True)
class FiledPaper:
    """One paper in the archive; `name` is empty where the file could not be taken, and `flaw` says why."""

    label: str
    name: str
    sha256: str
    flaw: str = ""


@dataclass(frozen=True)
class FiledAgreement:
    agreement: Agreement
    content: dict  # what was frozen
    content_name: str
    papers: list[FiledPaper]


@dataclass(frozen=True)
class FiledMeeting:
    meeting: Meeting
    scans: list[FiledPaper]  # of the signed attendance list, and letters
    evidence: list[FiledPaper]  # of what was done of its follow-ups
    minutes: list[FiledPaper]  # once they are approved, with their corrections so far
    agreements: list[FiledAgreement]


@dataclass(frozen=True)
class FiledUsulan:
    usulan: Usulan
    results: list[Outcome]  # those that stand
    papers: list[FiledPaper]  # photos, proposal, RAB, and what shows that it was carried out


@dataclass(frozen=True)
class FiledKecamatan:
    kecamatan: Kecamatan
    name: str  # of its page
    usulan: int
    papers: list[FiledPaper]


@dataclass(frozen=True)
class Told:
    """What came of it: how many files and rows, and what could not be taken."""

    papers: int
    rows: int
    flaws: list[str]


def write_archive(kabupaten: Kabupaten, year: int, path: Path, *, at: datetime) -> Told:
    """
    Write the archive of one year: whole, or not at all.

    A paper that is final but was never drawn is drawn now. One that is damaged or cannot be drawn is told in the
    pages and in what is returned; the archive is written all the same.

    :raises ParcelRefused: if the file cannot be written.
    """
    with sealed_parcel(path, at=at) as parcel:
        meetings = Meeting.objects.filter(kabupaten=kabupaten, held_on__year=year).with_record_data()
        filed = [_file_meeting(parcel, meeting, at=at) for meeting in meetings.order_by("held_on", "pk")]
        counts = add_tables(parcel, kabupaten)  # after the papers: those drawn only now are rows too
        frame = {"kabupaten": kabupaten, "year": year, "at": at, "manifest": MANIFEST}
        kecamatan = list(_add_usulan(parcel, kabupaten, year, frame))
        page = {
            "filed": filed,
            "kecamatan": kecamatan,
            "tables": sorted(counts.items()),
            "dictionary": DICTIONARY,
            **frame,
        }
        parcel.add(INDEX, render_to_string("bangkit/archive/index.html", page).encode())
        parcel.add(STYLE, (settings.BASE_DIR / "static/css/archive.css").read_bytes())
        about = {"kabupaten": kabupaten.code, "year": year, "at": at.isoformat(), "rows": counts}
        parcel.add(ABOUT, json.dumps(about, indent=2).encode())
    papers = [paper for one in filed for paper in (*one.scans, *one.evidence, *one.minutes)]
    papers += [paper for one in filed for agreement in one.agreements for paper in agreement.papers]
    papers += [paper for one in kecamatan for paper in one.papers]
    flaws = [f"{paper.label}: {paper.flaw}" for paper in papers if paper.flaw]
    return Told(papers=sum(bool(paper.name) for paper in papers), rows=sum(counts.values()), flaws=flaws)


def _file_meeting(parcel: ParcelWriter, meeting: Meeting, *, at: datetime) -> FiledMeeting:
    folder = f"rapat/{meeting.pk}/"
    scans = [_file_upload(parcel, scan, folder, str(scan)) for scan in meeting.attendance_files.in_order()]
    shown = FollowUpEvidence.objects.filter(follow_up__meeting=meeting).select_related("follow_up").order_by("pk")
    evidence = [_file_upload(parcel, one, f"{folder}bukti/", str(one.follow_up)) for one in shown]
    agreements = [_file(parcel, one, at=at) for one in _frozen(meeting)]
    return FiledMeeting(meeting, scans, evidence, _file_minutes(parcel, meeting, folder), agreements)


def _file_minutes(parcel: ParcelWriter, meeting: Meeting, folder: str) -> list[FiledPaper]:
    if approval_of(meeting) is None:
        return []
    name = f"{folder}notulen.pdf"
    try:
        content = minutes_pdf(meeting)
    except (PdfUnavailable, Confined) as exc:
        return [FiledPaper(f"Notulen {meeting}", "", "", flaw=str(exc))]
    parcel.add(name, content, packed=False)
    return [FiledPaper("Notulen", name, hashlib.sha256(content).hexdigest())]


def _file_upload(parcel: ParcelWriter, row, folder: str, label: str) -> FiledPaper:
    """Add a file as it was uploaded; it is called by its key, never by what a person named it."""
    name = f"{folder}{row.pk}.{ENDINGS.get(row.content_type, 'bin')}"
    try:
        with row.file.open() as stored:
            content = stored.read()
    except FileNotFoundError:
        return FiledPaper(label, "", "", flaw="Berkas ini tidak ada lagi di server.")
    parcel.add(name, content, packed=False)
    return FiledPaper(label, name, hashlib.sha256(content).hexdigest())


def _frozen(meeting: Meeting) -> list[Agreement]:
    """Every version that was ever final, also one that was replaced or cancelled since."""
    return list(meeting.agreements.exclude(final_at=None).with_record_data().order_by("version", "pk"))


def _file(parcel: ParcelWriter, agreement: Agreement, *, at: datetime) -> FiledAgreement:
    """Add what was frozen of an agreement, and all its papers."""
    folder = f"berita-acara/{agreement.pk}/"
    content_name, papers = f"{folder}isi.json", []
    parcel.add(content_name, public_json(agreement.snapshot))
    try:
        issued_paper(agreement, now=at)
    except (PdfUnavailable, Confined) as exc:
        papers.append(FiledPaper(f"Naskah {agreement}", "", "", flaw=str(exc)))
    papers += [_file_paper(parcel, paper, folder) for paper in agreement.papers.order_by("at", "pk")]
    return FiledAgreement(agreement, agreement.snapshot, content_name, papers)


def _file_paper(parcel: ParcelWriter, paper: Paper, folder: str) -> FiledPaper:
    name = f"{folder}{paper.pk}-{paper.kind}.{ENDINGS.get(paper.content_type, 'bin')}"
    try:
        parcel.add(name, paper.content(), packed=False)
    except PaperDamaged as exc:
        return FiledPaper(str(paper), "", paper.sha256, flaw=str(exc))
    return FiledPaper(str(paper), name, paper.sha256)


def _add_usulan(parcel: ParcelWriter, kabupaten: Kabupaten, year: int, frame: dict) -> Iterator[FiledKecamatan]:
    """Add a page for each kecamatan with usulan of that year, and what lies beside them."""
    handed_in = Usulan.objects.for_kabupaten(kabupaten).for_year(year).ever_submitted()
    for kecamatan in Kecamatan.objects.filter(kabupaten=kabupaten).order_by("name", "pk"):
        usulan = list(handed_in.for_kecamatan(kecamatan).with_list_data().in_order())
        if not usulan:
            continue
        papers = _file_attachments(parcel, usulan)
        rows = list(_with_results(usulan, papers))
        name = f"usulan-{kecamatan.code}.html"
        page = {"kecamatan": kecamatan, "rows": rows, "not_discussed": NOT_DISCUSSED, **frame}
        parcel.add(name, render_to_string("bangkit/archive/usulan.html", page).encode())
        yield FiledKecamatan(kecamatan, name, len(rows), [paper for one in papers.values() for paper in one])


def _file_attachments(parcel: ParcelWriter, usulan: list[Usulan]) -> dict[int, list[FiledPaper]]:
    """Add what lies beside these usulan; what was kept in spite of personal numbers stays in the house."""
    kept = LogEntry.objects.of_records(usulan).filter(verb="usulan.attach_despite")
    personal = {(entry.record_id, entry.after["name"]) for entry in kept}
    filed = {one.pk: [] for one in usulan}
    for one in Attachment.objects.filter(usulan__in=usulan).order_by("usulan", "pk"):
        label = one.get_kind_display() if one.portion_id is None else f"{one.get_kind_display()}, bukti pelaksanaan"
        if (one.usulan_id, one.name) in personal:
            paper = FiledPaper(label, "", "", flaw=PERSONAL)
        else:
            paper = _file_upload(parcel, one, f"usulan/{one.usulan_id}/", label)
        filed[one.usulan_id].append(paper)
    return filed


def _with_results(usulan: list[Usulan], papers: dict[int, list[FiledPaper]]) -> Iterator[FiledUsulan]:
    standing = Outcome.objects.current().for_usulan(usulan).with_portions().order_by("usulan", "fiscal_year")
    results = {key: list(rows) for key, rows in groupby(standing, key=lambda outcome: outcome.usulan_id)}
    for one in usulan:
        yield FiledUsulan(one, results.get(one.pk, []), papers[one.pk])
