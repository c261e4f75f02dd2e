"""The questions of a request for a slot, a form for each short page.

A draft keeps what was typed as it was typed; these forms read it, whether right or wrong.
"""

from events_calendar.wizard_forms.base import StepForm
from events_calendar.wizard_forms.what import WhatForm
from events_calendar.wizard_forms.when import WhenForm
from events_calendar.wizard_forms.where import ONLINE, OWN, WhereForm

__all__ = ["ONLINE", "OWN", "StepForm", "WhatForm", "WhenForm", "WhereForm"]
