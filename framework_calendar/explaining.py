"""Why a proposal got what it got, in sentences: the reasons that the allocation stored, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal_ui import event_when

Reason = dict[str, Any]


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """One sentence for each reason; what nobody knows how to word any more is left out."""
    found = [_sentence(reason) for reason in reasons]
    return list(dict.fromkeys(sentence for sentence in found if sentence))


def wish_named(rank: int | None) -> str:
    """ "pierwsze życzenie"."""
    return {1: _("pierwsze życzenie"), 2: _("drugie życzenie"), 3: _("trzecie życzenie")}.get(rank or 0, _("termin spoza życzeń"))


def _sentence(reason: Reason) -> str:
    code = str(reason.get("code", ""))
    return _WORDS[code](reason) if code in _WORDS else ""


def _wish(reason: Reason) -> str:
    return {
        1: _("To pierwsze życzenie."),
        2: _("To drugie życzenie."),
        3: _("To trzecie życzenie."),
    }.get(reason.get("rank", 0), _("Tego terminu nie ma wśród życzeń."))


def _taken(reason: Reason) -> str:
    words = {"wish": wish_named(reason.get("rank")).capitalize(), "title": reason.get("title", ""), "when": _when(reason)}
    if (number := int(reason.get("days", 1))) > 1:
        return ngettext(
            "%(wish)s: z %(days)s dnia żaden nie jest wolny, na przykład %(when)s ma propozycja „%(title)s”.",
            "%(wish)s: z %(days)s dni żaden nie jest wolny, na przykład %(when)s ma propozycja „%(title)s”.",
            number,
        ) % {**words, "days": number}
    return _("%(wish)s (%(when)s) ma propozycja „%(title)s” w tym samym czasie i miejscu.") % words


def _booked(reason: Reason) -> str:
    words = {"wish": wish_named(reason.get("rank")).capitalize(), "title": reason.get("title", ""), "when": _when(reason)}
    if reason.get("title"):
        return _("%(wish)s (%(when)s): miejsce jest już zajęte przez „%(title)s”.") % words
    return _("%(wish)s (%(when)s): miejsce jest już zajęte.") % words


def _fair(reason: Reason) -> str:
    words = {"title": reason.get("title", "")}
    if not reason.get("honoured"):
        return _("O ten termin prosi też „%(title)s”, ale tamta organizacja ma już spełnione pierwsze życzenie, a ta jeszcze nie.") % words
    return _("O ten termin prosi też „%(title)s”, ale tamta organizacja ma więcej spełnionych pierwszych życzeń.") % words


def _has_other(reason: Reason) -> str:
    words = {"title": reason.get("title", ""), "wish": wish_named(reason.get("rank"))}
    return _("O ten termin prosi też „%(title)s”, ale może mieć %(wish)s. Tak spełnia się najwięcej życzeń.") % words


def _same_day(reason: Reason) -> str:
    words = {"title": reason.get("title", "")}
    if reason.get("what") == "topic":
        return _("Uwaga: tego dnia w tej gminie jest też „%(title)s” na ten sam temat.") % words
    return _("Uwaga: tego dnia w tej gminie jest też „%(title)s” dla tych samych osób.") % words


def _one_of_days(reason: Reason) -> str:
    number = int(reason.get("days", 0))
    return ngettext("Życzenie pozwala na %(count)s dzień.", "Życzenie pozwala na %(count)s dni.", number) % {"count": number}


def _cannot(text: Callable[[], str]) -> Callable[[Reason], str]:
    def sentence(reason: Reason) -> str:
        return text() % {"wish": wish_named(reason.get("rank")).capitalize(), "venue": reason.get("venue", "")}

    return sentence


def _when(reason: Reason) -> str:
    try:
        return event_when(datetime.fromisoformat(reason["start"]), datetime.fromisoformat(reason["end"]))
    except (KeyError, ValueError, TypeError):
        return ""


_WORDS: dict[str, Callable[[Reason], str]] = {
    "wish": _wish,
    "taken": _taken,
    "booked": _booked,
    "fair": _fair,
    "rival_has_other": _has_other,
    "rival": lambda reason: _("O ten termin prosi też „%(title)s”. Oba życzenia były równorzędne.") % {"title": reason.get("title", "")},
    "same_day": _same_day,
    "one_of_days": _one_of_days,
    "quiet_day": lambda _reason: _("Tego dnia w tej gminie nic innego nie jest dla tych samych osób ani na ten sam temat."),
    "nothing_left": lambda _reason: _("Żadnego z życzeń nie da się spełnić."),
    "no_wishes": lambda _reason: _("Propozycja nie ma żadnego życzenia."),
    "past": _cannot(lambda: _("%(wish)s: ten termin już minął.")),
    "no_place": _cannot(lambda: _("%(wish)s: miejsca „%(venue)s” nie można rezerwować przez portal.")),
    "too_small": _cannot(lambda: _("%(wish)s: w miejscu „%(venue)s” nie zmieści się tyle osób.")),
    "length": _cannot(lambda: _("%(wish)s: miejsca „%(venue)s” nie można zająć na tyle godzin.")),
    "closed": _cannot(lambda: _("%(wish)s: miejsce „%(venue)s” jest wtedy zamknięte.")),
    "no_day": _cannot(lambda: _("%(wish)s: w podanych dniach nie ma takiego dnia tygodnia.")),
    "person": lambda _reason: _("Tak zdecydowała moderacja COP."),
}
