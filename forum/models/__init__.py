from forum.models.account import PasswordSlip, User
from forum.models.imports import Import
from forum.models.log import Digest, LogEntry, ReadMark
from forum.models.office import Decree, Incumbency, Jabatan, Partner, Person, Seat
from forum.models.opd import FormerOpd, Opd, OpdSuccession
from forum.models.personal_data import Breach
from forum.models.region import (
    Desa,
    DesaSuccession,
    FormerDesa,
    FormerKecamatan,
    Kabupaten,
    KabupatenQuerySet,
    Kecamatan,
    TargetVillage,
)

__all__ = [
    "Breach",
    "Decree",
    "Desa",
    "DesaSuccession",
    "Digest",
    "FormerDesa",
    "FormerKecamatan",
    "FormerOpd",
    "Import",
    "Incumbency",
    "Jabatan",
    "Kabupaten",
    "KabupatenQuerySet",
    "Kecamatan",
    "LogEntry",
    "Opd",
    "OpdSuccession",
    "Partner",
    "PasswordSlip",
    "Person",
    "ReadMark",
    "Seat",
    "TargetVillage",
    "User",
]
