"""Events of a file come into the calendar once, take no place that is another's, and can be taken back together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import MailMessage
from calendar_imports.models import ImportedEvent, ImportRun
from calendar_imports.services import runs, storing
from calendar_imports.services.runs import ImportRefused
from core.models import Territory, Topic
from core.outbox.models import OutboxEntry
from events_calendar.ical.entries import uid
from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from events_calendar.services import dates, requests
from events_calendar.services.dates import move_date
from tests.accounts.factories import People
from tests.calendar_imports.files import dates_of, entry, event, file_of, finish, look, outcomes, row, stored
from tests.events_calendar.factories import EventPageFactory, at
from tests.events_calendar.slot_requests import ask
from tests.factories import SiteTree


def test_a_preview_stores_nothing(people: People) -> None:
    run = look(people.cio, file_of(entry()))
    assert outcomes(run) == [("Zebranie", "new")]
    assert not EventPage.objects.filter(title="Zebranie").exists()


def test_what_is_stored_is_in_the_calendar_with_all_that_the_file_says(people: People, site_tree: SiteTree) -> None:
    topic = Topic.objects.create(name="morze", slug="morze")
    rows = (
        "LOCATION:Świetlica\\, ul. Długa 3",
        "DESCRIPTION:Zapraszamy.\\n\\nWeź <b>kubek</b>.",
        "URL:https://example.org/zebranie?a=1&b=2",
    )
    stored(people.cio, file_of(entry("1", "Zebranie", "20261201T180000", "20261201T200000", *rows)), people.ngo, topics=[topic])
    page = event()
    assert page.live
    assert page.get_parent().specific == site_tree.calendar_slupsk
    assert (page.organiser, page.owner_cop, page.place_name) == (people.ngo, site_tree.slupsk, "Świetlica, ul. Długa 3")
    assert (page.start, page.end) == (at("2026-12-01 18:00"), at("2026-12-01 20:00"))
    assert page.summary == "Zapraszamy."
    (block,) = page.body.get_prep_value()
    assert block["value"] == (
        "<p>Zapraszamy.</p><p>Weź kubek.</p>"
        '<p>Strona wydarzenia: <a href="https://example.org/zebranie?a=1&amp;b=2">https://example.org/zebranie?a=1&amp;b=2</a></p>'
    )
    assert [each.slug for each in page.topics.all()] == ["morze"]
    assert page.accessibility == ["step_free"]
    assert dates_of(page) == ["2026-12-01 18:00"]
    assert OutboxEntry.objects.filter(kind="search.index", payload={"key": f"page:{page.pk}"}).exists()


def test_a_file_imported_twice_changes_nothing(people: People) -> None:
    content = file_of(entry("1"), entry("2", "Festyn"), entry("", "Bez numeru"))
    stored(people.cio, content)
    again = look(people.cio, content)
    assert outcomes(again) == [("Zebranie", "same"), ("Festyn", "same"), ("Bez numeru", "same")]
    with pytest.raises(ImportRefused, match="niczego nowego"):
        runs.store(again.pk, people.cio)
    assert EventPage.objects.count() == 3


def test_two_previews_of_one_file_store_each_event_once_and_undoing_the_second_leaves_it(people: People) -> None:
    first, second = look(people.cio, file_of(entry())), look(people.cio, file_of(entry()))
    other = look(people.cio, file_of(entry(title="Walne zebranie")))
    for run in (first, second, other):
        runs.store(run.pk, people.cio)
    finish(first)
    assert finish(second).state == ImportRun.State.STORED
    assert outcomes(second) == [("Zebranie", "same")]
    assert EventPage.objects.get().title == "Zebranie"
    runs.undo(second.pk, people.cio)
    finish(second)
    assert EventPage.objects.count() == 1
    # What says something else by now changes the event.
    finish(other)
    assert outcomes(other) == [("Walne zebranie", "changed")]
    assert EventPage.objects.get().title == "Walne zebranie"


def test_a_new_uid_for_the_same_title_place_and_start_is_the_same_event(people: People) -> None:
    stored(people.cio, file_of(entry("stary")))
    again = look(people.cio, file_of(entry("nowy")))
    assert outcomes(again) == [("Zebranie", "same")]


def test_the_same_uid_of_another_organisation_is_another_event(people: People, site_tree: SiteTree) -> None:
    stored(people.cio, file_of(entry("1@localhost")), people.ngo)
    before = event()
    stored(people.cio, file_of(entry("1@localhost", "Festyn obok")), people.office)
    before.refresh_from_db()
    assert (before.title, before.organiser) == ("Zebranie", people.ngo)
    assert event("Festyn obok").organiser == people.office


def test_what_changed_is_written_and_what_a_person_changed_stays(people: People) -> None:
    stored(people.cio, file_of(entry("1")))
    page = event()
    page.kind = "culture"
    page.save_revision().publish()
    changed = entry("1", "Walne zebranie", "20261202T170000", "20261202T190000")
    run = stored(people.cio, file_of(changed), kind="training")
    page.refresh_from_db()
    assert (page.title, page.kind, page.start) == ("Walne zebranie", "culture", at("2026-12-02 17:00"))
    assert dates_of(page) == ["2026-12-02 17:00"]
    assert "Zostaje to, co zmieniono w portalu: rodzaj." in row(run, "Walne zebranie").reason


@pytest.mark.parametrize(
    ("lines", "rule", "expected"),
    [
        (["RRULE:FREQ=WEEKLY;COUNT=3"], "FREQ=WEEKLY;COUNT=3", ["2026-12-01 18:00", "2026-12-08 18:00", "2026-12-15 18:00"]),
        (
            ["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Warsaw:20261208T180000"],
            "FREQ=WEEKLY;COUNT=3",
            ["2026-12-01 18:00", "2026-12-15 18:00"],
        ),
        (
            ["RDATE;TZID=Europe/Warsaw:20261203T180000", "RRULE:FREQ=WEEKLY;COUNT=2"],
            "FREQ=WEEKLY;COUNT=2",
            ["2026-12-01 18:00", "2026-12-03 18:00", "2026-12-08 18:00"],
        ),
        (["RDATE;TZID=Europe/Warsaw:20261203T180000"], "", ["2026-12-01 18:00", "2026-12-03 18:00"]),
    ],
)
def test_series_keep_their_rule_where_the_portal_has_it(people: People, lines: list[str], rule: str, expected: list[str]) -> None:
    stored(people.cio, file_of(entry("1", "Zebranie", "20261201T180000", "20261201T200000", *lines)))
    page = event()
    assert (page.rule, dates_of(page)) == (rule, expected)


def test_changed_dates_of_a_series_come_along(people: People) -> None:
    series = entry("1", "Zebranie", "20261201T180000", "20261201T200000", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = entry("1", "Zebranie", "20261209T100000", "20261209T110000", "RECURRENCE-ID;TZID=Europe/Warsaw:20261208T180000")
    gone = entry(
        "1", "Zebranie", "20261215T180000", "20261215T200000", "RECURRENCE-ID;TZID=Europe/Warsaw:20261215T180000", "STATUS:CANCELLED"
    )
    stored(people.cio, file_of(series, moved, gone))
    page = event()
    assert dates_of(page) == ["2026-12-01 18:00", "2026-12-09 10:00"]
    assert Occurrence.objects.get(event=page, status="cancelled").start == at("2026-12-15 18:00")


def test_a_series_of_many_years_begins_with_its_next_date_and_reads_the_same_again(people: People) -> None:
    series = entry("1", "Zebranie", "20190107T180000", "20190107T190000", "RRULE:FREQ=WEEKLY;BYDAY=MO")
    stored(people.cio, file_of(series))
    page = event()
    assert page.start == at("2026-11-30 18:00")
    assert page.rule == "FREQ=WEEKLY;BYDAY=MO"
    assert dates_of(page)[:2] == ["2026-11-30 18:00", "2026-12-07 18:00"]
    assert outcomes(look(people.cio, file_of(series))) == [("Zebranie", "same")]


def test_a_series_on_another_clock_is_taken_date_by_date(people: People) -> None:
    lines = [
        *("BEGIN:VEVENT", "UID:1", "SUMMARY:Zebranie", "DTSTART;TZID=America/New_York:20261026T120000"),
        *("DTEND;TZID=America/New_York:20261026T130000", "RRULE:FREQ=WEEKLY;UNTIL=20270322T160000Z", "END:VEVENT"),
    ]
    run = stored(people.cio, file_of("\n".join(lines)))
    page = event()
    # New York's clocks change two weeks before ours.
    assert dates_of(page)[0] == "2026-11-30 18:00"
    assert dates_of(page)[-2:] == ["2027-03-15 17:00", "2027-03-22 17:00"]
    assert page.rule == ""
    assert "z osobna" in row(run).reason


def test_whole_days_end_with_their_last_day(people: People) -> None:
    stored(people.cio, file_of(entry("1", "Festyn", "20261212", "20261214")))
    page = event("Festyn")
    assert (page.all_day, page.start, page.end) == (True, at("2026-12-12 00:00"), at("2026-12-13 23:59"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (entry("1", "Zebranie", "20200101T100000", "20200101T110000"), "To wydarzenie już minęło."),
        (
            entry("1", "Zebranie", "20200101T100000", "20200101T110000", "RRULE:FREQ=DAILY;COUNT=3"),
            "Wszystkie terminy tego wydarzenia już minęły.",
        ),
        (entry("1", "Zebranie", "20261201T100000", "20281201T110000"), "Wydarzenie może trwać najwyżej rok."),
        (entry("1", "Zebranie", "20261201T100000", "20261201T110000", "STATUS:CANCELLED"), "To wydarzenie jest odwołane."),
        (entry("1", "", "20261201T100000", "20261201T110000"), "Wydarzenie nie ma tytułu."),
    ],
)
def test_what_cannot_be_taken_says_why_and_keeps_nothing_else_out(people: People, content: str, reason: str) -> None:
    run = look(people.cio, file_of(content, entry("2", "Festyn")))
    first, second = run.rows.order_by("pk")
    assert (first.outcome, second.outcome) == ("skipped", "new")
    assert reason in first.reason


def test_what_is_over_comes_where_it_is_wanted(people: People) -> None:
    stored(people.cio, file_of(entry("1", "Zebranie", "20200101T100000", "20200101T110000")), past=True)
    assert event().start == at("2020-01-01 10:00")


def test_an_event_of_the_portal_does_not_come_back_by_another_calendar(people: People, site_tree: SiteTree) -> None:
    page = EventPageFactory(parent=site_tree.calendar_slupsk, title="Nasze", start=at("2026-12-05 10:00"))
    run = look(people.cio, file_of(entry(uid(page), "Nasze", "20261205T100000", "20261205T120000")))
    assert run.rows.get().outcome == "skipped"
    assert run.rows.get().event_id == page.pk


def test_an_event_that_somebody_has_typed_is_not_doubled(people: People, site_tree: SiteTree) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Piknik nad Słupią", place_name="Park Kultury", start=at("2026-12-05 10:00"))
    lines = ("LOCATION:park kultury",)
    run = look(people.cio, file_of(entry("1", "PIKNIK nad Slupia", "20261205T100000", "20261205T120000", *lines)))
    assert run.rows.get().outcome == "skipped"


# --- Places


def test_an_event_takes_its_place_through_the_calendars_service(people: People, room: Venue) -> None:
    stored(people.cio, file_of(entry()), venue=room)
    page = event()
    assert page.live
    assert page.place_name == "Sala A"
    assert Reservation.objects.get(event=page).status == "confirmed"


def test_a_taken_place_is_never_taken_and_goes_to_the_moderators(people: People, room: Venue) -> None:
    ask(people, room, "2026-12-01 19:00")
    preview = look(people.cio, file_of(entry("1"), entry("2", "Festyn", "20261202T100000", "20261202T120000")), venue=room)
    assert outcomes(preview) == [("Zebranie", "clash"), ("Festyn", "new")]
    run = finish(runs.store(preview.pk, people.cio))
    page = event()
    assert not page.live
    assert not Reservation.objects.filter(event=page).exists()
    assert event("Festyn").live
    assert outcomes(run) == [("Zebranie", "clash"), ("Festyn", "new")]
    told = MailMessage.objects.filter(kind="imports.clashes")
    assert {mail.recipient for mail in told} == {people.moderator, people.second_moderator}


def test_what_had_no_place_is_published_once_it_is_free(people: People, room: Venue) -> None:
    asked = ask(people, room, "2026-12-01 19:00")
    run = stored(people.cio, file_of(entry()), venue=room)
    assert not event().live
    requests.withdraw(asked, people.ngo_owner, "Nie potrzebujemy.")
    assert runs.retry(run.pk, people.moderator) == 1
    run = finish(run)
    assert event().live
    assert outcomes(run) == [("Zebranie", "changed")]


def test_two_events_of_one_file_at_one_place_and_time_are_not_both_published(people: People, room: Venue) -> None:
    run = stored(people.cio, file_of(entry("1"), entry("2", "Festyn", "20261201T190000", "20261201T210000")), venue=room)
    assert outcomes(run) == [("Zebranie", "new"), ("Festyn", "clash")]
    assert Reservation.objects.filter(venue=room).count() == 1


def test_a_series_leaves_out_the_dates_whose_place_is_taken(people: People, room: Venue) -> None:
    ask(people, room, "2026-12-08 18:00")
    preview = look(
        people.cio, file_of(entry("1", "Zebranie", "20261201T180000", "20261201T200000", "RRULE:FREQ=WEEKLY;COUNT=3")), venue=room
    )
    assert "1 termin odpada" in row(preview).reason
    finish(runs.store(preview.pk, people.cio))
    assert dates_of(event()) == ["2026-12-01 18:00", "2026-12-15 18:00"]


# --- Two people


def test_an_editors_file_is_published_by_another_person(people: People) -> None:
    run = look(people.editor, file_of(entry()))
    with pytest.raises(ImportRefused, match="druga osoba"):
        runs.store(run.pk, people.editor)
    runs.send(run.pk, people.editor)
    assert MailMessage.objects.filter(kind="imports.waits", recipient=people.moderator).count() == 1
    with pytest.raises(ImportRefused):
        runs.approve(run.pk, people.editor)
    finish(runs.approve(run.pk, people.moderator))
    assert event().live
    assert MailMessage.objects.filter(kind="imports.decided", recipient=people.editor).count() == 1


def test_a_moderators_own_file_needs_another_moderator(people: People) -> None:
    run = look(people.moderator, file_of(entry()))
    runs.send(run.pk, people.moderator)
    with pytest.raises(ImportRefused, match="inna osoba"):
        runs.approve(run.pk, people.moderator)
    finish(runs.approve(run.pk, people.second_moderator))
    assert event().live


def test_who_approves_second_is_told_what_the_first_did(people: People) -> None:
    run = look(people.editor, file_of(entry()))
    runs.send(run.pk, people.editor)
    runs.approve(run.pk, people.moderator)
    with pytest.raises(ImportRefused, match="zapisywanie"):
        runs.approve(run.pk, people.second_moderator)


def test_drafts_are_the_editors_to_send(people: People) -> None:
    run = finish(runs.store_drafts(look(people.editor, file_of(entry())).pk, people.editor))
    page = event()
    assert not page.live
    assert page.owner == people.editor
    assert not Occurrence.objects.filter(event=page).exists()
    assert run.state == ImportRun.State.STORED


def test_strangers_touch_no_import(people: People) -> None:
    run = look(people.editor, file_of(entry()))
    for stranger in (people.tczew_moderator, people.ngo_owner, people.resident, people.officer):
        with pytest.raises(ImportRefused):
            runs.send(run.pk, stranger)
        with pytest.raises(ImportRefused):
            look(stranger, file_of(entry()))


def test_a_place_of_another_cop_is_refused(people: People, room: Venue) -> None:
    room.territory, room.owner = Territory.objects.get(code="2212062"), people.office
    room.save()
    with pytest.raises(ImportRefused, match="decyduje ktoś inny"):
        look(people.editor, file_of(entry()), venue=room)


# --- Undoing


def test_undoing_takes_everything_back(people: People, room: Venue) -> None:
    stored(people.cio, file_of(entry("1")), venue=room)
    changed = entry("1", "Walne zebranie", "20261202T170000", "20261202T190000")
    second = stored(people.cio, file_of(changed, entry("2", "Festyn", "20261205T100000", "20261205T120000")), venue=room)
    assert Reservation.objects.blocking().filter(venue=room).count() == 2
    finish(runs.undo(second.pk, people.cio))
    page = event("Zebranie")
    assert (page.start, dates_of(page)) == (at("2026-12-01 18:00"), ["2026-12-01 18:00"])
    assert not EventPage.objects.filter(title="Festyn").exists()
    (left,) = Reservation.objects.blocking().filter(venue=room)
    assert left.start == at("2026-12-01 18:00")
    assert ImportRun.objects.get(pk=second.pk).state == "undone"


def test_after_undoing_the_same_file_is_new_again(people: People) -> None:
    run = stored(people.cio, file_of(entry()))
    finish(runs.undo(run.pk, people.cio))
    assert not ImportedEvent.objects.exists()
    assert outcomes(look(people.cio, file_of(entry()))) == [("Zebranie", "new")]


def test_undoing_keeps_what_a_person_has_worked_on(people: People) -> None:
    run = stored(people.cio, file_of(entry("1"), entry("2", "Festyn")))
    page = event("Festyn")
    page.summary = "Z muzyką na żywo."
    page.save_revision(user=people.moderator).publish()
    run = finish(runs.undo(run.pk, people.cio))
    assert list(EventPage.objects.values_list("title", flat=True)) == ["Festyn"]
    assert "ktoś zmienił to w portalu (opis)" in row(run, "Festyn").reason


def test_a_date_moved_in_the_portal_keeps_its_event(people: People) -> None:
    run = stored(people.cio, file_of(entry("1", "Zebranie", "20261201T180000", "20261201T200000", "RRULE:FREQ=WEEKLY;COUNT=3")))
    page = event()
    move_date(page, at("2026-12-08 18:00"), by=people.cio, start=at("2026-12-09 18:00"), end=at("2026-12-09 20:00"), venue=None)
    finish(runs.undo(run.pk, people.cio))
    assert EventPage.objects.filter(title="Zebranie").exists()


def test_an_earlier_import_is_undone_after_the_later_one(people: People) -> None:
    first = stored(people.cio, file_of(entry("1")))
    stored(people.cio, file_of(entry("1", "Walne zebranie")))
    with pytest.raises(ImportRefused, match="inny import: „plik"):
        runs.undo(first.pk, people.cio)


def test_an_editor_does_not_undo_what_is_published(people: People) -> None:
    run = look(people.editor, file_of(entry()))
    runs.send(run.pk, people.editor)
    run = finish(runs.approve(run.pk, people.moderator))
    with pytest.raises(ImportRefused, match="cofa moderacja"):
        runs.undo(run.pk, people.editor)
    finish(runs.undo(run.pk, people.second_moderator))
    assert not EventPage.objects.filter(title="Zebranie").exists()


# --- Many


def test_portions_are_stored_once_whoever_comes_again(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "PORTION", 2)
    run = look(
        people.cio, file_of(*(entry(str(number), f"Spotkanie {number}", "20261201T180000", "20261201T190000") for number in range(5)))
    )
    runs.store(run.pk, people.cio)
    assert storing.store_portion(run.pk)
    # The same entry again, as after a worker that was killed before it said that it was done.
    assert storing.store_portion(run.pk)
    assert not storing.store_portion(run.pk)
    assert not storing.store_portion(run.pk)
    assert EventPage.objects.filter(title__startswith="Spotkanie").count() == 5
    run = ImportRun.objects.get(pk=run.pk)
    assert (run.state, run.done, run.total) == ("stored", 5, 5)


def test_a_preview_asks_as_often_for_many_events_as_for_few(people: People, room: Venue) -> None:
    counts = []
    # SQLite writes so many rows in one statement.
    look(people.cio, file_of(entry()), venue=room)  # what is kept for later
    for number in (3, 40):
        content = file_of(*(entry(str(each), f"Spotkanie {each}", "20261201T180000", "20261201T190000") for each in range(number)))
        with CaptureQueriesContext(connection) as asked:
            look(people.cio, content, venue=room)
        counts.append(asked)
    assert len(counts[0]) == len(counts[1])


def test_the_same_address_is_given_once(people: People) -> None:
    stored(people.cio, file_of(entry("1"), entry("2", "Zebranie", "20261202T180000", "20261202T200000")))
    assert sorted(EventPage.objects.values_list("slug", flat=True)) == ["zebranie", "zebranie-2"]


def test_a_deleted_event_comes_again_only_by_hand(people: People) -> None:
    stored(people.cio, file_of(entry()))
    event().delete()
    run = stored(people.cio, file_of(entry()))
    assert outcomes(run) == [("Zebranie", "new")]
    assert event().live
    assert ImportedEvent.objects.count() == 1


def test_what_is_read_again_later_keeps_its_past_dates(people: People) -> None:
    series = entry("1", "Zebranie", "20261117T180000", "20261117T190000", "RRULE:FREQ=WEEKLY")
    stored(people.cio, file_of(series))
    assert dates_of(event())[0] == "2026-11-24 18:00"
    assert dates.extend_series() == 1
    assert timezone.now() - timedelta(days=1) < event().start


def test_a_place_that_is_shut_leaves_the_event_a_draft(people: People, room: Venue) -> None:
    room.closed_on_holidays = True
    room.save()
    preview = look(people.cio, file_of(entry("1", "Zebranie", "20261225T180000", "20261225T200000")), venue=room)
    assert row(preview).outcome == "clash"
    run = finish(runs.store(preview.pk, people.cio))
    assert not event().live
    assert row(run).outcome == "clash"
    assert not Reservation.objects.filter(venue=room).exists()
