from framework_calendar.models.allocations import Allocation
from framework_calendar.models.calls import Call, CallQuestion
from framework_calendar.models.proposals import CoOrganiser, Proposal, Wish

__all__ = ["Allocation", "Call", "CallQuestion", "CoOrganiser", "Proposal", "Wish"]
