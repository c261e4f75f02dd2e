"""Three years of the framework calendar: last year's, next year's with everything that may have changed, and one that takes proposals."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Organisation
from core.models import Topic
from events_calendar.services import dates
from tests.events_calendar.factories import at
from tests.factories import SiteTree
from tests.framework_calendar.factories import allocate, make_call, make_co_organiser, make_proposal
from tests.framework_calendar.published import PUBLISHED, placed, published_call

LONG_WORD = "Najdłuższenazwaniezłamanegosłowawkalendarzu"


def make_framework(tree: SiteTree, organisation: Organisation, topic: Topic) -> None:
    """One event of each kind of change, a long list, and something that got no slot."""
    today, folder = timezone.localdate(), tree.calendar_slupsk
    next_year = today.year + 1
    last = published_call(year=today.year)
    placed(last, folder, organisation, "Dawny bieg", at(f"{today.year}-03-06 10:00"), rank=2)
    this = published_call(year=next_year, intro="Spotykamy się raz w roku.")
    picnic = placed(this, folder, organisation, f"Piknik {LONG_WORD}", at(f"{next_year}-05-08 15:00"), topics=[topic])
    make_co_organiser(picnic.proposal, tree.tczew)
    moved = placed(this, folder, organisation, "Regaty", at(f"{next_year}-06-05 10:00"), rank=2)
    off = placed(this, folder, organisation, "Bieg", at(f"{next_year}-07-03 10:00"), rank=3)
    hidden = placed(this, folder, organisation, "Koncert", at(f"{next_year}-08-07 10:00"), rank=0)
    for number in range(20):
        placed(this, folder, organisation, f"Spotkanie {number}", at(f"{next_year}-09-01 18:00") + timedelta(days=3 * number))
    for allocation in (moved, off, hidden):
        assert allocation.event is not None
        assert allocation.start is not None
    later = moved.start + timedelta(days=1)  # type: ignore[operator]
    dates.move_date(moved.event, moved.start, start=later, end=later + timedelta(hours=3), reason="Sztorm.", by=None)  # type: ignore[arg-type]
    dates.cancel_date(off.event, off.start, "Upał.", by=None)  # type: ignore[arg-type]
    hidden.event.unpublish()  # type: ignore[union-attr]
    allocate(make_proposal(this, organisation, title="Bal bez sali"), None, published_at=PUBLISHED)
    make_proposal(this, organisation, title="Bal, o którym nikt nie zdecydował")
    day = timedelta(days=1)
    make_call(
        year=next_year + 1,
        title="Ramowy kalendarz imprez",
        intro="Zgłoście, co planujecie.",
        opens=today - 10 * day,
        closes=today + 20 * day,
        publication_day=today + 40 * day,
    )
    make_call(cop=tree.tczew, year=next_year + 1, opens=today + day, closes=today + 20 * day, publication_day=today + 40 * day)
