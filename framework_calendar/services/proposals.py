"""What an organisation does with its proposal for a call: begins it, fills it in, sends it, changes it, takes it back.

Each function is one transaction, checks that the person acts for the organisation, and writes one line of history and the mails
that go with it. They raise `ProposalRefused` with a sentence for the person.

`Proposal.typed` has each page of the form as it was typed ("co": {"title": ["Piknik"], ...}), "tried" the pages from which somebody
went on, and "versions" how often each was saved. Sending writes it into the columns and empties it, so of a proposal that was sent
it holds a change that is not sent yet, and what was sent stays as it is until then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import Organisation, User
from core import pagecache
from core.models import Territory, Topic
from core.templatetags.portal_ui import long_date
from events_calendar import days
from events_calendar.models import Venue
from events_calendar.services import duties
from framework_calendar import acting, framework_mail, history
from framework_calendar.models import Allocation, Call, CoOrganiser, Proposal, Wish

STEPS = ("co", "kiedy", "z-kim")
MOST_DRAFTS = 30
# Characters of one page; all fields at their longest are a fifth of it.
LARGEST = 100_000
Typed = Mapping[str, list[str]]
# Columns that are written as they stand.
PLAIN = ("title", "aim", "summary", "description", "kind", "audience", "headcount", "brings", "seeks", "accessibility_note")


class ProposalRefused(PermissionDenied):
    """This cannot be done with the proposal; the message says why and what to do."""


class CallClosed(ProposalRefused):
    """The call takes no proposals now. What was typed is kept."""


class AlreadySent(Exception):
    """The proposal has been sent, or its change: there is nothing left to send."""


class ChangedMeanwhile(Exception):
    """Somebody saved this page since it was opened; `proposal` is what is stored now."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        super().__init__()


@dataclass
class ProposalData:
    """What a proposal says. `wishes` belong to no proposal yet, best first; `invited` are asked when it is sent."""

    title: str
    aim: str
    summary: str
    wishes: Sequence[Wish]
    description: str = ""
    kind: str = "meeting"
    topics: Sequence[Topic] = ()
    audience: str = ""
    headcount: int | None = None
    brings: str = ""
    seeks: str = ""
    accessibility: Sequence[str] = ()
    accessibility_note: str = ""
    circumstances: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    invited: Sequence[Organisation] = ()


# --- Who may


def must_act_for(user: User, organisation_id: int) -> None:
    if not acting.acts_for(user, organisation_id):
        raise ProposalRefused(_("Nie działasz w imieniu tej organizacji, więc nie możesz tego zrobić."))


def must_be_open(call: Call) -> None:
    """Raises `CallClosed` where the call takes no proposals today."""
    if told := closed_words(call):
        raise CallClosed(told)


def closed_words(call: Call) -> str:
    """Why one can send nothing now, and whom to write to; empty while the call is open."""
    phase = call.phase()
    if phase == Call.Phase.OPEN:
        return ""
    if phase == Call.Phase.PLANNED:
        return _("Nabór zacznie się %(day)s. Wcześniej nie da się nic wysłać.") % {"day": long_date(call.opens)}
    told = _("Nabór skończył się %(day)s. Tego, co tu jest, nie da się już wysłać, ale nic nie zginęło.") % {"day": long_date(call.closes)}
    return f"{told} {whom_to_write(call)}"


def whom_to_write(call: Call) -> str:
    said = {"cop": call.cop.name, "email": call.cop.email}
    return _("W sprawie naboru napisz do %(cop)s: %(email)s.") % said if call.cop.email else _("W sprawie naboru napisz do %(cop)s.") % said


def _locked(user: User, pk: int) -> Proposal:
    """The proposal with everything that is asked of it, for the rest of this transaction; only for who acts for its organisation."""
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=pk).with_all().first()
    if found is None:
        raise ProposalRefused(_("Tej propozycji już nie ma w portalu."))
    must_act_for(user, found.organisation_id)
    return found


# --- Before it is sent


