"""Reading pages: the filters that lists of several apps share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains
from wagtail.models import Page, ReferenceIndex, get_default_page_content_type
from wagtail.query import PageQuerySet

from core import registry
from core.fields import folded_words, stem
from core.privacy import is_public, public_q

# Columns of a page that no list shows: half of them all, and reading them is a good part of what a list costs.
UNLISTED = (
    "draft_title",
    "seo_title",
    "search_description",
    "show_in_menus",
    "owner",
    "numchild",
    "alias_of",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "go_live_at",
    "expire_at",
    "expired",
    "locked",
    "locked_at",
    "locked_by",
    "social_image",
    "review_by",
    "body",
    *(
        f"owner_cop__{column}"
        for column in ("legal_form", "territory", "address", "email", "phone", "website", "krs", "regon", "nip", "collection")
    ),
)
MOST_USES = 1_000


def holds_code(column: str, code: str) -> Q:
    """Rows whose list of codes (core.fields.CodesField) holds this one. The list is JSON, which every database reads as text."""
    return Q(Contains(Cast(column, TextField()), json.dumps(code)))


def take_turn(page_id: int) -> None:
    """Wait until nobody else writes the page, until the end of this transaction. Whoever reads it next reads what is true now.

    Wagtail saves all columns of a page, so two who read it at once write over each other's. SQLite writes one at a time anyway.
    """
    Page.objects.select_for_update(no_key=True).filter(pk=page_id).values_list("pk", flat=True).first()


def used_by_readers(model: type[Model]) -> QuerySet:
    """Primary keys of the images or documents that a page open to everybody uses, in its fields or in its text.

    Anything else in the library may be a part of a text that is not published yet.
    """
    pages = Page.objects.live().filter(public_q()).annotate(key=Cast("pk", CharField())).values("key")
    references = ReferenceIndex.objects.filter(
        base_content_type=get_default_page_content_type(),
        object_id__in=pages,
        to_content_type=ContentType.objects.get_for_model(model),
    )
    # Its keys are texts; some models have keys that are no numbers, so ours become texts, not the other way.
    return model._default_manager.annotate(key=Cast("pk", CharField())).filter(key__in=references.values("to_object_id")).values("pk")


def pages_using(model: type[Model], pks: Iterable[int], locale: str) -> dict[int, Page]:
    """For each of these images or documents one page in this language that uses it and is open to everybody; two queries."""
    references = ReferenceIndex.objects.filter(
        base_content_type=get_default_page_content_type(),
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id__in=[str(pk) for pk in pks],
    )
    # A logo may be on thousands of pages; whoever stands behind them names no page.
    uses = list(references.values_list("to_object_id", "object_id").distinct()[:MOST_USES])
    pages = Page.objects.live().filter(public_q(), locale__language_code=locale).in_bulk({int(page) for _used, page in uses})
    return {int(used): pages[int(page)] for used, page in uses if int(page) in pages}


class WordsAndPlaces(PageQuerySet):
    """Pages with a column `words` (core.fields.WordsField) and the topics and territory of every PortalPage."""

    def with_words(self, text: str, column: str = "words") -> Self:
        """Pages that have every word, in whatever form and with or without diacritics; "w", "z", "i" do not count.

        A text without any word in it, such as "%", is in no page. `column` is the WordsField that is looked through.
        """
        words = folded_words(text)
        found = self if words or not text.strip() else self.none()
        for word in [word for word in words if len(word) > 1] or words:
            found = found.filter(**{f"{column}__contains": f" {stem(word)}"})
        return found

    def about(self, topic: str) -> Self:
        return self.filter(topic_links__tag__slug=topic)

    def in_commune(self, code: str) -> Self:
        return self.filter(territory__code=code)

    def in_county(self, code: str) -> Self:
        """In the county or any of its communes: a unit's TERYT code begins with its parent's."""
        return self.filter(territory__code__startswith=code)


def own_page_of(organisation: Any, locale_id: int) -> Page | None:
    """The public page that is the organisation's own, in this language: an NGO's profile, a COP's page."""
    for offered in registry.organisation_pages:
        if offered.own_of == organisation.kind:
            return offered.pages(organisation.pk).live().filter(public_q(), locale_id=locale_id).first()
    return None


def linked_pages(links: Any, locale_id: int) -> list[Page]:
    """The public pages that editors chose in these rows (`target`), in this language, in the editors' order."""
    targets = [link.target for link in links.select_related("target")]
    if any(target.locale_id != locale_id for target in targets):
        translated = Page.objects.filter(translation_key__in=[target.translation_key for target in targets], locale_id=locale_id)
        by_key = {target.translation_key: target for target in translated}
        targets = [by_key[target.translation_key] for target in targets if target.translation_key in by_key]
    return [target for target in targets if target.live and is_public(target.path)]
