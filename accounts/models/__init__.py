from accounts.models.organisations import CopCommune, Membership, Organisation
from accounts.models.users import User

__all__ = ["CopCommune", "Membership", "Organisation", "User"]
