"""Demo events, over the year round the day of loading."""

from __future__ import annotations

from typing import Any

from core.demo.loading import DemoRun
from core.demo.reading import fixture, moment, span
from core.registry import DemoLoader, demo_loaders
from events_calendar import venue_search
from events_calendar.demo_requests import forget_stale, load_requests
from events_calendar.models import EventPage, LegalDuty, RefusalReason, SchoolHolidays, Venue, VenueException, VenueHours, VenuePicture
from events_calendar.services.booking import SlotTaken
from events_calendar.services.dates import reschedule

PLAIN_FIELDS = ("kind", "place_name", "address", "audience", "price", "accessibility_note", "online_url", "contact_email", "contact_phone")

VENUE_FIELDS = (
    *("name", "name_en", "slug", "is_part", "bookable", "description", "description_en", "address", "latitude", "longitude"),
    *("nearest_stop", "capacity", "equipment", "equipment_note", "accessibility", "toilet_note", "accessibility_note", "price", "price_en"),
    *("terms", "terms_en", "contact_email", "contact_phone", "min_notice_hours", "furthest_days", "shortest_minutes", "longest_minutes"),
    *("preparation_minutes", "cleanup_minutes", "hold_days", "closed_on_holidays"),
)


def _times(row: dict[str, Any], run: DemoRun) -> dict[str, Any]:
    start, end = span(row["start"], row["end"], run.today)
    return {"start": start, "end": end}


def load_events(run: DemoRun) -> None:
    for row in fixture("events"):
        plain: dict[str, Any] = {name: row.get(name) or "" for name in PLAIN_FIELDS}
        run.page(
            f"event:{row['key']}",
            run.pages[f"calendar-folder:{row['cop']}"],
            EventPage,
            row,
            **_times(row, run),
            **plain,
            rule=row.get("rule") or "",
            all_day=bool(row.get("all_day")),
            free=bool(row.get("free", True)),
            accessibility=row.get("accessibility") or [],
            organiser=run.organisations.get(row.get("organiser") or ""),
            venue=run.venues.get(row.get("venue") or ""),
        )


def move_dates(run: DemoRun) -> None:
    """Events that nobody touched move with the date, so that the calendar is never empty."""
    for item, row, page in run.untouched("event", fixture("events"), EventPage):
        try:
            reschedule(page, **_times(row, run))
        except SlotTaken:
            run.say(f"Wydarzenie „{row['title']}” zostaje na swoim dniu: nowy termin w tym miejscu ma ktoś inny.")
        else:
            run.moved(item, page)


def load_venues(run: DemoRun) -> None:
    """Places with their hours and rules, buildings before their rooms; and an example of the days without school."""
    for row in fixture("venues")["venues"]:
        key = f"venue:{row['slug']}"
        if run.is_loaded(key):
            known = Venue.objects.filter(pk=run.loaded[key].object_id).first()
            if known is not None:
                run.venues[row["slug"]] = known
            continue
        venue = _venue(row, run)
        venue.full_clean()
        venue.save()
        venue_search.enqueue(venue.pk)
        run.venues[row["slug"]] = venue
        run.remember(key, venue.pk)
    for row in fixture("venues")["school_holidays"]:
        key = f"school-holidays:{row['first_day']}"
        if not run.is_loaded(key):
            run.remember(key, SchoolHolidays.objects.create(**row, is_example=True).pk)


def _venue(row: dict[str, Any], run: DemoRun) -> Venue:
    given = {name: row[name] for name in VENUE_FIELDS if name in row}
    hours = [VenueHours(weekday=day, opens=one["from"], closes=one["to"]) for one in row.get("hours", ()) for day in one["days"]]
    exceptions = [
        VenueException(first_day=moment(one["from"], run.today).date(), last_day=moment(one["to"], run.today).date(), reason=one["reason"])
        for one in row.get("closed", ())
    ]
    pictures = [VenuePicture(image_id=run.resolve("figure", motif)) for motif in row.get("pictures", ())]
    venue = Venue(
        **given,
        owner=run.organisations[row["owner"]],
        parent=run.venues.get(row.get("parent") or ""),
        territory=run.territories.get(str(row.get("territory") or "")),
        hours=hours,
        exceptions=exceptions,
        pictures=pictures,
    )
    return venue


def load_refusal_reasons(run: DemoRun) -> None:
    """Reasons to begin with; what CIO has changed or deleted since stays so."""
    for order, row in enumerate(fixture("refusal_reasons")):
        key = f"refusal-reason:{row['key']}"
        if not run.is_loaded(key):
            reason, _created = RefusalReason.objects.get_or_create(label=row["label"], defaults={"text": row["text"], "order": order})
            run.remember(key, reason.pk)


def load_legal_duties(run: DemoRun) -> None:
    """Rules to begin with, marked as an example that CIO has to check; what CIO has changed or deleted since stays so."""
    for order, row in enumerate(fixture("legal_duties")):
        key = f"legal-duty:{row['key']}"
        if not run.is_loaded(key):
            given = {name: value for name, value in row.items() if name != "key"}
            duty, created = LegalDuty.objects.get_or_create(name=row["name"], defaults={**given, "order": order, "is_example": True})
            if created:
                duty.full_clean()
            run.remember(key, duty.pk)


demo_loaders.append(DemoLoader("legal duties", load_legal_duties, 57, structure=True))
demo_loaders.append(DemoLoader("refusal reasons", load_refusal_reasons, 57, structure=True))
# Before the news, whose texts lead to events.
demo_loaders.append(DemoLoader("venues", load_venues, 57))
demo_loaders.append(DemoLoader("events", load_events, 58))
# Before the events move: they may have been in the way.
demo_loaders.append(DemoLoader("slot requests: stale", forget_stale, 85))
demo_loaders.append(DemoLoader("events: dates", move_dates, 86))
# After the events have their places of today.
demo_loaders.append(DemoLoader("slot requests", load_requests, 88))
