"""What people do with an import: look at it, store it, have it approved, take it back. One transaction each; raises `ImportRefused`
with a sentence for the person.

A file's events are public once two people of the COP wanted it: who sent the file and who approves it (design decision 18). CIO, and a
COP's only moderator where CIO allowed that, decide alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import roles, workflows
from accounts.models import CopReviewTask, Organisation, User
from accounts.workflows import ReviewRefused
from calendar_imports import import_mail, planning
from calendar_imports.models import ImportedEvent, ImportRow, ImportRun
from calendar_imports.reading import files
from calendar_imports.services import storing, undoing
from core import outbox
from core.models import Territory, Topic
from events_calendar.models import Venue
from events_calendar.services.folders import folder_of_cop
from events_calendar.venue_rights import may_use

if TYPE_CHECKING:
    from calendar_imports.reading.entries import Problem

STORE = storing.STORE
UNDO, READ = undoing.UNDO, "imports.read"
MOST_PROBLEMS = 500
State, Outcome = ImportRun.State, ImportRow.Outcome


class ImportRefused(ReviewRefused):
    """This cannot be done with the import; the message says why and what to do."""


@dataclass
class Choices:
    """What the person chose for all events of a file."""

    kind: str = "meeting"
    topics: list[Topic] = field(default_factory=list)
    venue: Venue | None = None
    commune: Territory | None = None
    accessibility: list[str] = field(default_factory=list)
    accessibility_note: str = ""
    past: bool = False


# --- Who may


def cops_for(user: User) -> list[Organisation]:
    """The COPs into whose calendar the person may import."""
    if not user.is_active:
        return []
    found = Organisation.objects.filter(kind=Organisation.Kind.COP).order_by("sort_key")
    if not roles.is_cio(user):
        found = found.filter(pk__in=roles.cop_ids_of(user))
    return [cop for cop in found if folder_of_cop(cop) is not None]


def may_import(user: User, cop: Organisation) -> bool:
    """Whether the person writes for this COP."""
    return user.is_active and (roles.is_cio(user) or cop.pk in roles.cop_ids_of(user))


def decides_alone(user: User, cop: Organisation) -> bool:
    """Whether nobody else has to look at what the person imports: CIO, or the COP's only moderator whom CIO allowed that."""
    if roles.is_cio(user):
        return True
    task = CopReviewTask.objects.filter(cop=cop, active=True).first()
    return task is not None and cop.pk in roles.moderated_cop_ids_of(user) and workflows.is_exempt(task)


def may_approve(run: ImportRun, user: User) -> bool:
    """Whether the person may decide on this import: another one of the COP's moderators than who sent it, or CIO."""
    if not user.is_active:
        return False
    if roles.is_cio(user) or decides_alone(user, run.cop):
        return True
    return run.cop_id in roles.moderated_cop_ids_of(user) and run.user_id != user.pk


def may_retry(run: ImportRun, user: User) -> bool:
    """Whether the person may ask once more for places that were taken."""
    return decides_alone(user, run.cop) or run.cop_id in roles.moderated_cop_ids_of(user)


def may_undo(run: ImportRun, user: User) -> bool:
    """Whether the person may take a stored import back: who may approve it, and of drafts who sent them."""
    return may_approve(run, user) or (run.user_id == user.pk and not run.publishes)


# --- Looking


def preview(user: User, cop: Organisation, organiser: Organisation, name: str, content: bytes, choices: Choices) -> ImportRun:
    """Read a file and say what would be done with each of its events; nothing is stored. Raises FileRefused, `ImportRefused`."""
    _must_import(user, cop, choices.venue)
    run = ImportRun(user=user, cop=cop, organiser=organiser, name=name[:255], content=content)
    rows = _read(run, choices)
    with transaction.atomic():
        _keep(run, rows, choices)
    return run


def look_again(run_id: int, user: User, choices: Choices) -> ImportRun:
    """The same file with other choices."""
    with transaction.atomic():
        run = _turn(run_id, user, State.PREVIEW)
        _must_import(user, run.cop, choices.venue)
    rows = _read(run, choices)
    with transaction.atomic():
        # It may be stored by now, or thrown away.
        _turn(run_id, user, State.PREVIEW)
        _keep(run, rows, choices)
    return run


def _must_import(user: User, cop: Organisation, venue: Venue | None) -> None:
    if not may_import(user, cop):
        raise ImportRefused(_("Nie redagujesz kalendarza tego COP, więc nie możesz do niego importować."))
    if venue is not None and not may_use(user, venue):
        raise ImportRefused(_("O tym miejscu decyduje ktoś inny. Wybierz inne albo zostaw to, co stoi w kalendarzu."))


def _read(run: ImportRun, choices: Choices) -> list[ImportRow]:
    """What the file says and what would be done with it. Not in a transaction: it takes seconds, and on SQLite nobody else could write."""
    reading = files.read(bytes(run.content or b""))
    for name in ("kind", "venue", "commune", "accessibility", "accessibility_note", "past"):
        setattr(run, name, getattr(choices, name))
    run.name = run.name or reading.name
    run.problems = as_json(reading.problems)
    run.zones, run.passed_over = reading.zones, reading.passed_over
    topics = [topic.pk for topic in choices.topics]
    return planning.plan(reading, run, topics, run.organiser_id, now=timezone.now(), past=run.past, by_hand=True)


