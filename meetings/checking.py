"""What the public may know of a berita acara, and what an uploaded file is found to be."""

from dataclasses import dataclass

from forum.confined import Confined, confined
from forum.models import LogEntry
from meetings.models import Agreement, Paper, PaperCheck, Seal
from meetings.pdf_check import Verdict, compare
from meetings.seal import SEAL_FIELD, signature_field
from meetings.status import AgreementStatus

GENUINE = {Verdict.LATEST, Verdict.EARLIER}
SECONDS, MEGABYTES = 120, 1200  # for reading one uploaded PDF

SCAN, OTHER, CHANGED, UNREADABLE = "scan", "other", "changed", "unreadable"


@dataclass(frozen=True)
class Standing:
    """One word with its tone, and one sentence that somebody without the trade understands."""

    tone: str
    label: str
    sentence: str


STANDING = {
    AgreementStatus.FINAL: Standing(
        "waiting",
        "Belum selesai ditandatangani",
        "Isi berita acara ini sudah final, tetapi belum semua pihak menandatangani. Berita acara ini belum berlaku.",
    ),
    AgreementStatus.SIGNED: Standing("good", "Sah", "Berita acara ini sah dan berlaku."),
    AgreementStatus.REPLACED: Standing(
        "moved",
        "Diganti oleh versi baru",
        "Berita acara ini pernah diterbitkan, tetapi sudah diganti oleh versi baru dan tidak berlaku lagi.",
    ),
    AgreementStatus.CANCELLED: Standing("bad", "Dibatalkan", "Berita acara ini dibatalkan dan tidak berlaku."),
}

# What an uploaded file was found to be. Whether the berita acara holds is another question: see STANDING.
FINDINGS = {
    Verdict.LATEST: Standing("good", "Asli", "Berkas ini sama, bita demi bita, dengan naskah terakhir yang disimpan."),
    Verdict.EARLIER: Standing(
        "waiting",
        "Asli, tetapi bukan yang terakhir",
        "Berkas ini asli, tetapi keadaannya sebelum tanda tangan berikutnya dibubuhkan. Mintalah berkas yang terakhir.",
    ),
    Verdict.EXTENDED: Standing(
        "bad",
        "Ditambahi di luar aplikasi",
        "Berkas ini bermula dari naskah yang disimpan, lalu ditambahi sesuatu yang bukan dari aplikasi ini. "
        "Jangan dipakai; mintalah berkas yang asli.",
    ),
    Verdict.DIFFERENT: Standing(
        "bad",
        "Bukan naskah yang disimpan",
        "Berkas ini lain dari semua naskah berita acara ini: disimpan ulang, dicetak ulang, atau berkas lain.",
    ),
    CHANGED: Standing(
        "bad",
        "Diubah",
        "Berkas ini memuat tanda tangan berita acara ini, tetapi isinya diubah sesudah ditandatangani. Jangan dipakai.",
    ),
    SCAN: Standing(
        "good", "Pindaian yang disimpan", "Berkas ini sama dengan pindaian bertanda tangan yang diunggah sekretariat."
    ),
    OTHER: Standing("bad", "Berita acara lain", "Berkas ini asli, tetapi milik berita acara atau versi lain."),
    UNREADABLE: Standing(
        "bad", "Tidak terbaca", "Berkas ini bukan naskah yang disimpan dan tidak dapat dibaca sebagai PDF yang utuh."
    ),
}


def standing_of(agreement: Agreement) -> Standing:
    return STANDING[agreement.state]


@dataclass(frozen=True)
class Figures:
    """Counts and totals of the frozen content, to be compared with the paper in hand."""

    present: int
    agreed: int
    total: int
    not_agreed: int
    follow_ups: int
    signatories: int


