"""An event in the page editor: how it repeats, and the dates that this gives."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.admin.widgets import AdminDateInput

from core.forms import PortalPageForm
from events_calendar import days, recurrence
from events_calendar.repeating import RepeatFields, shown_as

SHOWN = 60


class EventPageForm(RepeatFields, PortalPageForm):
    """The page's form with the fields of repeating, which fill `rule` and the added and the left out dates.

    What was done to single dates elsewhere (cancelled, moved) is not in the form and stays.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["repeat_until"].widget = AdminDateInput()
        event = self.instance
        # What stands in the database or in the revision, before the posted values come over it.
        self._rule, self._start, self._venue = event.rule, event.start, event.venue_id
        if event.start:
            self.initial.update(shown_as(event.rule, event.start, event.dates.all()))
            self.offer_kept_rule(event.rule, event.start)
        else:
            self.initial.update(repeat="", repeat_every=1, repeat_month="date")

    def add_error(self, field: str | None, error: Any) -> None:
        """The rule has no field of its own: what is wrong with it stands at the choice that makes it."""
        if field is None and hasattr(error, "error_dict") and "rule" in error.error_dict:
            told = dict(error.error_dict)
            told["repeat"] = [*told.get("repeat", []), *told.pop("rule")]
            error = ValidationError(told)
        super().add_error(field, error)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_place(cleaned.get("venue"))
        start, end = cleaned.get("start"), cleaned.get("end")
        # A form that came without these fields says nothing of them.
        if not start or not end or end < start or self.add_prefix("repeat") not in self.data:
            return cleaned
        if not (days.in_calendar(start) and days.in_calendar(end)):
            return cleaned  # the page says so
        if cleaned.get("all_day"):
            start, end = days.whole_days(start, end)
        found = self.read_repeating(cleaned, start, end, self._rule)
        if found is not None:
            event = self.instance
            event.rule = found.rule
            recurrence.rewrite_dates(event, found.added, found.excluded)
        return cleaned

    def _check_place(self, venue: Any) -> None:
        from events_calendar.services import dates

        try:
            dates.check_place(venue, (self._venue,), self.for_user)
        except ValidationError as error:
            self.add_error(None, error)


# --- The panel


def shown_dates(event: Any) -> dict[str, Any]:
    """What the template `events_calendar/admin/dates_preview.html` needs to show the dates of an event, saved or not."""
    from events_calendar.services import checking

    try:
        recurrence.validate(event.rule, event.start)
        dates = recurrence.dates_of(event, until=recurrence.shown_until(event.rule, event.start))
    except ValidationError as error:
        return {"problems": error.messages}
    checked = checking.warnings(event, dates, setup_minutes=event.setup_minutes, cleanup_minutes=event.cleanup_minutes)
    rows = [{"date": date, "problems": checked.by_date.get(date.original, [])} for date in dates]
    known = {date.original for date in dates}
    lost = [
        row
        for row in event.dates.all()
        if row.original is not None and row.change not in ("added", "excluded") and row.original not in known
    ]
    from events_calendar.wording import in_words

    return {
        "words": in_words(event.rule, event.start),
        "rows": rows[:SHOWN],
        "count": len(rows),
        "rest": max(len(rows) - SHOWN, 0),
        "troubled": [row for row in rows[SHOWN:] if row["problems"]][:SHOWN],
        "general": checked.general,
        "endless": recurrence.is_endless(event.rule),
        "horizon": recurrence.horizon(),
        "lost": lost,
        "all_day": event.all_day,
    }


class RepeatPanel(MultiFieldPanel):
    """The fields of repeating and under them the dates: of the saved version, and with scripts as one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args and "children" not in kwargs:
            kwargs["children"] = [
                FieldRowPanel([FieldPanel("repeat", disable_comments=True), FieldPanel("repeat_every", disable_comments=True)]),
                FieldPanel("repeat_days", disable_comments=True),
                FieldPanel("repeat_month", disable_comments=True),
                FieldRowPanel([FieldPanel("repeat_until", disable_comments=True), FieldPanel("repeat_count", disable_comments=True)]),
                FieldPanel("repeat_without", disable_comments=True),
                FieldPanel("repeat_added", disable_comments=True),
                DatesPanel(),
            ]
        super().__init__(*args, **{"heading": _("Powtarzanie i terminy"), "icon": "calendar", **kwargs})


class DatesPanel(Panel):
    """The dates that come out, with what stands in their way, and the way to single dates of a live event."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Terminy"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "events_calendar/admin/dates_panel.html"

        @cached_property
        def _event(self) -> Any:
            event = self.instance
            whole = event is not None and event.start and event.end and event.end >= event.start
            return event if whole and days.in_calendar(event.start) and days.in_calendar(event.end) else None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            event = self.instance
            context = {**super().get_context_data(parent_context), "preview_url": reverse("events_calendar_preview")}
            if event.pk:
                context["page_id"] = event.pk
                context["dates_url"] = reverse("events_calendar_dates", args=[event.pk]) if event.live else ""
            return {**context, **(shown_dates(self._event) if self._event is not None else {})}
