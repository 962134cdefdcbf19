"""
Sumba Barat Daya as public sources tell of it, and what had to be made up, marked "contoh".

Real: the decree's number, the OPD, the dates, kinds and counts of the meetings, the names of the sub
kegiatan, and the outcomes of RKPD 2024 and 2025 (BaKTI, April to June 2024). Made up: which desa asked,
volumes, pagu, lokus, seats of the decree, and everything dated this year, so that each role has something
to do.
"""

import datetime

from bangkit.sample.builder import day, sample_scan
from bangkit.sample.facts import BUMDES, FRY, GOAT, IRRIGATION, JOINT, LOOM, MADE_UP, MICRO, TOOLS, TRACK, WELL, Wish
from bangkit.sample.stimulan import StimulanBuilder
from bangkit.sample.sumba_facts import (
    ANSWERING,
    BUMDES_WHY,
    BUMDES_WISH,
    CHAIR,
    CODE,
    CUT_TO,
    DRAFT_WISH,
    KODI_DECIDED,
    KODI_DESA,
    KODI_REPORT,
    KODI_TOLD,
    LATE_WISHES,
    LEADERS,
    LEFT_TOPIC,
    LOKUS_TOLD,
    MUSRENBANGKAB_2024,
    OPD,
    PAST_MEETINGS,
    PERUBAHAN_2024,
    RANKED_FIRST,
    RETURNED_WISH,
    RKPD_2024,
    RKPD_2025,
    STIMULAN_WISH,
    SUBMITTED_WISHES,
    TARGET_DAYS,
    TARGETS,
    UNDISCUSSED,
    VERIFIED_WISHES,
    WAITING_WISH,
)
from forum import actions as forum_actions
from forum.choices import Role, Zone
from forum.log import told_at
from forum.models import Kabupaten, TargetVillage
from meetings import actions as meeting_actions
from meetings.choices import AgendaKind, MeetingKind, MinuteKind, Response, SignatoryPart
from meetings.models import AgendaItem, Meeting, Signatory
from meetings.seal import issue_seal
from plans import actions as plans_actions
from plans.choices import FundingSource, OutcomeKind, Reason, Road, Stage
from plans.models import Activity, Execution, Portion
from plans.planning_year import planned_year


