"""The seal of a kabupaten: the key with which the application signs what people sign on screen."""

import datetime

from django.db import models
from django.db.models import Q

from forum.models import Kabupaten, KabupatenQuerySet, User

NOTICE_DAYS = 60  # the secretariat is told this long before a seal expires


class SealQuerySet(KabupatenQuerySet):
    def in_force(self, now):
        return self.filter(retired_at=None, valid_from__lte=now, valid_until__gt=now)

    def current(self):
        """Neither retired nor followed by another, expired or not."""
        return self.filter(retired_at=None)

    def expiring(self, now):
        return self.current().filter(valid_until__lte=now + datetime.timedelta(days=NOTICE_DAYS))

    def for_kabupaten(self, kabupaten_id):
        return self.filter(kabupaten=kabupaten_id)


class Seal(models.Model):
    """
    One key and certificate of a kabupaten; a new one retires the old, which still vouches for what it sealed.

    `key` is the private key, encrypted with SEAL_KEY (meetings.vault); it leaves the database only to sign.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="seals")
    subject = models.CharField("nama pada sertifikat", max_length=200)
    self_issued = models.BooleanField("diterbitkan sendiri")
    certificate = models.TextField()  # PEM; of a brought one with the certificates that lead to its issuer
    key = models.TextField()
    fingerprint = models.CharField("sidik sertifikat", max_length=64)
    valid_from = models.DateTimeField("berlaku sejak")
    valid_until = models.DateTimeField("berlaku sampai")
    retired_at = models.DateTimeField("tidak dipakai lagi sejak", null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = "segel"
        constraints = [
            models.UniqueConstraint(fields=["kabupaten"], condition=Q(retired_at=None), name="seal_one_current")
        ]

    def __str__(self):
        return self.subject
