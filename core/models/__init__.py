from core.models.demo import DemoItem
from core.models.media import PortalDocument, PortalImage, PortalRendition
from core.models.pages import PortalPage
from core.models.site import SiteSettings
from core.models.territories import Territory
from core.models.topics import PageTopic, Topic
from core.outbox.models import OutboxEntry, ScheduledRun

__all__ = [
    "DemoItem",
    "OutboxEntry",
    "PageTopic",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "ScheduledRun",
    "SiteSettings",
    "Territory",
    "Topic",
]