def figures_of(content: dict) -> Figures:
    return Figures(
        present=content["attendance"]["men"] + content["attendance"]["women"],
        agreed=sum(len(group["rows"]) for group in content["agreed"]),
        total=sum(group["subtotal"] for group in content["agreed"]),
        not_agreed=len(content["not_agreed"]),
        follow_ups=len(content["follow_ups"]),
        signatories=len(content["signatories"]),
    )


def successor_of(agreement: Agreement) -> Agreement | None:
    """The version that replaced this one, or the newest after it."""
    return agreement.successors.standing().order_by("-version").first()


def findings_of(check: PaperCheck) -> dict:
    """
    Return what an uploaded PDF is: plain facts for the page of the result.

    verdict: of `pdf_check.Verdict`, or SCAN, OTHER (a file of another version or agreement, named by `code`),
    CHANGED (what our seal signed was altered), UNREADABLE. later: how many revisions followed an earlier one.
    signatures: as `pdf_check.signatures_of`.
    """
    with check.file.open() as stored:
        content = stored.read()
    revisions = [(paper.sha256, paper.size) for paper in check.agreement.papers.revisions()]
    verdict, count = compare(content, revisions)
    later = len(revisions) - count if verdict is Verdict.EARLIER else 0
    found = {"verdict": str(verdict), "later": later, "code": "", "signatures": []}
    if verdict is Verdict.DIFFERENT and (kept := _same_file(check)):
        if kept.agreement_id == check.agreement_id:
            return found | {"verdict": SCAN}
        return found | {"verdict": OTHER, "code": kept.agreement.check_code}
    try:
        found["signatures"] = confined(
            "meetings.pdf_check:signatures_of",
            check.file.path,
            list(Seal.objects.for_kabupaten(check.kabupaten_id).values_list("fingerprint", flat=True)),
            seconds=SECONDS,
            megabytes=MEGABYTES,
        )
    except Confined:
        if verdict not in GENUINE:
            found["verdict"] = UNREADABLE
    if verdict not in GENUINE and any(row["ours"] and not row["intact"] for row in found["signatures"]):
        found["verdict"] = CHANGED
    return found


def _same_file(check: PaperCheck) -> Paper | None:
    papers = Paper.objects.filter(kabupaten=check.kabupaten_id).with_sha256(check.sha256)
    return papers.select_related("agreement").order_by("-pk").first()


@dataclass(frozen=True)
class ShownSignature:
    """One signature in an uploaded file, as its result page tells it."""

    office: str
    badge: Standing


INTACT = Standing("good", "Utuh", "")
BROKEN = Standing("bad", "Isinya diubah sesudah ditandatangani", "")
FORBIDDEN = Standing("bad", "Sesudahnya ditambahi yang tidak diizinkan", "")
FOREIGN = Standing("bad", "Bukan segel kabupaten ini", "")


def finding_of(check: PaperCheck) -> Standing:
    return FINDINGS[check.result["verdict"]]


def shown_signatures(check: PaperCheck) -> list[ShownSignature]:
    """Return the signatures that an uploaded file carries, by office; the application's own seal first."""
    rows = check.agreement.signatories.standing().exclude(place=None)
    offices = {SEAL_FIELD: "Segel kabupaten"} | {signature_field(row.place): row.office for row in rows}
    return [ShownSignature(offices.get(row["field"], "Bidang lain"), _badge(row)) for row in check.result["signatures"]]


def _badge(signature: dict) -> Standing:
    if not signature["ours"]:
        return FOREIGN
    if not signature["intact"]:
        return BROKEN
    return INTACT if signature["allowed"] else FORBIDDEN


def events_of(agreement: Agreement):
    """Return all that happened to an agreement, its signatures and its ralat, newest first: the audit."""
    own = LogEntry.objects.for_record(agreement)
    for rows in (agreement.signatories, agreement.ralat):
        own |= LogEntry.objects.filter(record_type=rows.model._meta.label_lower, record_id__in=rows.values("pk"))
    return own.order_by("-at", "-pk")
