"""Made-up berita acara of every length, and what would be wrong with how one lies on its pages."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2

from forum.choices import PaperSize
from forum.drawing.finishing import BELOW_LINE, MM, MODULE
from forum.paper import FOOT, sheet_of
from meetings.choices import SignatoryPart
from meetings.pdf import Imprint
from meetings.snapshot import fingerprint
from meetings.specimen import specimen
from meetings.wording import DEFAULT, filled

WORDS = [
    "contoh",
    "usulan",
    "kelompok",
    "perempuan",
    "pengembangan",
    "pemeliharaan",
    "sarana",
    "air",
    "bersih",
    "dusun",
    "jalan",
    "usaha",
    "tani",
]
MARK_MODULES = 21  # of the small QR's side: 23 digits at level M
SLACK = 1  # point: strokes of letters reach a little over their box


def made_up(seed: int, *, most_rows: int) -> tuple[dict, Imprint]:
    """Return content and imprint that nobody would think of, the same for the same seed."""
    chance = random.Random(seed)

    def text(most: int) -> str:
        words = [chance.choice(WORDS) for _ in range(chance.randint(1, most))]
        if chance.random() < 0.1:
            words.append("w" * chance.randint(30, 120))  # nothing to break at
        return " ".join(words).capitalize()

    content, imprint = specimen(
        rows=chance.choice([0, 1, 2, chance.randint(3, most_rows)]),
        signatories=chance.choice([1, 2, 3, chance.randint(4, 30)]),
        paper=chance.choice(PaperSize.values),
    )
    margins = {side: chance.choice([10, 15, 20, 25, 30, 40]) for side in ("top", "right", "bottom", "left")}
    content["kabupaten"] |= {"margins": margins, "address": text(12)}
    content["agreement"] |= {
        "title": text(12)[:200],
        "considerations": [text(40) for _ in range(chance.randint(0, 6))],
        "clauses": [text(80) for _ in range(chance.randint(0, 5))],
        "copies_to": [text(5) for _ in range(chance.randint(0, 6))],
    }
    content["meeting"] |= {"materials": [text(20) for _ in range(chance.randint(0, 6))], "place": text(10)}
    content["follow_ups"] *= chance.randint(0, 8)
    content["attendance"]["rows"] = content["attendance"]["rows"][: chance.choice([0, 1, 5, 35])]
    for number, row in enumerate([row for group in content["agreed"] for row in group["rows"]]):
        row |= {"title": f"{text(12)} A{number}", "explanation": text(20) if chance.random() < 0.2 else ""}
    for number, row in enumerate(content["not_agreed"]):
        row |= {"title": f"{text(12)} T{number}", "reason": f"{text(60)} {number}"}
    for number, block in enumerate(content["signatories"]):
        block |= {"jabatan": f"{text(8)} {number}", "name": f"{text(5)} {number}"}
    content["texts"] = filled(DEFAULT, content)
    return content, Imprint(imprint.number, fingerprint(content), imprint.code, imprint.final_at)


def faults_of(content: dict, pdf: bytes) -> list[str]:
    """Return in words what nobody would accept from a typist; nothing for a paper that is well laid out."""
    pages = list(pypdfium2.PdfDocument(pdf))
    # Where a line ends in a hyphen, pdfium says so with a character of its own.
    texts = [page.get_textpage().get_text_range().replace("\ufffe", "-") for page in pages]
    squeezed = ["".join(text.split()) for text in texts]
    return [
        *_lost(content, squeezed),
        *_annexes(texts),
        *_signatures(content, squeezed),
        *_headings(squeezed),
        *_marks(squeezed),
        *_outside(content, pages),
    ]


def squeeze(text: str) -> str:
    return "".join(text.split())


def _lost(content: dict, pages: list[str]) -> Iterator[str]:
    """Every text of every row, clause and block is on the paper."""
    agreement, meeting = content["agreement"], content["meeting"]
    texts = [*agreement["considerations"], *agreement["clauses"], *agreement["copies_to"], *meeting["materials"]]
    texts += [text for part, text in content["texts"].items() if part in ("opening", "purpose", "closing")]
    texts += [row[key] for group in content["agreed"] for row in group["rows"] for key in ("title", "desa", "activity")]
    texts += [row[key] for row in content["not_agreed"] for key in ("title", "desa", "reason")]
    texts += [row[key] for row in content["attendance"]["rows"] for key in ("name", "institution")]
    texts += [block[key] for block in content["signatories"] for key in ("jabatan", "name", "nip")]
    yield from (f"lost: {text[:60]}" for text in texts if not _stands(squeeze(text), pages))


def _stands(text: str, pages: list[str]) -> bool:
    """Say whether the text is on a page, or begins there and goes on over the next ones."""
    for start in range(len(pages)):
        rest = text
        for page in pages[start:]:
            rest = rest[_longest_beginning(rest, page) :]
            if not rest:
                return True
    return False


def _longest_beginning(text: str, page: str) -> int:
    """Return how many letters from the beginning of the text are found on the page in one piece."""
    fewest, most = 0, len(text)
    while fewest < most:
        middle = (fewest + most + 1) // 2
        fewest, most = (middle, most) if text[:middle] in page else (fewest, middle - 1)
    return fewest


def _annexes(texts: list[str]) -> Iterator[str]:
    """No subtotal or total opens a page; an annex begins with its table."""
    for number, text in enumerate(texts, 1):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        for before, after in pairwise(lines):
            if before.endswith(("(10)", "(6)")) and after.lower().startswith("jumlah"):
                yield f"page {number} opens with a total: {after}"
        if lines[0].startswith("LAMPIRAN") and len(text.partition("(1)")[2]) < 100:
            yield f"page {number}: an annex without its table"


def _signatures(content: dict, pages: list[str]) -> Iterator[str]:
    """Office, name and NIP of each signatory are on one page; the closing sentence is on the chair's."""
    for block in content["signatories"]:
        parts = [squeeze(block[key]) for key in ("jabatan", "name", "nip")]
        if not any(all(part in page for part in parts) for page in pages):
            yield f"signature split: {block['jabatan'][:60]}"
        closing = squeeze(content["texts"]["closing"])
        if block["part"] == SignatoryPart.CHAIR and not any(closing in page and parts[1] in page for page in pages):
            yield "the chair signs on another page than the closing sentence"


