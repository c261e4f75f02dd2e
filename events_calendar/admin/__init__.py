"""What the calendar adds to the admin; `events_calendar.wagtail_hooks` registers it."""
