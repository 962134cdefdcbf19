"""
Seram Bagian Timur: the Pokja by its decree, and a coming meeting with a few usulan, all else marked "contoh".

Real: the decree's number, the Pokja's name and its 25 people, the kecamatan and desa. No village is marked as
one of the programme: which ones they are is not public.
"""

import datetime

from bangkit.sample.builder import Builder
from bangkit.sample.facts import MADE_UP
from bangkit.sample.seram_facts import ASKED, BULA_DESA, CHAIR, CODE, LEADERS, NUTMEG, OPD, OPEN_ACTIVITIES, SUBMITTED
from forum.choices import Role, Zone
from forum.log import told_at
from forum.models import Kabupaten
from meetings.choices import MeetingKind
from plans.planning_year import planned_year


class SeramSample(Builder):
    """The sample of Seram Bagian Timur."""

    code = CODE
    zone = Zone.WIT
    opd_facts = OPD
    secretariat = "sekretariat.sbt"
    camat = "camat.bula"
    facilitator = "fasilitator.sbt"
    facilitated = BULA_DESA
    potential = "Dusun pala dan sagu, laut dangkal, kelompok nelayan (contoh)."
    challenges = "Musim angin timur, jarak ke pasar (contoh)."

    def build(self) -> Kabupaten:
        before = [self.today - datetime.timedelta(days=days) for days in (40, 33, 26, 19, 9, 5)]
        with told_at(self.at(before[0], 8)):
            self._people()
            for fiscal_year in (self.today.year, self.today.year + 1):
                for opd, nomenclature, slots, pagu in OPEN_ACTIVITIES:
                    self._activity(opd, fiscal_year, nomenclature, slots=slots, pagu=pagu)
        self._calendar(planned_year(self.today), before[0])
        self._usulan(self.today.year + 1, before)
        with told_at(self.at(before[4])):
            meeting = self._meeting(
                MeetingKind.RAKOR,
                f"Rapat koordinasi Pokja BangKIT {self.today.year} {MADE_UP}",
                self.today + datetime.timedelta(days=6),
                place="Aula Bappeda (contoh)",
                starts_at=datetime.time(9),
                fiscal_year=self.today.year,
            )
            self._agenda(meeting)
            self._invite(meeting)
        return self.kabupaten

    def _people(self):
        self._open(
            forum_name="Pokja BangKIT",
            seat_town="Bula",
            letterhead_office="Bappeda",
            letterhead_address="Bula, Seram Bagian Timur",
        )
        self._offices()
        leaders = self._leaders(LEADERS)
        self.chair = leaders[CHAIR]
        economy = self._jabatan("Kepala Bidang Perekonomian Bappeda", opd=self.opd["bappeda"])
        bula = self.desa["Salas"].kecamatan
        self._jabatan("Camat Bula", kecamatan=bula, is_head=True)
        self._decree(
            "252/2023",
            "Pembentukan Pokja BangKIT Kabupaten Seram Bagian Timur",
            "2023-04-01",
            "Nomor SK nyata. Tanggal mulai berlaku dan susunan 25 keanggotaan adalah contoh.",
            [*((leaders[name], position) for name, position in LEADERS), *self._members("bappeda", economy)],
        )
        self._account(self.secretariat, Role.SECRETARIAT, "Sekretariat Pokja BangKIT")
        self._account(
            self.facilitator, Role.FACILITATOR, "Fasilitator desa di Bula", desa=map(self.desa.get, BULA_DESA)
        )
        self._account(self.camat, Role.CAMAT, "Camat Bula", kecamatan=bula, person=self.persons["Camat Bula"])
        self._desk("perikanan", "perikanan.sbt")

    def _usulan(self, fiscal_year: int, before: list[datetime.date]):
        self._ask(NUTMEG, fiscal_year, before[3], cost=None)
        self._submit(self._ask(SUBMITTED, fiscal_year, before[2]), before[3])
        asked = [
            self._verify(self._submit(self._ask(wish, fiscal_year, before[0]), before[1]), before[2]) for wish in ASKED
        ]
        answered = self._refer(asked[0], "perikanan", fiscal_year, before[3])
        self._answer(answered, "perikanan", before[4], **self._served(ASKED[0], fiscal_year))
        self._refer(asked[1], "perikanan", fiscal_year, before[5])  # unanswered, in time
        self._refer(asked[2], "pertanian", fiscal_year, before[3], days=10)  # unanswered, overdue
