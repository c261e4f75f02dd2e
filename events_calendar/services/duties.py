"""The checklist of legal duties of a request: kept as it arose, followed when the event changes, ticked by its people.

A checklist belongs to a key: a request's is its event's `translation_key` (its draft has the same), another app's plan has one of its
own and says by `register_subjects` whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.workflows import ReviewRefused
from events_calendar import duties
from events_calendar.duties import Facts
from events_calendar.models import DutyLine, EventPage


class DutyRefused(ReviewRefused):
    """This cannot be ticked; the message says why."""


@dataclass(frozen=True)
class Subject:
    """What a checklist belongs to: its name and page, who hears of its deadlines, who may tick. `active` while it may come to be."""

    title: str
    url: str
    people: Collection[User]
    may_tick: Callable[[User], bool]
    active: bool = True


Finder = Callable[[Collection[UUID]], dict[UUID, Subject]]
_finders: list[Finder] = []


def register_subjects(finder: Finder) -> None:
    """Let an app say what its keys belong to, for many at once in a number of queries that does not grow. Called in `AppConfig.ready()`."""
    _finders.append(finder)


def subjects_of(keys: Collection[UUID]) -> dict[UUID, Subject]:
    """What these checklists belong to; one that nobody knows is not in it."""
    found: dict[UUID, Subject] = {}
    for finder in _finders:
        if rest := set(keys) - found.keys():
            found |= finder(rest)
    return found


def rows(key: UUID) -> list[DutyLine]:
    """The checklist, what no longer holds last: one query."""
    return _in_order(DutyLine.objects.filter(key=key).select_related("done_by"))


def rows_of(keys: Collection[UUID]) -> dict[UUID, list[DutyLine]]:
    """The checklists of many at once: one query."""
    found: dict[UUID, list[DutyLine]] = {}
    for line in DutyLine.objects.filter(key__in=list(keys)).select_related("done_by"):
        found.setdefault(line.key, []).append(line)
    return {key: _in_order(lines) for key, lines in found.items()}


def preview(key: UUID, facts: Facts) -> list[DutyLine]:
    """The checklist as these facts would make it; nothing is written."""
    known = {line.duty_id: line for line in rows(key)}
    lines = []
    for arisen in duties.of(facts):
        line = known.get(arisen.duty.pk) or _new(key, arisen, facts)
        line.event_start, line.dropped = facts.start, None
        line.deadline, line.earliest = duties.days_of(line, facts.start)
        lines.append(line)
    return _in_order(lines)


@transaction.atomic
def refresh(key: UUID, facts: Facts) -> list[DutyLine]:
    """Make the checklist say what the facts mean: new duties arise, those that no longer hold are struck out, days follow the event.

    The words of a line stay as they were when it arose. Returns the checklist.
    """
    now = timezone.now()
    known = list(DutyLine.objects.select_for_update().filter(key=key).order_by("pk"))
    wanted = {arisen.duty.pk: arisen for arisen in duties.of(facts)}
    for line in known:
        deadline, earliest = duties.days_of(line, facts.start)
        dropped = None if line.duty_id in wanted else line.dropped or now
        if line.duty_id is None:
            # A rule that CIO has deleted cannot be asked any more: what it said stays.
            dropped = line.dropped
        if (line.deadline, line.earliest, line.event_start, line.dropped) != (deadline, earliest, facts.start, dropped):
            line.deadline, line.earliest, line.event_start, line.dropped = deadline, earliest, facts.start, dropped
            line.save(update_fields=["deadline", "earliest", "event_start", "dropped"])
    there = {line.duty_id for line in known}
    new = [_new(key, arisen, facts) for pk, arisen in wanted.items() if pk not in there]
    # Two at once: the second finds that they are there.
    DutyLine.objects.bulk_create(new, ignore_conflicts=True)
    return rows(key) if known or new else []


def refresh_event(event: EventPage) -> None:
    """The same for a request as its text says it."""
    if event.is_request:
        refresh(event.translation_key, duties.facts_of(event))


@transaction.atomic
def tick(key: UUID, pk: int, user: User, *, done: bool = True) -> DutyLine:
    """Note that a duty is done, or is not after all. Raises `DutyRefused` for who does not speak for it, and for what no longer holds."""
    subject = subjects_of([key]).get(key)
    if subject is None or not user.is_active or not subject.may_tick(user):
        raise DutyRefused(_("To nie jest lista Twojej organizacji, więc nie możesz w niej nic odhaczyć."))
    line = DutyLine.objects.select_for_update().filter(key=key, pk=pk).first()
    if line is None:
        raise DutyRefused(_("Tego obowiązku nie ma już na liście. Teraz nic się nie zmieniło."))
    if line.dropped is not None:
        raise DutyRefused(_("Po zmianie wydarzenia ten obowiązek już Was nie dotyczy. Teraz nic się nie zmieniło."))
    if done != (line.done is not None):
        line.done, line.done_by = (timezone.now(), user) if done else (None, None)
        line.save(update_fields=["done", "done_by"])
    return line


def forget(keys: Iterable[UUID]) -> None:
    """Delete the checklists of what is gone."""
    DutyLine.objects.filter(key__in=list(keys)).delete()


def _new(key: UUID, arisen: duties.Arisen, facts: Facts) -> DutyLine:
    words = {name: getattr(arisen.duty, name) for name in DutyLine.WORDS}
    return DutyLine(key=key, duty=arisen.duty, event_start=facts.start, deadline=arisen.deadline, earliest=arisen.earliest, **words)


def _in_order(lines: Iterable[DutyLine]) -> list[DutyLine]:
    return sorted(lines, key=lambda line: (line.dropped is not None, line.order, line.pk or 0))
