from core.models.media import PortalDocument, PortalImage, PortalRendition
from core.models.pages import PortalPage
from core.models.site import SiteSettings
from core.models.territories import Territory
from core.models.topics import PageTopic, Topic
from core.outbox.models import OutboxEntry

__all__ = [
    "OutboxEntry",
    "PageTopic",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "SiteSettings",
    "Territory",
    "Topic",
]