def _keep(run: ImportRun, rows: list[ImportRow], choices: Choices) -> None:
    run.save()
    run.topics.set(choices.topics)
    run.rows.all().delete()
    for row in rows:
        row.run = run
    ImportRow.objects.bulk_create(rows, batch_size=200)


def as_json(problems: list[Problem]) -> list[dict[str, object]]:
    """What is wrong in a file, as it is kept: the worst first where there is too much of it."""
    kept = sorted(problems, key=lambda problem: (not problem.lost, problem.line))[:MOST_PROBLEMS]
    return [
        {"line": each.line, "message": each.message, "lost": each.lost, "title": each.title}
        for each in sorted(kept, key=lambda each: each.line)
    ]


# --- Deciding


def _turn(run_id: int, user: User, *allowed: str) -> ImportRun:
    """The import as it is now, locked. Of two who press at once the second is told what the first did."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("cop", "organiser", "user", "venue").filter(pk=run_id).first()
    if run is None or not may_import(user, run.cop):
        raise ImportRefused(_("Tego importu już nie ma."))
    if run.state not in allowed:
        raise ImportRefused(_("Tego nie można już zrobić. Import jest teraz: %(state)s.") % {"state": run.get_state_display()})
    return run


def _has_work(run: ImportRun) -> None:
    if not run.rows.filter(outcome__in=ImportRow.WORK).exists():
        raise ImportRefused(_("W tym pliku nie ma niczego nowego, więc nie ma czego zapisać."))


@transaction.atomic
def store(run_id: int, user: User) -> ImportRun:
    """Publish the events of a preview; for who decides alone."""
    run = _turn(run_id, user, State.PREVIEW)
    if not decides_alone(user, run.cop):
        raise ImportRefused(_("Import zatwierdza druga osoba. Wyślij go do zatwierdzenia."))
    _has_work(run)
    run.publishes, run.approved_by = True, user
    storing.begin(run)
    return run


@transaction.atomic
def store_drafts(run_id: int, user: User) -> ImportRun:
    """Store the events of a preview as drafts, each to be sent to review by itself."""
    run = _turn(run_id, user, State.PREVIEW)
    _has_work(run)
    storing.begin(run)
    return run


@transaction.atomic
def send(run_id: int, user: User) -> ImportRun:
    """Ask the COP's moderators to approve the whole import."""
    run = _turn(run_id, user, State.PREVIEW)
    _has_work(run)
    run.state = State.WAITING
    run.save(update_fields=["state"])
    import_mail.waits(run, by=user)
    return run


@transaction.atomic
def approve(run_id: int, user: User) -> ImportRun:
    """Publish the events of an import that somebody else sent."""
    run = _turn(run_id, user, State.WAITING)
    if not may_approve(run, user):
        raise ImportRefused(_("To Twój własny import albo import innego COP. Zatwierdzi go inna osoba z moderacji."))
    run.publishes, run.approved_by = True, user
    storing.begin(run)
    import_mail.decided(run, by=user, approved=True)
    return run


@transaction.atomic
def give_back(run_id: int, user: User, reason: str) -> ImportRun:
    """Send an import back with the reason: it is a preview again."""
    run = _turn(run_id, user, State.WAITING)
    if run.user_id != user.pk and not may_approve(run, user):
        raise ImportRefused(_("O tym imporcie decyduje moderacja COP."))
    run.state = State.PREVIEW
    run.save(update_fields=["state"])
    if run.user_id != user.pk:
        import_mail.decided(run, by=user, approved=False, reason=reason)
    return run


@transaction.atomic
def discard(run_id: int, user: User) -> None:
    """Throw a preview away; nothing of it was stored."""
    _turn(run_id, user, State.PREVIEW).delete()


@transaction.atomic
def retry(run_id: int, user: User) -> int:
    """Try once more what had no place; returns how many events."""
    run = _turn(run_id, user, State.STORED)
    if not may_retry(run, user):
        raise ImportRefused(_("O zajętych miejscach decyduje moderacja COP."))
    return storing.retry_clashes(run)


@transaction.atomic
def undo(run_id: int, user: User) -> ImportRun:
    """Take back all that an import stored: its new events are deleted, what it changed is as before. What a person changed since stays.

    Refused where a later import wrote the same events: that one goes first.
    """
    run = _turn(run_id, user, State.STORED)
    if run.source_id is not None:
        raise ImportRefused(_("To odczyt kalendarza organizacji. Zatrzymaj cały kalendarz, a jego wydarzenia usuniesz razem z nim."))
    if not may_undo(run, user):
        raise ImportRefused(_("Opublikowany import cofa moderacja COP."))
    mine = run.rows.filter(done=True, event__isnull=False).values("event")
    later = ImportedEvent.objects.filter(event__in=mine, run__pk__gt=run.pk).select_related("run").order_by("-run").first()
    if later is not None and later.run is not None:
        told = _("Te wydarzenia zmienił później inny import: „%(name)s” z %(day)s. Cofnij najpierw tamten.")
        raise ImportRefused(told % {"name": later.run.name, "day": f"{timezone.localtime(later.run.created):%d.%m.%Y}"})
    run.state, run.finished = State.UNDOING, None
    run.total, run.done = run.rows.filter(done=True, event__isnull=False).count(), 0
    run.save(update_fields=["state", "finished", "total", "done"])
    outbox.enqueue(UNDO, {"run": run.pk})
    return run
