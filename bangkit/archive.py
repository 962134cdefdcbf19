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
from forum.models import Kabupaten, Kecamatan
from forum.paper import PdfUnavailable
from forum.parcel import MANIFEST, ParcelWriter, sealed_parcel
from forum.uploads import JPEG, PDF, PNG
from meetings.models import Agreement, AttendanceFile, Meeting, Paper, PaperDamaged
from meetings.snapshot import public_json
from meetings.tasks import issued_paper
from plans.choices import NOT_DISCUSSED
from plans.models import Outcome, Usulan

ABOUT, INDEX, STYLE = "arsip.json", "index.html", "gaya.css"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


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
    agreements: list[FiledAgreement]


@dataclass(frozen=True)
class FiledUsulan:
    usulan: Usulan
    results: list[Outcome]  # those that stand


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
    papers = [paper for one in filed for paper in (*one.scans, *(p for a in one.agreements for p in a.papers))]
    flaws = [f"{paper.label}: {paper.flaw}" for paper in papers if paper.flaw]
    return Told(papers=sum(bool(paper.name) for paper in papers), rows=sum(counts.values()), flaws=flaws)


def _file_meeting(parcel: ParcelWriter, meeting: Meeting, *, at: datetime) -> FiledMeeting:
    scans = [_file_scan(parcel, scan) for scan in meeting.attendance_files.in_order()]
    return FiledMeeting(meeting, scans, [_file(parcel, one, at=at) for one in _frozen(meeting)])


def _file_scan(parcel: ParcelWriter, scan: AttendanceFile) -> FiledPaper:
    name = f"rapat/{scan.meeting_id}/{scan.pk}.{ENDINGS.get(scan.content_type, 'bin')}"
    try:
        with scan.file.open() as stored:
            content = stored.read()
    except FileNotFoundError:
        return FiledPaper(str(scan), "", "", flaw="Berkas ini tidak ada lagi di server.")
    parcel.add(name, content, packed=False)
    return FiledPaper(str(scan), name, hashlib.sha256(content).hexdigest())


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


def _add_usulan(parcel: ParcelWriter, kabupaten: Kabupaten, year: int, frame: dict) -> Iterator[tuple]:
    """Add a page for each kecamatan with usulan of that year; yield it with the name and the number of usulan."""
    handed_in = Usulan.objects.for_kabupaten(kabupaten).for_year(year).ever_submitted()
    for kecamatan in Kecamatan.objects.filter(kabupaten=kabupaten).order_by("name", "pk"):
        usulan = list(handed_in.for_kecamatan(kecamatan).with_list_data().in_order())
        if not usulan:
            continue
        rows = list(_with_results(usulan))
        name = f"usulan-{kecamatan.code}.html"
        page = {"kecamatan": kecamatan, "rows": rows, "not_discussed": NOT_DISCUSSED, **frame}
        parcel.add(name, render_to_string("bangkit/archive/usulan.html", page).encode())
        yield kecamatan, name, len(rows)


def _with_results(usulan: list[Usulan]) -> Iterator[FiledUsulan]:
    standing = Outcome.objects.current().for_usulan(usulan).with_portions().order_by("usulan", "fiscal_year")
    results = {key: list(rows) for key, rows in groupby(standing, key=lambda outcome: outcome.usulan_id)}
    for one in usulan:
        yield FiledUsulan(one, results.get(one.pk, []))
