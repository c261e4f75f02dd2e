"""What a person does with a request before it is sent: begins it, fills it in page by page, sends it, throws it away.

A draft is its author's alone. It keeps each page as it was typed, so that nothing is lost by a mistake or a break.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from events_calendar import days, repeating, slot_times
from events_calendar.duties import facts_of
from events_calendar.models import EventPage, SlotRequestDraft, Venue
from events_calendar.services import duties, request_state, requests
from events_calendar.services.request_data import RequestData, apply
from events_calendar.services.request_state import State
from events_calendar.services.requests import DRAFT_DAYS, RequestRefused

MOST_DRAFTS = 20
# Characters of a draft; all fields at their longest are a fifth of it.
LARGEST = 100_000
STEPS = ("co", "kiedy", "gdzie")

Typed = Mapping[str, list[str]]


class AlreadySent(Exception):
    """The draft has become a request, or is gone."""


def open_drafts(user: User) -> Sequence[SlotRequestDraft]:
    """The person's drafts, newest first."""
    since = timezone.now() - timedelta(days=DRAFT_DAYS)
    return list(SlotRequestDraft.objects.filter(user=user, updated__gte=since).select_related("organisation"))


def examples_of(organisations: Sequence[Organisation]) -> Sequence[EventPage]:
    """Earlier events and requests of these organisations, to copy from: the newest."""
    rows = EventPage.objects.filter(organiser__in=organisations, locale__language_code="pl", alias_of=None)
    return list(rows.defer("body").order_by("-start", "-pk")[:30])


@transaction.atomic
def start(
    user: User, organisation: Organisation, *, example: EventPage | None = None, venue: str = "", day: date | None = None
) -> SlotRequestDraft:
    """Begin a request, empty or as a copy of one of the organisation's own; at most so many may be open at once."""
    if not Membership.objects.filter(user=user, organisation=organisation).exists():
        raise RequestRefused(_("Nie działasz w imieniu tej organizacji, więc nie możesz prosić dla niej o termin."))
    data: dict[str, Any] = {"co": {"contact_email": [user.email], "attendance": ["open"], "free": ["tak"]}}
    if example is not None:
        if example.organiser_id != organisation.pk:
            raise RequestRefused(_("Skopiować można tylko wydarzenie swojej organizacji."))
        data = typed_of(example)
        # The old day is over; the hours are as likely as any.
        data["kiedy"] = {name: value for name, value in data["kiedy"].items() if not name.startswith("repeat")}
        data["kiedy"] |= {"day": [""], "last_day": [""]}
    if venue:
        data["gdzie"] = {**data.get("gdzie", {}), "venue": [venue]}
    if day is not None:
        data["kiedy"] = {**data.get("kiedy", {}), "day": [day.isoformat()]}
    return _make(user, organisation, data)


@transaction.atomic
def change(user: User, event: EventPage) -> SlotRequestDraft:
    """Begin to change a request, as its people last wrote it; a change begun before goes on where nothing came in between."""
    if not requests.may_act(event, user):
        raise RequestRefused(_("To nie jest prośba Twojej organizacji."))
    if request_state.state_of(event) not in CHANGEABLE:
        raise RequestRefused(_("Tej prośby nie można teraz zmienić."))
    begun = SlotRequestDraft.objects.filter(user=user, data__event=event.pk).first()
    if begun is not None and begun.data.get("revision") == event.latest_revision_id:
        return begun
    SlotRequestDraft.objects.filter(user=user, data__event=event.pk).delete()
    data = {
        **typed_of(event.get_latest_revision_as_object()),
        "event": event.pk,
        "revision": event.latest_revision_id,
        "tried": list(STEPS),
    }
    return _make(user, event.organiser, data, step="sprawdz")


CHANGEABLE = (State.CONFIRMED, *requests.RESENDABLE)


