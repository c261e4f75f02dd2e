"""The newest results of a search as an RSS channel."""

from __future__ import annotations

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from core.feeds import PictureRss, xml_text
from core.paging import query_with
from core.templatetags.portal_ui import event_when
from search import choices
from search.engine import Hit, Order, get_engine
from search.forms import SearchForm
from search.highlight import excerpt
from search.kinds import ONE_OF_KIND, Kind
from search.results import all_day, text_of

NEWEST = 30


class SearchFeed(Feed):
    """What a question with its filters finds, the newest first; empty while nothing is asked."""

    feed_type = PictureRss
    item_guid_is_permalink = False

    def __init__(self, form: SearchForm, locale: str, *, searched: bool) -> None:
        super().__init__()
        self.form, self.locale, self.searched = form, locale, searched

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def title(self, request: HttpRequest) -> str:
        words = [f"„{self.form.query}”"] if self.form.query else []
        asked = ", ".join([*words, *(chip["label"] for chip in choices.chips(self.form, own=False))])
        return xml_text(gettext("Szukaj: %(asked)s") % {"asked": asked} if asked else gettext("Szukaj w portalu"))

    def description(self, request: HttpRequest) -> str:
        if not self.searched:
            return gettext("Ten kanał o nic nie pyta: dopisz do adresu słowa albo filtry.")
        return gettext("Najnowsze wyniki tego wyszukiwania. Kanał sam się odświeża.")

    def feed_url(self, request: HttpRequest) -> str:
        """Where the channel is read again: with what it asks."""
        return reverse("search_rss") + query_with(self.form.kept, kolejnosc=None, moja=None)

    def link(self, request: HttpRequest) -> str:
        return reverse("search") + query_with(self.form.kept)

    def items(self, request: HttpRequest) -> list[Hit]:
        if not self.searched:
            return []
        found = get_engine().search(self.form.query, self.locale, self.form.filters, limit=NEWEST, order=Order.DATE)
        return [hit for hit in found.hits if hit.strong]

    def item_title(self, item: Hit) -> str:
        return xml_text(item.title)

    def item_description(self, item: Hit) -> str:
        """When and where an event is first, then what the text says."""
        when = event_when(item.date, item.end, all_day(item.date, item.end)) if item.kind == Kind.EVENT and item.date else ""
        head = ". ".join(part for part in (when, item.place) if part)
        text = item.summary or text_of(excerpt("", item.body, frozenset(), self.locale))
        return xml_text(". ".join(part for part in (head, text) if part))

    def item_link(self, item: Hit) -> str:
        return item.url_path

    def item_guid(self, item: Hit) -> str:
        # An address may change, this does not.
        return f"szukaj:{item.key}"

    def item_pubdate(self, item: Hit) -> datetime | None:
        """When a text is from; a day to come is no day of publication."""
        return item.date if item.date and item.date <= timezone.now() else None

    def item_categories(self, item: Hit) -> list[str]:
        return [str(ONE_OF_KIND[Kind(item.kind)])] if item.kind in Kind.values else []