@transaction.atomic
def begin(user: User, call: Call, organisation: Organisation, *, key: UUID | None = None, typed: dict[str, Any] | None = None) -> Proposal:
    """Begin a proposal; the same key begins one, however often it is pressed."""
    must_act_for(user, organisation.pk)
    if organisation.kind not in acting.KINDS:
        raise ProposalRefused(_("Propozycje wysyłają organizacje pozarządowe i samorządy, a to jest COP."))
    must_be_open(call)
    # The person's row is their turn, so that two tabs do not both begin it.
    User.objects.select_for_update().get(pk=user.pk)
    begun = Proposal.objects.filter(key=key).with_all().first() if key is not None else None
    if begun is not None:
        must_act_for(user, begun.organisation_id)
        return begun
    if Proposal.objects.filter(call=call, organisation=organisation, state=Proposal.State.DRAFT).count() >= MOST_DRAFTS:
        told = _("Masz już %(most)s zaczętych propozycji. Dokończ albo usuń którąś z nich, a potem zacznij nową.")
        raise ProposalRefused(told % {"most": MOST_DRAFTS})
    given = {"key": key} if key is not None else {}
    proposal = Proposal(call=call, organisation=organisation, author=user, typed=typed or {}, **given)
    _take_title(proposal)
    proposal.save()
    log(proposal, history.BEGUN, user=user)
    return proposal


@transaction.atomic
def save_step(user: User, pk: int, step: str, typed: Typed, *, tried: bool, version: int | None = None) -> Proposal:
    """Keep a page as it was typed, right or wrong, beside the others as they are now; `tried` where the person means to go on.

    `version` is what the page said when it was opened: where another one was saved since, and says something else, nothing is
    written and `ChangedMeanwhile` tells what is stored. What is beyond any field's limit is not kept: the page itself says so.
    A call that has closed keeps nobody from keeping what they wrote.
    """
    proposal = _locked(user, pk)
    if proposal.state != Proposal.State.DRAFT and not proposal.typed:
        raise AlreadySent
    # PostgreSQL's JSON has no NUL.
    kept = {name: [value.replace("\x00", "") for value in values] for name, values in typed.items()}
    stored = proposal.typed.get(step)
    if version is not None and version != version_of(proposal, step) and stored != kept:
        raise ChangedMeanwhile(proposal)
    if sum(len(name) + sum(map(len, values)) for name, values in kept.items()) > LARGEST:
        return proposal
    others = [one for one in proposal.typed.get("tried", ()) if one != step]
    versions = proposal.typed.get("versions", {})
    if stored != kept:
        versions = {**versions, step: versions.get(step, 0) + 1}
    proposal.typed = {**proposal.typed, step: kept, "tried": [*others, step] if tried else others, "versions": versions, "at": step}
    _take_title(proposal)
    proposal.save(update_fields=["typed", "title", "updated"])
    return proposal


def version_of(proposal: Proposal, step: str) -> int:
    """How often this page was saved; what its form carries along."""
    return int(proposal.typed.get("versions", {}).get(step, 0))


def _take_title(proposal: Proposal) -> None:
    """A draft is found by its name."""
    if proposal.state != Proposal.State.SUBMITTED:
        title = (proposal.typed.get("co", {}).get("title") or [proposal.title])[0]
        proposal.title = " ".join(title.split())[:200]


@transaction.atomic
def delete_draft(user: User, pk: int) -> None:
    """Throw a draft away. What was sent once is withdrawn instead."""
    proposal = _locked(user, pk)
    if proposal.state != Proposal.State.DRAFT:
        raise ProposalRefused(_("Ta propozycja jest już wysłana. Możesz ją wycofać."))
    log(proposal, history.DELETED, user=user, deleted=True)
    duties.forget([proposal.key])
    proposal.delete()


# --- Sending


