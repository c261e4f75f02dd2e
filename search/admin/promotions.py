"""Wagtail's search promotions as the portal uses them: words for what its own say of an exact match, nothing of its counts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.contrib.search_promotions import views
from wagtail.contrib.search_promotions.forms import QueryForm, SearchPromotionsFormSet
from wagtail.contrib.search_promotions.wagtail_hooks import SearchPicksMenuItem

from core.plain_text import plain_line, plain_text
from search import polish

LONGEST_WORDS = 200
LONGEST_DESCRIPTION = 300


def _no_disguise(value: str) -> None:
    """ "https://portal.pl@elsewhere.pl/" leads elsewhere."""
    if "@" in urlsplit(value).netloc:
        raise ValidationError(_("Wpisz adres bez nazwy użytkownika przed znakiem @."))


def _has_words(value: str) -> None:
    if not polish.words(value):
        raise ValidationError(_("Wpisz choć jedno słowo: same znaki nic nie znaczą."))


def _asked(view: Any) -> dict[str, str]:
    """The report links here with what somebody looked for."""
    return {"query_string": " ".join(view.request.GET.get("q", "").split())[:LONGEST_WORDS]}


def install() -> None:
    """Wagtail has no setting for these; its views and forms take ours."""
    views.CreateView.get_initial = _asked
    # How often it was asked stands in the portal's own report.
    views.IndexView.columns = [column for column in views.IndexView.columns if column.name != "views"]
    query: Any = QueryForm.base_fields["query_string"]
    query.help_text = _("To, co ludzie wpisują. Odmiana, polskie znaki i kolejność słów nie mają znaczenia.")
    query.validators = [*query.validators, MaxLengthValidator(LONGEST_WORDS), plain_line, _has_words]
    fields: Any = SearchPromotionsFormSet.form.base_fields
    fields["external_link_text"].label = _("Tekst linku")
    fields["external_link_text"].validators.append(plain_line)
    fields["description"].help_text = _("Zdanie pod tytułem: dlaczego właśnie to polecasz.")
    fields["description"].validators += [plain_text, MaxLengthValidator(LONGEST_DESCRIPTION)]
    fields["external_link_url"].validators += [URLValidator(schemes=["http", "https"]), _no_disguise]


class PromotionsMenuItem(SearchPicksMenuItem):
    """The same door, in the group of the search."""

    def __init__(self) -> None:
        super().__init__(
            _("Polecane wyniki"), reverse("wagtailsearchpromotions:index"), name="search-promotions", icon_name="pick", order=200
        )


def without_wagtails_own(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take Wagtail's items out of the settings and the reports: one door stands elsewhere, one report would always be empty."""
    items[:] = [item for item in items if item.name not in ("promoted-search-results", "search-terms")]
