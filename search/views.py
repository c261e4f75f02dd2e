"""The search page and its suggestions. Of what people look for only the words are counted, of who looks nothing."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, override
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

from core.models import Topic
from core.navigation import keep_query
from core.paging import Listing, page_of, page_prefix, query_with
from core.untranslated import Untranslated
from search import choices, counting, promotions, suggestions
from search import results as found
from search.engine import DEEPEST_RESULT, RESULTS_PER_PAGE, Facets, Results, get_engine
from search.feeds import SearchFeed
from search.forms import FORM_ID, LONGEST_QUERY, SearchForm, asked_of
from search.limits import WAIT_SECONDS, limited

# With fewer results than these a person is asked whether they meant something else.
FEW = 3
NOTHING = Results([], 0, 0, Facets())


def _page_number(asked: str | None) -> int:
    """The page to ask the engine for; what is no number is answered by page_of afterwards."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    return max(1, min(number, DEEPEST_RESULT // RESULTS_PER_PAGE))


def _form(request: HttpRequest) -> SearchForm:
    form = SearchForm(asked_of(request.GET), Topic.in_order())
    form.is_valid()
    return form


def _search(form: SearchForm, locale: str, number: int) -> Results:
    first = (number - 1) * RESULTS_PER_PAGE
    return get_engine().search(form.query, locale, form.filters, offset=first, order=form.order, own=form.own.code if form.own else "")


def _too_many_pages(request: HttpRequest) -> HttpResponse:
    return render(request, "search/too_many.html", {"seconds": WAIT_SECONDS}, status=429)


# Nothing is written: who posts is told that it is not done so, not that a token is missing.
@csrf_exempt
@require_safe
@cache_control(private=True, no_store=True)
@limited("page", _too_many_pages)
def search(request: HttpRequest) -> HttpResponse:
    """Results for the words and filters in the address; without any, the way to start."""
    locale = get_language() or "pl"
    form = _form(request)
    keep_query(request, form.kept)
    asked = request.GET.get("strona")
    results = NOTHING
    searched = bool(form.query or form.filters) and "q" not in form.errors
    if searched:
        number = _page_number(asked)
        results = _search(form, locale, number)
    # Pages of the strong results; where they fill no page, the first one goes on with the weaker.
    listing = page_of(range(min(results.total, DEEPEST_RESULT)), asked if searched else None, RESULTS_PER_PAGE)
    if searched and listing.page.number != number:
        results = _search(form, locale, listing.page.number)
    in_polish = _in_polish(form, locale) if searched and not results.total else None
    # Who narrows the results looks for something else than what editors put first for everybody.
    promoted = promotions.promoted(form.query, locale) if form.query and not form.filters else []
    above = {result.key for result in promoted}
    hits = [hit for hit in results.hits if hit.key not in above]
    if listing.page.number > 1:
        hits = hits or results.hits  # a last page of nothing but those
    if searched or form.errors:
        form.offer_communes()
    files, pictures = found.files_of(hits), found.pictures_of(hits)
    cards = [(hit.strong, found.card(hit, results.matched_terms, locale, files.get(hit.key), pictures.get(hit.image or 0))) for hit in hits]
    response = render(
        request,
        "search/results.html",
        {
            "form": form,
            "form_id": FORM_ID,
            "searched": searched,
            "query": form.query,
            "notices": _notices(form, results, listing),
            "sentence": found.sentence(form.query, results, bool(form.filters.kinds), promoted=bool(promoted)),
            "promoted": promoted if listing.page.number == 1 else [],
            "strong": [card for strong, card in cards if strong],
            "weak": [card for strong, card in cards if not strong],
            "listing": listing,
            "prefix": page_prefix(form.kept),
            "kinds": choices.kind_links(form, results.facets),
            "orders": choices.order_links(form) if results.total > 1 else [],
            "groups": choices.groups_of(form, results.facets) if searched or form.errors else [],
            "active": choices.chips(form),
            "filtered": bool(form.filters),
            "untranslated": in_polish,
            "rss_url": reverse("search_rss") + query_with(form.kept, kolejnosc=None, moja=None) if searched else "",
            "without_filters": query_with({"q": form.query, "moja": form.kept.get("moja", "")}),
        },
        status=listing.status,
    )
    if form.query and not form.filters and asked is None:
        # Later pages and filters go on with a search that is counted already.
        counting.count(request, form.query, locale, found=bool(hits or promoted))
    return response


def _notices(form: SearchForm, results: Results, listing: Listing) -> list[dict[str, str]]:
    """What was read otherwise than it was typed, and what was left out of the question or of the answer."""
    said = []
    if results.corrected:
        text = (
            gettext("Nie ma w portalu wszystkich słów z pytania „%(query)s”. To wyniki dla „%(corrected)s”.")
            if " " in form.query
            else gettext("Nie ma w portalu słowa „%(query)s”. To wyniki dla „%(corrected)s”.")
        )
        said.append({"text": text % {"query": form.query, "corrected": results.corrected}})
    elif form.query and results.total < FEW and (meant := get_engine().meant(form.query, get_language() or "pl")):
        address = query_with({**form.kept, "q": meant})
        said.append({"title": gettext("Czy chodziło o inne słowo?"), "link_url": address, "link_label": meant})
    if form.shortened:
        text = gettext("Pytanie jest długie. Szukamy według jego pierwszych %(count)s znaków, reszta jest pominięta.")
        said.append({"text": text % {"count": LONGEST_QUERY}})
    if results.total > DEEPEST_RESULT and listing.page.number == listing.page.paginator.num_pages:
        text = gettext("To ostatnia strona: pokazujemy pierwsze %(count)s wyników na %(pages)s stronach. Dopisz słowo albo zawęź wyniki.")
        said.append({"text": text % {"pages": listing.page.paginator.num_pages, "count": DEEPEST_RESULT}})
    return said


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


def _too_many_suggestions(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"suggestions": [], "message": gettext("Za dużo pytań naraz. Odczekaj minutę.")}, status=429)


@csrf_exempt
@require_safe
@cache_control(private=True, no_store=True)
@limited("suggestions", _too_many_suggestions)
def suggest(request: HttpRequest) -> JsonResponse:
    """What goes on from what was typed so far, as JSON, and how much that is in words; nothing for what is no question."""
    rows = suggestions.suggestions(request.GET.get("q", ""), get_language() or "pl")
    message = (
        ngettext("%(count)s podpowiedź", "%(count)s podpowiedzi", len(rows)) % {"count": len(rows)} if rows else gettext("Brak podpowiedzi")
    )
    return JsonResponse({"suggestions": [row.as_json() for row in rows], "message": message})


def _too_many_feeds(request: HttpRequest) -> HttpResponse:
    return HttpResponse(gettext("Za dużo pytań naraz. Odczekaj minutę."), status=429, content_type="text/plain; charset=utf-8")


@csrf_exempt
@require_safe
@cache_control(private=True, no_cache=True)
@limited("rss", _too_many_feeds)
@conditional_page
def rss(request: HttpRequest) -> HttpResponse:
    """The newest results of a search as a channel. What is wrong in the address is left out, as on the page."""
    form = _form(request)
    searched = bool(form.query or form.filters) and "q" not in form.errors
    return SearchFeed(form, get_language() or "pl", searched=searched)(request)
