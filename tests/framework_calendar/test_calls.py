"""In which phase a call is, by the clock alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from framework_calendar.models import Call
from tests.events_calendar.factories import at
from tests.factories import SiteTree
from tests.framework_calendar.factories import make_call


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2026, 10, 31), "planned"),
        (date(2026, 11, 1), "open"),
        (date(2026, 12, 15), "open"),
        (date(2026, 12, 16), "balancing"),
        (date(2027, 3, 1), "balancing"),
    ],
)
def test_a_call_moves_from_phase_to_phase_by_itself(site_tree: SiteTree, day: date, phase: str) -> None:
    assert make_call().phase(day) == phase


def test_a_published_call_stays_so(site_tree: SiteTree) -> None:
    assert make_call(published_at=at("2027-01-20 08:00")).phase(date(2026, 12, 1)) == Call.Phase.PUBLISHED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("closes", date(2026, 10, 1)),
        ("publication_day", date(2026, 12, 15)),
        ("publication_day", date(2028, 1, 1)),
        ("reminder_days", "jutro"),
        ("reminder_days", "0, 5"),
        ("year", 1999),
    ],
)
def test_a_call_that_contradicts_itself_is_refused_beside_the_field(site_tree: SiteTree, field: str, value: object) -> None:
    call = make_call()
    setattr(call, field, value)
    with pytest.raises(ValidationError) as refused:
        call.full_clean()
    assert field in refused.value.message_dict
