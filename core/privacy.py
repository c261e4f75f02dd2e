"""Which parts of the page tree are behind a restriction: asked once per version of the structure, not once per list."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact
from django.utils.translation import get_language
from wagtail.models import PageViewRestriction

from core import pagecache

# A lost cache server may lose a new version, so nothing old lives longer than a stored page.
SECONDS = pagecache.LONGEST_SECONDS


def private_paths() -> list[str]:
    """Tree paths of the pages with a restriction of their own; what lies below them is private too."""
    # A restriction's change makes a new version (core.signals), so the next reader asks anew.
    key = f"private:{pagecache.structure_version()}"
    return pagecache.once(key, lambda: cache.get_or_set(key, _restricted, SECONDS))


def _restricted() -> list[str]:
    return list(PageViewRestriction.objects.values_list("page__path", flat=True))


def public_q() -> Q:
    """Wagtail's `public()` as a condition, without its query for each list."""
    condition = Q()
    for path in private_paths():
        condition &= ~Q(path__startswith=path)
    return condition


class Unsought(Func):
    """A column whose index SQLite must not start from: it does not know that almost all pages are alike in it.

    Without this it reads every page of the language to sort out the newest four, with statistics as without them; the unary
    plus is its documented way to say so. PostgreSQL knows better by itself.
    """

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


def readable_q(locale_id: int) -> Q:
    """Live, public and in this language: what a list of one page type shows, read in the order of that type's own index.

    Almost all pages are in the portal's first language; the few of another are found through its index, if there is a choice.
    """
    if get_language() not in (None, settings.LANGUAGE_CODE):
        return Q(live=True, locale_id=locale_id) & public_q()
    return Q(Exact(Unsought(F("live")), True)) & Q(Exact(Unsought(F("locale_id")), locale_id)) & public_q()


def is_public(path: str) -> bool:
    """The same for one page that is already at hand."""
    return not any(path.startswith(private) for private in private_paths())
