"""Who hears what about a request for a slot. Sent through the portal's one mail engine, each kind with its own switch.

Called by the services inside the transaction of what happened: rolled back, nobody is written to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from accounts import mail
from accounts.models import Membership, RoleGroup, User
from core.templatetags.portal_ui import event_when
from events_calendar import fallen, left_out, recurrence
from events_calendar.ical.invitations import Method, invitation_attachment
from events_calendar.services import request_state
from events_calendar.wording import in_words

if TYPE_CHECKING:
    from events_calendar.models import EventPage, Occurrence, SlotTaskState

MOST_TOLD = 20
# To who asked.
RECEIVED, CONFIRMED, CHANGES = "slots.received", "slots.confirmed", "slots.changes_requested"
PROPOSED, REFUSED, EXPIRED = "slots.proposed", "slots.refused", "slots.expired"
OFFERED, OFFER_PASSED, REMINDER = "slots.offered", "slots.offer_passed", "slots.reminder"
CHANGED, CALLED_OFF = "slots.changed", "slots.called_off"
STILL_WAITS = "slots.still_waits"
# To who decides.
SUBMITTED, ANSWERED, WITHDRAWN, CANCELLED, OVERDUE = (
    *("slots.submitted", "slots.answered", "slots.withdrawn", "slots.cancelled"),
    "slots.overdue",
)


def _asks(user: User) -> bool:
    return user.is_active and Membership.objects.filter(user=user).exists()


def _decides(user: User) -> bool:
    return user.is_active and RoleGroup.objects.filter(group__user=user, role__in=("moderator", "cio")).exists()


def register_kinds() -> None:
    """The mails about requests. Called in `AppConfig.ready()`."""
    own, moderates = _("prosisz o termin w imieniu swojej organizacji"), _("decydujesz o terminach w swoim COP")
    for code, label, about, why, offered_to in (
        (RECEIVED, _("Przyjęcie prośby o termin"), _("Potwierdzamy, że prośba dotarła, i mówimy, co dalej."), own, _asks),
        (CONFIRMED, _("Potwierdzenie terminu"), _("COP zgadza się na termin. W załączniku wpis do kalendarza."), own, _asks),
        (
            CHANGED,
            _("Zmiany potwierdzonego terminu"),
            _("Inna godzina albo sala, jeden termin odwołany. W załączniku zmiana wpisu."),
            own,
            _asks,
        ),
        (CALLED_OFF, _("Odwołanie Twojego wydarzenia"), _("Wydarzenie się nie odbędzie. Załącznik usuwa wpis."), own, _asks),
        (CHANGES, _("Pytania COP o Twoją prośbę"), _("COP prosi o zmianę albo odpowiedź, zanim się zgodzi."), own, _asks),
        (PROPOSED, _("Propozycja innego terminu"), _("COP proponuje inny termin albo miejsce."), own, _asks),
        (REFUSED, _("Odmowa terminu"), _("COP odmawia. Podajemy powód i trzy inne wolne terminy."), own, _asks),
        (EXPIRED, _("Prośba bez decyzji"), _("Nikt nie zdecydował w porę i termin się zwolnił."), own, _asks),
        (OFFERED, _("Zwolnił się termin, na który czekasz"), _("Masz 48 godzin na odpowiedź."), own, _asks),
        (OFFER_PASSED, _("Minął czas na przyjęcie terminu"), _("Termin z listy oczekujących dostaje następna osoba."), own, _asks),
        (STILL_WAITS, _("Termin, na który czekasz, dostał ktoś inny"), _("Podajemy trzy inne wolne terminy."), own, _asks),
        (REMINDER, _("Przypomnienie o Twoim wydarzeniu"), _("Dzień przed wydarzeniem Twojej organizacji."), own, _asks),
        (SUBMITTED, _("Nowe prośby o termin"), _("Organizacja prosi o termin."), moderates, _decides),
        (ANSWERED, _("Odpowiedzi na pytania o prośbę"), _("Organizacja odpowiada na pytanie albo propozycję."), moderates, _decides),
        (WITHDRAWN, _("Wycofane prośby o termin"), _("Organizacja wycofuje prośbę."), moderates, _decides),
        (CANCELLED, _("Odwołane wydarzenia"), _("Organizacja odwołuje potwierdzone wydarzenie."), moderates, _decides),
        (OVERDUE, _("Prośby, które czekają za długo"), _("Minął obiecany czas na decyzję."), moderates, _decides),
    ):
        mail.register_kind(mail.MailKind(code, label, why, about=about, offered_to=offered_to))


# --- To who asked


def confirmed(event: EventPage, *, by: User | None, comment: str = "") -> None:
    """The event is in the calendar. Nothing comes into a phone before that: what is not agreed may still be another day."""
    attachment = invitation_attachment(event, "REQUEST")
    _to_requester(CONFIRMED, event, by, attachment=attachment, comment=comment, public_url=event.url or "", **_fell_out_of(event))


def changed(
    event: EventPage, *, lines: Sequence[str], rest: int, cancelled: Sequence[datetime], whole: bool, only_place: bool = False
) -> None:
    """Other times or places of a confirmed event, in `lines`. `cancelled` are the dates where nothing but they is called off, `whole` if
    that is all there is; `only_place` where no hour has changed."""
    method: Method = "CANCEL" if cancelled or whole else "REQUEST"
    attachment = invitation_attachment(event, method, dates=cancelled)
    about: dict[str, Any] = {"lines": list(lines), "rest": rest, "only_place": only_place, "public_url": event.url or ""}
    _to_requester(CHANGED, event, None, attachment=attachment, **about)


def called_off(event: EventPage, *, how: str, dropped: bool = False) -> None:
    """A confirmed event does not take place: it is "cancelled", or its page is "unpublished" or "deleted". `dropped` where a change of
    it waited for a decision, which ends with it."""
    reason = event.cancel_reason if how == "cancelled" else ""
    attachment = invitation_attachment(event, "CANCEL", as_now=True)
    _to_requester(CALLED_OFF, event, None, attachment=attachment, how=how, comment=reason, dropped=dropped)


def date_cancelled(event: EventPage, date: recurrence.Date, *, by: User, reason: str) -> None:
    """One date of a series is called off by its organisation: its COP hears, and the phone of who asked takes it out."""
    with override("pl"):
        when = event_when(date.start, date.end, event.all_day)
    attachment = invitation_attachment(event, "CANCEL", dates=[date.original])
    about = {"one": when, "comment": reason, "public_url": event.url or ""}
    _to_requester(CHANGED, event, None, attachment=attachment, who=str(by), **about)
    _to_moderators(CANCELLED, event, by, **about)


def changes_requested(event: EventPage, *, by: User, comment: str) -> None:
    _to_requester(CHANGES, event, by, comment=comment)


def proposed(event: EventPage, state: SlotTaskState, *, by: User, comment: str) -> None:
    """Another slot is offered, and held until there is an answer."""
    with override("pl"):
        offer = event_when(state.proposed_start, state.proposed_end)
        where = state.proposed_venue.full_name if state.proposed_venue else event.place_name
    _to_requester(PROPOSED, event, by, comment=comment, offer=offer, offer_where=where)


def refused(event: EventPage, *, by: User, comment: str) -> None:
    """With the reason and three slots that are free."""
    _to_requester(REFUSED, event, by, comment=comment, alternatives=_alternatives(event))


def expired(event: EventPage) -> None:
    _to_requester(EXPIRED, event, None, alternatives=_alternatives(event), waited=False)


def waited_out(event: EventPage) -> None:
    """The slot's time has come, and it never was free."""
    _to_requester(EXPIRED, event, None, alternatives=[], waited=True)


