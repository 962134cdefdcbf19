"""Sealed papers for ./dev bench papers: what signing and checking take, and whether every change is found out."""

import hashlib
import io
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from forum.confined import Confined, confined
from meetings.checking import MEGABYTES, SECONDS
from meetings.pdf import draw_agreement
from meetings.pdf_check import Verdict, compare
from meetings.seal import SealKey, Stamp, approve, certify, issue_seal, signature_field
from meetings.specimen import specimen
from tests.pdf_checks import problems_of

SIGNATURES = 13
MOST_SIGNING, MOST_CHECKING, MOST_SIZE = 5.0, 8.0, 1.5  # seconds of CPU for 12 signatures and for checking; megabytes


def measure_signing(options) -> Iterator[str]:
    """Thirteen signatures on a long paper: time, size, full validation, and what other tools say of the file."""
    key, revisions, took = signed_paper(options.rows, options.signatories)
    print(f"  12 tanda tangan: {took:.1f} s (batas {MOST_SIGNING})")
    if took > MOST_SIGNING:
        yield f"penandatanganan lambat: {took:.1f} s"
    path = _kept(revisions[-1])
    before = _cpu_of_children()
    found = _signatures(path, key)
    checking = _cpu_of_children() - before
    size = len(revisions[-1]) / 1e6
    print(f"  {SIGNATURES} tanda tangan: {size:.2f} MB (batas {MOST_SIZE}), diperiksa {checking:.1f} s", end="")
    print(f" (batas {MOST_CHECKING})")
    if size > MOST_SIZE:
        yield f"besar: {size:.2f} MB"
    if checking > MOST_CHECKING:
        yield f"pemeriksaan lambat: {checking:.1f} s"
    if [row["intact"] and row["ours"] and row["allowed"] for row in found] != [True] * (SIGNATURES + 1):
        yield "ada tanda tangan yang tidak utuh"
    for number in (0, SIGNATURES // 2, SIGNATURES + 1):
        yield from (f"revisi {number}: {problem}" for problem in problems_of(revisions[number]))
        with pikepdf.open(io.BytesIO(revisions[number])) as pdf:
            yield from (f"qpdf: {problem}" for problem in pdf.check_pdf_syntax())
    if shutil.which("pdfsig"):
        told = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
        valid = told.count("Signature is Valid")
        print(f"  pdfsig: {valid} dari {SIGNATURES + 1} cocok")
        if valid != SIGNATURES + 1:
            yield f"pdfsig: {valid} cocok"
    else:
        print("  pdfsig tidak terpasang (apt install poppler-utils); dilewati")


def signed_paper(rows: int, signatories: int) -> tuple[SealKey, list[bytes], float]:
    """Return the key, every revision of a made-up paper with SIGNATURES signatures, and what twelve of them took."""
    content, imprint = specimen(rows=rows, signatories=max(signatories, SIGNATURES))
    key = issue_seal("Segel contoh, tidak berlaku", now=datetime.now(UTC) - timedelta(days=1))
    revisions = [draw_agreement(content, imprint)]
    revisions.append(certify(revisions[0], key, reason="Contoh"))
    took = []
    for place, block in enumerate(content["signatories"][:SIGNATURES], 1):
        stamp = Stamp(("Contoh, tidak berlaku", block["name"], block["jabatan"]))
        start = time.process_time()
        field = signature_field(place)
        revisions.append(approve(revisions[-1], key, field, stamp, reason="Contoh", place="Kota Contoh"))
        took.append(time.process_time() - start)
    return key, revisions, sum(took[:12])


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure_tampering(options) -> Iterator[str]:
    """Change one byte many times, append, roll back: every file must be told for what it is."""
    key, revisions, _ = signed_paper(20, SIGNATURES)
    listed = [(hashlib.sha256(content).hexdigest(), len(content)) for content in revisions]
    told, chance = Counter(), random.Random(1)
    for _ in range(options.changes):
        content = bytearray(revisions[-1])
        at = chance.randrange(len(content))
        content[at] ^= chance.randrange(1, 256)
        verdict, _ = compare(bytes(content), listed)
        told[_told(bytes(content), key, verdict)] += 1
    print(f"  {options.changes} perubahan satu bita: {dict(told)}")
    if told["asli"]:
        yield f"{told['asli']} perubahan satu bita tidak diketahui"
    for name, content, expected in (
        ("halaman diubah", _updated(revisions[-1], _turn_page), "ditambahi yang dilarang"),
        ("catatan ditempelkan", _updated(revisions[-1], _annotate), "ditambahi yang dilarang"),
        ("dikembalikan ke revisi sebelumnya", revisions[-2], "asli, bukan yang terakhir"),
        ("naskah terakhir", revisions[-1], "asli"),
    ):
        found = _told(content, key, compare(content, listed)[0])
        print(f"  {name}: {found}")
        if found != expected:
            yield f"{name}: {found}"


def _told(content: bytes, key: SealKey, verdict: Verdict) -> str:
    if verdict is Verdict.LATEST:
        return "asli"
    if verdict is Verdict.EARLIER:
        return "asli, bukan yang terakhir"
    try:
        found = _signatures(_kept(content), key)
    except Confined:
        return "tidak terbaca"
    if not all(row["intact"] for row in found):
        return "isinya diubah"
    return "lain dari yang disimpan" if all(row["allowed"] for row in found) else "ditambahi yang dilarang"


def _signatures(path: str, key: SealKey) -> list[dict]:
    limits = {"seconds": SECONDS, "megabytes": MEGABYTES}
    return confined("meetings.pdf_check:signatures_of", path, [key.fingerprint], **limits)


def _kept(content: bytes) -> str:
    path = Path(tempfile.gettempdir()) / "bench-berkas.pdf"
    path.write_bytes(content)
    return str(path)


def _updated(content: bytes, change) -> bytes:
    out, writer = io.BytesIO(), IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    writer.write(out)
    return out.getvalue()


def _turn_page(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)


def _annotate(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (10, 10, 30, 30))),
            generic.pdf_name("/Contents"): generic.pdf_string("bukan dari forum"),
        }
    )
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    writer.update_container(page)