def _headings(pages: list[str]) -> Iterator[str]:
    """What follows a heading is on its page."""
    for heading, follows in (("MENYEPAKATI", "KESATU"), ("Menyetujui:", "NIP."), ("Mengetahui:", "NIP.")):
        for number, page in enumerate(pages, 1):
            if heading in page and follows not in page.partition(heading)[2]:
                yield f"page {number} ends with {heading}"


def _marks(pages: list[str]) -> Iterator[str]:
    """The check number stands once, on page 1 with the title; no page is empty but for its foot."""
    found = [number for number, page in enumerate(pages, 1) if "Nomorperiksa0000" in page]
    if found != [1] or "NOMOR:" not in pages[0]:
        yield f"check number on pages {found}"
    for number, page in enumerate(pages, 1):
        if f"Halaman{number}dari{len(pages)}" not in page:
            yield f"page {number} without its number"
        if len(page.rpartition("BeritaAcara")[0]) < 20:  # with which the foot begins
            yield f"page {number} is empty"


def _outside(content: dict, pages) -> Iterator[str]:
    """Nothing is printed beyond the margins, in the quiet zone of a page's QR, or over the foot."""
    sheet = sheet_of(content["kabupaten"])
    for number, page in enumerate(pages, 1):
        width, height = page.get_size()
        text = page.get_textpage()
        left, right = sheet["left"] * MM - SLACK, width - sheet["right"] * MM + SLACK
        side, quiet = MARK_MODULES * MODULE, 4 * MODULE
        mark_left, mark_bottom = right - SLACK - side - quiet, max(sheet["bottom"], FOOT) * MM - BELOW_LINE - side
        for index in range(text.count_rects()):
            x1, y1, x2, y2 = text.get_rect(index)
            if x1 < left or x2 > right or y1 < 0 or y2 > height:
                yield f"page {number}: beyond the margin: {text.get_text_bounded(x1, y1, x2, y2)[:40]!r}"
            if x2 > mark_left and mark_bottom - quiet < y1 and y2 < mark_bottom + side + quiet:
                yield f"page {number}: over the small QR: {text.get_text_bounded(x1, y1, x2, y2)[:40]!r}"
