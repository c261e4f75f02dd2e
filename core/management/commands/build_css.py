"""Put the style sheets together into the one file that pages load.

No bundler: the sources are plain CSS that a browser could load one by one; this joins them in the order below, drops
comments and blank space, and writes static/css/portal.css, which is committed.
"""

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

CSS = Path(__file__).resolve().parents[3] / "static" / "css"
TARGET = CSS / "portal.css"

# The cascade: a later layer wins over an earlier one, whatever the selectors. Print stands outside every layer.
LAYERS = "@layer reset,tokens,base,layout,components,utilities;\n"
# The order of the files; all components lie in one layer and are joined by name.
BEFORE = ("tokens.css", "base.css", "layout.css")
AFTER = ("utilities.css", "print.css")


def sources() -> list[Path]:
    """The source files in the order in which they are joined."""
    return [
        *(CSS / name for name in BEFORE),
        *sorted((CSS / "components").glob("*.css")),
        *(CSS / name for name in AFTER),
    ]


def squeeze(text: str) -> str:
    """CSS without comments and needless space. Our own style is plain: no string holds a brace or a comment."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};]) ?", r"\1", text)
    return text.replace(";}", "}").strip()


def build() -> str:
    """The whole style sheet, one line for each source."""
    parts = [squeeze(path.read_text(encoding="utf-8")) for path in sources()]
    return LAYERS + "\n".join(parts) + "\n"


class Command(BaseCommand):
    # Works on files only, so also while models or settings are being changed.
    requires_system_checks: list[str] = []
    help = "Join static/css into static/css/portal.css, the one file that pages load."

    def add_arguments(self, parser: Any) -> None:
        """--check writes nothing and fails when the committed file is not current."""
        parser.add_argument("--check", action="store_true", help="fail when portal.css is not current")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Write the file, or compare it."""
        css = build()
        if check:
            if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != css:
                raise CommandError("static/css/portal.css is not current: run manage.py build_css.")
            return
        TARGET.write_text(css, encoding="utf-8")
        self.stdout.write(f"{TARGET.relative_to(CSS.parents[1])}: {len(css.encode())} bytes from {len(sources())} files")
