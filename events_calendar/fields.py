"""Columns that the calendar computes from an event."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from core.fields import ComputedField
from events_calendar import days


class FirstDayField(ComputedField, models.DateField):
    """The Polish day on which the event starts."""

    def computed(self, instance: Any) -> date:
        return days.first_day(instance.start)


class LastDayField(ComputedField, models.DateField):
    """The last Polish day on which the event is shown."""

    def computed(self, instance: Any) -> date:
        return days.last_day(instance.start, instance.end, instance.all_day)