@transaction.atomic
def submit(user: User, pk: int, data: ProposalData, *, seen: dict[str, Any] | None = None) -> Proposal:
    """Send the proposal, or the change of one that was sent; raises `AlreadySent` where there is nothing to send any more.

    `seen` is what `data` was made of: where somebody saved a page since, nothing is sent (`ChangedMeanwhile`). The COP reads it at
    once, the organisations that are named are invited, and the author hears that it has come.
    """
    proposal = _locked(user, pk)
    if not proposal.typed:
        raise AlreadySent
    if seen is not None and proposal.typed != seen:
        raise ChangedMeanwhile(proposal)
    call = Call.objects.select_for_update().select_related("cop").get(pk=proposal.call_id)
    must_be_open(call)
    was_sent = proposal.state == Proposal.State.SUBMITTED
    changed = _write(proposal, data) if was_sent else []
    if not was_sent:
        _write(proposal, data)
        proposal.submitted_at = timezone.now()
    proposal.state, proposal.typed = Proposal.State.SUBMITTED, {}
    proposal.full_clean(exclude=["call", "organisation", "author"])
    proposal.save()
    _follow_duties(proposal, data)
    log(proposal, history.CHANGED if was_sent else history.SENT, user=user, data={"what": changed} if changed else None)
    if not was_sent:
        framework_mail.received(proposal, user)
    elif changed:
        framework_mail.changed(proposal, user, changed)
    for organisation in data.invited:
        _invite(proposal, organisation, user)
    pagecache.bump()
    return proposal


def _follow_duties(proposal: Proposal, data: ProposalData) -> None:
    from framework_calendar.services import checklists

    checklists.follow(proposal, data.wishes)


def _invite(proposal: Proposal, organisation: Organisation, user: User) -> None:
    from framework_calendar.services import co_organisers

    if organisation.pk == proposal.organisation_id or CoOrganiser.objects.filter(proposal=proposal, organisation=organisation).exists():
        return
    co_organisers.invite(user, proposal.pk, organisation)


def _write(proposal: Proposal, data: ProposalData) -> list[str]:
    """Write what it says into the rows; the names of what is other than before."""
    before = said(proposal) if proposal.state == Proposal.State.SUBMITTED else {}
    for name in PLAIN:
        setattr(proposal, name, getattr(data, name))
    proposal.accessibility, proposal.circumstances = list(data.accessibility), list(data.circumstances)
    proposal.answers = dict(data.answers)
    proposal.topics.set(data.topics)
    proposal.wishes.all().delete()
    for rank, wish in enumerate(data.wishes, start=1):
        wish.pk, wish.proposal, wish.rank = None, proposal, rank
        wish.full_clean(exclude=["proposal"])
        wish.save(force_insert=True)
    after = said(proposal)
    return [str(history.NAMES[name]) for name, value in after.items() if before and before[name] != value]


def said(proposal: Proposal) -> dict[str, Any]:
    """What the proposal says, by the names of `history.NAMES`, to tell whether another one says something else."""
    wishes = proposal.wishes.order_by("rank").values_list(
        *("day", "first_day", "last_day", "weekday", "begins", "ends", "venue", "place_name", "commune")
    )
    return {
        **{name: getattr(proposal, name) for name in PLAIN},
        "accessibility": set(proposal.accessibility),
        "circumstances": set(proposal.circumstances),
        "topics": {topic.pk for topic in proposal.topics.all()},
        "answers": dict(proposal.answers),
        "wishes": list(wishes),
    }


# --- After it was sent


@transaction.atomic
def change(user: User, pk: int) -> Proposal:
    """Begin to change a proposal that was sent or withdrawn; what the COP reads stays until the change is sent."""
    proposal = _locked(user, pk)
    must_be_open(proposal.call)
    if proposal.state != Proposal.State.DRAFT and not proposal.typed:
        proposal.typed = {**typed_of(proposal), "tried": list(STEPS)}
        proposal.save(update_fields=["typed", "updated"])
    return proposal


@transaction.atomic
def discard(user: User, pk: int) -> Proposal:
    """Throw a change away that was begun and not sent."""
    proposal = _locked(user, pk)
    if proposal.state == Proposal.State.DRAFT:
        raise ProposalRefused(_("Ten szkic nie jest jeszcze wysłany. Możesz go usunąć."))
    proposal.typed = {}
    proposal.save(update_fields=["typed", "updated"])
    return proposal


