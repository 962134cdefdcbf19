"""
What a validator of PDF/A-3a and PDF/UA-1 would find wrong, as far as it can be told from the file's structure.

There is no validator to be had from a package registry. These checks are written from the clauses that papers like
ours break when something in the drawing changes: metadata, colour, fonts, structure, annotations.
"""

import io
import itertools
import re
from collections.abc import Iterator

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

PRINT = 1 << 2
HIDDEN = 1 << 1 | 1 << 0 | 1 << 5  # Invisible, Hidden, NoView
# XMP writes a value as an element or as an attribute; pyHanko turns the one into the other.
XMP_PARTS = {
    rb"pdfaid:part(=\"|>)3": "metadata: no PDF/A part 3",
    rb"pdfaid:conformance(=\"|>)A": "metadata: no conformance A",
    rb"pdfuaid:part(=\"|>)1": "metadata: no PDF/UA part 1",
    rb"pdfaSchema:prefix(=\"|>)pdfuaid": "metadata: pdfuaid without its extension schema",
    rb"dc:title": "metadata: no title",
}


def problems_of(content: bytes) -> list[str]:
    """Return what is wrong with this PDF; nothing for one that is fit for archive and screen reader."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return sorted({*_metadata(pdf), *_catalog(pdf), *_objects(pdf), *_structure(pdf), *_pages(pdf)})


def _metadata(pdf) -> Iterator[str]:
    xmp = pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b""
    yield from (problem for part, problem in XMP_PARTS.items() if not re.search(part, xmp))


def _catalog(pdf) -> Iterator[str]:
    root = pdf.Root
    if "/ID" not in pdf.trailer:
        yield "no file identifier"
    if pdf.is_encrypted:
        yield "encrypted"
    if [str(intent.S) for intent in root.get("/OutputIntents", [])] != ["/GTS_PDFA1"]:
        yield "no output intent of PDF/A"
    if not root.get("/MarkInfo", Dictionary()).get("/Marked"):
        yield "not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle"):
        yield "title not shown"
    if "/AcroForm" in root and "/XFA" in root.AcroForm:
        yield "XFA form"
    for file in root.get("/AF", []):
        if "/AFRelationship" not in file or "/UF" not in file or "/Subtype" not in file.EF.F:
            yield "embedded file without relationship, name or type"


def _dictionaries(item) -> Iterator[Dictionary | Stream]:
    """The dictionaries and streams that are written within one indirect object."""
    if isinstance(item, Array):
        kids = list(item)
    elif isinstance(item, Dictionary | Stream):
        yield item
        kids = [item[key] for key in item.keys()]  # noqa: SIM118  a pikepdf dictionary iterates only by keys()
    else:
        return
    for kid in kids:
        if isinstance(kid, pikepdf.Object) and not kid.is_indirect:
            yield from _dictionaries(kid)


def _objects(pdf) -> Iterator[str]:
    for item in (found for top in pdf.objects for found in _dictionaries(top)):
        if item.get("/Interpolate") is True:
            yield "picture to be smoothed"
        if "/JS" in item or item.get("/S") in (Name.JavaScript, Name.Launch):
            yield "script"
        if item.get("/Type") == Name.Font:
            yield from _font(item)
        if item.get("/Subtype") == Name.Widget:
            yield from _widget(item)


def _font(font) -> Iterator[str]:
    name = font.get("/BaseFont", "?")
    if font.Subtype == Name.Type0:
        described = font.DescendantFonts[0]
        descriptor = described.FontDescriptor
        if "/ToUnicode" not in font:
            yield f"font without Unicode: {name}"
        if "/FontFile2" in descriptor:
            yield from _widths(described, descriptor.FontFile2.read_bytes(), name)
    elif font.Subtype in (Name.CIDFontType0, Name.CIDFontType2):
        descriptor = font.FontDescriptor
    else:
        descriptor = font.get("/FontDescriptor", Dictionary())
    if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        yield f"font not embedded: {name}"


def _widths(described, file: bytes, name) -> Iterator[str]:
    """The widths that the PDF states against those of the embedded font."""
    font = TTFont(io.BytesIO(file))
    scale, order = 1000 / font["head"].unitsPerEm, font.getGlyphOrder()
    stated = list(described.get("/W", []))
    for first, widths in zip(stated[::2], stated[1::2], strict=False):
        if not isinstance(widths, Array):
            return  # the other form, "first last width", which our writer does not use
        for glyph, width in enumerate(widths, int(first)):
            if glyph < len(order) and abs(float(width) - font["hmtx"][order[glyph]][0] * scale) > 1.5:
                yield f"font with wrong widths: {name}"
                return


def _widget(field) -> Iterator[str]:
    left, bottom, right, top = (float(value) for value in field.Rect)
    flags = int(field.get("/F", 0))
    if not flags & PRINT or flags & HIDDEN:
        yield "field that is not printed"
    if left != right and bottom != top:
        if "/AP" not in field:
            yield "field without appearance"
        if "/StructParent" not in field:
            yield "field outside the structure"
        if not str(field.get("/TU", "")):
            yield "field without a name that can be read aloud"


def _structure(pdf) -> Iterator[str]:
    elements = list(_elements(pdf.Root.StructTreeRoot.K)) if "/StructTreeRoot" in pdf.Root else []
    if not elements:
        yield "no structure"
    for element in elements:
        if str(element.S) == "/Figure" and not str(element.get("/Alt", "")):
            yield "picture without words"
        if str(element.S) == "/Form" and isinstance(element.K, Array):
            yield "field in a list: a later signature would break the earlier ones"
    headings = [int(str(element.S)[2]) for element in elements if str(element.S) in ("/H1", "/H2", "/H3")]
    if headings and (headings[0] != 1 or any(b - a > 1 for a, b in itertools.pairwise(headings))):
        yield "headings skip a level"


def _elements(kids) -> Iterator[Dictionary]:
    """The structure elements that are reached from the root, in the order in which they are read."""
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid.get("/K", Array()))


def _pages(pdf) -> Iterator[str]:
    for page in pdf.pages:
        if "/Annots" in page and page.get("/Tabs") != Name.S:
            yield "page whose fields have no order"
        yield from _marks(page)


def _marks(page) -> Iterator[str]:
    """Everything drawn is either content of the structure or an artifact; outside both nothing is painted."""
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif name in ("Tj", "TJ", "f", "f*", "S", "s", "B", "b", "Do", "sh") and not depth:
            yield f"painted outside the structure: {name} {operands if name == 'Do' else ''}".strip()
    if depth:
        yield "marked content that is not closed"
