"""The search page and its suggestions. What people look for is written down nowhere."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.models import Topic
from core.navigation import keep_query
from core.paging import last_values, page_of, page_prefix, query_with
from core.untranslated import Untranslated
from search import results as found
from search.engine import DEEPEST_RESULT, RESULTS_PER_PAGE, Facets, Results, get_engine
from search.forms import FORM_ID, LONGEST_QUERY, PARAMETERS, SearchForm
from search.kinds import ONE_OF_KIND

NOTHING = Results([], 0, 0, Facets())


def _page_number(asked: str | None) -> int:
    """The page to ask the engine for; what is no number is answered by page_of afterwards."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    return max(1, min(number, DEEPEST_RESULT // RESULTS_PER_PAGE))


@require_safe
@cache_control(private=True, no_store=True)
def search(request: HttpRequest) -> HttpResponse:
    """Results for the words and filters in the address; without any, the way to start."""
    locale = get_language() or "pl"
    form = SearchForm(last_values(request.GET, PARAMETERS), Topic.in_order())
    form.is_valid()
    keep_query(request, form.kept)
    asked = request.GET.get("strona")
    results = NOTHING
    searched = bool(form.query or form.filters) and "q" not in form.errors
    if searched:
        number = _page_number(asked)
        results = get_engine().search(form.query, locale, form.filters, offset=(number - 1) * RESULTS_PER_PAGE)
    # Pages of the strong results; where they fill no page, the first one goes on with the weaker.
    listing = page_of(range(min(results.total, DEEPEST_RESULT)), asked if searched else None, RESULTS_PER_PAGE)
    if searched and listing.page.number != number:
        results = get_engine().search(form.query, locale, form.filters, offset=(listing.page.number - 1) * RESULTS_PER_PAGE)
    in_polish = _in_polish(form, locale) if searched and not results.total else None
    files = found.files_of(results.hits)
    cards = [(hit.strong, found.card(hit, results.matched_terms, locale, files.get(hit.key, ""))) for hit in results.hits]
    found.offer_choices(form, results.facets)
    return render(
        request,
        "search/results.html",
        {
            "form": form,
            "form_id": FORM_ID,
            "searched": searched,
            "query": form.query,
            "sentence": found.sentence(form.query, results, bool(form.filters.kind)),
            "strong": [card for strong, card in cards if strong],
            "weak": [card for strong, card in cards if not strong],
            "listing": listing,
            "prefix": page_prefix(form.kept),
            "kinds": found.kind_links(form, results.facets),
            "active": found.active_filters(form),
            "filtered": bool(form.filters),
            "untranslated": in_polish,
            "without_filters": page_prefix({"q": form.query}).removesuffix("strona=").rstrip("&"),
        },
        status=listing.status,
    )


def _in_polish(form: SearchForm, locale: str) -> Untranslated | None:
    """Nothing in this language: what the same words and filters find among the Polish pages, most of which are not translated."""
    if locale == settings.LANGUAGE_CODE:
        return None
    results = get_engine().search(form.query, settings.LANGUAGE_CODE, form.filters, limit=1)
    if not results.total:
        return None
    with override(settings.LANGUAGE_CODE):
        address = reverse("search")
    sentence = ngettext("Po polsku jest %(count)s wynik", "Po polsku jest %(count)s wyników", results.total) % {"count": results.total}
    return Untranslated(sentence, address + query_with(form.kept))


@require_safe
@cache_control(private=True, no_store=True)
def suggestions(request: HttpRequest) -> JsonResponse:
    """Titles that go on from what was typed so far, as JSON; nothing for what is no question."""
    query = " ".join(request.GET.get("q", "").split())
    rows = get_engine().suggest(query, get_language() or "pl") if 0 < len(query) <= LONGEST_QUERY else []
    kinds = {kind.value: str(name) for kind, name in ONE_OF_KIND.items()}
    return JsonResponse(
        {"suggestions": [{"title": row.title, "kind": kinds.get(row.kind, ""), "url": row.url_path} for row in rows]},
    )
