"""What the components need from Python: icons, Polish typography, dates as a person reads them, JSON-LD."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.dateformat import format as format_date
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language, gettext
from lucide.templatetags.lucide import lucide as draw_lucide

register = template.Library()

# The portal's time is Poland's, whatever zone a request or a test has active.
WARSAW = ZoneInfo("Europe/Warsaw")
NBSP = "\u00a0"

# --- Icons


def _icon_shapes(name: str) -> str:
    """The drawing inside an icon's <svg>, without the attributes that the style sheet sets once for all icons."""
    svg = str(draw_lucide(name, size=None))
    inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", inner)).replace(" />", "/>").strip()


@register.simple_tag
def icon(name: str | None, css_class: str = "") -> SafeString:
    """An inline lucide icon, hidden from assistive technology: a word always stands beside it.

    No name gives nothing, so that a component may be included without one; an unknown name is a programming error
    and raises ``lucide.IconDoesNotExist``.
    """
    return _drawn(name, css_class) if name else mark_safe("")


@lru_cache(maxsize=512)
def _drawn(name: str, css_class: str) -> SafeString:
    """Each icon is drawn once for a process: a list of events has dozens."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">{}</svg>',
        f" {css_class}" if css_class else "",
        mark_safe(_icon_shapes(name)),
    )


# --- Typography

# A one-letter word must not end a line: w, z, i, u, o, a.
_ONE_LETTER = re.compile(r"(?<![\w&;])([wziouaWZIOUA])[ \n]+(?=\S)")
_TAG = re.compile(r"(<[^>]*>)")
# A browser may break a line behind the hyphen.
_POSTCODE = re.compile(r"(?<![\w-])(\d{2}-\d{3})(?![\w-])")


def _bind(text: str) -> str:
    # Twice: in "i w domu" the second word starts where the first match ended.
    return _ONE_LETTER.sub(rf"\1{NBSP}", _ONE_LETTER.sub(rf"\1{NBSP}", text))


@register.filter
def nbsp(value: Any) -> str:
    """Bind one-letter words to the next word.

    A plain string stays plain, hence is escaped by the template as usual; markup already marked safe stays safe, and
    its tags are left alone.
    """
    if value is None:
        return ""
    if isinstance(value, SafeData):
        pieces = _TAG.split(str(value))
        return mark_safe("".join(piece if piece.startswith("<") else _whole_postcodes(_bind(piece)) for piece in pieces))
    return _bind(str(value))


def _whole_postcodes(html: str) -> str:
    return _POSTCODE.sub(r'<span class="nowrap">\1</span>', html)


@register.filter
def near_pages(page: Page) -> list[int | str]:
    """The numbers of a list's first and last page and of those beside this one, with the paginator's ellipsis for the rest.

    A template that asked of each number whether to show it asked a thousand times for a long list.
    """
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def address(value: Any) -> SafeString:
    """A postal address: as ``nbsp``, and its postcode stays on one line."""
    return mark_safe(_whole_postcodes(_bind(conditional_escape(value or ""))))


# Where a long address of the net may be broken: never inside a word of it.
_JOINT = re.compile(r"(?<=[/.@?&=_])(?=[^/])")


@register.filter
def web_address(value: Any) -> SafeString:
    """A website's or an e-mail's address as people write it, without "https://", and with places where a line may end."""
    shown = re.sub(r"^https?://", "", str(value or "")).removesuffix("/")
    return mark_safe("<wbr>".join(conditional_escape(part) for part in _JOINT.split(shown)))


# What an organisation's name begins with says nothing of which one it is; nor do small words.
_COMMON = (
    " fundacja stowarzyszenie towarzystwo związek zrzeszenie klub koło gospodyń wiejskich ochotnicza straż pożarna uczniowski ludowy"
    " międzyszkolny sportowy spółdzielnia socjalna uniwersytet trzeciego wieku rzecz dla przy oraz pod nad foundation association club"
    " society the for and "
)
_NAME_WORD = re.compile(r"[^\W\d_][\w’']*")


@register.filter
def initials(name: str) -> str:
    """The letters in an organisation's round sign: "Stowarzyszenie „Słupska Przystań”" is SP."""
    words = [word for word in _NAME_WORD.findall(name or "") if len(word) > 1]
    telling = [word for word in words if len(word) > 2 and f" {word.lower()} " not in _COMMON]
    return "".join(word[0].upper() for word in (telling or words)[:2])


# --- Dates

_WEEKDAYS_PL = ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz.")
_MONTHS_PL = ("sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru")


def _local(moment: date | datetime | None) -> datetime | None:
    """The moment on a Polish clock; a bare date is that day's midnight, a naive time is taken as Polish."""
    if moment is None or moment == "":
        return None
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=WARSAW)
    return moment.replace(tzinfo=WARSAW) if moment.tzinfo is None else moment.astimezone(WARSAW)


