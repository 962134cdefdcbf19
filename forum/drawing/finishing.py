"""
What WeasyPrint leaves out of a paper: PDF/UA beside PDF/A, signature fields, a compact file.

Pure: bytes in, bytes out. It runs before any signature; a signed file is never written anew.
"""

import io
from itertools import groupby

import pikepdf
import segno
from pikepdf import Array, Dictionary, Name

from forum.drawing.job import PageMarks

PRINT, LOCKED = 1 << 2, 1 << 7  # flags of an annotation

MM = 72 / 25.4  # a millimetre in points
MODULE = 0.6 * MM  # of a small QR: still read from a poor scan at 150 dpi
BELOW_LINE = 3 * MM  # its quiet zone below the line of the foot

# The identifier of PDF/UA, and the extension schema with which PDF/A wants it declared.
PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
END_OF_RDF = b"</rdf:RDF>"


def finish(drawn: bytes, *, marks: PageMarks | None = None) -> bytes:
    """
    Return the PDF that WeasyPrint drew as PDF/A-3a and PDF/UA-1, its checkboxes as signature fields.

    `marks` puts a small QR into the foot of every page.
    """
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        _declare_pdfua(pdf)
        _fold_spans(pdf)
        _make_signature_fields(pdf)
        if marks:
            _mark_pages(pdf, marks)
        return _packed(pdf)


def _mark_pages(pdf: pikepdf.Pdf, marks: PageMarks) -> None:
    for number, page in enumerate(pdf.pages, 1):
        symbol = segno.make(
            f"{marks.prefix}{number:04d}{len(pdf.pages):04d}", error="m", micro=False, boost_error=False
        )
        left = float(page.mediabox[2]) - marks.right * MM - len(symbol.matrix) * MODULE
        top = marks.bottom * MM - BELOW_LINE
        # What was drawn before must not move the mark: its graphics state is kept apart.
        page.contents_add(b"q", prepend=True)
        page.contents_add(b"Q " + _drawn(symbol.matrix, left, top))


def _drawn(matrix, left: float, top: float) -> bytes:
    """The dark modules as black rectangles, marked as no part of the text; a row's neighbours are one rectangle."""
    rectangles = []
    for row, modules in enumerate(matrix):
        column = 0
        for dark, run in groupby(modules):
            width = len(list(run))
            if dark:
                x, y = left + column * MODULE, top - (row + 1) * MODULE
                rectangles.append(f"{x:.3f} {y:.3f} {width * MODULE:.3f} {MODULE:.3f} re")
            column += width
    return f"/Artifact BMC q 0 g {' '.join(rectangles)} f Q EMC".encode()


def _packed(pdf: pikepdf.Pdf) -> bytes:
    """
    Write the file with many small object streams.

    WeasyPrint writes one huge stream, which pyHanko reads anew for every object of it: minutes for a long
    paper with a dozen signatures.
    """
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _declare_pdfua(pdf: pikepdf.Pdf) -> None:
    xmp = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(xmp.replace(END_OF_RDF, PDFUA + END_OF_RDF, 1))


PLAIN_SPAN = {"/K", "/P", "/Pg", "/S", "/Type"}


def _fold_spans(pdf: pikepdf.Pdf) -> None:
    """
    Let cells and paragraphs hold their text themselves, not in a span that says nothing of it.

    That halves the structure, which whoever checks a signed paper reads anew for every signature.
    """
    folded = {}
    for marked in list(pdf.Root.StructTreeRoot.ParentTree.Nums)[1::2]:
        for index, span in enumerate(marked if isinstance(marked, Array) else ()):
            if _is_plain_span(span):
                _, spans = folded.setdefault(span.P.objgen, (span.P, {}))
                spans[span.objgen] = span.K[0], span.Pg
                marked[index] = span.P
    for parent, spans in folded.values():
        parent.K = Array([_content(kid, parent, spans) for kid in parent.K])


def _is_plain_span(element) -> bool:
    return (
        isinstance(element, Dictionary)
        and element.get("/S") == Name.Span
        and set(element.keys()) == PLAIN_SPAN
        and isinstance(element.K, Array)
        and len(element.K) == 1
        and isinstance(element.K[0], int)
        and str(element.P.S) != "/Span"
    )


def _content(kid, parent: Dictionary, spans: dict):
    """What stands in the parent in place of a folded span: its marked content, with the page where that differs."""
    if not isinstance(kid, Dictionary) or kid.objgen not in spans:
        return kid
    marked, page = spans[kid.objgen]
    return marked if page.objgen == parent.Pg.objgen else Dictionary(Type=Name.MCR, Pg=page, MCID=marked)


def _make_signature_fields(pdf: pikepdf.Pdf) -> None:
    """
    Turn each checkbox into an empty signature field in its place.

    A checkbox, because a text input would embed a font. The empty field needs an appearance of its own for
    PDF/A, and the structure element of a field must hold its reference itself, not a list of one: else every
    new signature makes the earlier ones "illegally modified".
    """
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    for field in form.Fields:
        x1, y1, x2, y2 = (float(value) for value in field.Rect)
        left, right, bottom, top = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        empty = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, Resources=Dictionary())
        empty.BBox = Array([0, 0, round(right - left, 3), round(top - bottom, 3)])
        for key in ("/V", "/AS", "/MK", "/Border", "/DA"):
            if key in field:
                del field[key]
        field.FT, field.F = Name.Sig, PRINT | LOCKED
        field.Rect = Array([round(value, 3) for value in (left, bottom, right, top)])
        field.AP = Dictionary(N=empty)
    for element in pdf.objects:
        if isinstance(element, Dictionary) and element.get("/S") == Name.Form and isinstance(element.K, Array):
            element.K = element.K[0]
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=form.Fields, SigFlags=1))
