"""What a list of another language lacks because nobody has translated it yet: how much there is in Polish, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from core.navigation import language_of
from core.paging import CountedPaginator
from core.privacy import public_q


@dataclass(frozen=True)
class Untranslated:
    """What stands on the Polish list alone: so many things, said in the reader's language."""

    sentence: str
    url: str


def untranslated(
    page: Any, request: HttpRequest, items: Callable[[Any], Any], sentence: Callable[[int], str], query: str = ""
) -> Untranslated | None:
    """What `items` of the same page in Polish has more than of this one; None where nothing is missing, and on a Polish page.

    `items` takes an index page and gives the query set that it lists; `query` goes on to the Polish list's address.
    """
    if language_of(page) == settings.LANGUAGE_CODE:
        return None
    source = _in_polish(page)
    if source is None:
        return None
    missing = CountedPaginator(items(source), 1).count - CountedPaginator(items(page), 1).count
    return Untranslated(sentence(missing), f"{source.get_url(request)}{query}") if missing > 0 else None


def _in_polish(page: Page) -> Page | None:
    same = type(page).objects.live().filter(public_q(), translation_key=page.translation_key)
    return same.filter(locale__language_code=settings.LANGUAGE_CODE).first()
