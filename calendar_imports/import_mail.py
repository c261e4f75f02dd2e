"""Who hears what about imported calendars. Called by the services inside the transaction of what happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import mail, roles
from accounts.models import Membership, Organisation, RoleGroup, User
from calendar_imports.fetching import host_of

if TYPE_CHECKING:
    from calendar_imports.models import CalendarSource, ImportRun

ASKED, ANSWERED, BROKEN, WORKS = "imports.asked", "imports.answered", "imports.broken", "imports.works_again"
WAITS, DECIDED, CLASHES = "imports.waits", "imports.decided", "imports.clashes"


def _acts(user: User) -> bool:
    return user.is_active and Membership.objects.filter(user=user).exists()


def _works_for_cop(user: User) -> bool:
    return roles.is_cio(user) or bool(roles.cop_ids_of(user))


def _either(user: User) -> bool:
    return _acts(user) or _works_for_cop(user)


def register_kinds() -> None:
    """The mails about imports. Called in `AppConfig.ready()`."""
    moderates, own = _("sprawdzasz kalendarz swojego COP"), _("działasz w organizacji, której kalendarz czyta portal")
    both = _("portal czyta kalendarz Twojej organizacji albo organizacji z terenu Twojego COP")
    for code, label, about, why, offered_to in (
        (ASKED, _("Nowe kalendarze organizacji"), _("Organizacja podaje adres swojego kalendarza."), moderates, _works_for_cop),
        (ANSWERED, _("Zgoda na Twój kalendarz"), _("COP zgadza się czytać kalendarz organizacji albo odmawia."), own, _acts),
        (BROKEN, _("Kalendarz przestał działać"), _("Portal nie może odczytać kalendarza organizacji."), both, _either),
        (WORKS, _("Kalendarz znów działa"), _("Portal znów czyta kalendarz, który nie działał."), both, _either),
        (WAITS, _("Importy do zatwierdzenia"), _("Redakcja COP wczytała plik z wydarzeniami."), moderates, _works_for_cop),
        (DECIDED, _("Decyzje o Twoich importach"), _("Moderacja zatwierdza import albo go odsyła."), moderates, _works_for_cop),
        (
            CLASHES,
            _("Importowane wydarzenia bez miejsca"),
            _("Miejsce ma już ktoś inny, więc wydarzenie jest szkicem."),
            moderates,
            _works_for_cop,
        ),
    ):
        mail.register_kind(mail.MailKind(code, label, why, about=about, offered_to=offered_to))


# --- Addresses


def asked(source: CalendarSource, *, by: User) -> None:
    """An organisation asks its COP to read its calendar."""
    _send(ASKED, _moderators(source.cop), by, {**_about(source), "by": str(by), "url": reverse("calendar_source", args=[source.pk])})


def answered(source: CalendarSource, *, by: User) -> None:
    """The COP has decided."""
    context = {**_about(source), "allowed": source.state == source.State.ALLOWED, "comment": source.answer}
    _send(ANSWERED, _owners(source), by, {**context, "url": reverse("own_calendar_source", args=[source.pk])})


def broken(source: CalendarSource, why: str) -> None:
    """It cannot be read: its people and its COP hear of it once, until it works again."""
    _to_both(BROKEN, source, {"why": why})


def works_again(source: CalendarSource) -> None:
    _to_both(WORKS, source, {})


def _to_both(kind: str, source: CalendarSource, context: dict[str, Any]) -> None:
    about = {**_about(source), **context}
    owners = _owners(source)
    _send(kind, owners, None, {**about, "url": reverse("own_calendar_source", args=[source.pk])})
    others = [person for person in _moderators(source.cop) if person not in owners]
    _send(kind, others, None, {**about, "url": reverse("calendar_source", args=[source.pk])})


def _about(source: CalendarSource) -> dict[str, Any]:
    # Not the whole address: it may be a secret one.
    return {"organisation": source.organisation.name, "cop": source.cop.name, "server": host_of(source.url)}


def _owners(source: CalendarSource) -> list[User]:
    """Who gave the address; where they are gone, who else acts for the organisation."""
    people = User.objects.filter(memberships__organisation=source.organisation_id, is_active=True).distinct()
    return list(people.filter(pk=source.asked_by_id or 0) or people)


# --- Files


def waits(run: ImportRun, *, by: User) -> None:
    """An import waits for another person to approve it."""
    _send(WAITS, _moderators(run.cop), by, {"name": run.name, "by": str(by), "cop": run.cop.name, "url": _url(run)})


def decided(run: ImportRun, *, by: User, approved: bool, reason: str = "") -> None:
    if run.user is not None:
        _send(DECIDED, [run.user], by, {"name": run.name, "by": str(by), "approved": approved, "comment": reason, "url": _url(run)})


def clashes(run: ImportRun, count: int) -> None:
    """Events whose place somebody else has are drafts: a moderator decides what becomes of them. One mail for a run."""
    organisation = run.source.organisation.name if run.source is not None else ""
    context = {"name": run.name, "organisation": organisation, "count": count, "url": _url(run)}
    _send(CLASHES, _moderators(run.cop), None, context, dedupe=f"{run.pk}")


def _url(run: ImportRun) -> str:
    return f"{reverse('calendar_import', args=[run.pk])}"


def _moderators(cop: Organisation) -> list[User]:
    if cop.slug == roles.CIO_SLUG:
        group = roles.group_of(None, RoleGroup.Role.CIO)
        return list(User.objects.filter(groups=group, is_active=True)) if group is not None else []
    return list(roles.people(cop, RoleGroup.Role.MODERATOR))


def _send(kind: str, people: Iterable[User], by: User | None, context: dict[str, Any], *, dedupe: str | None = None) -> None:
    for person in people:
        if by is None or person.pk != by.pk:
            mail.notify(kind, person, context=context, dedupe=dedupe)
