"""Kabar by e-mail: once a day, in plain text, to who asked for it, and only when there is something new."""

import datetime
import logging
import re
import zoneinfo

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from forum import mail
from forum.models import Digest
from forum.notices import Notice, entries_for, notices_of
from forum.templatetags.house import angka, tanggal

FIRST_HOUR = 6  # of the kabupaten's own day
MOST_TOLD = 8  # records, of three lines each: a phone shows it whole
MOST_FAILURES = 3  # one after the other: the server is down, the others wait for the next hour

logger = logging.getLogger(__name__)


def send_digests(*, now: datetime.datetime) -> tuple[int, int]:
    """Send what is due on this day and not sent yet. Returns how many went out, and how many could not."""
    sent = failed = in_a_row = 0
    if not mail.is_set_up():
        return sent, failed
    for digest in Digest.objects.of_open_accounts().with_scope().order_by("pk"):
        local = now.astimezone(zoneinfo.ZoneInfo(digest.user.kabupaten.zone))
        if local.hour < FIRST_HOUR or not _take(digest, local.date()):
            continue
        try:
            with timezone.override(local.tzinfo):
                sent += _send(digest, today=local.date())
            in_a_row = 0
        except OSError as exc:  # smtplib's own failures are OSError too
            _give_back(digest, local.date())
            logger.warning("Ringkasan harian akun %s tidak terkirim: %s", digest.user_id, type(exc).__name__)
            failed, in_a_row = failed + 1, in_a_row + 1
        if in_a_row == MOST_FAILURES:
            break
    return sent, failed


def _take(digest: Digest, day: datetime.date) -> bool:
    """Take it in hand for this day: of two that run at the same time, one finds nothing to do."""
    mine = Digest.objects.unsent_on(day).filter(pk=digest.pk, sent_on=digest.sent_on)
    return bool(mine.update(sent_on=day))


def _give_back(digest: Digest, day: datetime.date) -> None:
    Digest.objects.filter(pk=digest.pk, sent_on=day).update(sent_on=digest.sent_on)


def _send(digest: Digest, *, today: datetime.date) -> bool:
    """Send what is unread and was not told before; say whether there was anything."""
    user = digest.user
    rows = list(entries_for(user, today=today).unread_by(user).after(digest.sent_to).by_record())
    if not rows:
        return False
    notices = notices_of(user, rows[:MOST_TOLD], today=today)
    subject = f"{angka(len(rows))} kabar baru, {tanggal(today)}"
    EmailMessage(subject, digest_text(user, notices, count=len(rows)), to=[digest.address]).send()
    Digest.objects.filter(pk=digest.pk).update(sent_to=max(row["newest"] for row in rows))
    return True


def digest_text(user, notices: list[Notice], *, count: int) -> str:
    """Return the message in at most 30 lines: of each record its title, what happened last, and its address."""
    lines = [
        f"{user.kabupaten.forum_name}, {user.kabupaten}",
        f"{angka(count)} kabar baru bagi {user.office_label}.",
        "",
    ]
    for notice in notices:
        more = f" (dan {angka(notice.more)} peristiwa lagi)" if notice.more else ""
        lines += [
            notice.label,
            f"  {_without_quotes(notice.entry.sentence)}{more}",
            f"  {mail.full_address(notice.url)}",
        ]
    if rest := count - len(notices):
        lines.append(f"Selebihnya ({angka(rest)}): {mail.full_address(reverse('forum:notice_list'))}")
    stop = mail.full_address(reverse("forum:digest_edit"))
    return "\n".join([*lines, "", f"Dikirim karena Anda memintanya. Ubah atau hentikan: {stop}"])


def _without_quotes(sentence: str) -> str:
    """A sentence quotes what people typed, such as the name of a file: it may name somebody, and stays in the house."""
    return re.sub("“[^”]*”", "“…”", sentence)
