"""The seal of a kabupaten: kept encrypted, one in force at a time."""

from django.db import transaction

from forum.log import log
from forum.rules import require
from meetings import rules, vault
from meetings.models import Seal
from meetings.seal import SealKey


@transaction.atomic
def keep_seal(kabupaten, key: SealKey, *, self_issued: bool, by, now) -> Seal:
    """
    Keep a key as the kabupaten's seal; the one before it is retired and still vouches for what it sealed.

    :raises vault.VaultClosed: without SEAL_KEY.
    """
    require(rules.can_keep_seal(by), "Segel dibuat pengelola server dengan perintah create_seal.")
    details = key.details
    Seal.objects.for_kabupaten(kabupaten.pk).current().update(retired_at=now)
    seal = Seal.objects.create(
        kabupaten=kabupaten,
        subject=key.subject,
        self_issued=self_issued,
        certificate=key.certificate.decode(),
        key=vault.lock(key.key),
        fingerprint=key.fingerprint,
        valid_from=details.not_valid_before_utc,
        valid_until=details.not_valid_after_utc,
        at=now,
        by=by,
    )
    log("seal.create", seal, by=by, after={"subject": seal.subject, "valid_until": seal.valid_until})
    return seal