def waits(event: EventPage) -> None:
    _to_requester(RECEIVED, event, None, waiting=True)


def offered(event: EventPage, until: datetime) -> None:
    """The slot that the person waits for is free; `until` is their time to answer."""
    with override("pl"):
        _to_requester(OFFERED, event, None, until=event_when(until))


def offer_passed(event: EventPage) -> None:
    _to_requester(OFFER_PASSED, event, None, alternatives=_alternatives(event))


def still_waits(event: EventPage, *, dedupe: str) -> None:
    """The slot that the person waits for is another's for certain: three that are free; told once for each `dedupe`."""
    _to_requester(STILL_WAITS, event, None, dedupe=dedupe, alternatives=_alternatives(event))


def reminder(date: Occurrence) -> None:
    """The event is tomorrow; told once for each of its dates as it is now."""
    with override("pl"):
        about: dict[str, Any] = {"when": event_when(date.start, date.end, date.all_day)}
        if date.venue is not None:
            about["where"] = date.venue.full_name
    dedupe = f"{date.event_id}:{date.original.isoformat()}:{date.start.isoformat()}"
    _to_requester(REMINDER, date.event, None, dedupe=dedupe, **about)


# --- To who decides


def submitted(event: EventPage, *, by: User | None, before: EventPage | None = None, comment: str = "", told: bool = False) -> None:
    """A request waits: its COP's moderators hear of it, and who asked that it has come, unless they are `told` with other words. Of a
    change both read what it changes: `before` is what is in the calendar."""
    changes = _changes(before, event)
    _to_moderators(SUBMITTED, event, by, changes=changes, comment=comment)
    if not told:
        _to_requester(RECEIVED, event, None, waiting=False, changes=changes)


def resubmitted(event: EventPage, *, by: User, answer: str, before: EventPage | None = None) -> None:
    """`before` is what is in the calendar, else what was asked for until now."""
    _to_moderators(ANSWERED, event, by, comment=answer, changes=_changes(before, event))


def withdrawn(event: EventPage, *, by: User, reason: str) -> None:
    _to_moderators(WITHDRAWN, event, by, comment=reason)


def cancelled(event: EventPage, *, by: User, dropped: bool = False) -> None:
    """`dropped` where a change of it waited for a decision, which nobody needs to take any more."""
    _to_moderators(CANCELLED, event, by, comment=event.cancel_reason, dropped=dropped)


