"""The demo's yearly call: proposals as their people make them, through the services, and some of organisations that have nobody."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from accounts.models import MailMessage
from core import pagecache
from core.demo.loading import DemoRun
from core.demo.reading import fixture, moment
from core.models import OutboxEntry
from core.registry import DemoLoader, demo_loaders
from events_calendar import days
from events_calendar.models import EventPage
from framework_calendar.models import Allocation, Call, CallQuestion, CoOrganiser, Proposal, Wish
from framework_calendar.services import checklists, co_organisers, proposals
from framework_calendar.services.proposals import ProposalData, ProposalRefused

if TYPE_CHECKING:
    from accounts.models import User

PLAIN = ("title", "summary", "aim", "description", "kind", "audience", "headcount", "brings", "seeks")
CALL, PROPOSAL = "framework-call", "framework-proposal"


def load_calls(run: DemoRun) -> None:
    """The calls, as open today as on the first day: their days move on while nobody has changed them."""
    for row in fixture("framework_calendar")["calls"]:
        key = f"{CALL}:{row['key']}"
        cop = run.organisations[row["cop"]]
        if not run.is_loaded(key):
            year = run.today.year + row["year"]
            if Call.objects.filter(cop=cop, year=year).exists():
                continue
            call = Call(cop=cop, year=year, title=row["title"], intro=row["intro"], asks=Call.Field.values, **_days(row, run.today))
            if row.get("published"):
                call.published_at = datetime.combine(call.publication_day, time(8), days.WARSAW)
            call.full_clean()
            call.save()
            for question in row.get("questions", ()):
                CallQuestion.objects.create(call=call, **question)
            run.remember(key, call.pk)
            pagecache.bump()
            continue
        item = run.loaded[key]
        known = Call.objects.filter(pk=item.object_id).first()
        if known is None or item.base_date == run.today or known.published_at is not None:
            continue
        if all(getattr(known, name) == day for name, day in _days(row, item.base_date).items()):
            for name, day in _days(row, run.today).items():
                setattr(known, name, day)
            try:
                known.full_clean()
            except ValidationError:
                continue  # its year has come
            known.save()
            item.base_date = run.today
            item.save(update_fields=["base_date"])


def _days(row: dict[str, Any], base: date) -> dict[str, date]:
    names = {"opens": "opens", "closes": "closes", "publication_day": "publication"}
    return {name: moment(row[key], base).date() for name, key in names.items()}


def load_proposals(run: DemoRun) -> None:
    """Proposals that are not there yet, in calls that were loaded; their mails are those of the day of loading."""
    for row in fixture("framework_calendar")["proposals"]:
        key, call_key = f"{PROPOSAL}:{row['key']}", f"{CALL}:{row['call']}"
        if run.is_loaded(key) or not run.is_loaded(call_key):
            continue
        call = Call.objects.select_related("cop").filter(pk=run.loaded[call_key].object_id).first()
        if call is None:
            continue
        try:
            with transaction.atomic():
                proposal = _make(row, call, run)
        except (ProposalRefused, ValidationError) as problem:
            told = "; ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
            run.say(f"Demo obędzie się bez propozycji „{row['title']}”: {told}")
            continue
        run.remember(key, proposal.pk)


def _make(row: dict[str, Any], call: Call, run: DemoRun) -> Proposal:
    organisation, user = run.organisations[row["organisation"]], run.users.get(row.get("who") or "")
    data = _data(row, call, run)
    # A call that is over takes nothing through the services, and who has nobody cannot send.
    if user is None or call.phase() != Call.Phase.OPEN:
        proposal = _written(row, call, organisation, user, data)
    else:
        proposal = proposals.begin(user, call, organisation, typed=_typed(row, data))
        if row.get("draft"):
            return proposal
        proposals.submit(user, proposal.pk, data)
    for one in row.get("with", ()):
        _join(run, proposal, user, one)
    if "got" in row:
        _came_out(row, proposal, run)
    # The letters that say it has come were read the day it was sent.
    letters = MailMessage.objects.filter(kind="framework.received", context__url__endswith=f"/ramowy/{proposal.pk}/")
    OutboxEntry.objects.filter(payload__message__in=list(letters.values_list("pk", flat=True))).delete()
    letters.delete()
    return proposal


def _written(row: dict[str, Any], call: Call, organisation: Any, user: User | None, data: ProposalData) -> Proposal:
    given = {name: getattr(data, name) for name in PLAIN}
    sent = min(timezone.now(), datetime.combine(call.closes, time(12), days.WARSAW))
    proposal = Proposal.objects.create(
        call=call,
        organisation=organisation,
        author=user,
        state=Proposal.State.SUBMITTED,
        submitted_at=sent,
        accessibility=list(data.accessibility),
        circumstances=list(data.circumstances),
        **given,
    )
    proposal.topics.set(data.topics)
    for rank, wish in enumerate(data.wishes, start=1):
        wish.proposal, wish.rank = proposal, rank
        wish.save()
    # Of a year that is over nothing is to be done.
    if call.phase() != Call.Phase.PUBLISHED:
        checklists.follow(proposal, data.wishes)
    return proposal


def _join(run: DemoRun, proposal: Proposal, user: User | None, one: dict[str, str]) -> None:
    organisation = run.organisations[one["organisation"]]
    other = next((row.user for row in organisation.memberships.select_related("user")), None)
    if one["how"] == "invite" and user is not None:
        co_organisers.invite(user, proposal.pk, organisation)
    elif one["how"] == "asks" and other is not None:
        co_organisers.ask(other, proposal.pk, organisation, one.get("brings", ""))
    else:
        status = {"invite": CoOrganiser.Status.INVITED, "asks": CoOrganiser.Status.ASKS}.get(one["how"], CoOrganiser.Status.CONFIRMED)
        given: dict[str, Any] = {"status": status, "brings": one.get("brings", ""), "asked_by": user}
        if status == CoOrganiser.Status.CONFIRMED:
            given["answered_at"] = timezone.now()
        CoOrganiser.objects.create(proposal=proposal, organisation=organisation, **given)


def _wished(wish: Wish, call: Call) -> tuple[datetime, datetime]:
    start, end = (datetime.combine(wish.day or call.opens, hour, days.WARSAW) for hour in (wish.begins, wish.ends))
    return start, end


def _came_out(row: dict[str, Any], proposal: Proposal, run: DemoRun) -> None:
    """What a published call gave the proposal, and what has changed since: its year may be over by now."""
    got, call = row["got"], proposal.call
    if "none" in got:
        start, end = _wished(proposal.wishes.get(rank=1), call)
        reasons = [{"code": got["none"], "rank": 1, "title": got["by"], "start": start.isoformat(), "end": end.isoformat()}]
        Allocation.objects.create(
            proposal=proposal,
            outcome=Allocation.Outcome.NONE,
            chosen=Allocation.Chosen.PERSON,
            reasons=reasons,
            published_at=call.published_at,
        )
        return
    wish = proposal.wishes.filter(rank=got["rank"]).first() or proposal.wishes.get(rank=1)
    start, end = _wished(wish, call)
    later = timedelta(days=got.get("moved", 0))
    organisers = [each.organisation for each in proposal.co_organisers.filter(status=CoOrganiser.Status.CONFIRMED)]
    event = EventPage(
        title=proposal.title,
        slug=f"{row['key']}-{call.year}",
        summary=proposal.summary,
        locale=run.polish,
        live=True,
        start=start + later,
        end=end + later,
        cancelled="called_off" in got,
        cancel_reason=got.get("called_off", ""),
        place_name=wish.place_name,
        territory=wish.commune,
        organiser=proposal.organisation,
        owner_cop=call.cop,
        kind=proposal.kind,
        audience=proposal.audience,
        accessibility=proposal.accessibility,
        translation_key=proposal.key,
        body=[("text", f"<p>{escape(proposal.aim)}</p>")],
    )
    run.pages[f"calendar-folder:{call.cop.slug}"].add_child(instance=event)
    event.co_organisers.set(organisers)
    event.topics.set(proposal.topics.all())
    event.save()
    Allocation.objects.create(
        proposal=proposal,
        outcome=Allocation.Outcome.SLOT,
        chosen=Allocation.Chosen.PORTAL,
        rank=got["rank"],
        start=start,
        end=end,
        place_name=wish.place_name,
        commune=wish.commune,
        event=event,
        published_at=call.published_at,
    )


def _data(row: dict[str, Any], call: Call, run: DemoRun) -> ProposalData:
    given = {name: row[name] for name in PLAIN if name in row}
    topics = [run.topics[slug] for slug in row.get("topics", ())]
    wishes = [_wish(one, call, run) for one in row["wishes"]]
    return ProposalData(
        **given,
        wishes=wishes,
        topics=topics,
        accessibility=row.get("accessibility", ["step_free"]),
        circumstances=row.get("circumstances", ()),
    )


def _wish(one: dict[str, Any], call: Call, run: DemoRun) -> Wish:
    venue = run.venues.get(one.get("venue") or "")
    wish = Wish(
        begins=time.fromisoformat(one["from"]),
        ends=time.fromisoformat(one["to"]),
        venue=venue,
        place_name=one.get("place", ""),
        commune=venue.commune if venue is not None else run.territories[one["commune"]],
    )
    if "nth" in one:
        wish.day = _nth(call.year, one["month"], one["weekday"], one["nth"])
    else:
        wish.first_day, wish.last_day = days.month_bounds(date(call.year, one["month"], 1))
        wish.weekday = one.get("weekday")
    return wish


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """The third Saturday of May."""
    found = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    return date(year, month, found[nth - 1])


def _typed(row: dict[str, Any], data: ProposalData) -> dict[str, Any]:
    """The pages as its person would have typed them; of a draft the last one is still empty."""
    when: dict[str, list[str]] = {}
    for rank, wish in enumerate(data.wishes, start=1):
        when |= {f"w{rank}-{name}": [value] for name, value in proposals.typed_of_wish(wish).items()}
    what = ("title", "aim", "summary", "description", "kind", "audience")
    typed: dict[str, Any] = {
        "co": {
            **{name: [getattr(data, name)] for name in what},
            "headcount": [str(data.headcount or "")],
            "topics": [str(topic.pk) for topic in data.topics],
            "accessibility": list(data.accessibility),
            "circumstances": list(data.circumstances),
        },
        "kiedy": when,
    }
    return {**typed, "tried": ["kiedy"], "at": "co"} if row.get("draft") else typed


# After the venues and the requests, whose slots the wishes meet.
demo_loaders.append(DemoLoader("framework calls", load_calls, 89))
demo_loaders.append(DemoLoader("framework proposals", load_proposals, 90))
