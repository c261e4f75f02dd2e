"""Pictures in the sizes that pages need: renditions with their size and the list of widths a browser chooses from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.shortcuts import get_renditions_or_not_found

from core.models import PortalImage, PortalRendition

register = template.Library()

# The widths of each way of showing a picture; the first is what a browser without srcset takes.
# Cards have the sizes of the lists of news, so that one file serves both.
SPECS: dict[str, tuple[str, ...]] = {
    "card": ("fill-480x300", "fill-960x600"),
    "figure": ("width-960", "width-480", "width-1440"),
    "gallery": ("fill-640x480",),
}
# The picture for sharing, as the frame asks for it.
SHARE_SPEC = "fill-1200x630|format-jpeg"


@dataclass(frozen=True)
class SizedPicture:
    """What the component "picture" needs."""

    url: str
    width: int
    height: int
    srcset: str


def sized_picture(image: PortalImage, way: str) -> SizedPicture:
    """The picture in one of the ways above; makes the renditions that do not exist yet."""
    renditions = list(get_renditions_or_not_found(image, SPECS[way]).values())
    widths = {rendition.width: f"{rendition.url} {rendition.width}w" for rendition in sorted(renditions, key=lambda item: item.width)}
    first = renditions[0]
    return SizedPicture(first.url, first.width, first.height, ", ".join(widths.values()) if len(widths) > 1 else "")


def renditions_of(path: str, specs: Iterable[str]) -> Prefetch:
    """For `prefetch_related`: the renditions of the pictures at this path, such as "listing_image", in these sizes."""
    wanted = PortalRendition.objects.filter(filter_spec__in=list(specs))
    return Prefetch(f"{path}__renditions" if path else "renditions", queryset=wanted, to_attr="prefetched_renditions")


def prefetch_pictures(images: Iterable[PortalImage], way: str) -> None:
    """Read the renditions of many pictures in one query."""
    prefetch_related_objects(list(images), renditions_of("", SPECS[way]))


@register.simple_tag
def sized(image: PortalImage | None, way: str) -> SizedPicture | None:
    """``{% sized page.listing_image "card" as picture %}``; no image gives nothing."""
    return sized_picture(image, way) if image else None
