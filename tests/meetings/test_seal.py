"""The seal on a PDF: what it lets pass, what it finds out, and what it leaves alone."""

import datetime
import io
import socket
from itertools import pairwise

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate

from meetings.pdf_check import Verdict, compare, signatures_of
from meetings.seal import FieldMissing, SealUnreadable, Stamp, approve, read_pkcs12, signature_field
from tests.meetings.scenes import NOW
from tests.meetings.signing_scene import STAMP, seal_key, signed_revisions


@pytest.fixture
def read(tmp_path):
    """Read the signatures of a PDF, as (field, badge) with a badge of letters: intact, ours, allowed, whole."""

    def read(content: bytes) -> list[tuple[str, str]]:
        path = tmp_path / "berkas.pdf"
        path.write_bytes(content)
        found = signatures_of(str(path), [seal_key().fingerprint])
        names = ("intact", "ours", "allowed", "whole")
        return [(row["field"], "".join(name[0] for name in names if row[name])) for row in found]

    return read


def changed(content: bytes, change) -> bytes:
    """Append an incremental update to a PDF, as an editor would."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    out, writer = io.BytesIO(), IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    writer.write(out)
    return out.getvalue()


def test_every_revision_is_the_beginning_of_the_next():
    revisions = signed_revisions()

    assert len(revisions) == 5
    assert all(later.startswith(earlier) for earlier, later in pairwise(revisions))


def test_all_signatures_hold_when_all_have_signed(read):
    assert read(signed_revisions()[-1]) == [
        ("segel", "ioa"),
        ("ttd-1", "ioa"),
        ("ttd-2", "ioa"),
        ("ttd-3", "ioaw"),
    ]


def test_signed_file_is_sound_for_qpdf_and_keeps_the_papers_structure():
    with pikepdf.open(io.BytesIO(signed_revisions()[-1])) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert "/StructTreeRoot" in pdf.Root
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_widths_of_the_stamps_letters_are_those_of_its_font():
    """pyHanko does not scale fonts of 2048 units: letters would stand apart and PDF/A be broken."""
    from fontTools.ttLib import TTFont

    with pikepdf.open(io.BytesIO(signed_revisions()[-1])) as pdf:
        kinds = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/CIDFontType2"]
        units = [TTFont(io.BytesIO(o.FontDescriptor.FontFile2.read_bytes()))["head"].unitsPerEm for o in kinds]

    assert 1000 in units


def test_name_is_drawn_as_lines():
    drawing = (((10, 10), (150, 90), (290, 10)), ((5, 5),))
    stamp = Stamp(STAMP.lines, drawing)

    signed = approve(signed_revisions()[1], seal_key(), signature_field(1), stamp, reason="Contoh", place="Tambolaka")

    with pikepdf.open(io.BytesIO(signed)) as pdf:
        field = next(field for field in pdf.Root.AcroForm.Fields if field.T == "ttd-1")
        shown = b"".join(form.read_bytes() for form in [field.AP.N, *field.AP.N.Resources.get("/XObject", {}).values()])
    assert b"10 90 m 150 10 l 290 90 l S" in shown


@pytest.mark.parametrize("field", ["ttd-9", "ttd-1"])
def test_field_that_is_missing_or_signed_is_refused(field):
    with pytest.raises(FieldMissing):
        approve(signed_revisions()[2], seal_key(), field, STAMP, reason="Contoh", place="Tambolaka")


def test_changed_byte_breaks_what_was_signed(read):
    whole = bytearray(signed_revisions()[-1])
    at = whole.index(b"/Lang")
    whole[at + 7] ^= 1

    found = read(bytes(whole))

    assert [field for field, badge in found if "i" in badge] == []
    assert len(found) == 4


def test_appended_page_change_is_not_allowed(read):
    def rewrite_page(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Rotate"] = writer.root["/Pages"]["/Count"]
        writer.update_container(page)

    found = read(changed(signed_revisions()[-1], rewrite_page))

    assert {badge for _, badge in found} == {"io"}


def test_appended_annotation_is_not_allowed(read):
    from pyhanko.pdf_utils import generic

    def annotate(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
                generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (10, 10, 30, 30))),
                generic.pdf_name("/Contents"): generic.pdf_string("bukan dari forum"),
            }
        )
        page["/Annots"].append(writer.add_object(note))
        writer.update_container(page["/Annots"])

    found = read(changed(signed_revisions()[-1], annotate))

    assert {badge for _, badge in found} == {"io"}


def test_rollback_is_seen_by_the_list_of_revisions_alone(read):
    revisions, earlier = signed_revisions(), signed_revisions()[3]

    assert read(earlier)[-1] == ("ttd-2", "ioaw")
    assert compare(earlier, listed(revisions)) == (Verdict.EARLIER, 4)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda revisions: revisions[-1], (Verdict.LATEST, 5)),
        (lambda revisions: revisions[0], (Verdict.EARLIER, 1)),
        (lambda revisions: revisions[-1] + b"\n% lampiran", (Verdict.EXTENDED, 5)),
        (lambda revisions: revisions[2] + b"\n% lampiran", (Verdict.EXTENDED, 3)),
        (lambda revisions: b"X" + revisions[-1][1:], (Verdict.DIFFERENT, 0)),
        (lambda revisions: b"", (Verdict.DIFFERENT, 0)),
    ],
)
def test_compare(change, verdict):
    revisions = signed_revisions()

    assert compare(change(revisions), listed(revisions)) == verdict


def listed(revisions):
    import hashlib

    return [(hashlib.sha256(content).hexdigest(), len(content)) for content in revisions]


def test_strangers_seal_is_not_ours(tmp_path):
    path = tmp_path / "berkas.pdf"
    path.write_bytes(signed_revisions()[-1])

    assert {row["ours"] for row in signatures_of(str(path), ["0" * 64])} == {False}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.7 " + b"<<" * 5000, b"bukan pdf" * 100])
def test_what_is_no_pdf_is_a_value_error(tmp_path, content):
    path = tmp_path / "berkas.pdf"
    path.write_bytes(content)

    with pytest.raises(ValueError, match="not readable"):
        signatures_of(str(path), [])


def test_checking_opens_no_connection(read, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("the network was asked"))

    assert len(read(signed_revisions()[-1])) == 4


def test_self_issued_seal_says_so_and_runs_three_years():
    certificate = seal_key().details

    assert seal_key().subject == "Segel Kabupaten Contoh (diterbitkan sendiri)"
    assert certificate.issuer == certificate.subject
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == datetime.timedelta(days=1095)


def packed(password=b"rahasia"):
    key = serialization.load_pem_private_key(seal_key().key, None)
    certificate = load_pem_x509_certificate(seal_key().certificate)
    return pkcs12.serialize_key_and_certificates(
        b"segel", key, certificate, None, serialization.BestAvailableEncryption(password)
    )


def test_pkcs12_gives_key_and_certificate():
    assert read_pkcs12(packed(), "rahasia").fingerprint == seal_key().fingerprint


@pytest.mark.parametrize(("content", "password"), [(packed, "salah"), (lambda: b"bukan pkcs12", "rahasia")])
def test_pkcs12_that_cannot_be_read_is_refused(content, password):
    with pytest.raises(SealUnreadable, match="kata sandinya"):
        read_pkcs12(content(), password)


def test_now_lies_within_the_seals_time():
    assert seal_key().details.not_valid_before_utc < NOW < seal_key().details.not_valid_after_utc
