"""The demo's pictures: drawn by the portal, several at once, each page its own."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from django.core.files.base import ContentFile
from wagtail.models import Collection

from core.demo.drawing import SIZE, draw
from core.models import PortalImage


def draw_all(jobs: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """WebP pictures by seed. `jobs` are pairs of seed and motif; all cores draw."""
    wanted = list(jobs)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return {seed: content for (seed, _motif), content in zip(wanted, pool.map(draw, wanted, chunksize=8), strict=True)}


def store(title: str, name: str, content: bytes, collection: Collection | None = None) -> PortalImage:
    """Keep one picture in the image library. It adorns a page and says nothing more, so it is marked decorative."""
    image = PortalImage(
        title=title[:255],
        file=ContentFile(content, name=f"{name}.webp"),
        width=SIZE[0],
        height=SIZE[1],
        decorative=True,
        author="Portal Współpracy",
        licence="CC0",
        file_size=len(content),
        # The middle of the drawing is what a narrow crop must keep.
        focal_point_x=SIZE[0] // 2,
        focal_point_y=SIZE[1] // 2,
        focal_point_width=SIZE[0] // 2,
        focal_point_height=SIZE[1] // 2,
        **({"collection": collection} if collection else {}),
    )
    image.save()
    return image
