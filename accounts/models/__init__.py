from accounts.models.mail import MailMessage, MailMode, MailPreference
from accounts.models.organisations import CopCommune, LegalForm, Membership, Organisation
from accounts.models.users import User
from accounts.models.workflows import CopReviewTask, CopReviewTaskState, RoleGroup

__all__ = [
    "CopCommune",
    "CopReviewTask",
    "CopReviewTaskState",
    "LegalForm",
    "MailMessage",
    "MailMode",
    "MailPreference",
    "Membership",
    "Organisation",
    "RoleGroup",
    "User",
]
