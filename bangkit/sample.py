"""
The sample: Sumba Barat Daya as public sources tell of it, and what had to be made up, marked "contoh".

Real: the decree's number, the OPD, the dates, kinds and counts of the meetings, the names of the sub
kegiatan, and the outcomes of RKPD 2024 and 2025 (BaKTI, April to June 2024). Made up: which desa asked,
volumes, pagu, lokus, seats of the decree, and everything dated this year, so that each role has something
to do. No person is invented: whoever holds a jabatan is called "Pemangku jabatan (contoh)".

Everything is written through the same actions that people use, told at its own date.
"""

import datetime
import io
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from bangkit.sample_facts import (
    ANSWERING,
    BUMDES,
    BUMDES_WHY,
    BUMDES_WISH,
    CHAIR,
    CODE,
    DRAFT_WISH,
    FRY,
    GOAT,
    IRRIGATION,
    JOINT,
    KODI_DESA,
    LEADERS,
    LOOM,
    MADE_UP,
    MICRO,
    OPD,
    PASSWORD,
    PAST_MEETINGS,
    RETURNED_WISH,
    RKPD_2024,
    RKPD_2025,
    SUBMITTED_WISHES,
    TOOLS,
    TRACK,
    UNDISCUSSED,
    VERIFIED_WISHES,
    WELL,
    Wish,
)
from forum import actions as forum_actions
from forum.choices import Position, Role, Sex, Zone
from forum.log import told_at
from forum.models import Decree, Incumbency, Jabatan, Kabupaten, Opd, Partner, Person, Seat, User
from meetings import actions as meeting_actions
from meetings.choices import MeetingKind, Presence, SignatoryPart
from meetings.models import FollowUp, Meeting, Signatory
from plans import actions as plans_actions
from plans.choices import FundingSource, LandStatus, OutcomeKind, Pattern, Reason, Road
from plans.models import Activity, ActivityFigures, Answer, LivelihoodPlan, Outcome, Usulan

WITA = ZoneInfo(Zone.WITA)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def moment(on: datetime.date, hour: int = 10) -> datetime.datetime:
    return datetime.datetime.combine(on, datetime.time(hour), tzinfo=WITA)


