"""Calendars that come from elsewhere: what a file says, row by row, with what is wrong in it. Nothing here writes."""
