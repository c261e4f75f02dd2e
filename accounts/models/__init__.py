from accounts.models.mail import MailMessage, MailMode, MailPreference
from accounts.models.organisations import CopCommune, LegalForm, Membership, Organisation
from accounts.models.users import User

__all__ = ["CopCommune", "LegalForm", "MailMessage", "MailMode", "MailPreference", "Membership", "Organisation", "User"]
