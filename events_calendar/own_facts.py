"""A request in words for the people who asked: everything it says, page by page, and how a date of it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal_ui import long_date, web_address
from events_calendar import promises, recurrence, venue_access
from events_calendar.models import Accessibility, EventPage
from events_calendar.opening import in_hours
from events_calendar.own_dates import OwnDate
from events_calendar.services import request_state
from events_calendar.services.request_state import State
from events_calendar.venue_facts import equipment_of
from events_calendar.wizard_steps import WHAT, WHEN, WHERE, Step
from events_calendar.wording import in_words

if TYPE_CHECKING:
    from events_calendar.wizard_steps import Wizard

Fact = dict[str, str | SafeString]
BREAK = mark_safe("<br>")
MOST_DATES = 12


@dataclass
class Part:
    """What one page of the form says; `url` leads there."""

    step: Step
    facts: list[Fact]
    url: str = ""


def parts(event: EventPage, wizard: Wizard | None = None, dates: Sequence[OwnDate] | None = None) -> list[Part]:
    """The whole request, for its last look and for its page; `dates` are those that it has, where they may differ from its text."""
    found = [Part(WHAT, what(event)), Part(WHEN, when(event, dates)), Part(WHERE, where(event))]
    for part in found:
        part.url = wizard.url(part.step) if wizard is not None else ""
    return found


def what(event: EventPage) -> list[Fact]:
    names = [*(organisation.name for organisation in event.co_organisers.all()), *filter(None, [event.co_organisers_note])]
    sign_up = f": {event.sign_up}" if event.sign_up else ""
    return [
        _fact(_("Nazwa"), event.title),
        _fact(_("W jednym zdaniu"), event.summary),
        _fact(_("Rodzaj"), event.kind_label),
        _fact(_("Kto może przyjść"), f"{event.get_attendance_display()}{sign_up}"),
        _fact(_("Ile osób"), people(event.headcount)),
        _fact(_("Dla kogo"), event.audience),
        _fact(_("Wstęp"), _("wolny, bez opłat") if event.free else event.price or _("płatny")),
        _fact(_("Co będzie na wydarzeniu"), "; ".join(map(str, event.get_circumstances_labels()))),
        _fact(_("Kto jeszcze organizuje"), ", ".join(names)),
        _fact(_("Co organizacja daje w zamian"), event.gives_back),
        _fact(_("Kontakt"), html=_lines(filter(None, [web_address(event.contact_email), conditional_escape(event.contact_phone)]))),
    ]


def shortened(dates: Sequence[Any]) -> list[Any]:
    """The first of these dates in words, and how many more there are: one that is left takes no more room than the words about it."""
    rest = len(dates) - MOST_DATES
    if rest < 2:
        return list(dates)
    return [*dates[:MOST_DATES], ngettext("i jeszcze %(count)s termin", "i jeszcze %(count)s terminów", rest) % {"count": rest}]


def when(event: EventPage, dates: Sequence[OwnDate] | None = None) -> list[Fact]:
    if dates is None:
        written = [date for date in recurrence.dates_of(event) if not date.cancelled]
        dates = [OwnDate(date.start, date.end, event.all_day) for date in written]
    repeats, *around = rhythm(event)
    return [
        repeats,
        _fact(_("Bez tych dni"), ", ".join(_left_out(event))),
        _fact(_("Terminy") if len(dates) > 1 else _("Termin"), html=_lines(shortened(dates))),
        *around,
    ]


def rhythm(event: EventPage) -> list[Fact]:
    """How it repeats, and how long the place is shut before and after."""
    return [
        _fact(_("Powtarzanie"), in_words(event.rule, event.start) if event.rule else ""),
        _fact(_("Przygotowanie przed"), in_hours(event.setup_minutes) if event.setup_minutes else ""),
        _fact(_("Sprzątanie po"), in_hours(event.cleanup_minutes) if event.cleanup_minutes else ""),
    ]


def _left_out(event: EventPage) -> list[str]:
    """Days of the rule that were left out on purpose."""
    left_out = sorted(one.original for one in event.dates.all() if one.change == one.Change.EXCLUDED and one.original)
    return [long_date(recurrence.local(moment).date()) for moment in left_out]


def where(event: EventPage) -> list[Fact]:
    if event.venue is not None:
        place = [event.venue.full_name, event.venue.where]
    else:
        place = [event.place_name or _("tylko przez internet"), event.address, str(event.territory or "")]
    equipment = equipment_of(event)
    return [
        _fact(_("Miejsce"), html=_lines(filter(None, place))),
        _fact(_("W internecie"), event.online_url),
        _fact(_("Potrzebne wyposażenie"), equipment),
        _fact(_("Dostępność"), html=_access(event)),
    ]


def _access(event: EventPage) -> SafeString:
    """What is there: first what the place brings, then what the organisation adds."""
    inherited = event.venue.access_there if event.venue is not None else []
    labels = dict(Accessibility.choices)
    lines: list[Any] = []
    there = ", ".join(str(labels[code]) for code in event.accessibility if code in inherited and code in labels)
    added = ", ".join(str(labels[code]) for code in event.accessibility if code not in inherited and code in labels)
    if there:
        lines.append(_("W tym miejscu: %(what)s") % {"what": there})
    if added:
        lines.append(_("Od organizacji: %(what)s") % {"what": added} if there else added)
    if event.venue is not None:
        lines.append(venue_access.on_request(event.venue, event.accessibility))
    return _lines(filter(None, [*lines, event.accessibility_note]))


def people(count: int | None) -> str:
    """ "30 osób"."""
    return ngettext("%(count)s osoba", "%(count)s osób", count) % {"count": count} if count else ""


def sent_words(event: EventPage, *, waits: bool = False) -> str:
    """What a person is told who has just sent a request; `waits` where they meant to join the waiting list."""
    state = request_state.state_of(EventPage.objects.get(pk=event.pk))
    if waits and state == State.SUBMITTED:
        return _("Ten termin właśnie się zwolnił, więc nie trzeba czekać. Jest wstępnie zajęty dla Ciebie, a decyzję dostaniesz e-mailem.")
    if waits and state == State.CONFIRMED:
        return _("Ten termin właśnie się zwolnił, więc nie trzeba czekać. Jest potwierdzony, a wydarzenie stoi już w kalendarzu.")
    if state == State.CONFIRMED:
        return _("Termin jest potwierdzony, a wydarzenie stoi już w kalendarzu.")
    if state == State.WAITING:
        return _("Zapisaliśmy Cię na listę oczekujących. Gdy termin się zwolni, napiszemy.")
    if state == State.CHANGE_PENDING:
        return _("Wysłaliśmy prośbę o zmianę. Do decyzji obowiązuje poprzednia wersja.")
    if event.venue_id is None:
        return _("Wysłaliśmy prośbę. Decyzję dostaniesz e-mailem.")
    return _("Wysłaliśmy prośbę. Termin jest wstępnie zajęty, a decyzję dostaniesz e-mailem.")


def promise() -> str:
    """How soon the COP answers, as CIO has set it."""
    count = promises.promised_days()
    return ngettext("COP odpowiada w %(count)s dzień roboczy.", "COP odpowiada w %(count)s dni roboczych.", count) % {"count": count}


def _fact(term: str, value: str = "", html: SafeString | str = "") -> Fact:
    return {"term": term, "value": value, "html": html} if html else {"term": term, "value": value}


def _lines(lines: Iterable[Any]) -> SafeString:
    return format_html_join(BREAK, "{}", ((format_html("{}", line),) for line in lines))
