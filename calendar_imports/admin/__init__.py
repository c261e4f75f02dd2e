"""What imported calendars add to the admin."""
