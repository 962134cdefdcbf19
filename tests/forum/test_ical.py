"""The iCalendar file: what a strict reader of RFC 5545 asks of it."""

import datetime

import pytest

from forum.ical import WIDEST_LINE, Event, calendar_of

DAY = datetime.date(2024, 3, 15)
NOW = datetime.datetime(2024, 3, 1, 10, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def lines_of(event: Event, *, address="forum@contoh.go.id", zone="Asia/Makassar", zone_name="WITA") -> list[str]:
    """Return the logical lines, unfolded as a reader does it."""
    content = calendar_of(event, zone=zone, zone_name=zone_name, organiser='Forum "BangKIT"', address=address, now=NOW)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def event(**fields) -> Event:
    return Event(**({"uid": "rapat-1@forum", "sequence": 3, "title": "Rakor", "day": DAY} | fields))


def test_meeting_with_hours_is_in_the_zone_of_the_kabupaten():
    lines = lines_of(event(starts_at=datetime.time(9), ends_at=datetime.time(12, 30)))

    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Forum Penghidupan//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Makassar",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "TZNAME:WITA",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:rapat-1@forum",
        "SEQUENCE:3",
        "DTSTAMP:20240301T020000Z",
        "DTSTART;TZID=Asia/Makassar:20240315T090000",
        "DTEND;TZID=Asia/Makassar:20240315T123000",
        "SUMMARY:Rakor",
        'ORGANIZER;CN="Forum BangKIT":mailto:forum@contoh.go.id',
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_zone_of_seram_is_nine_hours_ahead():
    lines = lines_of(event(starts_at=datetime.time(9)), zone="Asia/Jayapura", zone_name="WIT")

    assert ("TZOFFSETTO:+0900" in lines, [line for line in lines if line.startswith("DTEND")]) == (True, [])


def test_meeting_without_hours_takes_the_day():
    lines = lines_of(event(), address="")

    assert [line for line in lines if line.startswith(("DT", "TZ", "ORG"))] == [
        "DTSTAMP:20240301T020000Z",
        "DTSTART;VALUE=DATE:20240315",
        "DTEND;VALUE=DATE:20240316",
        'ORGANIZER;CN="Forum BangKIT":invalid:nomail',
    ]


def test_cancelled_meeting_is_taken_out_of_the_calendar():
    lines = lines_of(event(is_cancelled=True))

    assert [line for line in lines if line.startswith(("METHOD", "STATUS"))] == ["METHOD:CANCEL", "STATUS:CANCELLED"]


def test_text_of_people_cannot_write_lines_of_its_own():
    title = "Sumur; jalan, \\kopi\r\nATTENDEE:mailto:x@y\x07"

    lines = lines_of(event(title=title, place=title, description=title))

    written = "Sumur\\; jalan\\, \\\\kopi\\nATTENDEE:mailto:x@y"
    assert [line for line in lines if "Sumur" in line] == [
        f"SUMMARY:{written}",
        f"LOCATION:{written}",
        f"DESCRIPTION:{written}",
    ]
    assert not any(line.startswith("ATTENDEE") for line in lines)


@pytest.mark.parametrize("letter", ["a", "é", "–", "𝄞"])
@pytest.mark.parametrize("length", [60, 66, 67, 68, 300])
def test_long_lines_are_folded_between_letters(letter, length):
    content = calendar_of(
        event(title=letter * length), zone="Asia/Makassar", zone_name="WITA", organiser="Forum", address="", now=NOW
    )

    assert max(len(line) for line in content.split(b"\r\n")) <= WIDEST_LINE
    assert all(line.decode() for line in content.split(b"\r\n")[:-1])  # no letter is cut in two
    assert f"SUMMARY:{letter * length}" in content.decode().replace("\r\n ", "")
