"""
What a scan says of itself: the small code on every page names paper, version, page and number of pages.

`read_texts` runs confined (forum.confined), for a scan may be any file. A machine sees by this whether the pages
are of this version and all there; whether somebody altered what stands on them, only a person can see.
"""

from meetings.check_code import PageMark, read_page_mark

MOST_PAGES = 400
MOST_PIXELS = 40_000_000
RESOLUTIONS = (200, 300)  # dots per inch; the second only for pages on which the first finds nothing
LONGEST_SIDE = 5000  # pixels, whatever size of page the file claims


def read_texts(path: str, content_type: str) -> list[list[str]]:
    """Return the texts of the QR codes on each page of a PDF, or of the one page of a picture."""
    if content_type == "application/pdf":
        return _of_pdf(path)
    from PIL import Image

    with Image.open(path) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("more pixels than a scan has")
        return [_codes(picture.convert("L"))]


def _of_pdf(path: str) -> list[list[str]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    pages = []
    for number in range(min(len(document), MOST_PAGES)):
        page, found = document[number], []
        for dpi in RESOLUTIONS:
            scale = min(dpi / 72, LONGEST_SIDE / max(*page.get_size(), 1))
            found = _codes(page.render(scale=scale, grayscale=True).to_pil())
            if any(read_page_mark(text) for text in found):
                break
        pages.append(found)
    return pages


def _codes(picture) -> list[str]:
    import zxingcpp

    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def judge(pages: list[list[str]], *, code: str, version: int) -> dict:
    """
    Return what the codes on these pages say, for the version with this check number.

    pages: how many the scan has. matching: how many carry a mark of this version. missing: page numbers of the
    version that no mark shows. foreign: pages of the scan (from 1) with the mark of another paper or version.
    unreadable: pages of the scan without any mark.
    """
    marks = [_mark(texts, code) for texts in pages]
    own = {
        number: mark for number, mark in enumerate(marks, 1) if mark and (mark.code, mark.version) == (code, version)
    }
    total = max((mark.pages for mark in own.values()), default=0)
    shown = {mark.page for mark in own.values()}
    return {
        "pages": len(pages),
        "matching": len(own),
        "total": total,
        "missing": [page for page in range(1, total + 1) if page not in shown],
        "foreign": [number for number, mark in enumerate(marks, 1) if mark and number not in own],
        "unreadable": [number for number, mark in enumerate(marks, 1) if mark is None],
    }


def told(reading: dict) -> str:
    """Return the reading as sentences for those who have to compare the paper."""
    if not reading["pages"]:
        return "Pindaian ini tidak terbaca oleh mesin; bandingkan seluruhnya dengan naskah."
    said = [f"{reading['matching']} dari {reading['pages']} halaman pindaian bertanda versi ini"]
    if reading["missing"]:
        said.append(f"halaman {_listed(reading['missing'])} dari {reading['total']} tidak ditemukan")
    elif reading["matching"]:
        said.append(f"semua {reading['total']} halaman naskah ada")
    if reading["foreign"]:
        said.append(f"halaman pindaian {_listed(reading['foreign'])} berasal dari berita acara atau versi lain")
    if reading["unreadable"]:
        said.append(f"tanda pada halaman pindaian {_listed(reading['unreadable'])} tidak terbaca")
    return "; ".join(said) + ". Isi yang diubah dengan tangan hanya terlihat oleh orang yang membandingkan."


def _listed(numbers: list[int]) -> str:
    *most, last = (str(number) for number in numbers)
    return f"{', '.join(most)} dan {last}" if most else last


def _mark(texts: list[str], code: str) -> PageMark | None:
    """Return the mark among the codes of a page; where there are several, that of the paper in question."""
    marks = [mark for text in texts if (mark := read_page_mark(text))]
    return next((mark for mark in marks if mark.code == code), marks[0] if marks else None)
