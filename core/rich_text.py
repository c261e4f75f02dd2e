"""Links in rich text: their addresses come from the cache, so that a long text with many links costs no queries.

A browser may send as a link's id whatever it likes, and Wagtail asks the database for it, in the editor and on the page. What
is no row's number is no link: it is not stored, and where it is stored already, only its words are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.html import format_html
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler, document_link_entity
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from core import navigation

LONGEST_ID = 18  # digits; databases know no larger numbers


def _is_number(found: Any) -> bool:
    text = str(found)
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID


# --- On the page


class CachedPageLinkHandler(PageLinkHandler):
    """Wagtail's, without its three queries for each block of text."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        known = navigation.addresses(attrs["id"] for attrs in attrs_list if _is_number(attrs.get("id")))
        found = [known.get(attrs.get("id", "")) for attrs in attrs_list]
        return [format_html('<a href="{}">', address) if address else "<a>" for address in found]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterable[tuple[type[Model], str, str, str]]:
        return super().extract_references(attrs) if _is_number(attrs.get("id")) else ()


class NumberedDocumentLinkHandler(DocumentLinkHandler):
    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Model | None]:
        numbered = [attrs for attrs in attrs_list if _is_number(attrs.get("id"))]
        found = dict(zip((attrs["id"] for attrs in numbered), super().get_many(numbered), strict=True))
        return [found.get(attrs.get("id", "")) for attrs in attrs_list]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterable[tuple[type[Model], str, str, str]]:
        return super().extract_references(attrs) if _is_number(attrs.get("id")) else ()


# --- In the editor


class NumberedPageLinkElementHandler(PageLinkElementHandler):
    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        return super().get_attribute_data(attrs) if _is_number(attrs.get("id")) else {}


class NumberedDocumentLinkElementHandler(DocumentLinkElementHandler):
    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        return super().get_attribute_data(attrs) if _is_number(attrs.get("id")) else {}


def numbered_link(props: dict[str, Any]) -> Any:
    """What is stored of a link to a page or to an address."""
    linked = _is_number(props["id"]) if props.get("id") is not None else props.get("url")
    return link_entity(props) if linked else props["children"]


def numbered_document_link(props: dict[str, Any]) -> Any:
    """What is stored of a link to a document."""
    return document_link_entity(props) if _is_number(props.get("id")) else props["children"]


def register(features: FeatureRegistry) -> None:
    """Put these in the place of Wagtail's, whose own must be there."""
    features.register_link_type(CachedPageLinkHandler)
    features.register_link_type(NumberedDocumentLinkHandler)
    rules = features.converter_rules_by_converter["contentstate"]
    for feature, element, handler, entity, stored in (
        ("link", 'a[linktype="page"]', NumberedPageLinkElementHandler("LINK"), "LINK", numbered_link),
        ("document-link", 'a[linktype="document"]', NumberedDocumentLinkElementHandler("DOCUMENT"), "DOCUMENT", numbered_document_link),
    ):
        rule = {
            "from_database_format": {**rules[feature]["from_database_format"], element: handler},
            "to_database_format": {"entity_decorators": {entity: stored}},
        }
        features.register_converter_rule("contentstate", feature, rule)