class SumbaSample(StimulanBuilder):
    """The sample of Sumba Barat Daya."""

    code = CODE
    zone = Zone.WITA
    opd_facts = OPD
    secretariat = "sekretariat"
    camat = "camat.kodi"
    facilitator = "fasilitator"
    facilitated = KODI_DESA
    potential = "Lahan kering, padang penggembalaan, kelompok tenun (contoh)."
    challenges = "Air pada musim kemarau, jarak ke pasar (contoh)."

    def build(self) -> Kabupaten:
        with told_at(self.at(day("2023-04-12"), 8)):
            self._people()
            self._targets()
        self._calendar(2024, day("2023-04-12"))
        with told_at(self.at(day("2023-11-27"))):
            self._workplans(2024, RKPD_2024, extra_slots=2)
        self._calendar(2025, day("2023-11-27"), musrenbangkab=MUSRENBANGKAB_2024)
        self._past_meetings()
        self._sync_of_2024()
        with told_at(self.at(day("2024-02-26"))):
            self._workplans(2025, RKPD_2025, extra_slots=1)
        self._redirected_of_2024()
        self._musrenbang_of_2024()
        self._perubahan_of_2024()
        self._wells_of_2024()
        self._this_year()
        self._seal()
        return self.kabupaten

    def _seal(self):
        """With it the sample's heads sign on screen."""
        now = self.at(self.today - datetime.timedelta(days=1))
        seal = issue_seal(f"Segel {self.kabupaten} {MADE_UP}", now=now)
        meeting_actions.keep_seal(self.kabupaten, seal, self_issued=True, by=self.system, now=now)

    # --- people ---

    def _people(self):
        self._open(
            seat_town="Tambolaka",
            letterhead_office="Bapperida",
            letterhead_address="Tambolaka, Sumba Barat Daya",
            public_page=True,
        )
        self.kodi = self.desa["Onggol"].kecamatan
        self._offices()
        self.leaders = self._leaders(LEADERS)
        self.chair = self.leaders[CHAIR]
        economy = self._jabatan("Kepala Bidang Perekonomian Bapperida", opd=self.opd["bapperida"])
        self.partner = self._bakti()
        self.leaders["Camat Kodi"] = self._jabatan("Camat Kodi", kecamatan=self.kodi, is_head=True)
        self._decree(
            "289/KEP/HK/2023",
            "Pembentukan Forum BangKIT Kabupaten Sumba Barat Daya",
            "2023-04-12",
            "Nomor SK nyata. Tanggal mulai berlaku dan susunan 24 keanggotaan adalah contoh.",
            [*((self.leaders[name], position) for name, position in LEADERS), *self._members("bapperida", economy)],
        )
        self._accounts()

    def _targets(self):
        since, until = map(day, TARGET_DAYS)
        for kind, names in TARGETS.items():
            for name in names:
                target = TargetVillage(
                    kabupaten=self.kabupaten, desa=self.desa[name], kind=kind, since=since, until=until
                )
                forum_actions.record_target(target, by=self.system)

    def _accounts(self):
        self._account(self.secretariat, Role.SECRETARIAT, "Sekretariat Forum BangKIT")
        self._account(
            self.facilitator, Role.FACILITATOR, "Fasilitator desa di Kodi", desa=map(self.desa.get, KODI_DESA)
        )
        self._account(self.camat, Role.CAMAT, "Camat Kodi", kecamatan=self.kodi, person=self.persons["Camat Kodi"])
        self._account("pengamat", Role.OBSERVER, "Pengamat")
        for key in ANSWERING:
            self._desk(key, key)

    # --- plans ---

    def _workplans(self, fiscal_year: int, wishes: list[Wish], *, extra_slots: int):
        """Record the activities that served these wishes, with as many slots and some left open."""
        wanted: dict[tuple, list[Wish]] = {}
        for wish in wishes:
            wanted.setdefault((wish.opd, wish.nomenclature), []).append(wish)
        for (opd, nomenclature), served in wanted.items():
            pagu = sum(wish.cost for wish in served) + extra_slots * served[0].cost
            self._activity(opd, fiscal_year, nomenclature, slots=len(served) + extra_slots, pagu=pagu)

    # --- meetings ---

    def _past_meetings(self):
        for held_on, kind, title, place, men, women in PAST_MEETINGS:
            with told_at(self.at(day(held_on), 16)):
                meeting = self._meeting(
                    kind,
                    title,
                    day(held_on),
                    place=place,
                    counted_men=men,
                    counted_women=women,
                )
                self._move(meeting, "open", "close", *(["approve"] if men else []))

    def _agreement(self, meeting: Meeting, *, title: str):
        by = self.users[self.secretariat]
        agreement = meeting_actions.draft_agreement(meeting, by=by)
        agreement.title = title
        agreement.considerations = "Tanggapan dan saran peserta rapat sebagaimana tercatat dalam notulen (contoh)."
        agreement.copies_to = "Bupati Sumba Barat Daya\nKetua DPRD Kabupaten Sumba Barat Daya\nYayasan BaKTI"
        meeting_actions.record_agreement(agreement, ["title", "considerations", "copies_to"], by=by)
        bupati = self.leaders["Bupati Sumba Barat Daya"]
        for jabatan, part in [(self.partner, SignatoryPart.PARTY), (bupati, SignatoryPart.WITNESS)]:
            signatory = Signatory(agreement=agreement, jabatan=jabatan, part=part, order=90)
            meeting_actions.record_signatory(signatory, by=by)
        return agreement

    def _sync_of_2024(self):
        """31 January 2024: usulan meet the RKP 2024 whose lokus were still open; signed in ink."""
        asked_on, held_on = day("2023-12-04"), day("2024-01-31")
        self._activity("pmd", 2024, BUMDES, slots=0, pagu=0)
        self._activity("koperasi", 2024, MICRO, slots=1, pagu=60_000_000)
        ready = []
        for rank, wish in enumerate([*RKPD_2024, BUMDES_WISH, UNDISCUSSED], 1):
            usulan = self._ask(wish, 2024, asked_on)
            self._submit(usulan, day("2023-12-11"))
            self._verify(usulan, day("2023-12-18"))
            referral = self._refer(usulan, wish.opd, 2024, day("2024-01-08"))
            if wish in RKPD_2024:
                self._answer(referral, wish.opd, day("2024-01-17"), **self._served(wish, 2024))
            ready.append((usulan, wish))
            with told_at(self.at(day("2023-12-18"), 12)):
                plans_actions.order_usulan_of_kecamatan(
                    usulan.desa.kecamatan, 2024, {usulan.pk: rank}, by=self.users[self.secretariat]
                )
        with told_at(self.at(held_on, 16)):
            meeting = self._meeting(
                MeetingKind.RAKOR,
                "Rapat Koordinasi Sinkronisasi RKP 2024",
                held_on,
                place="Tambolaka (contoh)",
                starts_at=datetime.time(9),
                materials="Daftar usulan rencana penghidupan desa\nKegiatan RKP 2024 yang lokusnya masih tersedia",
            )
            self._agenda(meeting)
            self._move(meeting, "open")
            self._everyone_comes(meeting)
            for usulan, wish in ready:
                if wish in RKPD_2024:
                    self._agree(meeting, usulan, wish, 2024)
                elif wish is BUMDES_WISH:
                    self._decide(
                        meeting,
                        usulan,
                        fiscal_year=2024,
                        kind=OutcomeKind.POSTPONED,
                        reason=Reason.NOT_IN_RENJA,
                        explanation=BUMDES_WHY,
                        target_year=2025,
                        road=Road.RENJA,
                    )
            self._follow_up(
                meeting, "Menyiapkan daftar kelompok penerima sumur bor (contoh)", "pertanian", "2024-03-29"
            )
            self._follow_up(meeting, "Memeriksa titik air bersama desa (contoh)", "peternakan", "2024-03-29")
            self._minute(meeting, MinuteKind.INFORMATION, LOKUS_TOLD)
            self._minute(meeting, MinuteKind.DECISION, RANKED_FIRST)
            agreement = self._agreement(meeting, title="Kesepakatan Hasil Rapat Koordinasi Sinkronisasi RKP 2024")
            self._move(meeting, "close", "approve")
        by = self.users[self.secretariat]
        with told_at(self.at(day("2024-02-05"))):
            meeting_actions.finalise_agreement(agreement, by=by, now=self.at(day("2024-02-05")))
        with told_at(self.at(day("2024-02-12"))):
            meeting_actions.sign_agreement(
                agreement,
                upload=sample_scan(),
                content_type="image/png",
                number="000.7/01/CONTOH/2024",
                by=by,
                now=self.at(day("2024-02-12")),
            )
        self.bumdes = next(usulan for usulan, wish in ready if wish is BUMDES_WISH)

    def _redirected_of_2024(self):
        """15 March 2024: what no OPD can serve goes to the programme, which gives its packages in that time."""
        meeting = Meeting.objects.get(kabupaten=self.kabupaten, held_on=day("2024-03-15"))
        redirected = []
        for wish in (STIMULAN_WISH, WAITING_WISH):
            usulan = self._ask(wish, 2024, day("2023-12-04"))
            self._submit(usulan, day("2023-12-11"))
            self._verify(usulan, day("2023-12-18"))
            with told_at(self.at(meeting.held_on, 11)):
                self._decide(
                    meeting,
                    usulan,
                    fiscal_year=2024,
                    kind=OutcomeKind.REDIRECTED,
                    target_source=FundingSource.STIMULAN,
                    explanation="Dilayani paket stimulan program (contoh).",
                )
            redirected.append(usulan)
        self._stimulan(giver=self.partner, usulan=redirected[0])

    def _perubahan_of_2024(self):
        """The Perubahan of one OPD: other pagu, nothing lost of what was agreed."""
        with told_at(self.at(day("2024-09-30"))):
            self._perubahan("pertanian", 2024, PERUBAHAN_2024)

    def _wells_of_2024(self):
        """What Peternakan reports of its four wells: two are there, one is not, one is still to be reported."""
        on = day("2024-12-16")
        wells = Portion.objects.standing().for_opd(self.opd["peternakan"]).for_year(2024).order_by("pk")
        dug, also, missing = wells[:3]
        bast = {"bast_on": day("2024-12-10"), "bast_number": MADE_UP}
        reports = [
            Execution(portion=dug, is_done=True, volume=dug.volume, amount=147_500_000, **bast),
            Execution(portion=also, is_done=True, volume=also.volume, amount=also.amount, **bast),
            Execution(portion=missing, is_done=False, explanation=f"Lahan belum dihibahkan {MADE_UP}."),
        ]
        with told_at(self.at(on)):
            for report in reports:
                plans_actions.report_execution(report, by=self.users["peternakan"], today=on)

    def _perubahan(self, opd: str, fiscal_year: int, pagu_of: list[tuple[tuple, int]]):
        """Put the Perubahan of an OPD in force, with what it says of these sub kegiatan."""
        for (code, *_), pagu in pagu_of:
            activity = Activity.objects.get(opd=self.opd[opd], fiscal_year=fiscal_year, code=code)
            figures = self._figures(pagu, stage=Stage.PERUBAHAN)
            plans_actions.record_activity(activity, figures, by=self.system, today=self.today)
        plans_actions.put_stage_in_force(self.opd[opd], fiscal_year, Stage.PERUBAHAN, by=self.system, today=self.today)

    def _agreed_this_year(self):
        """An earlier meeting of this year; the Perubahan since then cuts one of its two agreements."""
        year, held_on = self.today.year, self.today - datetime.timedelta(days=100)
        ready = []
        for wish in LATE_WISHES:
            usulan = self._submit(self._ask(wish, 2025, day("2024-01-15")), day("2024-01-22"))
            ready.append((self._verify(usulan, day("2024-02-19")), wish))
        with told_at(self.at(held_on, 16)):
            meeting = self._meeting(
                MeetingKind.RAKOR,
                f"Rapat koordinasi tengah tahun {year} {MADE_UP}",
                held_on,
                fiscal_year=year,
                place="Aula Bapperida (contoh)",
                counted_men=17,
                counted_women=11,
            )
            self._agenda(meeting, f"Usulan lama yang masih dapat dilayani tahun berjalan {MADE_UP}", LEFT_TOPIC)
            self._move(meeting, "open")
            for usulan, wish in ready:
                self._agree(meeting, usulan, wish, year)
            self._move(meeting, "close", "approve", left=LEFT_TOPIC)
        with told_at(self.at(self.today - datetime.timedelta(days=20))):
            self._perubahan("nakertrans", year, [(TOOLS, CUT_TO)])

    def _musrenbang_of_2024(self):
        """17 to 19 April 2024: RKPD 2025; the berita acara is final and waits for its signatures."""
        held_on = day("2024-04-19")
        self._activity("pmd", 2025, JOINT, slots=1, pagu=25_000_000)
        ready = []
        for wish in RKPD_2025:
            usulan = self._ask(wish, 2025, day("2024-01-15"))
            self._submit(usulan, day("2024-01-22"))
            self._verify(usulan, day("2024-02-19"))
            referral = self._refer(usulan, wish.opd, 2025, day("2024-03-04"))
            self._answer(referral, wish.opd, day("2024-03-14"), **self._served(wish, 2025))
            ready.append((usulan, wish))
        self._refer(self.bumdes, "pmd", 2025, day("2024-03-04"))
        with told_at(self.at(held_on, 16)):
            meeting = self._meeting(
                MeetingKind.MUSRENBANGKAB,
                "Musrenbang Kabupaten RKPD 2025",
                held_on,
                place="Tambolaka (contoh)",
                starts_at=datetime.time(9),
                materials="Rancangan RKPD 2025\nUsulan rencana penghidupan desa",
            )
            self._agenda(meeting, "Musrenbang kabupaten 17 sampai 19 April 2024")
            self._move(meeting, "open")
            self._everyone_comes(meeting)
            for usulan, wish in ready:
                self._agree(meeting, usulan, wish, 2025)
            self._follow_up(
                meeting, "Memasukkan usulan yang disepakati ke Renja 2025 (contoh)", "bapperida", "2024-06-28"
            )
            agreement = self._agreement(meeting, title="Kesepakatan Hasil Musrenbang Kabupaten RKPD 2025")
            self._move(meeting, "close", "approve")
        with told_at(self.at(day("2024-04-22"))):
            meeting_actions.finalise_agreement(
                agreement, by=self.users[self.secretariat], now=self.at(day("2024-04-22"))
            )

    # --- today ---

    def _this_year(self):
        """What waits for each role today; all of it made up."""
        year, next_year = self.today.year, self.today.year + 1
        before = [self.today - datetime.timedelta(days=days) for days in (40, 33, 26, 19, 9, 2)]
        with told_at(self.at(self.today - datetime.timedelta(days=160))):
            for fiscal_year in (year, next_year):
                self._activity("pertanian", fiscal_year, TRACK, slots=3, pagu=700_000_000)
                self._activity("pertanian", fiscal_year, WELL, slots=2, pagu=350_000_000)
                self._activity("peternakan", fiscal_year, GOAT, slots=5, pagu=220_000_000)
                self._activity("perikanan", fiscal_year, FRY, slots=2, pagu=50_000_000)
                self._activity("nakertrans", fiscal_year, TOOLS, slots=2, pagu=90_000_000)
                self._activity("perindag", fiscal_year, LOOM, slots=1, pagu=60_000_000)
                self._activity("pu", fiscal_year, IRRIGATION, slots=2, pagu=400_000_000)
        for fiscal_year in (planned_year(self.today) - 1, planned_year(self.today)):
            self._calendar(fiscal_year, self.today - datetime.timedelta(days=160))
        self._agreed_this_year()
        self._ask(DRAFT_WISH, next_year, before[3], cost=None, land_status="", problem="")
        returned = self._ask(RETURNED_WISH, next_year, before[0])
        self._submit(returned, before[1])
        with told_at(self.at(before[2])):
            note = "Lengkapi nama kelompok dan jumlah anggotanya (contoh)."
            plans_actions.return_usulan(returned, note=note, by=self.users[self.camat])
        for wish in SUBMITTED_WISHES:
            self._submit(self._ask(wish, next_year, before[2]), before[3])
        usulan = [
            self._verify(self._submit(self._ask(wish, next_year, before[0]), before[1]), before[2])
            for wish in VERIFIED_WISHES
        ]
        self._refer(usulan[0], "pertanian", next_year, before[3], days=10)  # unanswered, overdue
        drafted = self._refer(usulan[1], "pertanian", next_year, before[3])
        self._answer(drafted, "pertanian", before[4], accept=False, **self._served(VERIFIED_WISHES[1], next_year))
        self._refer(usulan[2], "peternakan", next_year, before[4])  # unanswered, in time
        sent = self._refer(usulan[3], "perikanan", next_year, before[3])
        self._answer(sent, "perikanan", before[4], **self._served(VERIFIED_WISHES[3], next_year))
        self._minutes_before_the_camat()
        with told_at(self.at(before[4], 8)):
            meeting = self._meeting(
                MeetingKind.RAKOR,
                f"Rapat koordinasi sinkronisasi {year} dan {next_year} {MADE_UP}",
                self.today + datetime.timedelta(days=7),
                place="Aula Bapperida (contoh)",
                starts_at=datetime.time(9),
                ends_at=datetime.time(12),
                fiscal_year=year,
            )
            self._coming_agenda(meeting)
            self._invite(meeting, f"Koordinator P3MD {MADE_UP}", f"Fasilitator Kabupaten {MADE_UP}")
            self._answer_invitations(meeting)
            soon = self.today + datetime.timedelta(days=10)
            self._follow_up(meeting, "Mengirim daftar lokus yang masih terbuka (contoh)", "pertanian", soon)

    def _minutes_before_the_camat(self):
        """A meeting in Kodi that is over; its camat, who led it, has the minutes before him."""
        held_on = self.today - datetime.timedelta(days=3)
        with told_at(self.at(held_on, 13)):
            meeting = self._meeting(
                MeetingKind.WORKSHOP,
                f"Penyiapan usulan Kecamatan Kodi {MADE_UP}",
                held_on,
                chair=self.leaders["Camat Kodi"],
                place="Kantor Camat Kodi (contoh)",
                counted_men=9,
                counted_women=8,
            )
            self._agenda(meeting, f"Usulan desa di Kecamatan Kodi {MADE_UP}")
            self._move(meeting, "open")
            self._minute(meeting, MinuteKind.INFORMATION, KODI_TOLD)
            self._minute(meeting, MinuteKind.DECISION, KODI_DECIDED)
            self._move(meeting, "close", "submit")

    def _answer_invitations(self, meeting: Meeting):
        """One comes, one sends another, one cannot."""
        answers = {
            "Kepala Dinas Peternakan": {"response": Response.COMING},
            "Kepala Dinas Perikanan": {
                "response": Response.REPRESENTED, "represented_by": f"Sekretaris Dinas Perikanan {MADE_UP}",
            },
            "Kepala Dinas Sosial": {"response": Response.UNABLE, "note": f"Dinas luar {MADE_UP}"},
        }  # fmt: skip
        when = {"today": self.today, "now": self.at(self.today - datetime.timedelta(days=1))}
        for row in meeting.invitations.filter(jabatan__name__in=answers).with_record_data().in_order():
            answer = answers[row.jabatan.name]
            meeting_actions.answer_invitation(row, **answer, **when, by=self.users[self.secretariat])

    def _coming_agenda(self, meeting: Meeting):
        """The usual course, with what the last meeting left; the camat has written his report."""
        by = self.users[self.secretariat]
        meeting_actions.carry_over(meeting, AgendaItem.objects.backlog_for(meeting), by=by)
        self._agenda(meeting)
        report = meeting.agenda_items.with_titles().for_kind(AgendaKind.REPORT).get(kecamatan=self.kodi)
        empty = {"achievements": "", "challenges": "", "lessons": ""}
        meeting_actions.record_report(report, KODI_REPORT, seen=empty, by=self.users[self.camat])
