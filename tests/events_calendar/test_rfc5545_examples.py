"""The rules of RFC 5545 give the dates that it lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

import pytest
from django.core.exceptions import ValidationError

from events_calendar import days, recurrence
from events_calendar.models import EventPage
from tests.events_calendar.rfc5545_examples import EXAMPLES, REFUSED, Example

pytestmark = pytest.mark.django_db  # a page asks for its content type, stored or not


def listed(example: Example) -> list[datetime]:
    found = []
    for part in filter(None, (part.strip() for part in example.dates.split(";"))):
        month, _colon, rest = part.partition(": ")
        if rest:
            found += [datetime.fromisoformat(f"{month}-{int(day):02} 09:00") for day in rest.split()]
        else:
            found.append(datetime.fromisoformat(part))
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.start} {example.rule}")
def test_a_rule_gives_the_listed_dates(example: Example) -> None:
    start = datetime.fromisoformat(f"{example.start} 09:00").replace(tzinfo=days.WARSAW)
    dates = listed(example)
    given = list(islice(recurrence.starts(example.rule, start), len(dates) + 1))
    assert given[: len(dates)] == dates
    assert (len(given) > len(dates)) == example.endless


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example.endless], ids=lambda example: example.rule)
def test_an_endless_rule_gives_its_dates_to_the_horizon(example: Example) -> None:
    start = datetime.fromisoformat(f"{example.start} 09:00").replace(tzinfo=days.WARSAW)
    event = EventPage(start=start, end=start + timedelta(hours=1), rule=example.rule)
    horizon = recurrence.horizon(start)
    given = [date.start for date in recurrence.dates_of(event, until=horizon)]
    later = [recurrence.moment(there) for there in islice(recurrence.starts(example.rule, start), len(given), len(given) + 1)]
    assert given == [recurrence.moment(there) for there in islice(recurrence.starts(example.rule, start), len(given))]
    assert given[-1] <= horizon
    assert later[0] > horizon or len(given) == recurrence.MOST_DATES


@pytest.mark.parametrize("rule", REFUSED)
def test_another_frequency_is_refused_in_words(rule: str) -> None:
    start = datetime.fromisoformat("1997-09-02 09:00").replace(tzinfo=days.WARSAW)
    with pytest.raises(ValidationError) as refused:
        recurrence.validate(rule, start)
    assert refused.value.messages == ["Wydarzenie może się powtarzać co dzień, co tydzień, co miesiąc albo co rok."]
