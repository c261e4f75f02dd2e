"""What an allocation is told and answers, in plain values, and what is taken at which place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

Span = tuple[datetime, datetime]
Reason = dict[str, Any]


@dataclass(frozen=True)
class Candidate:
    """One slot that one wish names. `blocked` is the time for which a place of the portal is shut; without a place nothing collides."""

    rank: int
    start: datetime
    end: datetime
    day: date
    venue: int | None = None
    commune: int | None = None
    blocked: Span | None = None

    @property
    def span(self) -> Span:
        return self.blocked or (self.start, self.end)


@dataclass(frozen=True)
class About:
    """For whom and of what something is, to tell what takes the same people from each other."""

    title: str
    audience: frozenset[str] = frozenset()
    topics: frozenset[int] = frozenset()

    def shares(self, other: About) -> str:
        """What both have in common: "topic", "audience" or nothing."""
        if self.topics & other.topics:
            return "topic"
        return "audience" if self.audience & other.audience else ""


@dataclass(frozen=True)
class Asked:
    """A proposal, in the order of submission. `unusable` says which wishes cannot be had at all, and why."""

    key: int
    organisation: int
    about: About
    candidates: tuple[Candidate, ...] = ()
    unusable: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Given:
    """What a person has decided already: it stays, and takes its place from the others."""

    key: int
    organisation: int
    about: About
    slot: Candidate


@dataclass(frozen=True)
class Busy:
    """A booking that stands already: a place and the time for which it is shut."""

    venue: int
    start: datetime
    end: datetime
    title: str = ""


@dataclass(frozen=True)
class Standing:
    """An event that stands already."""

    commune: int | None
    day: date
    about: About


@dataclass
class Result:
    """What a proposal gets, None for nothing, and why."""

    slot: Candidate | None = None
    reasons: list[Reason] = field(default_factory=list)


class Taken:
    """What is taken at which place, to be asked quickly: by place and day (of UTC)."""

    def __init__(self, cells: Mapping[int, Sequence[int]]) -> None:
        self.cells = cells
        self.rows: dict[tuple[int, date], list[tuple[datetime, datetime, Any]]] = {}

    def cells_of(self, venue: int) -> Sequence[int]:
        return self.cells.get(venue) or (venue,)

    @staticmethod
    def _days(start: datetime, end: datetime) -> Iterable[date]:
        day = start.date()
        while day <= end.date():
            yield day
            day += timedelta(days=1)

    def add(self, cells: Iterable[int], span: Span, holder: Any) -> None:
        for cell in cells:
            for day in self._days(*span):
                self.rows.setdefault((cell, day), []).append((*span, holder))

    def remove(self, cells: Iterable[int], span: Span, holder: Any) -> None:
        for cell in cells:
            for day in self._days(*span):
                self.rows[cell, day].remove((*span, holder))

    def holders(self, candidate: Candidate) -> list[Any]:
        """Who is in the way of it, each once, in the order in which they came."""
        if candidate.venue is None:
            return []
        start, end = candidate.span
        found: dict[Any, None] = {}
        for cell in self.cells_of(candidate.venue):
            for day in self._days(start, end):
                for begins, ends, holder in self.rows.get((cell, day), ()):
                    if begins < end and ends > start:
                        found[holder] = None
        return list(found)