def overdue(event: EventPage, *, dedupe: str) -> None:
    """The request waits longer than is promised; told once for each `dedupe`."""
    _to_moderators(OVERDUE, event, None, dedupe=dedupe)


# --- How


def requesters(event: EventPage) -> list[User]:
    """Who hears of a request: who sent it; where they are gone, the others who act for the organisation."""
    if event.owner is not None and event.owner.is_active:
        return [event.owner]
    return list(User.objects.filter(memberships__organisation=event.organiser_id, is_active=True).distinct())


def moderators(event: EventPage) -> list[User]:
    """Who decides on the requests of the event's COP."""
    from events_calendar.models import SlotReviewTask

    task = SlotReviewTask.objects.filter(cop_id=event.owner_cop_id, active=True).first()
    return list(User.objects.filter(is_active=True, groups__in=task.groups.all()).distinct()) if task is not None else []


def _to_requester(
    kind: str, event: EventPage, by: User | None, *, dedupe: str = "", attachment: dict[str, Any] | None = None, **context: Any
) -> None:
    url = reverse("slot_request", args=[event.pk])
    _send(kind, requesters(event), by, {**_about(event), "by": str(by) if by else "", "url": url, **context}, dedupe, attachment)


def _to_moderators(kind: str, event: EventPage, by: User | None, *, dedupe: str = "", **context: Any) -> None:
    url = reverse("slot_queue_request", args=[event.pk])
    _send(kind, moderators(event), by, {**_about(event), "by": str(by) if by else "", "url": url, **context}, dedupe)


def _send(
    kind: str, people: Iterable[User], by: User | None, context: dict[str, Any], dedupe: str, attachment: dict[str, Any] | None = None
) -> None:
    for person in people:
        if by is None or person.pk != by.pk:
            mail.notify(kind, person, context=context, dedupe=dedupe or None, attachment=attachment)


def _about(event: EventPage) -> dict[str, Any]:
    out = _fell_out(event)
    with override("pl"):
        return {
            "title": event.draft_title or event.title,
            "organisation": event.organiser.name if event.organiser else "",
            "when": _when(event, len(out)),
            "fell_out": [event_when(date.start, date.end, event.all_day) for date in out[:MOST_TOLD]],
            "fell_out_rest": max(len(out) - MOST_TOLD, 0),
            "where": event.where or str(_("poza portalem")),
            "cop": event.owner_cop.name if event.owner_cop else "",
            # Nothing else is asked of an event that is in the calendar.
            "change": event.live,
            "takes_place": event.venue_id is not None,
        }


def _changes(before: EventPage | None, event: EventPage) -> list[str]:
    from events_calendar import differences

    if before is None:
        return []
    out = [date.original for date in _fell_out(event)]
    with override("pl"):
        return [str(one) for one in differences.between(before, event, fell_out=out)]


def _fell_out(event: EventPage) -> list[recurrence.Date]:
    """Dates of a series whose place somebody else has. Of what holds nothing any more nothing is said to be missing."""
    if not event.rule or event.cancelled:
        return []
    held = fallen.held_by([event.pk])[event.pk]
    if not held and request_state.state_of(event) not in request_state.HOLDING:
        return []
    return fallen.among(event, recurrence.dates_of(event), held)


def _when(event: EventPage, fell_out: int) -> str:
    """The first date; of a series also how it repeats and how many dates it has, without those that fell out."""
    said = [event_when(event.start, event.end, event.all_day)]
    if event.rule:
        said.append(in_words(event.rule, event.start))
    if not recurrence.is_endless(event.rule):
        count = sum(1 for date in recurrence.dates_of(event, until=recurrence.shown_until(event.rule, event.start)) if not date.cancelled)
        if count > 1:
            count -= fell_out
            said.append(ngettext("razem %(count)s termin", "razem %(count)s terminów", count) % {"count": count})
    return "; ".join(said)


def _alternatives(event: EventPage) -> list[str]:
    from events_calendar import alternatives

    if event.venue is None or event.start <= timezone.now():
        return []
    with override("pl"):
        return [str(one) for one in alternatives.of(event, most=3)]


def _fell_out_of(event: EventPage) -> dict[str, Any]:
    """What a confirmation says of a series of which some dates could not have their place: which, why, and how many are left."""
    rows = left_out.of(event)
    if not rows:
        return {}
    dates = [date for date in recurrence.dates_of(event, until=recurrence.shown_until(event.rule, event.start)) if not date.cancelled]
    first = next(iter(left_out.without(dates, rows)), event)
    named, rest = left_out.lines(left_out.coming(rows))
    with override("pl"):
        said = [event_when(first.start, first.end, event.all_day), in_words(event.rule, event.start)]
        said += [] if recurrence.is_endless(event.rule) else [left_out.counted(dates, rows)]
    return {"when": "; ".join(filter(None, said)), "fell_out": named, "fell_out_rest": rest, "waits": left_out.waits(event)}