@dataclass
class Sample:
    """Builds the sample in the order in which things happened; `today` is the day it is loaded."""

    today: datetime.date
    system: User = field(default_factory=User.objects.system)

    def build(self) -> Kabupaten:
        with told_at(moment(day("2023-04-12"), 8)):
            self._people()
        with told_at(moment(day("2023-11-27"))):
            self._workplans(2024, RKPD_2024, extra_slots=2)
        self._past_meetings()
        self._sync_of_2024()
        with told_at(moment(day("2024-02-26"))):
            self._workplans(2025, RKPD_2025, extra_slots=1)
        self._musrenbang_of_2024()
        self._this_year()
        return self.kabupaten

    # --- people ---

    def _people(self):
        self.kabupaten = forum_actions.add_kabupaten(CODE, by=self.system)
        kabupaten = self.kabupaten
        kabupaten.seat_town = "Tambolaka"
        kabupaten.letterhead_office = "Bapperida"
        kabupaten.letterhead_address = "Tambolaka, Sumba Barat Daya"
        forum_actions.record_kabupaten(
            kabupaten, ["seat_town", "letterhead_office", "letterhead_address"], by=self.system
        )
        self.desa = {desa.name: desa for desa in kabupaten.desa.select_related("kecamatan", "kabupaten")}
        self.kodi = self.desa["Onggol"].kecamatan
        self.opd, self.heads, self.persons = {}, {}, {}
        for key, (name, aliases, codes, head) in OPD.items():
            opd = Opd(kabupaten=kabupaten, name=name, aliases=aliases, bidang_codes=codes)
            forum_actions.record_opd(opd, by=self.system)
            self.opd[key] = opd
            self.heads[key] = self._jabatan(head or f"Kepala {name}", opd=opd, is_head=True)
        secretariat = Opd(kabupaten=kabupaten, name="Sekretariat Daerah", bidang_codes="4.01")
        forum_actions.record_opd(secretariat, by=self.system)
        leaders = {
            name: self._jabatan(
                name, opd=None if "Bupati" in name else secretariat, is_head=name == "Sekretaris Daerah"
            )
            for name, _ in LEADERS
        }
        self.chair = leaders[CHAIR]
        economy = self._jabatan("Kepala Bidang Perekonomian Bapperida", opd=self.opd["bapperida"])
        bakti = Partner(kabupaten=kabupaten, name="Yayasan BaKTI")
        forum_actions.record_partner(bakti, by=self.system)
        self.partner = self._jabatan("Direktur Yayasan BaKTI", partner=bakti, is_head=True)
        camat = self._jabatan("Camat Kodi", kecamatan=self.kodi, is_head=True)
        self._decree([*((leaders[name], position) for name, position in LEADERS), *self._members(economy)])
        self._accounts(camat)

    def _jabatan(self, name: str, **fields) -> Jabatan:
        """A jabatan with somebody in it who has no name: the sample invents no people."""
        jabatan = Jabatan(kabupaten=self.kabupaten, name=name, **fields)
        forum_actions.record_jabatan(jabatan, by=self.system)
        person = Person(
            kabupaten=self.kabupaten,
            name=f"Pemangku jabatan {MADE_UP}",
            sex=(Sex.MALE, Sex.FEMALE)[len(self.persons) % 2],
        )
        forum_actions.record_person(person, by=self.system)
        incumbency = Incumbency(kabupaten=self.kabupaten, jabatan=jabatan, person=person, starts_on=day("2023-01-01"))
        forum_actions.record_incumbency(incumbency, by=self.system)
        self.persons[name] = person
        return jabatan

    def _members(self, economy: Jabatan):
        yield self.heads["bapperida"], Position.SECRETARY
        for key, head in self.heads.items():
            if key != "bapperida":
                yield head, Position.MEMBER
        yield economy, Position.MEMBER

    def _decree(self, seats):
        self.decree = Decree(
            kabupaten=self.kabupaten,
            number="289/KEP/HK/2023",
            title="Pembentukan Forum BangKIT Kabupaten Sumba Barat Daya",
            valid_from=day("2023-04-12"),
            note="Nomor SK nyata. Tanggal mulai berlaku dan susunan 24 keanggotaan adalah contoh.",
        )
        forum_actions.record_decree(self.decree, by=self.system)
        for order, (jabatan, position) in enumerate(seats, 1):
            seat = Seat(
                kabupaten=self.kabupaten,
                decree=self.decree,
                jabatan=jabatan,
                position=position,
                order=order,
                note="contoh",
            )
            forum_actions.record_seat(seat, by=self.system)

    def _accounts(self, camat: Jabatan):
        self.users = {}
        self._account("sekretariat", Role.SECRETARIAT, "Sekretariat Forum BangKIT")
        self._account("fasilitator", Role.FACILITATOR, "Fasilitator desa di Kodi", desa=map(self.desa.get, KODI_DESA))
        self._account("camat.kodi", Role.CAMAT, "Camat Kodi", kecamatan=self.kodi, person=self.persons["Camat Kodi"])
        self._account("pengamat", Role.OBSERVER, "Pengamat")
        for key in ANSWERING:
            name = OPD[key][0]
            head = self.heads[key].name
            self._account(key, Role.OPD_OFFICER, f"Petugas {name}", opd=self.opd[key])
            self._account(f"kadis.{key}", Role.OPD_OFFICER, head, opd=self.opd[key], person=self.persons[head])

    def _account(self, username: str, role: Role, position: str, *, desa=(), **scope):
        user = User(kabupaten=self.kabupaten, username=username, role=role, position=position, **scope)
        now = datetime.datetime.now(datetime.UTC)
        code = forum_actions.open_account(user, desa=list(desa), by=self.system, now=now)
        forum_actions.use_slip(username, code, PASSWORD, now=now)
        self.users[username] = User.objects.with_scope().get(pk=user.pk)

    # --- plans ---

    def _workplans(self, fiscal_year: int, wishes: list[Wish], *, extra_slots: int):
        """Record the activities that served these wishes, with as many slots and some left open."""
        wanted: dict[tuple, list[Wish]] = {}
        for wish in wishes:
            wanted.setdefault((wish.opd, wish.nomenclature), []).append(wish)
        for (opd, nomenclature), served in wanted.items():
            pagu = sum(wish.cost for wish in served) + extra_slots * served[0].cost
            self._activity(opd, fiscal_year, nomenclature, slots=len(served) + extra_slots, pagu=pagu)

    def _activity(self, opd: str, fiscal_year: int, nomenclature: tuple, *, slots: int, pagu: int) -> Activity:
        code, name, (program, kegiatan) = nomenclature
        activity = Activity(
            opd=self.opd[opd], fiscal_year=fiscal_year, code=code, name=name, kegiatan=kegiatan, program=program
        )
        figures = ActivityFigures(
            stage="rkpd", pagu=pagu, funding_source="PAD dan DAU (contoh)", location="Semua kecamatan", target="contoh"
        )
        plans_actions.record_activity(activity, figures, by=self.system, today=self.today)
        plans_actions.offer_lokus(activity, count=slots, by=self.system, today=self.today)
        return activity

    def _plan(self, desa_name: str, fiscal_year: int, musyawarah_on: datetime.date) -> LivelihoodPlan:
        desa = self.desa[desa_name]
        plan = LivelihoodPlan.objects.filter(desa=desa, fiscal_year=fiscal_year).first()
        if plan is None:
            plan = LivelihoodPlan(
                desa=desa,
                fiscal_year=fiscal_year,
                musyawarah_on=musyawarah_on,
                men=17,
                women=14,
                goal="Penghidupan warga meningkat dan tersedia sepanjang tahun (contoh).",
                potential="Lahan kering, padang penggembalaan, kelompok tenun (contoh).",
                challenges="Air pada musim kemarau, jarak ke pasar (contoh).",
            )
            plans_actions.record_plan(plan, by=self.system)
        return plan

    def _writer(self, desa_name: str) -> User:
        return self.users["fasilitator" if desa_name in KODI_DESA else "sekretariat"]

    def _ask(self, wish: Wish, fiscal_year: int, on: datetime.date, **fields) -> Usulan:
        """Record a draft from the musyawarah of its desa."""
        by = self._writer(wish.desa)
        with told_at(moment(on)):
            usulan = Usulan(
                desa=self.desa[wish.desa],
                plan=self._plan(wish.desa, fiscal_year, on - datetime.timedelta(days=14)),
                fiscal_year=fiscal_year,
                title=wish.told,
                bidang=wish.bidang,
                **{
                    "problem": wish.problem,
                    "location": f"Dusun 1 {MADE_UP}",
                    "volume": wish.volume,
                    "unit": wish.unit,
                    "cost": wish.cost,
                    "men": 20,
                    "women": 18,
                    "funding_options": [FundingSource.APBD_KABUPATEN, FundingSource.VILLAGE_FUND],
                    "pattern": Pattern.HANDED_OVER,
                    "land_status": LandStatus.VILLAGE if wish.nomenclature in (WELL, TRACK) else LandStatus.NOT_NEEDED,
                    **fields,
                },
            )
            plans_actions.record_usulan(usulan, by=by)
        return usulan

    def _submit(self, usulan: Usulan, on: datetime.date) -> Usulan:
        with told_at(moment(on, 13)):
            plans_actions.submit_usulan(usulan, by=self._writer(usulan.desa.name), now=moment(on, 13))
        return usulan

    def _verify(self, usulan: Usulan, on: datetime.date) -> Usulan:
        in_kodi = usulan.desa.kecamatan_id == self.kodi.pk
        with told_at(moment(on)):
            if in_kodi:
                plans_actions.verify_usulan(usulan, by=self.users["camat.kodi"])
            else:
                note = "Disetujui camat dalam Musrenbang kecamatan (contoh)."
                plans_actions.verify_usulan(usulan, by=self.users["sekretariat"], note=note)
        return usulan

    def _refer(self, usulan: Usulan, opd: str, fiscal_year: int, on: datetime.date, *, days: int = 14):
        with told_at(moment(on, 14)):
            return plans_actions.refer_usulan(
                usulan,
                self.opd[opd],
                fiscal_year,
                due_on=on + datetime.timedelta(days=days),
                by=self.users["sekretariat"],
                today=on,
            )

    def _answer(self, referral, opd: str, on: datetime.date, *, accept: bool = True, **fields) -> Answer:
        answer = Answer(**fields)
        with told_at(moment(on, 9)):
            plans_actions.draft_answer(referral, answer, by=self.users[opd], today=on)
        if accept:
            with told_at(moment(on, 15)):
                plans_actions.accept_answer(answer, by=self.users[f"kadis.{opd}"], today=on)
        return answer

    def _activity_for(self, wish: Wish, fiscal_year: int) -> Activity:
        return Activity.objects.select_related("opd").get(
            opd=self.opd[wish.opd], fiscal_year=fiscal_year, code=wish.nomenclature[0]
        )

    def _served(self, wish: Wish, fiscal_year: int) -> dict:
        return {
            "kind": OutcomeKind.AGREED,
            "activity": self._activity_for(wish, fiscal_year),
            "volume": wish.volume,
            "amount": wish.cost,
            "funding_source": FundingSource.APBD_KABUPATEN,
        }

    # --- meetings ---

    def _meeting(self, kind, title: str, held_on: datetime.date, **fields) -> Meeting:
        meeting = Meeting(
            kabupaten=self.kabupaten,
            kind=kind,
            title=title,
            held_on=held_on,
            fiscal_year=fields.pop("fiscal_year", held_on.year),
            chair=self.chair,
            decree=self.decree,
            **fields,
        )
        meeting_actions.record_meeting(meeting, by=self.users["sekretariat"])
        return meeting

    def _move(self, meeting: Meeting, *moves: str):
        for move in moves:
            meeting_actions.move_meeting(meeting, move, by=self.users["sekretariat"])

    def _past_meetings(self):
        for held_on, kind, title, place, men, women, agenda in PAST_MEETINGS:
            with told_at(moment(day(held_on), 16)):
                meeting = self._meeting(
                    kind,
                    title,
                    day(held_on),
                    place=place,
                    counted_men=men,
                    counted_women=women,
                    agenda=agenda,
                )
                self._move(meeting, "open", "close", *(["approve"] if men else []))

    def _decide(self, meeting: Meeting, usulan: Usulan, portions=(), **fields) -> Outcome:
        outcome = Outcome(usulan=usulan, **fields)
        meeting_actions.decide(
            meeting, outcome, portions, by=self.users["sekretariat"], now=moment(meeting.held_on, 11)
        )
        return outcome

    def _agree(self, meeting: Meeting, usulan: Usulan, wish: Wish, fiscal_year: int) -> Outcome:
        portion = plans_actions.PortionDraft(
            activity=self._activity_for(wish, fiscal_year),
            volume=wish.volume,
            amount=wish.cost,
            funding_source=FundingSource.APBD_KABUPATEN,
        )
        return self._decide(meeting, usulan, [portion], fiscal_year=fiscal_year, kind=OutcomeKind.AGREED)

    def _everyone_comes(self, meeting: Meeting):
        """Who came is not on record: the forum's seats stand in, under their made-up holders."""
        by = self.users["sekretariat"]
        meeting_actions.fill_attendance(meeting, by=by)
        for row in meeting.attendance.select_related("meeting").in_order()[3:]:
            row.presence = Presence.PRESENT
            meeting_actions.record_attendance(row, by=by)

    def _agreement(self, meeting: Meeting, *, title: str):
        by = self.users["sekretariat"]
        agreement = meeting_actions.draft_agreement(meeting, by=by)
        agreement.title = title
        agreement.considerations = "Tanggapan dan saran peserta rapat sebagaimana tercatat dalam notulen (contoh)."
        agreement.copies_to = "Bupati Sumba Barat Daya\nKetua DPRD Kabupaten Sumba Barat Daya\nYayasan BaKTI"
        meeting_actions.record_agreement(agreement, ["title", "considerations", "copies_to"], by=by)
        bupati = Jabatan.objects.get(kabupaten=self.kabupaten, name="Bupati Sumba Barat Daya")
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
            with told_at(moment(day("2023-12-18"), 12)):
                plans_actions.order_usulan_of_kecamatan(
                    usulan.desa.kecamatan, 2024, {usulan.pk: rank}, by=self.users["sekretariat"]
                )
        with told_at(moment(held_on, 16)):
            meeting = self._meeting(
                MeetingKind.RAKOR,
                "Rapat Koordinasi Sinkronisasi RKP 2024",
                held_on,
                place="Tambolaka (contoh)",
                starts_at=datetime.time(9),
                agenda="Mencocokkan usulan desa dengan kegiatan RKP 2024 yang lokusnya masih tersedia.",
                materials="Daftar usulan rencana penghidupan desa\nKegiatan RKP 2024 yang lokusnya masih tersedia",
            )
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
            agreement = self._agreement(meeting, title="Kesepakatan Hasil Rapat Koordinasi Sinkronisasi RKP 2024")
            self._move(meeting, "close", "approve")
        by = self.users["sekretariat"]
        with told_at(moment(day("2024-02-05"))):
            meeting_actions.finalise_agreement(agreement, by=by, now=moment(day("2024-02-05")))
        with told_at(moment(day("2024-02-12"))):
            meeting_actions.sign_agreement(
                agreement,
                upload=sample_scan(),
                content_type="image/png",
                number="000.7/01/CONTOH/2024",
                by=by,
                now=moment(day("2024-02-12")),
            )
        self.bumdes = next(usulan for usulan, wish in ready if wish is BUMDES_WISH)

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
        with told_at(moment(held_on, 16)):
            meeting = self._meeting(
                MeetingKind.MUSRENBANGKAB,
                "Musrenbang Kabupaten RKPD 2025",
                held_on,
                place="Tambolaka (contoh)",
                starts_at=datetime.time(9),
                agenda="Musrenbang kabupaten 17 sampai 19 April 2024.",
                materials="Rancangan RKPD 2025\nUsulan rencana penghidupan desa",
            )
            self._move(meeting, "open")
            self._everyone_comes(meeting)
            for usulan, wish in ready:
                self._agree(meeting, usulan, wish, 2025)
            self._follow_up(
                meeting, "Memasukkan usulan yang disepakati ke Renja 2025 (contoh)", "bapperida", "2024-06-28"
            )
            agreement = self._agreement(meeting, title="Kesepakatan Hasil Musrenbang Kabupaten RKPD 2025")
            self._move(meeting, "close", "approve")
        with told_at(moment(day("2024-04-22"))):
            meeting_actions.finalise_agreement(agreement, by=self.users["sekretariat"], now=moment(day("2024-04-22")))

    def _follow_up(self, meeting: Meeting, what: str, opd: str, due_on: str | datetime.date):
        due_on = day(due_on) if isinstance(due_on, str) else due_on
        follow_up = FollowUp(meeting=meeting, what=what, opd=self.opd[opd], due_on=due_on)
        meeting_actions.record_follow_up(follow_up, by=self.users["sekretariat"])

    # --- today ---

    def _this_year(self):
        """What waits for each role today; all of it made up."""
        year, next_year = self.today.year, self.today.year + 1
        before = [self.today - datetime.timedelta(days=days) for days in (40, 33, 26, 19, 9, 2)]
        with told_at(moment(before[0])):
            for fiscal_year in (year, next_year):
                self._activity("pertanian", fiscal_year, TRACK, slots=3, pagu=700_000_000)
                self._activity("pertanian", fiscal_year, WELL, slots=2, pagu=350_000_000)
                self._activity("peternakan", fiscal_year, GOAT, slots=5, pagu=220_000_000)
                self._activity("perikanan", fiscal_year, FRY, slots=2, pagu=50_000_000)
                self._activity("nakertrans", fiscal_year, TOOLS, slots=2, pagu=90_000_000)
                self._activity("perindag", fiscal_year, LOOM, slots=1, pagu=60_000_000)
                self._activity("pu", fiscal_year, IRRIGATION, slots=2, pagu=400_000_000)
        self._ask(DRAFT_WISH, next_year, before[3], cost=None, land_status="", problem="")
        returned = self._ask(RETURNED_WISH, next_year, before[0])
        self._submit(returned, before[1])
        with told_at(moment(before[2])):
            note = "Lengkapi nama kelompok dan jumlah anggotanya (contoh)."
            plans_actions.return_usulan(returned, note=note, by=self.users["camat.kodi"])
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
        with told_at(moment(before[4], 8)):
            meeting = self._meeting(
                MeetingKind.RAKOR,
                f"Rapat koordinasi sinkronisasi {year} dan {next_year} {MADE_UP}",
                self.today + datetime.timedelta(days=7),
                place="Aula Bapperida (contoh)",
                starts_at=datetime.time(9),
                fiscal_year=year,
                agenda="Membahas usulan yang sudah dijawab OPD.",
            )
            self._move(meeting, "invite")
            soon = self.today + datetime.timedelta(days=10)
            self._follow_up(meeting, "Mengirim daftar lokus yang masih terbuka (contoh)", "pertanian", soon)


def sample_scan() -> SimpleUploadedFile:
    """A picture that plainly says that it is no document."""
    page = Image.new("L", (620, 877), 255)
    ImageDraw.Draw(page).text((90, 400), "PINDAIAN CONTOH - bukan dokumen asli", fill=0, font_size=24)
    out = io.BytesIO()
    page.save(out, format="PNG")
    return SimpleUploadedFile("pindaian-contoh.png", out.getvalue(), content_type="image/png")
