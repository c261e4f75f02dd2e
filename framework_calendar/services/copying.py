"""Proposals of last year as drafts for this one: the same weekday of the same week, and nothing that does not exist any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import Organisation, User
from events_calendar import days
from framework_calendar import history
from framework_calendar.models import Call, Proposal
from framework_calendar.services import proposals
from framework_calendar.services.proposals import ProposalRefused


def offered(call: Call, organisations: Sequence[Organisation]) -> Sequence[Proposal]:
    """What these organisations proposed to this COP for earlier years, newest first, and have not copied into this call yet."""
    copied = Proposal.objects.filter(call=call, organisation__in=organisations).exclude(copied_from=None).values("copied_from")
    rows = Proposal.objects.filter(
        call__cop=call.cop_id, call__year__lt=call.year, organisation__in=organisations, state=Proposal.State.SUBMITTED
    )
    return list(rows.exclude(pk__in=copied).with_all().order_by("-call__year", "title", "pk")[:60])


@transaction.atomic
def copy_one(user: User, call: Call, source: Proposal, *, key: UUID | None = None) -> Proposal:
    """Begin a proposal as a copy of an earlier one of the same organisation."""
    if source.call.cop_id != call.cop_id:
        raise ProposalRefused(_("Skopiować można tylko propozycję do tego samego COP."))
    proposals.must_act_for(user, source.organisation_id)
    # The person's row is their turn, so that two tabs make one copy.
    User.objects.select_for_update().get(pk=user.pk)
    known = Proposal.objects.filter(call=call, copied_from=source).with_all().first()
    if known is not None:
        return known
    copy = proposals.begin(user, call, source.organisation, key=key, typed=_typed(source, call))
    if copy.copied_from_id is None:
        copy.copied_from = source
        copy.save(update_fields=["copied_from"])
        log(copy, history.COPIED, user=user, data={"title": source.title, "year": source.call.year})
    return copy


@transaction.atomic
def copy_all(user: User, call: Call, organisation: Organisation) -> list[Proposal]:
    """Copy all proposals of the organisation of the last year for which it had any; what was copied before is not copied again."""
    found = offered(call, [organisation])
    if not found:
        raise ProposalRefused(_("Nie ma czego kopiować: te propozycje są już skopiowane."))
    last = found[0].call.year
    return [copy_one(user, call, source) for source in found if source.call.year == last]


def _typed(source: Proposal, call: Call) -> dict[str, Any]:
    typed = proposals.typed_of(source)
    here = {venue.slug: venue for venue in proposals.venues_of(call)}
    communes = {commune.code for commune in proposals.communes_of(call)}
    when = dict(typed["kiedy"])
    for name, values in typed["kiedy"].items():
        prefix, _dash, field = name.partition("-")
        if field in ("day", "first_day", "last_day") and values[0]:
            when[name] = [shifted(date.fromisoformat(values[0]), call.year).isoformat()]
        elif field == "venue" and values[0] and values[0] not in here:
            # A place that is gone, or of another area: its name stays for who asks where it was.
            wish = next((wish for wish in source.wishes.all() if f"w{wish.rank}" == prefix), None)
            when[name] = [""]
            when[f"{prefix}-place_name"] = [wish.venue.name[:200] if wish is not None and wish.venue else ""]
            commune = wish.commune.code if wish is not None and wish.commune else ""
            when[f"{prefix}-commune"] = [commune if commune in communes else ""]
        elif field == "commune" and values[0] not in communes and when.get(f"{prefix}-commune", [""])[0] not in communes:
            when[name] = [""]
    asked = {str(pk) for pk in call.questions.values_list("pk", flat=True)}
    with_whom = {name: values for name, values in typed["z-kim"].items() if not name.startswith("pytanie-") or name[8:] in asked}
    again = [one.organisation.name for one in source.co_organisers.filter(status="confirmed").select_related("organisation")[:3]]
    with_whom |= {f"invite_{number}": [name] for number, name in enumerate(again, start=1)}
    return {**typed, "kiedy": when, "z-kim": with_whom}


def shifted(day: date, year: int) -> date:
    """The same weekday nearest to the same date of another year: the second Saturday of May stays a Saturday in May's middle."""
    try:
        target = day.replace(year=year)
    except ValueError:  # 29 February
        target = date(year, 2, 28)
    away = (day.weekday() - target.weekday()) % 7
    moved = target + timedelta(days=away if away <= 3 else away - 7)
    if moved.year != year:
        moved += timedelta(days=7 if moved.year < year else -7)
    return max(min(moved, date(days.LAST_YEAR, 12, 31)), date(days.FIRST_YEAR, 1, 1))