def _day(moment: datetime, *, weekday: bool = True, year: bool = True) -> str:
    words = format_date(moment, f"{'l, ' if weekday else ''}j E{' Y' if year else ''}")
    # Polish writes weekdays small; Django's catalogue has them with a capital letter.
    return words[0].lower() + words[1:] if (get_language() or "pl").startswith("pl") else words


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}" if moment.hour >= 10 else f"{moment.hour}:{moment:%M}"


@register.filter
def clock(moment: datetime | None) -> str:
    """The hour on a Polish clock: "9:05"."""
    local = _local(moment)
    return _clock(local) if local else ""


@register.simple_tag
def event_when(start: date | datetime | None, end: date | datetime | None = None, all_day: bool = False) -> str:
    """When something happens: "wtorek, 1 grudnia 2026, 16:30–18:30", in the language of the page.

    An all-day event that ends at midnight ends the day before.
    """
    first, last = _local(start), _local(end)
    if first is None:
        return ""
    if all_day:
        if last and last > first and (last.hour, last.minute) == (0, 0) and isinstance(end, datetime):
            last -= timedelta(minutes=1)
        if last is None or last.date() <= first.date():
            return f"{_day(first)}, {gettext('cały dzień')}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{_day(last, weekday=False)}"
        return f"{_day(first, weekday=False, year=first.year != last.year)} – {_day(last, weekday=False)}"
    if last is None or last == first:
        return f"{_day(first)}, {_clock(first)}"
    if last.date() == first.date():
        return f"{_day(first)}, {_clock(first)}–{_clock(last)}"
    # Ends after midnight of the same night: naming two days would only confuse.
    if last - first < timedelta(hours=12) and last.hour < 6:
        return f"{_day(first)}, {_clock(first)}–{_clock(last)} {gettext('następnego dnia')}"
    return f"{_day(first)}, {_clock(first)} – {_day(last)}, {_clock(last)}"


@register.simple_tag
def event_hours(start: date | datetime | None, end: date | datetime | None = None) -> str:
    """Only the hours of an event whose day stands beside: "16:30–18:30"."""
    first, last = _local(start), _local(end)
    if first is None:
        return ""
    if last and last > first and last - first < timedelta(hours=20):
        return f"{_clock(first)}–{_clock(last)}"
    return _clock(first)


@register.filter
def long_date(moment: date | datetime | None) -> str:
    """A day in words: "1 grudnia 2026"."""
    local = _local(moment)
    return _day(local, weekday=False) if local else ""


@register.filter
def iso(moment: date | datetime | None) -> str:
    """For <time datetime>: with the zone for a moment, the bare day for a date."""
    if moment is None or moment == "":
        return ""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    local = _local(moment)
    return local.isoformat(timespec="minutes") if local else ""


@dataclass(frozen=True)
class DayBadge:
    """The parts of a calendar leaf."""

    day: int
    month: str
    weekday: str
    iso: str
    today: bool
    past: bool


@register.filter
def day_badge(moment: date | datetime | None) -> DayBadge | None:
    """The leaf of a calendar for this moment: day, short month and weekday in the page's language."""
    local = _local(moment)
    if local is None:
        return None
    if (get_language() or "pl").startswith("pl"):
        month, weekday = _MONTHS_PL[local.month - 1], _WEEKDAYS_PL[local.weekday()]
    else:
        month, weekday = format_date(local, "M"), format_date(local, "D")
    today = datetime.now(WARSAW).date()
    return DayBadge(local.day, month, weekday, local.date().isoformat(), local.date() == today, local.date() < today)


@register.simple_tag
def leaf(start: date | datetime | None, size: str = "") -> SafeString:
    """The leaf of a calendar (components/date_block.html), drawn once for each day: a list of one day has it in each row.

    `size` is "big" on an event's own page.
    """
    local = _local(start)
    return _leaf(local.date(), datetime.now(WARSAW).date(), get_language() or "", size) if local else mark_safe("")


@lru_cache(maxsize=1024)
def _leaf(day: date, today: date, language: str, size: str) -> SafeString:
    return render_to_string("components/date_block.html", {"start": day, "size": size})


# --- Messages


@register.filter
def message_kind(level_tag: str) -> str:
    """The kind of a note for the level of one of Django's messages."""
    return {"success": "ok", "warning": "warn", "error": "error"}.get(level_tag, "info")


# --- Machines

_JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """A <script> with structured data; nothing in it can close the script. No data gives nothing."""
    if not data:
        return mark_safe("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).translate(_JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


# --- The gallery of components


@register.simple_tag
def render_sample(sample: Any) -> str:
    """A component of the gallery with its own context and nothing of the page's, as ``include ... only`` gives it."""
    return render_to_string(sample.template, sample.context)
