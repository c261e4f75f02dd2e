"""A rule in words: "co drugi wtorek do 30 czerwca 2027", "w drugi wtorek miesiąca, 10 razy"."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core.templatetags.portal_ui import long_date
from events_calendar import recurrence

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FEMININE = ("WE", "SA", "SU")

# "co wtorek", "w drugą środę": the fourth case of Polish.
_ONE_DAY = {
    "MO": pgettext_lazy("co …, w drugi …", "poniedziałek"),
    "TU": pgettext_lazy("co …, w drugi …", "wtorek"),
    "WE": pgettext_lazy("co …, w drugą …", "środę"),
    "TH": pgettext_lazy("co …, w drugi …", "czwartek"),
    "FR": pgettext_lazy("co …, w drugi …", "piątek"),
    "SA": pgettext_lazy("co …, w drugą …", "sobotę"),
    "SU": pgettext_lazy("co …, w drugą …", "niedzielę"),
}
_DAYS = {
    "MO": gettext_lazy("w poniedziałki"),
    "TU": gettext_lazy("we wtorki"),
    "WE": gettext_lazy("w środy"),
    "TH": gettext_lazy("w czwartki"),
    "FR": gettext_lazy("w piątki"),
    "SA": gettext_lazy("w soboty"),
    "SU": gettext_lazy("w niedziele"),
}
_MASCULINE = {
    "1": pgettext_lazy("w … wtorek", "pierwszy"),
    "2": pgettext_lazy("w … wtorek", "drugi"),
    "3": pgettext_lazy("w … wtorek", "trzeci"),
    "4": pgettext_lazy("w … wtorek", "czwarty"),
    "5": pgettext_lazy("w … wtorek", "piąty"),
    "-1": pgettext_lazy("w … wtorek", "ostatni"),
}
_FEMININE = {
    "1": pgettext_lazy("w … środę", "pierwszą"),
    "2": pgettext_lazy("w … środę", "drugą"),
    "3": pgettext_lazy("w … środę", "trzecią"),
    "4": pgettext_lazy("w … środę", "czwartą"),
    "5": pgettext_lazy("w … środę", "piątą"),
    "-1": pgettext_lazy("w … środę", "ostatnią"),
}


def in_words(rule: str, start: datetime) -> str:
    """What the rule says, for a person, with its end; what no sentence fits stands as it is. Empty without a rule."""
    if not rule:
        return ""
    try:
        parts = recurrence.parts_of(rule)
    except ValidationError:
        return rule
    return f"{_how(parts, start)}{_end(parts)}"


def _how(parts: dict[str, str], start: datetime) -> str:
    from events_calendar import repeating

    said = repeating.read(";".join(f"{name}={value}" for name, value in parts.items()), start)
    if said is None:
        return _anything(parts)
    there = recurrence.local(start)
    days = said.weekdays or (CODES[there.weekday()],)
    if said.how == "daily":
        return _("codziennie") if said.every == 1 else _("co %(which)s dzień") % {"which": _ordinal(said.every)}
    if said.how == "weekly":
        return _weekly(days, said.every)
    if said.how == "monthly":
        return _monthly(days, said.which, said.every, there)
    day = date_format(there, "j E")
    return (
        _("co rok %(day)s") % {"day": day}
        if said.every == 1
        else _("co %(which)s rok %(day)s") % {"which": _ordinal(said.every), "day": day}
    )


def _weekly(days: tuple[str, ...], every: int) -> str:
    if len(days) == 1:
        (day,) = days
        if every == 1:
            return _("co %(day)s") % {"day": _ONE_DAY[day]}
        return _("co %(which)s %(day)s") % {"which": _ordinal(every, feminine=day in FEMININE), "day": _ONE_DAY[day]}
    if days == CODES and every == 1:
        return _("codziennie")
    said = _("od poniedziałku do piątku") if days == CODES[:5] else _and(str(_DAYS[day]) for day in days)
    if every == 1:
        return _("co tydzień %(days)s") % {"days": said}
    return _("co %(which)s tydzień %(days)s") % {"which": _ordinal(every), "days": said}


def _monthly(days: tuple[str, ...], which: str, every: int, there: datetime) -> str:
    if which == "date":
        said = _("%(day)s. dnia miesiąca") % {"day": there.day}
    elif which == "last_day":
        said = _("ostatniego dnia miesiąca")
    else:
        listed = _and(f"{_ordinal_of(which, day)} {_ONE_DAY[day]}" for day in days)
        said = _("w %(days)s miesiąca") % {"days": listed}
    return said if every == 1 else _("co %(which)s miesiąc, %(day)s") % {"which": _ordinal(every), "day": said}


def _ordinal_of(number: str, day: str) -> str:
    return str((_FEMININE if day in FEMININE else _MASCULINE)[number])


def _ordinal(number: int, *, feminine: bool = False) -> str:
    known = _FEMININE if feminine else _MASCULINE
    return str(known[str(number)]) if str(number) in known else f"{number}."


def _and(words: object) -> str:
    *first, last = list(words)  # type: ignore[call-overload]
    return _("%(first)s i %(last)s") % {"first": ", ".join(first), "last": last} if first else str(last)


def _end(parts: dict[str, str]) -> str:
    if "COUNT" in parts and parts["COUNT"].isdecimal():
        count = int(parts["COUNT"])
        return ", " + ngettext("%(count)d raz", "%(count)d razy", count) % {"count": count}
    if "UNTIL" in parts:
        try:
            return " " + _("do %(day)s") % {"day": long_date(recurrence.until_of(parts["UNTIL"]).date())}
        except ValidationError:
            return ""
    return ""


_PARTS = {
    "BYDAY": gettext_lazy("dni tygodnia: %(values)s"),
    "BYMONTHDAY": gettext_lazy("dni miesiąca: %(values)s"),
    "BYMONTH": gettext_lazy("miesiące: %(values)s"),
}


def _anything(parts: dict[str, str]) -> str:
    """A rule from another calendar: how often, and what else it says, part by part."""
    how = {"DAILY": _("codziennie"), "WEEKLY": _("co tydzień"), "MONTHLY": _("co miesiąc"), "YEARLY": _("co rok")}
    said = [how.get(parts.get("FREQ", ""), _("według własnej reguły"))]
    for name, value in parts.items():
        if name in _PARTS:
            values = ", ".join(_value(name, one) for one in value.split(","))
            said.append(str(_PARTS[name]) % {"values": values})
        elif name not in ("FREQ", "COUNT", "UNTIL", "WKST") and (name, value) != ("INTERVAL", "1"):
            said.append(f"{name}={value}")
    return "; ".join(said)


def _value(name: str, value: str) -> str:
    if name == "BYDAY" and value[-2:] in CODES:
        number, day = value[:-2].removeprefix("+"), value[-2:]
        word = date_format(date(2024, 1, 1 + CODES.index(day)), "l").lower()  # 1 January 2024 is a Monday
        return f"{number}. {word}" if number else word
    if name == "BYMONTH" and value.isdecimal() and 1 <= int(value) <= 12:
        return date_format(date(2024, int(value), 1), "F").lower()
    return value
