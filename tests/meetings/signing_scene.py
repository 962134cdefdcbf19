"""A final berita acara that waits for the signatures of three people with accounts; a seal; a PDF with its fields."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.core.files.uploadedfile import SimpleUploadedFile

from forum.choices import Role
from forum.drawing.job import Job
from forum.models import Kabupaten, User
from forum.paper import draw
from meetings import actions
from meetings.choices import SignatoryPart
from meetings.models import Agreement, Seal, Signatory
from meetings.seal import SealKey, Stamp, approve, certify, issue_seal, signature_field
from tests.factories import make_incumbency, make_jabatan, make_person, make_user
from tests.meetings.scenes import NOW, NUMBER, decide, make_rakor

STAMP = Stamp(("Ditandatangani secara elektronik oleh", "Pejabat Contoh, S.P.", "Camat Contoh"))


def seal_key(since: datetime.datetime = NOW) -> SealKey:
    return _seal_key(since.date())


@lru_cache
def _seal_key(day: datetime.date) -> SealKey:
    since = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return issue_seal("Segel Kabupaten Contoh (diterbitkan sendiri)", now=since - datetime.timedelta(days=30))


@lru_cache
def blank(fields: int = 3) -> bytes:
    """A small paper with the fields of its signatories, as the finisher makes them."""
    boxes = "".join(f'<p><input type="checkbox" name="{signature_field(n)}" title="{n}">' for n in range(1, fields + 1))
    style = "<style>input { display: block; width: 70mm; height: 20mm; appearance: auto }</style>"
    head = f'<html lang="id"><head><title>Contoh</title>{style}</head>'
    return draw(Job(f"{head}<body><h1>Contoh</h1>{boxes}</body></html>"))


@lru_cache
def signed_revisions(signatures: int = 3) -> list[bytes]:
    """The blank paper, certified, then signed by one after the other."""
    revisions = [blank(signatures), certify(blank(signatures), seal_key(), reason="Contoh")]
    for place in range(1, signatures + 1):
        field = signature_field(place)
        revisions.append(approve(revisions[-1], seal_key(), field, STAMP, reason="Contoh", place="Tambolaka"))
    return revisions


def make_seal(*, kabupaten=None, now=NOW) -> Seal:
    kabupaten = kabupaten or Kabupaten.objects.get(code="53.18")
    return actions.keep_seal(kabupaten, seal_key(now), self_issued=True, by=User.objects.system(), now=now)


@dataclass(frozen=True)
class ToSign:
    """An agreement, its signatories in order of the paper, and the account of each."""

    agreement: Agreement
    rows: list[Signatory]
    users: list[User]


def make_to_sign(*, by, turns=(1, 1, 1), number=NUMBER, now=NOW) -> ToSign:
    """The chair and two heads of kecamatan, who sign in these turns."""
    meeting = make_rakor()
    decide(meeting, by=by)
    agreement = actions.draft_agreement(meeting, by=by)
    for order, name in enumerate(("Kodi", "Loura"), 1):
        jabatan = make_jabatan(name=f"Camat {name}")
        make_incumbency(jabatan=jabatan, person=make_person(name=f"Pejabat {name} Contoh, S.IP."))
        row = Signatory(agreement=agreement, jabatan=jabatan, part=SignatoryPart.PARTY, order=order)
        actions.record_signatory(row, by=by)
    for row, turn in zip(agreement.signatories.order_by("pk"), turns, strict=True):
        row.turn = turn
        row.save()
    agreement.number = number
    agreement.save()
    actions.finalise_agreement(agreement, by=by, now=now)
    actions.issue_paper(agreement, blank(), by=by, now=now)
    rows = list(agreement.signatories.with_record_data().order_by("place"))
    users = [make_user(username=f"penanda.{row.place}", role=Role.OBSERVER, person=row.person) for row in rows]
    return ToSign(agreement, rows, users)


def sign(scene: ToSign, index: int, *, now=NOW, **fields):
    row = Signatory.objects.with_record_data().get(pk=scene.rows[index].pk)
    entered = {"name": row.name, "by": scene.users[index]} | fields
    return actions.sign_on_screen(row, **entered, now=now)


def scan(content=b"%PDF-1.7 pindaian"):
    return SimpleUploadedFile("pindaian.pdf", content)


def sign_in_ink(scene: ToSign, *indices: int, by, **fields):
    rows = Signatory.objects.with_record_data().filter(pk__in=[scene.rows[index].pk for index in indices])
    given = {"upload": scan(), "content_type": "application/pdf", "signatories": rows, "now": NOW} | fields
    return actions.sign_agreement(scene.agreement, by=by, **given)
