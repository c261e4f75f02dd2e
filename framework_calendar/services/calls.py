"""What a call does by the clock: reminds before its last day, and tells afterwards what comes next. Safe to repeat."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction

from accounts.models import Organisation
from events_calendar import days
from framework_calendar import acting, framework_mail
from framework_calendar.models import Call, Proposal

# A worker that was down comes back within these days, or nobody wants to hear of it any more.
TOLD_WITHIN = 7
State = Proposal.State


def due_reminder(call: Call, today: date) -> int | None:
    """How many days before the last one a reminder is due today; a day late is still in time."""
    left = (call.closes - today).days
    return next((number for number in sorted(call.reminders()) if number - 1 <= left <= number and left >= 0), None)


def remind(today: date | None = None) -> int:
    """Write to who has drafts that are not sent, or proposed last year and not yet now; to each at most once for each reminder.

    Returns to how many people.
    """
    today = today or days.today()
    told = 0
    for call in Call.objects.open_on(today).select_related("cop"):
        number = due_reminder(call, today)
        if number is not None:
            told += _remind(call, number, today)
    return told


@transaction.atomic
def _remind(call: Call, number: int, today: date) -> int:
    drafts: dict[int, int] = defaultdict(int)
    for organisation in Proposal.objects.filter(call=call, state=State.DRAFT).values_list("organisation", flat=True):
        drafts[organisation] += 1
    here = set(Proposal.objects.filter(call=call).exclude(state=State.DRAFT).values_list("organisation", flat=True))
    last_year = Proposal.objects.filter(call__cop=call.cop_id, call__year=call.year - 1).sent()
    absent = set(last_year.values_list("organisation", flat=True)) - here - set(drafts)
    by_person = acting.by_person(list(Organisation.objects.filter(pk__in={*drafts, *absent}).order_by("sort_key")))
    for user, mine in by_person.items():
        framework_mail.reminder(
            call,
            user,
            sum(drafts.get(one.pk, 0) for one in mine),
            [one.name for one in mine if one.pk in absent],
            left_days=(call.closes - today).days,
            dedupe=f"{call.pk}:{call.closes}:{number}",
        )
    return len(by_person)


def tell_closed(today: date | None = None) -> int:
    """Tell who proposed what happens now, and the moderators how many proposals there are; once for each last day of a call.

    Returns of how many calls.
    """
    today = today or days.today()
    rows = Call.objects.filter(closes__lt=today, closes__gte=today - timedelta(days=TOLD_WITHIN), published_at=None)
    calls = list(rows.select_related("cop"))
    for call in calls:
        _tell_closed(call)
    return len(calls)


@transaction.atomic
def _tell_closed(call: Call) -> None:
    dedupe = f"{call.pk}:{call.closes}"
    titles: dict[int, list[str]] = defaultdict(list)
    for organisation, title in Proposal.objects.filter(call=call).sent().order_by("pk").values_list("organisation", "title"):
        titles[organisation].append(title)
    organisations = Organisation.objects.filter(pk__in=titles).order_by("sort_key")
    for user, mine in acting.by_person(list(organisations)).items():
        framework_mail.closed(call, user, [title for one in mine for title in titles[one.pk]], dedupe=dedupe)
    framework_mail.call_closed(call, sum(map(len, titles.values())), dedupe=dedupe)
