"""Where a later app offers its things to an earlier one, so that imports point one way only.

Each app fills the lists in its `AppConfig.ready()`; core, accounts and search read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from wagtail.models import Page, PagePermissionTester, Revision, Workflow
    from wagtail.query import PageQuerySet

    from core.forms import PortalPageForm
    from core.search_documents import SearchDocument

    User = Any  # core does not know accounts


@dataclass(frozen=True)
class RelatedList:
    """Things of a later app shown on an earlier app's page, such as an organisation's coming events."""

    target: str  # "ngo", "cop", ...: the kind of page that asks
    name: str
    template: str
    items: Callable[[Page, HttpRequest], Iterable[Any]]
    order: int = 100


@dataclass(frozen=True)
class MojeSection:
    """A part of the page "Moje": `context` gives the template's variables, None leaves the part out."""

    name: str
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]
    order: int = 100


@dataclass(frozen=True)
class OrganisationPages:
    """The pages of one type that show something of an organisation, by its id.

    `computed` names their columns made from the organisation's; `own_of` is the kind of organisation whose own page they are.
    """

    pages: Callable[[int], PageQuerySet]
    computed: tuple[str, ...] = ()
    own_of: str = ""


@dataclass(frozen=True)
class SearchSource:
    """Findable things that are no pages. `prefix` begins their keys; `public_keys` says which of them all may see.

    Its SQL is written once in a process, and again when other parts of the tree are closed (core.privacy): it may depend on nothing else.
    """

    prefix: str
    documents: Callable[[], Iterable[SearchDocument]]
    document: Callable[[str], SearchDocument | None]
    public_keys: Callable[[], QuerySet]


@dataclass(frozen=True)
class DemoLoader:
    """Loads one app's demo content; `order` puts it after what it needs."""

    name: str
    load: Callable[[Any], None]
    order: int = 100
    atomic: bool = True  # False: after the others' transaction, in small ones of its own
    structure: bool = False  # True: a portal of one's own begins with it too (`manage.py setup_portal`)


@dataclass
class PageRoles:
    """What core's pages ask of the roles, which accounts knows."""

    permission_tester: Callable[[User, Page], PagePermissionTester]
    workflow: Callable[[Page], Workflow | None]


related_lists: list[RelatedList] = []
# Links that stand on the calendar's page for the year it shows: year -> [{"label", "url"}].
calendar_doors: list[Callable[[int], Iterable[dict[str, str]]]] = []
# Addresses for the map for machines that are no pages of the tree, below that of each language: "kalendarz/ramowy/2027/".
sitemap_paths: list[Callable[[], Iterable[str]]] = []
page_roles: PageRoles | None = None  # accounts sets it
# What the words of an address that leads nowhere may have meant, best first: (words, language) -> [{"title", "url"}]; search sets it.
likely_pages: Callable[[str, str], list[dict[str, str]]] | None = None
page_form_prepare: list[Callable[[PortalPageForm], None]] = []
page_form_rules: list[Callable[[PortalPageForm, dict[str, Any]], None]] = []
# A page whose date had come may not be public as it is: (page, revision, the reasons in words).
publication_refused: list[Callable[[Page, Revision, list[str]], None]] = []
moje_sections: list[MojeSection] = []
organisation_pages: list[OrganisationPages] = []
search_sources: list[SearchSource] = []
demo_loaders: list[DemoLoader] = []


def related_lists_for(target: str) -> list[RelatedList]:
    """The lists that apps offer for this kind of page, in their order."""
    return sorted((item for item in related_lists if item.target == target), key=lambda item: item.order)
