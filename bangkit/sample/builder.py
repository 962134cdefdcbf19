"""The bricks of the sample: each writes one thing through the actions that people use, told at its own date."""

import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from bangkit.sample.facts import MADE_UP, PASSWORD, TRACK, WELL, Wish
from forum import actions as forum_actions
from forum.choices import Position, Role, Sex, Zone
from forum.log import told_at
from forum.models import Decree, Incumbency, Jabatan, Kabupaten, Opd, Partner, Person, Seat, User
from meetings import actions as meeting_actions
from meetings.choices import MinuteKind, Presence
from meetings.minutes import fingerprint_of, take_minutes
from meetings.models import AgendaItem, FollowUp, Invitation, InvitationLetter, Meeting, Minute
from plans import actions as plans_actions
from plans.choices import FundingSource, LandStatus, OutcomeKind, Pattern, Registration, Stage
from plans.models import Activity, ActivityFigures, Answer, Kelompok, LivelihoodPlan, Outcome, Usulan


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@dataclass
class Builder:
    """
    Writes one kabupaten of the sample, in the order in which things happened; `today` is the day it is loaded.

    A kabupaten's own class says what was so; `build` tells it.
    """

    today: datetime.date
    system: User = field(default_factory=User.objects.system)
    password: str = field(default_factory=partial(make_password, PASSWORD))

    code = ""
    zone = Zone.WITA
    # key -> name, aliases, bidang urusan, name of its head; see sumba_facts.OPD
    opd_facts = {}
    secretariat = ""  # the account that keeps the forum's records
    camat = ""  # the account of the one camat who can log in, for `kecamatan`
    facilitator = ""  # the account that enters for `facilitated`
    facilitated = ()
    potential = challenges = ""  # what the villages' plans say

    def at(self, on: datetime.date, hour: int = 10) -> datetime.datetime:
        return datetime.datetime.combine(on, datetime.time(hour), tzinfo=ZoneInfo(self.zone))

    # --- the planning year ---

    def _calendar(self, fiscal_year: int, on: datetime.date, **known: tuple[str, str]) -> None:
        """Keep the usual days of a planned year; `known` are the days, by step, on which it was held in fact."""
        by = self.users[self.secretariat]
        with told_at(self.at(on, 9)):
            for window in plans_actions.propose_windows(self.kabupaten, fiscal_year, by=by):
                if window.kind in known:
                    window.starts_on, window.ends_on = map(day, known[window.kind])
                    plans_actions.record_window(window, ["starts_on", "ends_on"], by=by)

    # --- people ---

    def _open(self, **settings) -> Kabupaten:
        """Add the kabupaten with its desa, and its settings."""
        self.kabupaten = forum_actions.add_kabupaten(self.code, by=self.system)
        for name, value in settings.items():
            setattr(self.kabupaten, name, value)
        forum_actions.record_kabupaten(self.kabupaten, list(settings), by=self.system)
        self.desa = {desa.name: desa for desa in self.kabupaten.desa.select_related("kecamatan", "kabupaten")}
        self.opd, self.heads, self.persons, self.users, self.desks = {}, {}, {}, {}, {}
        return self.kabupaten

    def _offices(self) -> None:
        for key, (name, aliases, codes, head) in self.opd_facts.items():
            opd = Opd(kabupaten=self.kabupaten, name=name, aliases=aliases, bidang_codes=codes)
            forum_actions.record_opd(opd, by=self.system)
            self.opd[key] = opd
            self.heads[key] = self._jabatan(head or f"Kepala {name}", opd=opd, is_head=True)

    def _leaders(self, leaders: list[tuple[str, Position]]) -> dict[str, Jabatan]:
        """Record the kabupaten's leaders: the Bupati's own jabatan, the others in the Sekretariat Daerah."""
        secretariat = Opd(kabupaten=self.kabupaten, name="Sekretariat Daerah", bidang_codes="4.01")
        forum_actions.record_opd(secretariat, by=self.system)
        return {
            name: self._jabatan(
                name, opd=None if "Bupati" in name else secretariat, is_head=name == "Sekretaris Daerah"
            )
            for name, _ in leaders
        }

    def _bakti(self) -> Jabatan:
        bakti = Partner(kabupaten=self.kabupaten, name="Yayasan BaKTI")
        forum_actions.record_partner(bakti, by=self.system)
        return self._jabatan("Direktur Yayasan BaKTI", partner=bakti, is_head=True)

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

    def _decree(self, number: str, title: str, valid_from: str, note: str, seats: Iterable[tuple[Jabatan, Position]]):
        self.decree = Decree(
            kabupaten=self.kabupaten, number=number, title=title, valid_from=day(valid_from), note=note
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

    def _members(self, secretary: str, *others: Jabatan) -> Iterable[tuple[Jabatan, Position]]:
        """Yield the seats of the heads of all OPD, the secretary's first, and of further jabatan."""
        yield self.heads[secretary], Position.SECRETARY
        for jabatan in [*(head for key, head in self.heads.items() if key != secretary), *others]:
            yield jabatan, Position.MEMBER

    def _account(self, username: str, role: Role, position: str, *, desa=(), **scope):
        """Open an account with the sample's public password, hashed once for all: hashing is slow on purpose."""
        user = User(kabupaten=self.kabupaten, username=username, role=role, position=position, **scope)
        now = datetime.datetime.now(datetime.UTC)
        forum_actions.open_account(user, desa=list(desa), by=self.system, now=now)
        user.slips.all().delete()
        user.password = self.password
        user.save(update_fields=["password"])
        self.users[username] = User.objects.with_scope().get(pk=user.pk)

    def _desk(self, key: str, username: str):
        """Open the accounts of an OPD's desk and, "kadis." before its name, of its head."""
        name, head = self.opd_facts[key][0], self.heads[key].name
        self._account(username, Role.OPD_OFFICER, f"Petugas {name}", opd=self.opd[key])
        self._account(f"kadis.{username}", Role.OPD_OFFICER, head, opd=self.opd[key], person=self.persons[head])
        self.desks[key] = username

    # --- plans ---

    def _activity(self, opd: str, fiscal_year: int, nomenclature: tuple, *, slots: int, pagu: int) -> Activity:
        code, name, (program, kegiatan) = nomenclature
        activity = Activity(
            opd=self.opd[opd], fiscal_year=fiscal_year, code=code, name=name, kegiatan=kegiatan, program=program
        )
        figures = self._figures(pagu, stage=Stage.RKPD)
        plans_actions.record_activity(activity, figures, by=self.system, today=self.today)
        plans_actions.offer_lokus(activity, count=slots, by=self.system, today=self.today)
        return activity

    def _figures(self, pagu: int, *, stage: Stage) -> ActivityFigures:
        return ActivityFigures(
            stage=stage, pagu=pagu, funding_source="PAD dan DAU (contoh)", location="Semua kecamatan", target="contoh"
        )

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
                potential=self.potential,
                challenges=self.challenges,
            )
            # By the year to come, the forum has decided on what the desa asked before: its plan is brought up to date.
            previous = LivelihoodPlan.objects.latest_of(desa) if fiscal_year > self.today.year else None
            if previous:
                plan.revision = previous.revision + 1
                plans_actions.revise_plan(previous, plan, {}, by=self.system)
            else:
                plans_actions.record_plan(plan, by=self.system)
        return plan

    def _kelompok(self, wish: Wish, by: User) -> Kelompok:
        """The group behind a wish; those of farmers stand in a register, under a number that is none."""
        name = f"{wish.kelompok} {MADE_UP}"
        found = self.desa[wish.desa].kelompok.filter(name=name).first()
        if found:
            return found
        kelompok = Kelompok(desa=self.desa[wish.desa], name=name, men=12, women=13)
        if "tani" in wish.kelompok:
            kelompok.registration, kelompok.registration_number = Registration.SIMLUHTAN, f"0000 {MADE_UP}"
        return plans_actions.record_kelompok(kelompok, by=by)

    def _writer(self, desa_name: str) -> User:
        return self.users[self.facilitator if desa_name in self.facilitated else self.secretariat]

    def _ask(self, wish: Wish, fiscal_year: int, on: datetime.date, **fields) -> Usulan:
        """Record a draft from the musyawarah of its desa."""
        by = self._writer(wish.desa)
        with told_at(self.at(on)):
            usulan = Usulan(
                desa=self.desa[wish.desa],
                plan=self._plan(wish.desa, fiscal_year, on - datetime.timedelta(days=14)),
                fiscal_year=fiscal_year,
                title=wish.told,
                bidang=wish.bidang,
                kelompok=self._kelompok(wish, by) if wish.kelompok else None,
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
        with told_at(self.at(on, 13)):
            plans_actions.submit_usulan(usulan, by=self._writer(usulan.desa.name), now=self.at(on, 13))
        return usulan

    def _verify(self, usulan: Usulan, on: datetime.date) -> Usulan:
        own_camat = self.camat and usulan.desa.kecamatan_id == self.users[self.camat].kecamatan_id
        with told_at(self.at(on)):
            if own_camat:
                plans_actions.verify_usulan(usulan, by=self.users[self.camat])
            else:
                note = "Disetujui camat dalam Musrenbang kecamatan (contoh)."
                plans_actions.verify_usulan(usulan, by=self.users[self.secretariat], note=note)
        return usulan

    def _refer(self, usulan: Usulan, opd: str, fiscal_year: int, on: datetime.date, *, days: int = 14):
        with told_at(self.at(on, 14)):
            return plans_actions.refer_usulan(
                usulan,
                self.opd[opd],
                fiscal_year,
                due_on=on + datetime.timedelta(days=days),
                by=self.users[self.secretariat],
                today=on,
            )

    def _answer(self, referral, opd: str, on: datetime.date, *, accept: bool = True, **fields) -> Answer:
        answer = Answer(**fields)
        with told_at(self.at(on, 9)):
            plans_actions.draft_answer(referral, answer, by=self.users[self.desks[opd]], today=on)
        if accept:
            with told_at(self.at(on, 15)):
                plans_actions.accept_answer(answer, by=self.users[f"kadis.{self.desks[opd]}"], today=on)
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
            chair=fields.pop("chair", self.chair),
            decree=self.decree,
            **fields,
        )
        meeting_actions.record_meeting(meeting, by=self.users[self.secretariat])
        return meeting

    def _move(self, meeting: Meeting, *moves: str, left: str = ""):
        """Move a meeting on; when it closes, all but the item titled `left` was discussed."""
        for move in moves:
            if move == "approve":
                self._approve(meeting)
                continue
            discussed = [item for item in meeting.agenda_items.all() if not left or item.title != left]
            meeting_actions.move_meeting(meeting, move, discussed=discussed, by=self.users[self.secretariat])

    def _approve(self, meeting: Meeting):
        """Have the secretariat note that the chair approved the minutes."""
        read = Meeting.objects.with_minutes().get(pk=meeting.pk)
        meeting_actions.approve_minutes(
            meeting,
            seen=fingerprint_of(take_minutes(read)),
            note="Dibacakan pada akhir rapat dan disetujui pimpinan rapat (contoh).",
            by=self.users[self.secretariat],
            today=meeting.held_on,
            now=self.at(meeting.held_on, 16),
        )

    def _minute(self, meeting: Meeting, kind: MinuteKind, text: str, *, at: int = 0):
        """Write an entry under the item of the agenda that stands at this place."""
        item = meeting.agenda_items.in_order()[at]
        meeting_actions.record_minute(Minute(agenda_item=item, kind=kind, text=text), by=self.users[self.secretariat])

    def _agenda(self, meeting: Meeting, *titles: str):
        """Set out the usual course, or these topics."""
        by = self.users[self.secretariat]
        if not titles:
            meeting_actions.fill_agenda(meeting, by=by)
        for title in titles:
            meeting_actions.record_agenda_item(AgendaItem(meeting=meeting, title=title, duration=30), by=by)

    def _invite(self, meeting: Meeting, *guests: str):
        """Invite the seats, every camat and these guests, by a letter; all but the guests were handed it."""
        by, now = self.users[self.secretariat], self.at(meeting.held_on - datetime.timedelta(days=16))
        meeting_actions.invite_seats(meeting, by=by)
        meeting_actions.invite_camat(meeting, by=by)
        letter = InvitationLetter(meeting=meeting, number=f"005/{meeting.pk}/contoh", nature="Penting")
        letter.copies_to = "Bupati (sebagai laporan)"
        meeting_actions.record_letter(letter, ["number", "nature", "copies_to"], by=by)
        meeting_actions.note_all_handed(meeting, by=by, now=now)
        for guest in guests:
            meeting_actions.add_invitation(Invitation(meeting=meeting, guest=guest), by=by)
        self._move(meeting, "invite")

    def _decide(self, meeting: Meeting, usulan: Usulan, portions=(), **fields) -> Outcome:
        outcome = Outcome(usulan=usulan, **fields)
        meeting_actions.decide(
            meeting, outcome, portions, by=self.users[self.secretariat], now=self.at(meeting.held_on, 11)
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
        by = self.users[self.secretariat]
        meeting_actions.fill_attendance(meeting, by=by)
        for row in meeting.attendance.select_related("meeting").in_order()[3:]:
            row.presence = Presence.PRESENT
            meeting_actions.record_attendance(row, by=by)

    def _follow_up(self, meeting: Meeting, what: str, opd: str, due_on: str | datetime.date):
        due_on = day(due_on) if isinstance(due_on, str) else due_on
        follow_up = FollowUp(meeting=meeting, what=what, opd=self.opd[opd], due_on=due_on)
        meeting_actions.record_follow_up(follow_up, by=self.users[self.secretariat])


def sample_scan() -> SimpleUploadedFile:
    """A picture that plainly says that it is no document."""
    page = Image.new("L", (620, 877), 255)
    ImageDraw.Draw(page).text((90, 400), "PINDAIAN CONTOH - bukan dokumen asli", fill=0, font_size=24)
    out = io.BytesIO()
    page.save(out, format="PNG")
    return SimpleUploadedFile("pindaian-contoh.png", out.getvalue(), content_type="image/png")
