"""Addresses inside the calendar: the same filters with another day or view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.paging import page_prefix, query_with
from events_calendar.forms import View


@dataclass(frozen=True)
class CalendarAddress:
    """Where the reader is: the page's address, the filters that hold, the view and the day."""

    base: str
    # The page's place in the tree, which the paths of the events below it begin with.
    tree: str
    params: dict[str, str]
    view: str
    day: date
    # The day that the address names, where it names one.
    asked: date | None = None

    def at(self, day: date | None, view: str | None = None) -> str:
        """Another day or view with the same filters; no day gives no address."""
        if day is None:
            return ""
        view = view or self.view
        return query_with(self.params, widok=None if view == View.MONTH else view, data=day.isoformat())

    def event(self, url_path: str) -> str:
        """An event's page, by its path in the tree: without reading the page."""
        return f"{self.base}{url_path.removeprefix(self.tree)}"

    def narrowed(self, name: str, value: str, day: date, view: str) -> str:
        """Another view with one filter more, or another value of it."""
        return query_with({**self.params, name: value}, widok=None if view == View.MONTH else view, data=day.isoformat())

    def without(self, name: str) -> str:
        """The same view of the same day without this filter."""
        return query_with(self.kept, **{name: None})

    def toggled(self, name: str, value: str) -> str:
        """The same view with this filter set, or unset where it is set already."""
        return query_with(self.kept, **{name: None if self.params.get(name) == value else value})

    def bare(self) -> str:
        """The same view of the same day without any filter."""
        return query_with({}, widok=None if self.view == View.MONTH else self.view, data=self.day.isoformat())

    def pages(self) -> str:
        """The list's address up to the number of its page."""
        return page_prefix(self.kept)

    def file(self, path: str) -> str:
        """The iCalendar file with the same filters."""
        query = query_with(self.params)
        return f"{self.base}{path}{query if query != '?' else ''}"

    @property
    def kept(self) -> dict[str, str]:
        """Filters, view and day as they stand in an address."""
        view = {} if self.view == View.MONTH else {"widok": self.view}
        return {**self.params, **view, "data": self.day.isoformat()}
