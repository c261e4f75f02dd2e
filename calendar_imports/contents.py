"""What an import has to say of an event page, in parts that are compared and written one by one.

Who changed a part by hand since the last import keeps it: a part is written only while the page still says what the import wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calendar_imports.values import Values, When, as_written, body_of, when_from_json
from core.models import Topic
from events_calendar.models import EventDate, EventPage

if TYPE_CHECKING:
    from calendar_imports.models.defaults import EventDefaults

Content = dict[str, Any]


def content_of(values: Values, defaults: EventDefaults, topics: list[int]) -> Content:
    """All that is written into an event: what its entry says, and what was said for all of them. JSON."""
    return {
        **values.as_json(),
        "kind": defaults.kind,
        "topics": sorted(topics),
        "venue": defaults.venue_id,
        "commune": defaults.commune_id,
        "accessibility": list(defaults.accessibility),
        "accessibility_note": defaults.accessibility_note,
    }


def _values(content: Content) -> Values:
    names = ("title", "summary", "description", "place", "url", "cancelled", "when")
    return Values.from_json({name: content[name] for name in names})


def when_in(page: EventPage) -> When:
    """The dates that a page says, with what differs from its rule."""
    change = EventDate.Change
    rows = list(page.dates.all())
    return When(
        page.start,
        page.end,
        page.all_day,
        page.rule,
        tuple(sorted((row.start, row.end) for row in rows if row.change == change.ADDED)),
        tuple(sorted(row.original for row in rows if row.change == change.EXCLUDED)),
        tuple(
            sorted(
                (row.original, row.start or row.original, row.end or row.original, row.change == change.CANCELLED, row.reason)
                for row in rows
                if row.change in (change.CANCELLED, change.MOVED)
            )
        ),
    )


def _said(when: When) -> Any:
    """Of a date that is called off nobody compares the hours."""
    changed = [(row[0], *((row[1], row[2]) if not row[3] else ()), row[3], row[4]) for row in sorted(when.changed)]
    return as_written([when.start, when.end, when.all_day, when.rule, sorted(when.added), sorted(when.excluded), changed])


def _texts(page: EventPage) -> Any:
    return [page.summary, [[block["type"], str(block["value"])] for block in page.body.get_prep_value()]]


def _write_texts(page: EventPage, content: Content) -> None:
    values = _values(content)
    page.summary, page.body = values.summary, body_of(values)


def _write_when(page: EventPage, content: Content) -> None:
    when = when_from_json(content["when"])
    page.start, page.end, page.all_day, page.rule = when.start, when.end, when.all_day, when.rule
    page.dates.set(when.rows())


def _write_place(page: EventPage, content: Content) -> None:
    page.venue_id, page.place_name = content["venue"], content["place"]
    if page.venue_id is None:
        page.territory_id, page.address = content["commune"], ""


def _write_cancelled(page: EventPage, content: Content) -> None:
    page.cancelled = content["cancelled"]
    page.cancel_reason = content.get("cancel_reason", "") if page.cancelled else ""


def _write_access(page: EventPage, content: Content) -> None:
    page.accessibility, page.accessibility_note = list(content["accessibility"]), content["accessibility_note"]


def _place_of(page: EventPage) -> Any:
    # Name and address of a place of the portal are the place's.
    return [page.venue_id, None if page.venue_id else page.place_name, None if page.venue_id else page.territory_id]


def _plain(name: str) -> Callable[[EventPage, Content], None]:
    return lambda page, content: setattr(page, name, content[name])


@dataclass(frozen=True)
class Part:
    """One part: what the page says, what an import says in the same form, and how the latter becomes the former."""

    name: str
    label: str | Promise
    of_page: Callable[[EventPage], Any]
    of_content: Callable[[Content], Any]
    write: Callable[[EventPage, Content], None]


PARTS = (
    Part("title", _("tytuł"), lambda page: page.title, lambda content: content["title"], _plain("title")),
    Part("when", _("termin"), lambda page: _said(when_in(page)), lambda content: _said(when_from_json(content["when"])), _write_when),
    Part(
        "place",
        _("miejsce"),
        _place_of,
        lambda content: [content["venue"], *((None, None) if content["venue"] else (content["place"], content["commune"]))],
        _write_place,
    ),
    Part(
        "text",
        _("opis"),
        _texts,
        lambda content: [content["summary"], [list(block) for block in body_of(_values(content))]],
        _write_texts,
    ),
    Part("cancelled", _("odwołanie"), lambda page: page.cancelled, lambda content: content["cancelled"], _write_cancelled),
    Part("kind", _("rodzaj"), lambda page: page.kind, lambda content: content["kind"], _plain("kind")),
    Part(
        "topics",
        _("tematy"),
        lambda page: sorted(topic.pk for topic in page.topics.all()),
        lambda content: content["topics"],
        lambda page, content: page.topics.set(Topic.objects.filter(pk__in=content["topics"])),
    ),
    Part(
        "access",
        _("dostępność"),
        lambda page: [page.accessibility, page.accessibility_note],
        lambda content: [content["accessibility"], content["accessibility_note"]],
        _write_access,
    ),
)


def write_all(page: EventPage, content: Content) -> None:
    """Write every part into a new page, in memory; topics where it has a row already."""
    for part in PARTS:
        if part.name != "topics" or page.pk:
            part.write(page, content)


def differing(one: Content, other: Content) -> list[Part]:
    """The parts that two imports of one event say differently."""
    return [part for part in PARTS if part.of_content(one) != part.of_content(other)]


def write_changes(page: EventPage, old: Content, new: Content) -> tuple[list[Part], list[Part]]:
    """Write into the page, in memory, what differs between two imports; returns which parts were written, and which a person changed
    meanwhile and so keeps."""
    written, kept = [], []
    for part in differing(old, new):
        if part.of_page(page) == part.of_content(old):
            part.write(page, new)
            written.append(part)
        elif part.of_page(page) != part.of_content(new):
            kept.append(part)
    return written, kept