def _make(user: User, organisation: Organisation | None, data: dict[str, Any], step: str = "co") -> SlotRequestDraft:
    # The person's row is their turn, so that two tabs do not both make the last one.
    User.objects.select_for_update().get(pk=user.pk)
    if SlotRequestDraft.objects.filter(user=user).count() >= MOST_DRAFTS:
        told = _("Masz już %(most)s zaczętych próśb. Dokończ albo usuń którąś z nich, a potem zacznij nową.")
        raise RequestRefused(told % {"most": MOST_DRAFTS})
    return SlotRequestDraft.objects.create(user=user, organisation=organisation, data=data, step=step)


@transaction.atomic
def save_step(draft: SlotRequestDraft, step: str, typed: Typed, *, tried: bool) -> SlotRequestDraft:
    """Keep a page as it was typed, beside the others as they are now; `tried` where the person means to go on from it.

    What is beyond any field's limit is not kept: the page comes back with it and says so.
    """
    fresh = SlotRequestDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if fresh is None:
        raise AlreadySent
    # PostgreSQL's JSON has no NUL.
    kept = {name: [value.replace("\x00", "") for value in values] for name, values in typed.items()}
    if sum(len(name) + sum(map(len, values)) for name, values in kept.items()) > LARGEST:
        return fresh
    others = [one for one in fresh.data.get("tried", ()) if one != step]
    fresh.data = {**fresh.data, step: kept, "tried": [*others, step] if tried else others}
    fresh.step = step
    fresh.save()
    return fresh


@transaction.atomic
def take_slot(draft: SlotRequestDraft, venue: Venue, start: datetime, end: datetime) -> SlotRequestDraft:
    """Put another slot into the draft."""
    fresh = SlotRequestDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if fresh is None:
        raise AlreadySent
    whole = bool(fresh.data.get("kiedy", {}).get("all_day"))
    fresh.data = {
        **fresh.data,
        "kiedy": {**fresh.data.get("kiedy", {}), **_hours(start, end, whole)},
        "gdzie": {**fresh.data.get("gdzie", {}), "venue": [venue.slug]},
    }
    fresh.save()
    return fresh


@transaction.atomic
def delete(user: User, pk: int) -> bool:
    """Throw a draft away, with what was ticked in it; says whether it was there."""
    draft = SlotRequestDraft.objects.select_for_update().filter(user=user, pk=pk).first()
    if draft is None:
        return False
    duties.forget([draft.key])
    draft.delete()
    return True


@transaction.atomic
def send(user: User, pk: int, data: RequestData, *, wait: bool = False, answer: str = "") -> EventPage:
    """Send the draft, join the waiting list with it, or send the changed request again; once, however often it is pressed.

    Raises what `services.requests` raises, and `AlreadySent`.
    """
    draft = SlotRequestDraft.objects.select_for_update(of=("self",)).filter(pk=pk, user=user).select_related("organisation").first()
    if draft is None:
        raise AlreadySent
    changed = EventPage.objects.filter(pk=draft.data["event"]).first() if "event" in draft.data else None
    if "event" not in draft.data and draft.organisation is not None:
        ask = requests.wait if wait else requests.submit
        return ask(user, draft.organisation, data, key=draft.key)
    if changed is None:
        raise RequestRefused(_("Tej prośby już nie ma w portalu."))
    if request_state.state_of(changed) == State.CONFIRMED:
        event = requests.ask_for_change(changed, user, data, answer)
    else:
        event = requests.resubmit(changed, user, data, answer)
    draft.delete()
    return event


@transaction.atomic
def tick(user: User, draft: SlotRequestDraft, data: RequestData, chosen: str, *, done: bool) -> None:
    """Note that a legal duty of an unsent request is done; `chosen` is the rule. Raises `ReviewRefused`, `AlreadySent`."""
    # Its row is the turn: who sends it meanwhile comes before or after.
    if not SlotRequestDraft.objects.select_for_update().filter(pk=draft.pk, user=user).exists():
        raise AlreadySent
    lines = duties.refresh(draft.key, facts_of(apply(data, EventPage())))
    line = next((one for one in lines if str(one.duty_id) == chosen), None)
    duties.tick(draft.key, line.pk if line is not None else 0, user, done=done)