@transaction.atomic
def withdraw(user: User, pk: int, reason: str = "") -> Proposal:
    """Take a proposal back, until the calendar is published. Who was to make it together with the organisation hears of it."""
    proposal = _locked(user, pk)
    call = Call.objects.select_for_update().get(pk=proposal.call_id)
    if proposal.state != Proposal.State.SUBMITTED:
        raise ProposalRefused(_("Ta propozycja nie jest wysłana, więc nie ma czego wycofać."))
    # A call is marked as published after its last proposal: this one may be an event by now.
    if call.phase() == Call.Phase.PUBLISHED or Allocation.objects.filter(proposal=proposal, published_at__isnull=False).exists():
        raise ProposalRefused(_("Kalendarz jest już ogłoszony. Wydarzenie możesz odwołać w „Moje”."))
    proposal.state = Proposal.State.WITHDRAWN
    proposal.typed = {}
    proposal.save(update_fields=["state", "typed", "updated"])
    # What the moderators gave it is free again, and they see that something has changed.
    if Allocation.objects.filter(proposal=proposal).delete()[0]:
        call.version += 1
        call.settled_at = call.settled_by = None
        call.save(update_fields=["version", "settled_at", "settled_by"])
    log(proposal, history.WITHDRAWN, user=user, data={"reason": reason} if reason else None)
    framework_mail.withdrawn(proposal, user, reason)
    pagecache.bump()
    return proposal


# --- A proposal as the form would have had it typed


def typed_of(proposal: Proposal) -> dict[str, Any]:
    """The pages of the form, filled in with what the proposal says."""
    when: dict[str, list[str]] = {}
    for wish in proposal.wishes.select_related("venue", "commune").order_by("rank"):
        when |= {f"w{wish.rank}-{name}": [value] for name, value in typed_of_wish(wish).items()}
    what = ("title", "aim", "summary", "description", "kind", "audience", "accessibility_note")
    return {
        "co": {
            **{name: [getattr(proposal, name)] for name in what},
            "headcount": [str(proposal.headcount or "")],
            "topics": [str(topic.pk) for topic in proposal.topics.all()],
            "accessibility": list(proposal.accessibility),
            "circumstances": list(proposal.circumstances),
        },
        "kiedy": when,
        "z-kim": {
            "brings": [proposal.brings],
            "seeks": [proposal.seeks],
            **{f"pytanie-{pk}": [answer] for pk, answer in proposal.answers.items()},
        },
    }


def typed_of_wish(wish: Wish) -> dict[str, str]:
    """A wish as its fields show it. A whole month of the call's year is chosen by its name."""
    month = ""
    if wish.first_day is not None and (wish.first_day, wish.last_day) == days.month_bounds(wish.first_day):
        month = str(wish.first_day.month)
    return {
        "day": wish.day.isoformat() if wish.day else "",
        "weekday": "" if wish.weekday is None else str(wish.weekday),
        "month": month,
        "first_day": wish.first_day.isoformat() if wish.first_day and not month else "",
        "last_day": wish.last_day.isoformat() if wish.last_day and not month else "",
        "begins": f"{wish.begins:%H:%M}",
        "ends": f"{wish.ends:%H:%M}",
        "venue": wish.venue.slug if wish.venue else "",
        "place_name": wish.place_name,
        "commune": wish.commune.code if wish.commune and not wish.venue else "",
    }


def venues_of(call: Call) -> Sequence[Venue]:
    """The places of the portal that one may wish for: those in the call's communes."""
    codes = {commune.code for commune in communes_of(call)}
    return [venue for venue in Venue.objects.bookable().order_by("sort_key", "pk") if venue.commune and venue.commune.code in codes]


def communes_of(call: Call) -> Sequence[Territory]:
    """The communes of the call: those that were chosen, else all that its COP serves."""
    chosen = list(call.communes.order_by("sort_key"))
    return chosen or list(Territory.objects.communes().filter(served_by__cop=call.cop_id).order_by("sort_key"))
