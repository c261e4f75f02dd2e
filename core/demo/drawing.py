"""What a drawing process runs. It imports no models: a fresh process has no Django set up."""

from __future__ import annotations

from io import BytesIO

SIZE = (1280, 800)


def draw(job: tuple[str, str]) -> bytes:
    """The WebP picture of a seed and a motif."""
    from core.illustrations import draw_illustration

    seed, motif = job
    out = BytesIO()
    draw_illustration(seed, motif, SIZE).save(out, "WEBP", quality=88, method=2)
    return out.getvalue()
