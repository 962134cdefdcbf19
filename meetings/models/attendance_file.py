"""Scans that show who came to a meeting."""

import uuid

from django.db import models

from forum.models import Kabupaten, KabupatenQuerySet, User
from meetings.models.meeting import Attendance, Meeting


def attendance_path(paper, filename) -> str:
    """Store by key, never by what a person named the file."""
    return f"kehadiran/{paper.meeting_id}/{uuid.uuid4().hex}"


class AttendanceFileQuerySet(KabupatenQuerySet):
    def in_order(self):
        return self.select_related("attendance").order_by("at", "pk")


class AttendanceFile(models.Model):
    """A scan: of the list that was signed with ink, or of the letter by which one of its lines sends another."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance_files")
    # Empty for the signed list itself; a line that is taken off the list takes its letter along.
    attendance = models.ForeignKey(
        Attendance, models.CASCADE, null=True, blank=True, related_name="letters", verbose_name="surat"
    )
    file = models.FileField("berkas", upload_to=attendance_path)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AttendanceFileQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas kehadiran"

    def __str__(self):
        if self.attendance is None:
            return "Daftar hadir bertanda tangan"
        return f"Surat bagi wakil {self.attendance.jabatan_name}"
