"""How this house writes money, numbers, dates and people, in templates and in Python alike. None is written "–"."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lokal import format_rupiah, terbilang

from forum.links import Link, links_of

register = template.Library()

DASH = "–"


# Money and numbers


@register.filter
def of_field(error: str, label: str) -> str:
    """Name the field before an error that stands away from it and does not name it: "Volume: Tulis angka …"."""
    return error if label.lower() in error.lower() else f"{label}: {error}"


@register.filter
def rupiah(amount: int | None) -> str:
    """Return whole rupiah as offices write them: Rp1.500.000."""
    return DASH if amount in (None, "") else format_rupiah(amount)


@register.filter
def terbilang_rupiah(amount: int | None) -> str:
    """Return whole rupiah in words: satu juta lima ratus ribu rupiah."""
    return DASH if amount in (None, "") else terbilang(amount, currency=True)


@register.filter
def angka(number: int | float | Decimal | None) -> str:
    """Return a number with dots for thousands and a comma for decimals, without trailing zeros: 1.234,5."""
    if number in (None, ""):
        return DASH
    text = f"{Decimal(str(number)):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


@register.filter
def persen(number: int | float | Decimal | None) -> str:
    """Return a percentage, given as percent and not as a fraction, with at most one decimal: 12,5 %."""
    return DASH if number in (None, "") else f"{angka(round(Decimal(str(number)), 1))} %"


@register.filter
def lp(men: int | Sequence[int | None] | None, women: int | None = None) -> str:
    """Return people counted as men (L) and women (P), given as two numbers or as one pair: 25 L / 10 P."""
    if isinstance(men, Sequence):
        men, women = men
    if men is None and women is None:
        return DASH
    return f"{angka(men or 0)} L / {angka(women or 0)} P"


# Dates and times; a datetime is shown in the zone of the page's kabupaten


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _local_date(value: date | datetime) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


@register.filter
def tanggal(value: date | datetime | None) -> str:
    """Return the date in full: 15 Maret 2024."""
    return format_date(_local_date(value), "j F Y") if value else DASH


@register.filter
def hari_tanggal(value: date | datetime | None) -> str:
    """Return the date with its day of the week: Jumat, 15 Maret 2024."""
    return format_date(_local_date(value), "l, j F Y") if value else DASH


@register.filter
def jam(value: time | datetime | None) -> str:
    """Return the time of day, without its zone: 14.30."""
    if value is None or value == "":
        return DASH
    if isinstance(value, datetime):
        value = _local(value)
    return value.strftime("%H.%M")


@register.filter
def waktu(value: datetime | None) -> str:
    """Return the date and time with the zone they are told in: 15 Maret 2024, 14.30 WITA."""
    if not value:
        return DASH
    value = _local(value)
    return f"{tanggal(value)}, {jam(value)} {value.tzname() or ''}".rstrip()


@register.filter
def ago(value: date | datetime | None, today: date | None = None) -> str:
    """Return how far away a day is, in words: "hari ini", "3 hari lalu", "2 bulan lagi"."""
    if not value:
        return DASH
    days = ((today or timezone.localdate()) - _local_date(value)).days
    if near := {0: "hari ini", 1: "kemarin", -1: "besok"}.get(days):
        return near
    distance = abs(days)
    if distance < 60:
        words = f"{distance} hari"
    elif distance < 730:
        words = f"{distance // 30} bulan"
    else:
        words = f"{distance // 365} tahun"
    return f"{words} lalu" if days > 0 else f"{words} lagi"


# Bricks for components. Those that stand many times on a page are drawn here: an include each is slow.

SQUARE, OPEN_SQUARE = "<i></i>", '<i class="open"></i>'


@register.simple_tag
def lokus_squares(open_count: int, total: int) -> SafeString:
    """Draw an activity's lokus as small squares, open ones filled, and say it in words; over ten, in words alone."""
    cells = "".join(OPEN_SQUARE if number < open_count else SQUARE for number in range(total)) if total <= 10 else ""
    squares = mark_safe(f'<span class="squares" aria-hidden="true">{cells}</span>' if cells else "")
    if open_count:
        words = f"{angka(open_count)} dari {angka(total)} tersisa"
    else:
        words = f"habis, {angka(total)} terpakai" if total else "tanpa lokus"
    return format_html('<span class="lokus">{}{}</span>', squares, words)


@register.simple_tag
def state_badge(state) -> SafeString:
    """Draw a state (with .label and .tone) as a shape and a word."""
    return _badge(state.tone, state.label)


@register.simple_tag
def days_badge(days: int) -> SafeString:
    """Say how long an OPD has not answered."""
    return _badge("waiting", f"belum dijawab, {angka(days)} hari" if days else "belum dijawab, diteruskan hari ini")


def _badge(tone: str, text: str) -> SafeString:
    return format_html(
        '<span class="badge-state tone-{}"><svg class="shape" aria-hidden="true"><use href="{}#{}"/></svg>{}</span>',
        tone,
        static("img/shapes.svg"),
        tone,
        text,
    )


@register.simple_tag
def bar(parts: Sequence[tuple[object, int]]) -> SafeString:
    """Draw one bar of (state, count); it only repeats numbers that stand beside it as text."""
    total, left, pieces = sum(count for _, count in parts), 0.0, []
    for state, count in parts:
        if count:
            width = 100 * count / total
            pieces.append((state.value, f"{left:.2f}", f"{max(width - 0.5, 0.5):.2f}"))
            left += width
    rects = format_html_join("", '<rect class="bar-{}" x="{}" width="{}" height="8"/>', pieces)
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{}</svg>', rects
    )


@register.filter
def links(obj) -> list[Link]:
    """Return the ways from this record to pages of higher floors about it."""
    return links_of(obj)


@register.simple_block_tag
def panel(content: str, title: str, level: int = 2, id: str = "") -> SafeString:
    """Wrap the content in a section of the page under a heading of its own."""
    anchor = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<section class="panel"{}><h{} class="panel-title">{}</h{}>{}</section>', anchor, level, title, level, content
    )
