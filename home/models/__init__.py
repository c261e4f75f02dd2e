from home.models.contact import ContactFormField, ContactPage, ContactSubmission
from home.models.cops import CopIndexPage, CopPage, CopStaffRole, OpeningHours
from home.models.pages import ContentPage, HomeDoorLink, HomePage, SectionPage

__all__ = [
    "ContactFormField",
    "ContactPage",
    "ContactSubmission",
    "ContentPage",
    "CopIndexPage",
    "CopPage",
    "CopStaffRole",
    "HomeDoorLink",
    "HomePage",
    "OpeningHours",
    "SectionPage",
]
