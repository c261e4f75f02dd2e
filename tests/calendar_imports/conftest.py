from __future__ import annotations

from tests.events_calendar.conftest import later, ngo, people, picture, room, today

__all__ = ["later", "ngo", "people", "picture", "room", "today"]
