from framework_calendar.proposal_forms.begin import BeginForm, InviteForm, JoinForm
from framework_calendar.proposal_forms.what import WhatForm
from framework_calendar.proposal_forms.wishes import Wishes, WishForm
from framework_calendar.proposal_forms.with_whom import WithForm

__all__ = ["BeginForm", "InviteForm", "JoinForm", "WhatForm", "WishForm", "Wishes", "WithForm"]
