"""An organisation's own calendar is allowed once and then read again and again, and nothing of it fails silently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import CopCommune, MailMessage, Membership, Organisation
from calendar_imports.models import CalendarSource, ImportRun
from calendar_imports.services import sources
from calendar_imports.services.runs import READ, ImportRefused
from core.models import Territory
from core.outbox.models import OutboxEntry
from events_calendar.models import EventPage, Reservation, Venue
from events_calendar.services import requests
from tests.accounts.factories import People
from tests.calendar_imports.calendar_server import Answers, serving
from tests.calendar_imports.files import COMMUNE, choices, dates_of, entry, event, file_of, finish, outcomes
from tests.events_calendar.conftest import later
from tests.events_calendar.slot_requests import ask


@pytest.fixture
def server(settings: Any) -> Iterator[Answers]:
    settings.IMPORTS_FROM_LOOPBACK = True
    with serving() as answers:
        answers.content = file_of(entry())
        yield answers


@pytest.fixture
def asked(people: People, server: Answers) -> CalendarSource:
    people.ngo.territory = Territory.objects.get(code=COMMUNE)
    people.ngo.save()
    return sources.ask(people.ngo_owner, people.ngo, server.url)


@pytest.fixture
def source(people: People, asked: CalendarSource) -> CalendarSource:
    """A calendar that the COP has allowed."""
    return sources.allow(asked.pk, people.moderator, choices())


def read(source: CalendarSource) -> ImportRun | None:
    """The worker reads it and stores what is new."""
    run = sources.read(source.pk)
    source.refresh_from_db()
    return finish(run) if run is not None else None


def mails(kind: str) -> list[str]:
    return sorted(str(mail.recipient.email) for mail in MailMessage.objects.filter(kind=kind) if mail.recipient)


def test_asking_goes_to_the_cop_of_the_commune(people: People, asked: CalendarSource) -> None:
    assert asked.state == "asked"
    assert asked.cop.slug == "slupsk"
    assert mails("imports.asked") == ["moderacja2@example.org", "moderacja@example.org"]
    assert sources.read(asked.pk) is None


def test_a_moderator_of_the_cop_allows_it_once(people: People, asked: CalendarSource, server: Answers) -> None:
    for stranger in (people.tczew_moderator, people.editor, people.ngo_owner, people.resident):
        with pytest.raises(ImportRefused):
            sources.allow(asked.pk, stranger, choices())
    sources.allow(asked.pk, people.moderator, choices(kind="culture"))
    assert mails("imports.answered") == ["organizacja@example.org"]
    assert OutboxEntry.objects.filter(kind=READ, payload={"source": asked.pk}).count() == 1
    read(asked)
    page = event()
    assert (page.live, page.organiser, page.kind) == (True, people.ngo, "culture")


def test_nobody_allows_their_own_organisations_calendar(people: People, asked: CalendarSource) -> None:
    Membership.objects.create(user=people.moderator, organisation=people.ngo)
    with pytest.raises(ImportRefused):
        sources.allow(asked.pk, people.moderator, choices())
    sources.allow(asked.pk, people.second_moderator, choices())


def test_a_refusal_has_a_reason_and_may_be_asked_again(people: People, asked: CalendarSource, server: Answers) -> None:
    sources.refuse(asked.pk, people.moderator, "To kalendarz prywatny.")
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("refused", "To kalendarz prywatny.")
    again = sources.ask(people.ngo_owner, people.ngo, server.url)
    assert (again.pk, again.state, again.answer) == (asked.pk, "asked", "")


def test_an_address_is_given_once_and_so_many_of_them(people: People, asked: CalendarSource, server: Answers) -> None:
    with pytest.raises(ImportRefused, match="już podany"):
        sources.ask(people.ngo_owner, people.ngo, server.url)
    for number in range(sources.MOST_SOURCES - 1):
        sources.ask(people.ngo_owner, people.ngo, f"{server.url}?{number}")
    with pytest.raises(ImportRefused, match="najwyżej 5 adresów"):
        sources.ask(people.ngo_owner, people.ngo, f"{server.url}?za-duzo")


def test_each_reading_lists_what_is_new_changed_skipped_and_gone(source: CalendarSource, server: Answers) -> None:
    festyn = entry("2", "Festyn", "20261205T100000", "20261205T120000")
    past = entry("3", "Dawno", "20200101T100000", "20200101T110000")
    server.content = file_of(entry("1"), festyn, past)
    run = read(source)
    assert run is not None
    assert outcomes(run) == [("Zebranie", "new"), ("Festyn", "new"), ("Dawno", "skipped")]
    assert run.rows.get(outcome="skipped").reason == "To wydarzenie już minęło."
    server.content = file_of(entry("1", "Walne zebranie"), past)
    run = read(source)
    assert run is not None
    assert outcomes(run) == [("Walne zebranie", "changed"), ("Dawno", "skipped"), ("Festyn", "gone")]
    page = event("Festyn")
    assert (page.live, page.cancelled, page.cancel_reason) == (True, True, "Nie ma go już w kalendarzu organizacji.")
    assert dates_of(page) == []


def test_what_was_gone_may_come_back(source: CalendarSource, server: Answers) -> None:
    festyn = entry("2", "Festyn", "20261205T100000", "20261205T120000")
    server.content = file_of(entry("1"), festyn)
    read(source)
    server.content = file_of(entry("1"))
    read(source)
    server.content = file_of(entry("1"), festyn)
    run = read(source)
    assert run is not None
    assert outcomes(run) == [("Festyn", "changed")]
    assert not event("Festyn").cancelled
    assert dates_of(event("Festyn")) == ["2026-12-05 10:00"]


def test_a_reading_that_brings_nothing_is_no_new_row_of_the_list(source: CalendarSource, server: Answers) -> None:
    server.etag = '"1"'
    first = read(source)
    assert first is not None
    assert read(source) is None
    assert server.asked[-1]["If-None-Match"] == '"1"'
    server.etag = '"2"'  # the server writes it anew, with the same events
    server.content = file_of(entry("1", "Zebranie", "20261201T180000", "20261201T200000", "DTSTAMP:20261124T120000Z"))
    read(source)
    run = ImportRun.objects.get(source=source)
    assert (run.pk, run.repeats) == (first.pk, 2)


def test_a_calendar_that_breaks_and_comes_back_is_told_once_each(people: People, source: CalendarSource, server: Answers) -> None:
    read(source)
    server.content, server.kind = b"<!doctype html><html>Zaloguj</html>", "text/html"
    for _attempt in range(5):
        assert read(source) is None
    assert (source.failures, "strona WWW" in source.problem) == (5, True)
    assert mails("imports.broken") == ["moderacja2@example.org", "moderacja@example.org", "organizacja@example.org"]
    assert event().live
    assert not event().cancelled
    server.content = file_of(entry("1", "Walne zebranie"))
    read(source)
    read(source)
    assert (source.failures, source.problem, source.failing_since) == (0, "", None)
    assert mails("imports.works_again") == ["moderacja2@example.org", "moderacja@example.org", "organizacja@example.org"]
    assert event("Walne zebranie").live


def test_one_miss_is_nothing_to_write_about(source: CalendarSource, server: Answers) -> None:
    server.status = 500
    read(source)
    server.status = 200
    read(source)
    assert not MailMessage.objects.filter(kind__in=["imports.broken", "imports.works_again"]).exists()


def test_failures_are_tried_again_ever_later(source: CalendarSource, server: Answers) -> None:
    server.status = 500
    waits = []
    for _attempt in range(6):
        before = timezone.now()
        read(source)
        assert source.next_at is not None
        waits.append(round((source.next_at - before) / timedelta(minutes=1)))
    assert waits == [10, 30, 60, 360, 1440, 1440]


def test_an_empty_calendar_calls_nothing_off(people: People, source: CalendarSource, server: Answers) -> None:
    events = [
        entry(str(number), f"Spotkanie {number}", f"202612{number + 10}T100000", f"202612{number + 10}T120000") for number in range(8)
    ]
    server.content = file_of(*events)
    read(source)
    server.content = file_of()
    run = read(source)
    assert run is not None
    assert "brakuje nagle 8 z 8" in run.problem
    assert not EventPage.objects.filter(cancelled=True).exists()
    assert "organizacja@example.org" in mails("imports.broken")


def test_a_place_that_is_taken_waits_and_is_tried_again_by_itself(
    people: People, asked: CalendarSource, server: Answers, room: Venue
) -> None:
    rival = ask(people, room, "2026-12-01 19:00")
    sources.allow(asked.pk, people.moderator, choices(venue=room))
    run = read(asked)
    assert run is not None
    assert outcomes(run) == [("Zebranie", "clash")]
    assert mails("imports.clashes") == ["moderacja2@example.org", "moderacja@example.org"]
    assert not event().live
    read(asked)
    assert len(mails("imports.clashes")) == 2  # nothing new to say
    requests.withdraw(rival, people.ngo_owner, "")
    read(asked)
    assert event().live
    assert Reservation.objects.get(event=event()).status == "confirmed"


def test_a_change_that_meets_a_taken_place_leaves_the_event_as_it_is(
    people: People, asked: CalendarSource, server: Answers, room: Venue
) -> None:
    sources.allow(asked.pk, people.moderator, choices(venue=room))
    read(asked)
    ask(people, room, "2026-12-02 18:00")
    server.content = file_of(entry("1", "Zebranie", "20261202T180000", "20261202T200000"))
    run = read(asked)
    assert run is not None
    assert outcomes(run) == [("Zebranie", "clash")]
    assert dates_of(event()) == ["2026-12-01 18:00"]
    again = read(asked)
    assert again is None or outcomes(again) == []
    assert len(mails("imports.clashes")) == 2


def test_what_was_deleted_here_does_not_come_back(source: CalendarSource, server: Answers) -> None:
    read(source)
    event().delete()
    server.content = file_of(entry("1", "Zebranie", "20261201T190000", "20261201T200000"))
    run = read(source)
    assert run is not None
    assert outcomes(run) == [("Zebranie", "skipped")]
    assert "usunięto w portalu" in run.rows.get().reason


def test_a_new_address_with_an_event_of_anothers_uid_changes_nothing_of_theirs(
    people: People, source: CalendarSource, server: Answers
) -> None:
    read(source)
    other = Organisation.objects.create(kind="ngo", name="Klub", slug="klub", territory=Territory.objects.get(code=COMMUNE))
    Membership.objects.create(user=people.resident, organisation=other)
    theirs = sources.ask(people.resident, other, f"{server.url}?klub")
    sources.allow(theirs.pk, people.moderator, choices())
    server.content = file_of(entry("1", "Przejęte", "20261201T180000", "20261201T200000"))
    read(theirs)
    assert event("Zebranie").organiser == people.ngo
    assert event("Przejęte").organiser == other


def test_stopping_with_the_events_takes_away_what_nobody_changed(people: People, source: CalendarSource, server: Answers) -> None:
    server.content = file_of(entry("1"), entry("2", "Festyn", "20261205T100000", "20261205T120000"))
    read(source)
    page = event("Festyn")
    page.summary = "Z orkiestrą."
    page.save_revision(user=people.moderator).publish()
    with pytest.raises(ImportRefused):
        sources.stop(source.pk, people.resident)
    sources.stop(source.pk, people.ngo_owner, with_events=True)
    finish(ImportRun.objects.filter(source=source).order_by("-pk")[0])
    assert list(EventPage.objects.values_list("title", flat=True)) == ["Festyn"]
    assert sources.read(source.pk) is None


def test_due_calendars_are_asked_for_once(source: CalendarSource) -> None:
    OutboxEntry.objects.filter(kind=READ).delete()
    later("2026-11-24 13:30")
    assert sources.ask_for_due() == 1
    assert sources.ask_for_due() == 0
    assert OutboxEntry.objects.filter(kind=READ).count() == 1


def test_two_readings_at_once_store_one_event(source: CalendarSource) -> None:
    first = sources.read(source.pk)
    assert first is not None
    # The second comes while the first is being stored.
    assert sources.read(source.pk) is None
    finish(first)
    assert EventPage.objects.filter(title="Zebranie").count() == 1


def test_old_readings_and_forgotten_previews_go(source: CalendarSource, server: Answers) -> None:
    read(source)
    server.content = file_of(entry("1", "Walne zebranie"))
    newest = read(source)
    ImportRun.objects.update(created=timezone.now() - timedelta(days=100))
    assert sources.prune() == 1
    assert list(ImportRun.objects.all()) == [newest]


def test_a_commune_without_a_cop_goes_to_whoever_has_the_rest(people: People, server: Answers) -> None:
    CopCommune.objects.all().delete()
    source = sources.ask(people.ngo_owner, people.ngo, server.url)
    assert source.cop.slug in ("cio", "slupsk", "tczew")
