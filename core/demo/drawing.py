"""What a drawing process runs. It imports no models: a fresh process has no Django set up."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

SIZE = (1280, 800)
SHARED_SIZE = (1200, 630)


@dataclass(frozen=True)
class Job:
    """One picture: under which name it is handed back, and what is drawn. With a title it is the one for sharing."""

    name: str
    seed: str
    motif: str
    title: str = ""


def draw(job: Job) -> bytes:
    """The picture as a file: WebP for pages, JPEG for sharing, since not every site that shows shared links reads WebP."""
    from core.illustrations import draw_illustration, draw_social

    out = BytesIO()
    if job.title:
        draw_social(job.seed, job.motif, job.title, SHARED_SIZE).save(out, "JPEG", quality=90)
    else:
        draw_illustration(job.seed, job.motif, SIZE).save(out, "WEBP", quality=88, method=2)
    return out.getvalue()