def sent_as(user: User, key: str) -> EventPage | None:
    """The request that the draft with this key has become."""
    try:
        return EventPage.objects.filter(translation_key=key, owner=user, is_request=True).first()
    except (ValueError, TypeError, ValidationError):
        return None


# --- An event as the forms would have had it typed


def typed_of(event: EventPage) -> dict[str, Any]:
    """The pages of the form, filled in with an event's fields."""
    names = [*(organisation.name for organisation in event.co_organisers.all()), *filter(None, [event.co_organisers_note])]
    added = [row for row in event.dates.all() if row.change == row.Change.ADDED and row.start]
    whole = event.all_day
    where = {"venue": [event.venue.slug]} if event.venue else {"venue": ["inne" if event.place_name else "internet"]}
    return {
        "co": {
            **{name: [str(getattr(event, name) or "")] for name in ("title", "summary", "kind", "attendance", "sign_up", "price")},
            **{name: [str(getattr(event, name) or "")] for name in ("audience", "gives_back", "contact_email", "contact_phone")},
            "headcount": [str(event.headcount or "")],
            "circumstances": list(event.circumstances),
            "free": ["tak" if event.free else "nie"],
            "topics": [str(topic.pk) for topic in event.topics.all()],
            "co_organisers": ["\n".join(names)],
            "description": [_words_of(event)],
        },
        "kiedy": {
            **_hours(event.start, event.end, whole),
            **_repeating(event),
            "setup_minutes": [str(event.setup_minutes)],
            "cleanup_minutes": [str(event.cleanup_minutes)],
            "repeat_added": ["\n".join(slot_times.written(row.start, row.end or row.start + (event.end - event.start)) for row in added)],
        },
        "gdzie": {
            **where,
            **({} if event.venue else {"place_name": [event.place_name], "address": [event.address]}),
            "territory": [event.territory.code if event.territory and not event.venue else ""],
            "online_url": [event.online_url],
            "equipment": list(event.equipment),
            "equipment_note": [event.equipment_note],
            "accessibility": list(event.accessibility),
            "accessibility_note": [event.accessibility_note],
        },
    }


def _repeating(event: EventPage) -> dict[str, list[str]]:
    said = repeating.shown_as(event.rule, event.start, event.dates.all()) if event.rule else {}
    return {
        name: [str(one) for one in value] if isinstance(value, list) else ["" if value is None else str(value)]
        for name, value in said.items()
    }


def _hours(start: datetime, end: datetime, whole: bool) -> dict[str, list[str]]:
    first, last = start.astimezone(days.WARSAW), end.astimezone(days.WARSAW)
    # An end in the small hours belongs to the night before and needs no day of its own.
    several = days.last_day(start, end, whole) > first.date()
    return {
        "day": [first.date().isoformat()],
        "start": ["" if whole else f"{first:%H:%M}"],
        "end": ["" if whole else f"{last:%H:%M}"],
        "all_day": ["on"] if whole else [],
        "last_day": [days.last_day(start, end, whole).isoformat() if several else ""],
        "clock": [str(first.fold or last.fold)] if slot_times.is_twice(first.replace(tzinfo=None)) else [],
    }


def _words_of(event: EventPage) -> str:
    """The paragraphs of the event's text as they were typed; a text that stands for itself only if it differs from the summary."""
    parts = []
    for block in event.body.get_prep_value():
        value = block.get("value")
        if block.get("type") == "text" and isinstance(value, str):
            text = value.replace("<br/>", "\n").replace("</p>", "\n\n")
            parts.append(html.unescape(strip_tags(text)))
    text = "\n\n".join(part.strip() for part in "".join(parts).split("\n\n") if part.strip())
    return "" if text == event.summary else text
