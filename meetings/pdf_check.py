"""
Is this file the one that was signed? Compared with what is stored, then its signatures read one by one.

Pure and without Django: `signatures_of` runs confined (forum.confined), for the file may be anybody's. Nothing is
ever fetched from the network: certificates of a stranger carry addresses of his choice.
"""

import hashlib
from enum import StrEnum


class Verdict(StrEnum):
    """How a file stands to the revisions that are stored."""

    LATEST = "latest"
    EARLIER = "earlier"
    EXTENDED = "extended"  # begins as a stored revision, but more was added to it
    DIFFERENT = "different"


def compare(content: bytes, revisions: list[tuple[str, int]]) -> tuple[Verdict, int]:
    """
    Return the verdict, and how many revisions (of those given, oldest first) the file contains.

    `revisions` are (SHA-256, length). A rollback to an earlier revision is valid by every signature in it: only
    this list tells.
    """
    digest = hashlib.sha256(content).hexdigest()
    for number, (sha256, size) in reversed(list(enumerate(revisions, 1))):
        if size == len(content) and sha256 == digest:
            return (Verdict.LATEST if number == len(revisions) else Verdict.EARLIER), number
        if size < len(content) and hashlib.sha256(content[:size]).hexdigest() == sha256:
            return Verdict.EXTENDED, number
    return Verdict.DIFFERENT, 0


def signatures_of(path: str, fingerprints: list[str]) -> list[dict]:
    """
    Return each signature of a PDF: `field`, `intact`, `ours`, `allowed`, `whole`.

    intact: what it signed is unchanged. ours: made by one of the certificates with these SHA-256. allowed: all
    that was added after it, it permits. whole: nothing was added after it.

    :raises ValueError: if the file cannot be read as a PDF.
    """
    # Loaded here: the comparison above needs none of it.
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    offline = {"allow_fetching": False, "revocation_mode": "soft-fail"}
    found = []
    with open(path, "rb") as file:
        try:
            signatures = PdfFileReader(file).embedded_signatures
            for signature in signatures:
                certificate = signature.signer_cert
                context = ValidationContext(trust_roots=[certificate], **offline)
                try:
                    status = validate_pdf_signature(signature, signer_validation_context=context)
                except SignatureValidationError:
                    found.append(_broken(signature.field_name))
                    continue
                coverage = status.coverage or SignatureCoverageLevel.UNCLEAR
                known = coverage >= SignatureCoverageLevel.ENTIRE_REVISION
                found.append(
                    {
                        "field": signature.field_name,
                        "intact": bool(status.intact and status.valid and known),
                        "ours": hashlib.sha256(certificate.dump()).hexdigest() in fingerprints,
                        "allowed": bool(status.docmdp_ok)
                        and status.modification_level is not None
                        and status.modification_level <= ModificationLevel.FORM_FILLING,
                        "whole": coverage == SignatureCoverageLevel.ENTIRE_FILE,
                    }
                )
        except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as exc:
            raise ValueError(f"not readable as a PDF: {type(exc).__name__}") from exc
    return found


def _broken(field: str) -> dict:
    return {"field": field, "intact": False, "ours": False, "allowed": False, "whole": False}
