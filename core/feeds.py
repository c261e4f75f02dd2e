"""What all RSS channels share: absolute links, pictures, a language, text that XML can hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

if TYPE_CHECKING:
    from core.models import PortalImage, PortalPage

# What XML 1.0 cannot hold, whatever the escape. One such sign pasted into a title must not break the whole channel.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MEDIA = "http://search.yahoo.com/mrss/"
IMAGE_SPEC = "fill-960x600|format-jpeg"


def xml_text(value: str) -> str:
    """The text without the signs that XML forbids."""
    return _NOT_XML.sub("", value)


class PictureRss(Rss201rev2Feed):
    """RSS 2.0 with Media RSS: a picture's size and description, which an enclosure cannot say."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:media": MEDIA}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        picture = item.get("picture")
        if picture:
            handler.startElement("media:content", picture["attributes"])
            if picture["description"]:
                handler.addQuickElement("media:description", picture["description"], {"type": "plain"})
            handler.endElement("media:content")


class PageFeed(Feed):
    """A channel of pages. `parent` is the page that lists them; its title, address and summary are the channel's."""

    feed_type = PictureRss
    item_guid_is_permalink = False
    request: HttpRequest

    def get_object(self, request: HttpRequest, *args: Any, parent: PortalPage, **kwargs: Any) -> PortalPage:
        self.request = request
        return parent

    def title(self, parent: PortalPage) -> str:
        return xml_text(parent.title)

    def description(self, parent: PortalPage) -> str:
        return xml_text(parent.summary or parent.title)

    def link(self, parent: PortalPage) -> str:
        return parent.get_url(self.request) or "/"

    def item_title(self, item: PortalPage) -> str:
        return xml_text(item.title)

    def item_description(self, item: PortalPage) -> str:
        return xml_text(item.summary or item.title)

    def item_link(self, item: PortalPage) -> str:
        return item.get_url(self.request) or "/"

    def item_guid(self, item: PortalPage) -> str:
        # An address may change, this does not.
        return f"urn:uuid:{item.translation_key}"

    def item_categories(self, item: PortalPage) -> list[str]:
        return [xml_text(link.tag.label) for link in item.topic_links.all()]

    def item_enclosures(self, item: PortalPage) -> list[Enclosure]:
        picture = self._picture(item.listing_image)
        return [Enclosure(picture["attributes"]["url"], picture["length"], picture["attributes"]["type"])] if picture else []

    def item_extra_kwargs(self, item: PortalPage) -> dict[str, Any]:
        return {"picture": self._picture(item.listing_image)}

    def _picture(self, image: PortalImage | None) -> dict[str, Any] | None:
        if image is None:
            return None
        rendition = image.get_rendition(IMAGE_SPEC)
        try:
            length = rendition.file.size
        except OSError:
            # The row is there and the file is not: the reader's program asks for it or not, the channel still stands.
            length = 0
        attributes = {
            "url": self.request.build_absolute_uri(rendition.url),
            "type": "image/jpeg",
            "medium": "image",
            "width": str(rendition.width),
            "height": str(rendition.height),
        }
        return {"attributes": attributes, "length": str(length), "description": xml_text(image.default_alt_text)}
