from forum.models.account import PasswordSlip, User
from forum.models.log import LogEntry
from forum.models.office import Decree, Incumbency, Jabatan, Opd, Partner, Person, Seat
from forum.models.region import Desa, Kabupaten, KabupatenQuerySet, Kecamatan

__all__ = [
    "Decree",
    "Desa",
    "Incumbency",
    "Jabatan",
    "Kabupaten",
    "KabupatenQuerySet",
    "Kecamatan",
    "LogEntry",
    "Opd",
    "Partner",
    "PasswordSlip",
    "Person",
    "Seat",
    "User",
]
