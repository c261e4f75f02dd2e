"""Who hears what about dates and requests. Called inside the transaction of what happened; the outbox sends after the commit."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts import mail, roles
from accounts.models import RoleGroup, User
from core.templatetags.portal_ui import event_when
from events_calendar import left_out, request_mail
from events_calendar.ical.invitations import invitation_attachment
from events_calendar.models import EventPage, Occurrence, WaitingEntry

DATES_SKIPPED = "slots.dates_skipped"
DATE_OFFERED, DATE_OFFER_PASSED = "slots.date_offered", "slots.date_offer_passed"


def register_kinds() -> None:
    """The mails about dates. Called in `AppConfig.ready()`."""
    mail.register_kind(
        mail.MailKind(
            DATES_SKIPPED,
            _("Terminy bez miejsca"),
            _("to Twoje wydarzenie albo sprawdzasz wydarzenia swojego COP"),
            about=_("Termin z powtarzanego wydarzenia nie może się odbyć, bo miejsce jest wtedy zajęte albo zamknięte."),
            offered_to=_may_have_series,
        )
    )
    own = _("to Twoje wydarzenie albo wydarzenie Twojej organizacji")
    for code, label, about in (
        (DATE_OFFERED, _("Zwolnił się termin serii"), _("Miejsce, którego brakowało jednemu z terminów, jest wolne. Masz 48 godzin.")),
        (DATE_OFFER_PASSED, _("Minął czas na przyjęcie terminu serii"), _("Termin, na który czekała seria, dostają następni.")),
    ):
        mail.register_kind(mail.MailKind(code, label, own, about=about, offered_to=_may_have_series))


def _may_have_series(user: User) -> bool:
    return user.is_active and (user.memberships.exists() or RoleGroup.objects.filter(group__user=user).exists())


def people_of(event: EventPage) -> list[User]:
    """Whose event it is, and the moderators of its COP."""
    moderators = roles.people(event.owner_cop, "moderator") if event.owner_cop is not None else User.objects.none()
    found: dict[int, User] = {user.pk: user for user in moderators}
    if event.owner is not None and event.owner.is_active:
        found[event.owner.pk] = event.owner
    return list(found.values())


def dates_skipped(event: EventPage, dates: Sequence[Occurrence], *, in_phones: bool = False, told: bool = False) -> None:
    """Dates of a series that could not have their place: its people hear of each once, in one mail for those found together.

    `in_phones` where the phone of who asked has had the whole series since it was confirmed: there these dates must go. `told`
    where a confirmation, sent at the same time, names them to who asked.
    """
    ordered = sorted(dates, key=lambda date: date.start)
    named, rest = left_out.lines(ordered)
    context = {
        "title": event.title,
        "dates": named,
        "rest": rest,
        "public_url": event.url or "",
        "waits": left_out.waits(event),
    }
    # The same dates found again, by a run that was killed before it was counted, are the same mail.
    dedupe = f"skipped:{event.pk}:{ordered[0].original:%Y%m%d%H%M}:{len(ordered)}"
    gone = invitation_attachment(event, "CANCEL", dates=[date.original for date in ordered]) if in_phones and event.is_request else None
    for person in people_of(event):
        if told and event.is_request and person.pk == event.owner_id:
            continue
        mine = gone if person.pk == event.owner_id else None
        mail.notify(DATES_SKIPPED, person, context={**context, **_address(event, person)}, dedupe=dedupe, attachment=mine)


def _address(event: EventPage, person: User) -> dict[str, str]:
    """Where this person sees to the dates: who edits the page in the admin, who only asked for it on the request's page."""
    if event.permissions_for_user(person).can_edit():
        return {"url": reverse("events_calendar_dates", args=[event.pk])}
    return {"request_url": reverse("slot_request", args=[event.pk])} if event.is_request else {}


# --- A date that waited for its slot


def date_offered(event: EventPage, entry: WaitingEntry, when: str) -> None:
    """The slot that a date of a series waits for is held for it: one link takes it."""
    with override("pl"):
        until, where = event_when(entry.offered_until), entry.venue.full_name
    url = reverse("slot_watch", args=[entry.pk])
    _to_own_people(DATE_OFFERED, event, {"when": when, "until": until, "where": where, "url": url})


def date_offer_passed(event: EventPage, when: str) -> None:
    """Nobody took it in time."""
    url = reverse("slot_request", args=[event.pk]) if event.is_request else reverse("events_calendar_dates", args=[event.pk])
    _to_own_people(DATE_OFFER_PASSED, event, {"when": when, "url": url})


def _to_own_people(kind: str, event: EventPage, context: dict[str, str]) -> None:
    for person in own_people(event):
        mail.notify(kind, person, context={"title": event.title, **context})


def own_people(event: EventPage) -> list[User]:
    """Who decides whether a date of the event is to be: who asked for it; of an editors' event those who may change it."""
    if event.is_request:
        return request_mail.requesters(event)
    return [person for person in people_of(event) if event.permissions_for_user(person).can_edit()]
