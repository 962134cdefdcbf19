"""
The seal on a PDF: certified once, then one approval for each signatory. Pure: bytes in, bytes out.

Every call appends to the file (an incremental update): what was there stays byte for byte, so that each
revision is the beginning of the next. Signatures carry no time stamp of an outside authority; their time is
the server's word, and the database's list of revisions stands beside it.
"""

import datetime
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from asn1crypto import keys, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.font.api import FontEngineFactory
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

SEAL_FIELD = "segel"
STAMP_FONT = Path(settings.BASE_DIR / "static" / "pdf" / "fonts" / "LiberationSans-Regular.ttf")
DRAWING_WIDTH, DRAWING_HEIGHT = 300, 100  # the pad on which a name is drawn, in its own units
YEARS = 3


def signature_field(place: int) -> str:
    """Return the name of the field in which the signatory of this block of the snapshot (from 1) signs."""
    return f"ttd-{place}"


class FieldMissing(Exception):
    """The PDF has no such field, or somebody signed in it already."""


class SealUnreadable(Exception):
    """A key file cannot be used; the message says why."""


@dataclass(frozen=True)
class SealKey:
    """A private key (PEM) with its certificate and those that lead to its issuer (PEM, its own first)."""

    key: bytes
    certificate: bytes

    @property
    def details(self) -> x509.Certificate:
        return x509.load_pem_x509_certificates(self.certificate)[0]

    @property
    def subject(self) -> str:
        names = self.details.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.details.subject.rfc4514_string()

    @property
    def fingerprint(self) -> str:
        return self.details.fingerprint(hashes.SHA256()).hex()


def issue_seal(subject: str, *, now: datetime.datetime) -> SealKey:
    """Return a new key with a certificate that the key itself issued: it proves integrity, not identity."""
    key = ec.generate_private_key(ec.SECP256R1())  # an RSA key of this strength takes a third of a second to load
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_signing(), critical=True)
        .sign(key, hashes.SHA256())
    )
    return SealKey(_key_pem(key), certificate.public_bytes(serialization.Encoding.PEM))


def read_pkcs12(content: bytes, password: str) -> SealKey:
    """
    Return the key and certificates of a PKCS#12 file.

    :raises SealUnreadable: if the password or the file is wrong, or it holds no key with a certificate.
    """
    try:
        bundle = pkcs12.load_pkcs12(content, password.encode() or None)
    except ValueError:
        raise SealUnreadable("Berkas PKCS#12 tidak terbaca. Periksa berkas dan kata sandinya.") from None
    if bundle.key is None or bundle.cert is None:
        raise SealUnreadable("Berkas PKCS#12 ini tidak memuat kunci beserta sertifikatnya.")
    chain = [bundle.cert, *bundle.additional_certs]
    pem_chain = b"".join(row.certificate.public_bytes(serialization.Encoding.PEM) for row in chain)
    return SealKey(_key_pem(bundle.key), pem_chain)


def _key_pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _for_signing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class Stamp:
    """
    What is seen in a signed field: lines of text, and the name as it was drawn.

    `drawing` holds strokes, each a list of (x, y) on the pad (DRAWING_WIDTH by DRAWING_HEIGHT, y downwards).
    """

    lines: tuple[str, ...]
    drawing: tuple[tuple[tuple[int, int], ...], ...] = ()


def certify(pdf: bytes, seal: SealKey, *, reason: str) -> bytes:
    """Return the PDF certified by the seal: from now on only its signature fields may be filled."""
    metadata = signers.PdfSignatureMetadata(
        field_name=SEAL_FIELD, certify=True, docmdp_permissions=MDPPerm.FILL_FORMS, reason=reason, **_shared(seal)
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return _sign(writer, seal, metadata, new_field_spec=SigFieldSpec(SEAL_FIELD))


def approve(pdf: bytes, seal: SealKey, field: str, stamp: Stamp, *, reason: str, place: str) -> bytes:
    """
    Return the PDF with this field signed by the seal and stamped; the fields of others stay as they are.

    :raises FieldMissing: if there is no such field, or it is signed already.
    """
    metadata = signers.PdfSignatureMetadata(field_name=field, reason=reason, location=place, **_shared(seal))
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if field not in {name for name, value, _ in enumerate_sig_fields(writer.prev) if value is None}:
        raise FieldMissing(field)
    return _sign(writer, seal, metadata, stamp_style=_style(stamp))


def _shared(seal: SealKey) -> dict:
    return {"subfilter": SigSeedSubFilter.PADES, "md_algorithm": "sha256", "name": seal.subject}


def _sign(writer: IncrementalPdfFileWriter, seal: SealKey, metadata, **options) -> bytes:
    out = io.BytesIO()
    existing = "new_field_spec" not in options
    signers.PdfSigner(metadata, _signer(seal), **options).sign_pdf(writer, existing_fields_only=existing, output=out)
    return out.getvalue()


def _signer(seal: SealKey) -> signers.SimpleSigner:
    _, _, key = pem.unarmor(seal.key)
    own, *issuers = certificates(seal.certificate)
    registry = SimpleCertificateStore()
    registry.register_multiple(issuers)
    return signers.SimpleSigner(signing_cert=own, signing_key=keys.PrivateKeyInfo.load(key), cert_registry=registry)


def certificates(bundle: bytes) -> list[asn1_x509.Certificate]:
    """Return the certificates of a PEM bundle, in its order."""
    return [asn1_x509.Certificate.load(der) for _, _, der in pem.unarmor(bundle, multiple=True)]


def _style(stamp: Stamp) -> TextStampStyle:
    return TextStampStyle(
        stamp_text="\n".join(line.replace("%", "%%") for line in stamp.lines),
        text_box_style=TextBoxStyle(font=_StampFont(), font_size=7, leading=9, border_width=0),
        border_width=0,
        background=_drawn(stamp.drawing) if stamp.drawing else None,
        background_opacity=1,
    )


def _drawn(strokes) -> RawContent:
    """The drawn name as lines of the PDF itself: no picture, nothing that blurs."""
    parts = [b"0.12 0.23 0.37 RG 2 w 1 J 1 j"]
    for stroke in strokes:
        points = [f"{x} {DRAWING_HEIGHT - y}" for x, y in stroke]
        path = " ".join([f"{points[0]} m", *(f"{point} l" for point in points[1:] or points)])
        parts.append(f"{path} S".encode())
    return RawContent(b"\n".join(parts), box=BoxConstraints(width=DRAWING_WIDTH, height=DRAWING_HEIGHT))


class _StampFont(FontEngineFactory):
    def create_font_engine(self, writer, obj_stream=None):
        return GlyphAccumulator(writer, io.BytesIO(_stamp_font()), font_size=7, obj_stream=obj_stream)


@lru_cache(maxsize=1)
def _stamp_font() -> bytes:
    """
    The papers' font at 1000 units to the em, with the scripts that names are written in.

    pyHanko does not scale the widths of a font of 2048 units: its letters would stand apart, and PDF/A be broken.
    """
    font = TTFont(STAMP_FONT)
    subsetter = Subsetter(
        Options(layout_features=[], hinting=False, notdef_outline=True, drop_tables=[*Options().drop_tables, "FFTM"])
    )
    subsetter.populate(unicodes=[*range(0x20, 0x250), *range(0x1E00, 0x1F00), *range(0x2010, 0x2027)])
    subsetter.subset(font)
    scale_upem(font, 1000)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
