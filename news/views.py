"""Thin views of news: parse, call, render."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import get_language, ngettext
from wagtail.models import Page

from core.collation import alphabetical
from core.models import Topic
from core.navigation import keep_query
from core.paging import last_values, page_of, page_prefix, query_with
from core.privacy import public_q
from core.querysets import linked_pages
from core.untranslated import untranslated
from news.forms import ArchiveForm
from news.querysets import Beside

if TYPE_CHECKING:
    from news.models import NewsFolderPage, NewsIndexPage, NewsPage

PER_PAGE = 12
ALIKE = 3
# The newest item and those beside it open the list; the rest follows in even columns.
FRONT = 4
PARAMETERS = ("rok", "temat")


def index(page: NewsIndexPage | NewsFolderPage, request: HttpRequest) -> TemplateResponse:
    """A list of news, of all COPs or of one: newest first, by year and topic, twelve a page."""
    from news.models import NewsIndexPage

    items = page.items()
    params = last_values(request.GET, PARAMETERS)
    topics, years = Topic.in_order(), items.years()
    form = ArchiveForm(params, topics=topics, years=years)
    form.is_valid()
    narrowed = {name: form.cleaned_data[name] for name in PARAMETERS if form.cleaned_data.get(name)}
    if "temat" in narrowed:
        items = items.about(narrowed["temat"])
    if "rok" in narrowed:
        items = items.of_year(narrowed["rok"])
    listing = page_of(items.for_cards(), request.GET.get("strona"), PER_PAGE)
    kept = {name: str(value) for name, value in narrowed.items()}
    root = page if isinstance(page, NewsIndexPage) else page.get_parent()
    keep_query(request, kept)
    base = page.get_url(request)
    return TemplateResponse(
        request,
        page.get_template(request),
        {
            **page.get_context(request),
            "form": form,
            "listing": listing,
            "untranslated": untranslated(
                page,
                request,
                lambda index: index.items(),
                lambda missing: (
                    ngettext("%(count)s aktualność jest tylko po polsku", "%(count)s aktualności jest tylko po polsku", missing)
                    % {"count": missing}
                ),
            ),
            "narrowed": bool(narrowed),
            "topic": next((topic for topic in topics if topic.slug == narrowed.get("temat")), None),
            "year": narrowed.get("rok"),
            "prefix": page_prefix(kept),
            "archive": [
                {"label": year, "url": base + query_with(kept, rok=year), "current": year == narrowed.get("rok")} for year in years
            ],
            "front": not narrowed and listing.page.number == 1 and len(listing.page.object_list) > FRONT,
            "folders": _folders(root, page, request),
            "rss_url": base + page.reverse_subpage("rss"),
        },
        status=listing.status,
    )


def _folders(root: Page, page: Page, request: HttpRequest) -> list[dict[str, Any]]:
    """The way to each COP's own news, as tags above the list."""
    from news.models import NewsFolderPage

    rows = NewsFolderPage.objects.child_of(root).live().filter(public_q()).select_related("owner_cop")
    folders = [
        {"label": row.owner_cop.name if row.owner_cop else row.title, "url": row.get_url(request), "current": row.pk == page.pk}
        for row in rows
    ]
    return alphabetical(folders, itemgetter("label"))


def item_context(page: NewsPage, request: HttpRequest) -> dict[str, Any]:
    """What stands beside an item's text: its topics, what to read next, its neighbours in the folder."""
    from news.models import NewsPage

    chosen = linked_pages(page.related, page.locale_id)
    # A preview of a page that is not saved yet has no place in the tree, and no neighbours.
    beside = NewsPage.objects.readable(page.locale_id).beside(page, ALIKE + len(chosen)) if page.pk and page.path else Beside()
    taken = {other.pk for other in chosen}
    return {
        "topic_tags": [{"label": topic.label, "url": f"/{get_language()}/aktualnosci/?temat={topic.slug}"} for topic in page.topics.all()],
        "chosen": chosen,
        "older": beside.older,
        "newer": beside.newer,
        "alike": [other for other in beside.alike if other.pk not in taken][:ALIKE],
    }
