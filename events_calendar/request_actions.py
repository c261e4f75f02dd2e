"""What the people who asked can do with a request, by its state, and what each state means for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events_calendar.models import SlotTaskState
from events_calendar.services import calling_off, requests
from events_calendar.services.drafts import CHANGEABLE
from events_calendar.services.request_state import ASKING, CHANGING, PROPOSING, State

if TYPE_CHECKING:
    from accounts.models import User
    from events_calendar.models import EventPage

Words = Promise | str


@dataclass(frozen=True)
class Said:
    """What a person says with an action: why, and which date of a series it is about if it is not all of it."""

    reason: str
    date: datetime | None = None


@dataclass(frozen=True)
class Action:
    """One thing to do. It is asked about on a page of its own (`question`, `lead`) unless `at_once`, then `run` does it."""

    slug: str
    label: Words
    question: Words
    lead: Words
    done: Words
    states: tuple[State, ...]
    run: Callable[[EventPage, User, Said], object]
    at_once: bool = False
    ends: bool = False
    icon: str = ""
    # What to write with it: the field's label and hint; `needed` is said where nothing is written but has to be.
    asks: Words = ""
    hint: Words = ""
    needed: Words = ""
    # The lead where the request takes no place of the portal, so that nothing becomes free, and where it has several dates.
    placeless: Words = ""
    many: Words = ""

    def lead_for(self, event: EventPage, dates: int) -> Words:
        """What the page says before it is done, of an event with so many coming dates."""
        if event.venue_id is None and self.placeless:
            return self.placeless
        return self.many if dates > 1 and self.many else self.lead


def _cancel(event: EventPage, user: User, said: Said) -> object:
    if said.date is not None:
        return calling_off.cancel_date(event, user, said.date, said.reason)
    return calling_off.cancel(event, user, said.reason)


CANCEL = "odwolaj"
ACTIONS = (
    Action(
        "przyjmij",
        _("Przyjmij proponowany termin"),
        _("Przyjąć proponowany termin?"),
        _("Poprzedni termin się zwolni, a COP potwierdzi nowy."),
        _("Przyjęliśmy Twoją zgodę. COP potwierdzi nowy termin."),
        PROPOSING,
        lambda event, user, said: requests.accept_proposal(event, user),
        at_once=True,
        icon="check",
    ),
    Action(
        "nie-pasuje",
        _("Nie pasuje nam ten termin"),
        _("Nie pasuje Wam proponowany termin?"),
        _("Proponowany termin się zwolni. Prośba wróci do COP z Twoją odpowiedzią i poprzednim terminem."),
        _("Wysłaliśmy odpowiedź do COP."),
        PROPOSING,
        lambda event, user, said: requests.decline_proposal(event, user, said.reason),
        asks=_("Co napisać do COP"),
        hint=_("Na przykład: możemy tylko we wtorki po 17:00."),
        needed=_("Napisz, dlaczego termin nie pasuje: COP łatwiej znajdzie inny."),
    ),
    Action(
        "biore",
        _("Biorę ten termin"),
        _("Wziąć termin, który się zwolnił?"),
        _("Termin będzie wstępnie zajęty, a COP zdecyduje jak o każdej prośbie."),
        _("Termin jest wstępnie zajęty. COP zdecyduje i napisze."),
        (State.OFFERED,),
        lambda event, user, said: requests.accept_offer(event, user),
        at_once=True,
        icon="check",
    ),
    Action(
        "rezygnuje",
        _("Rezygnuję z tego terminu"),
        _("Zrezygnować z terminu, który się zwolnił?"),
        _("Termin dostanie następna organizacja z listy. Tego nie da się cofnąć."),
        _("Zrezygnowano z terminu. Dostanie go następna organizacja."),
        (State.OFFERED,),
        lambda event, user, said: requests.withdraw(event, user, said.reason),
        ends=True,
        asks=_("Dlaczego"),
    ),
    Action(
        "wycofaj",
        _("Wycofaj prośbę"),
        _("Wycofać prośbę?"),
        _("Termin od razu się zwolni. Tekst prośby zostanie: możesz ją potem wysłać jeszcze raz."),
        _("Prośba jest wycofana."),
        (State.SUBMITTED, State.CHANGES, State.PROPOSED),
        lambda event, user, said: requests.withdraw(event, user, said.reason),
        ends=True,
        asks=_("Dlaczego"),
        hint=_("Przeczyta to COP."),
        placeless=_("Tekst prośby zostanie: możesz ją potem wysłać jeszcze raz."),
        many=_(
            "Wycofujesz wszystkie te terminy i wszystkie od razu się zwolnią. Tekst prośby zostanie: możesz ją potem wysłać jeszcze raz."
        ),
    ),
    Action(
        "nie-czekam",
        _("Wypisz z listy oczekujących"),
        _("Nie czekać już na ten termin?"),
        _("Wypiszemy prośbę z listy. Jej tekst zostanie."),
        _("Prośba nie czeka już na ten termin."),
        (State.WAITING,),
        lambda event, user, said: requests.withdraw(event, user, said.reason),
        ends=True,
    ),
    Action(
        "wycofaj-zmiane",
        _("Wycofaj prośbę o zmianę"),
        _("Wycofać prośbę o zmianę?"),
        _("Wydarzenie zostanie takie, jakie jest teraz w kalendarzu."),
        _("Prośba o zmianę jest wycofana. Wydarzenie jest bez zmian."),
        CHANGING,
        lambda event, user, said: requests.withdraw(event, user, said.reason),
        ends=True,
        asks=_("Dlaczego"),
    ),
    Action(
        CANCEL,
        _("Odwołaj wydarzenie"),
        _("Odwołać wydarzenie?"),
        _("Wydarzenie zostanie w kalendarzu z napisem „odwołane” i Twoim wyjaśnieniem, a miejsce się zwolni. Tego nie da się cofnąć."),
        _("Wydarzenie jest odwołane. W kalendarzu jest Twoje wyjaśnienie."),
        (State.CONFIRMED, *CHANGING),
        _cancel,
        ends=True,
        asks=_("Dlaczego odwołujesz wydarzenie"),
        hint=_("Przeczytają to osoby, które chciały przyjść."),
        needed=_("Napisz, dlaczego odwołujesz wydarzenie. Przeczytają to osoby, które chciały przyjść."),
        placeless=_("Wydarzenie zostanie w kalendarzu z napisem „odwołane” i Twoim wyjaśnieniem. Tego nie da się cofnąć."),
        many=_(
            "Wybierz jeden termin albo wszystkie. To, co odwołasz, zostanie w kalendarzu z napisem „odwołane” i Twoim wyjaśnieniem, "
            "a miejsce się zwolni. Tego nie da się cofnąć."
        ),
    ),
)
BY_SLUG = {action.slug: action for action in ACTIONS}

# What a person reads beside the state.
NEXT: dict[State, Words] = {
    State.SUBMITTED: _("Termin jest wstępnie zajęty, a decyzję COP wyślemy Ci e-mailem."),
    State.WAITING: _("Ten termin ma teraz ktoś inny. Gdy się zwolni, wyślemy e-mail i będzie 48 godzin na odpowiedź."),
    State.OFFERED: _("Termin jest dla Ciebie zarezerwowany. Jeśli nie odpowiesz na czas, dostanie go następna organizacja."),
    State.CHANGES: _("COP pyta albo prosi o poprawki. Popraw prośbę i wyślij ją jeszcze raz: termin jest nadal wstępnie zajęty."),
    State.PROPOSED: _("COP proponuje inny termin. Oba są wstępnie zajęte, dopóki nie odpowiesz."),
    State.CONFIRMED: _("Wydarzenie jest w kalendarzu, a miejsce jest Wasze. Gdy coś się zmieni, poproś o zmianę albo odwołaj wydarzenie."),
    State.CHANGE_PENDING: _("W kalendarzu jest nadal poprzednia wersja. Nowy termin jest wstępnie zajęty, dopóki COP nie zdecyduje."),
    State.CHANGE_RETURNED: _("COP pyta o zmianę. Popraw ją i wyślij jeszcze raz. W kalendarzu jest na razie poprzednia wersja."),
    State.CHANGE_PROPOSED: _("COP proponuje inny termin zmiany. Oba są wstępnie zajęte, a w kalendarzu jest na razie poprzednia wersja."),
    State.REJECTED: _("COP odmówił, powód jest w historii. Możesz zmienić prośbę i wysłać ją jeszcze raz."),
    State.WITHDRAWN: _("Prośba jest wycofana i nie zajmuje terminu. Możesz ją zmienić i wysłać jeszcze raz."),
    State.EXPIRED: _("Prośba wygasła, powód jest w historii. Możesz zmienić prośbę i wysłać ją jeszcze raz."),
    State.CANCELLED: _("Wydarzenie jest odwołane, a miejsce wolne."),
}
# The same where no place of the portal is asked for, so that none is held.
_PLACELESS: dict[State, Words] = {
    State.SUBMITTED: _("Prośba jest w COP, a decyzję wyślemy Ci e-mailem."),
    State.CHANGES: _("COP pyta albo prosi o poprawki. Popraw prośbę i wyślij ją jeszcze raz."),
    State.CONFIRMED: _("Wydarzenie jest w kalendarzu. Gdy coś się zmieni, poproś o zmianę albo odwołaj wydarzenie."),
    State.CHANGE_PENDING: _("W kalendarzu jest nadal poprzednia wersja, dopóki COP nie zdecyduje."),
    State.WITHDRAWN: _("Prośba jest wycofana. Możesz ją zmienić i wysłać jeszcze raz."),
    State.CANCELLED: _("Wydarzenie jest odwołane."),
}
# What waits for the organisation.
FOR_YOU = (State.OFFERED, *PROPOSING, *ASKING)
STYLES = {
    **dict.fromkeys(FOR_YOU, "new"),
    **dict.fromkeys((State.CONFIRMED, State.CHANGE_PENDING), "ok"),
    **dict.fromkeys((State.REJECTED, State.CANCELLED), "error"),
}
CHANGE_LABELS: dict[State, Words] = {
    **dict.fromkeys(ASKING, _("Odpowiedz i popraw prośbę")),
    State.CONFIRMED: _("Poproś o zmianę"),
    **dict.fromkeys((State.REJECTED, State.WITHDRAWN, State.EXPIRED), _("Zmień i wyślij jeszcze raz")),
}


def actions_of(state: State) -> list[Action]:
    """What can be done in this state, the likeliest first."""
    return [action for action in ACTIONS if state in action.states]


def next_words(state: State, text: EventPage) -> Words:
    """What comes next for this request, as it is asked for now."""
    return _PLACELESS.get(state, NEXT[state]) if text.venue_id is None else NEXT[state]


def change_label(state: State) -> Words:
    """What the button for changing says; empty where the request cannot be changed."""
    return CHANGE_LABELS.get(state, _("Zmień prośbę")) if state in CHANGEABLE else ""


def proposal_of(event: EventPage) -> SlotTaskState | None:
    """The slot that the COP proposes instead, while it waits for an answer."""
    workflow_state = event.current_workflow_state
    task_state = workflow_state.current_task_state if workflow_state is not None else None
    found = task_state.specific if task_state is not None else None
    return found if isinstance(found, SlotTaskState) and found.outcome == SlotTaskState.Outcome.PROPOSED else None
