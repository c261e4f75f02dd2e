"""From a template or a ready text to a mail with a plain and an HTML part.

A template is plain text: the first line is the subject, then paragraphs parted by blank lines. It is rendered without
escaping, since it is text; the HTML part is made from the finished text, each paragraph escaped and its addresses made
links, so no value that a person wrote can become markup.

Names in every template: `recipient` (the person or None), `base_url`, and the caller's context; addresses in the context
that begin with "/" become absolute when their name is `url` or ends with `_url`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils.html import urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.models import User

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Letter:
    """A subject and the paragraphs of a mail."""

    subject: str
    paragraphs: list[str]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def absolute(path: str) -> str:
    """The full address of a path of the portal."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path if path.startswith("/") else path


def clean(text: str) -> str:
    """Without characters that have no place in a mail."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean_all(value: Any) -> Any:
    """The same for every text in a JSON value; a database would refuse some of those characters."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: clean_all(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_all(item) for item in value]
    return value


def one_line(text: str) -> str:
    """A subject is one line, not too long, whatever a title holds."""
    line = " ".join(clean(text).split())
    return line if len(line) <= 180 else line[:179].rstrip() + "…"


def paragraphs_of(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n[ \t]*\n", clean(text)) if part.strip()]


def render_letter(template: str, context: dict[str, Any], recipient: User | None) -> Letter:
    """Render `templates/emails/<template>.txt`."""
    made_absolute = {
        name: absolute(value) if isinstance(value, str) and (name == "url" or name.endswith("_url")) else value
        for name, value in context.items()
    }
    values = {"recipient": recipient, "base_url": settings.WAGTAILADMIN_BASE_URL, **made_absolute}
    found = engines["django"].engine.get_template(f"emails/{template}.txt")  # type: ignore[attr-defined]
    rendered = found.render(Context(values, autoescape=False))
    subject, _line_end, body = rendered.strip().partition("\n")
    return Letter(one_line(subject), paragraphs_of(body))


def html_paragraph(paragraph: str) -> str:
    """One paragraph as HTML: escaped, addresses clickable, line breaks kept."""
    return mark_safe("<br>\n".join(urlize(line, autoescape=True) for line in paragraph.split("\n")))


def render_html(letter: Letter, footer: list[str]) -> str:
    """The HTML part: the same words in a simple, quiet frame."""
    return render_to_string(
        "emails/frame.html",
        {
            "subject": letter.subject,
            "paragraphs": [html_paragraph(paragraph) for paragraph in letter.paragraphs],
            "footer": [html_paragraph(paragraph) for paragraph in footer],
            "base_url": settings.WAGTAILADMIN_BASE_URL,
        },
    )


def footer_for(why: list[str], unsubscribe_url: str, settings_url: str) -> list[str]:
    """Why the mail came and how it stops."""
    lines = [_("Piszemy do Ciebie, bo %(reason)s.") % {"reason": reason} for reason in why]
    footer = [" ".join(lines)]
    if unsubscribe_url:
        footer.append(_("Nie chcesz takich e-maili? Wyłącz je jednym naciśnięciem: %(url)s") % {"url": unsubscribe_url})
    if settings_url:
        footer.append(_("Wszystkie ustawienia e-maili: %(url)s") % {"url": settings_url})
    return footer
