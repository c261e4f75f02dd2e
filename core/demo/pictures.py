"""The demo's pictures: drawn by the portal, several at once, each page its own."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from django.core.files.base import ContentFile
from wagtail.models import Collection

from core.demo.drawing import SHARED_SIZE, SIZE, Job, draw
from core.models import PortalImage


def draw_all(jobs: Iterable[Job]) -> dict[str, bytes]:
    """The files by the jobs' names; all cores draw."""
    wanted = list(jobs)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return {job.name: content for job, content in zip(wanted, pool.map(draw, wanted, chunksize=8), strict=True)}


def store(title: str, name: str, content: bytes, collection: Collection | None = None) -> PortalImage:
    """Keep a page's picture in the image library, with the middle of the drawing as what a narrow crop must keep."""
    width, height = SIZE
    focus = {
        "focal_point_x": width // 2,
        "focal_point_y": height // 2,
        "focal_point_width": width // 2,
        "focal_point_height": height // 2,
    }
    return _store(title, f"{name}.webp", content, SIZE, collection, **focus)


def store_shared(title: str, name: str, content: bytes, collection: Collection | None = None) -> PortalImage:
    """Keep the picture with the title, which is shown where a link to the page is shared."""
    return _store(title, f"{name}.jpg", content, SHARED_SIZE, collection)


def _store(title: str, file_name: str, content: bytes, size: tuple[int, int], collection: Collection | None, **fields: int) -> PortalImage:
    # It adorns a page and says nothing more, so it is marked decorative.
    image = PortalImage(
        title=title[:255],
        file=ContentFile(content, name=file_name),
        width=size[0],
        height=size[1],
        decorative=True,
        author="Portal Współpracy",
        licence="CC0",
        file_size=len(content),
        **fields,
        **({"collection": collection} if collection else {}),
    )
    image.save()
    return image
