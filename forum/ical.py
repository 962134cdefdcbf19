"""
Appointments as an iCalendar file (RFC 5545), which telephones and mail programs read: plain values in, bytes out.

By hand, for it is a few events and a zone without summer time; what is easily done wrong is `_text` and `_folded`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MEDIA_TYPE = "text/calendar; charset=utf-8"
WIDEST_LINE = 75  # octets, without the line break
ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True)
class Event:
    """
    One appointment; without `starts_at` it takes the whole day, or all days until `last_day`.

    A greater `sequence` replaces a smaller one.
    """

    uid: str
    sequence: int
    title: str
    day: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False
    last_day: date | None = None


def calendar_of(*events: Event, zone: str, zone_name: str, organiser: str, address: str, now: datetime) -> bytes:
    """
    Return the file of one event or several.

    `zone` is the name in the tz database ("Asia/Makassar"), `zone_name` what people call it ("WITA"). One that is
    cancelled takes the appointment out of the calendar that holds it. `address` is an e-mail address or "".
    """
    timed = next((event for event in events if event.starts_at), None)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Forum Penghidupan//ID",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if any(event.is_cancelled for event in events) else 'PUBLISH'}",
        *(_zone(zone, zone_name, timed.day) if timed else []),
        *(line for event in events for line in _event(event, zone, organiser=organiser, address=address, now=now)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _event(event: Event, zone: str, *, organiser: str, address: str, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        *_hours(event, zone),
        f"SUMMARY:{_text(event.title)}",
        *([f"LOCATION:{_text(event.place)}"] if event.place else []),
        *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
        *([f"URL:{event.url}"] if event.url else []),
        f'ORGANIZER;CN="{_quoted(organiser)}":{f"mailto:{address}" if address else "invalid:nomail"}',
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _hours(event: Event, zone: str) -> list[str]:
    if event.starts_at is None:
        after = (event.last_day or event.day) + timedelta(1)
        return [f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    hours = [("DTSTART", event.starts_at), ("DTEND", event.ends_at)]
    return [f"{name};TZID={zone}:{event.day:%Y%m%d}T{moment:%H%M%S}" for name, moment in hours if moment]


def _zone(zone: str, name: str, day: date) -> list[str]:
    offset = f"{datetime.combine(day, time(12), ZoneInfo(zone)):%z}"
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{zone}",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        f"TZOFFSETFROM:{offset}",
        f"TZOFFSETTO:{offset}",
        f"TZNAME:{name}",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def _text(value: str) -> str:
    """Return text of people as a value: what separates is escaped, what no line may hold is left out."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(ESCAPED.get(letter, letter) for letter in lines if letter >= " " or letter in "\t\n")


def _quoted(value: str) -> str:
    """Return text as a parameter between quotation marks, which cannot hold one."""
    return "".join(letter for letter in value if letter >= " " and letter != '"')


def _folded(line: str) -> bytes:
    """Break a line after 75 octets, never within a letter; what follows begins with a space."""
    out, width = [], 0
    for letter in line:
        octets = len(letter.encode())
        if width + octets > WIDEST_LINE:
            out.append("\r\n ")
            width = 1
        out.append(letter)
        width += octets
    return "".join(out).encode()
