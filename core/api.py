"""The portal's content for programs: Wagtail's API v2 at /api/v2/, for reading and without a log-in.

Only what anybody may read on the portal: live pages without a restriction, and the pictures and documents that such pages use,
of open collections, no private documents. It answers everyone alike, whoever is signed in. Fields are named one by one
(`api_fields` of the page types), so that no new field, and no e-mail address, gets out by itself.

v3 of Wagtail 8 is not mounted: it is a preview that writes too and knows no private documents.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from rest_framework.fields import Field
from rest_framework.request import Request
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import BaseSerializer, TagsField
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.serializers import ImageSerializer
from wagtail.images.api.v2.views import ImagesAPIViewSet

from core.models import PortalDocument, PortalImage
from core.privacy import public_q
from core.private_documents import restricted_collections
from core.querysets import used_by_readers


class OpenViewSet(BaseAPIViewSet):
    """For everybody alike: no log-in is looked at."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        for name in ("limit", "offset", "id"):
            value = request.GET.get(name, "0")
            # Wagtail asks the database for whatever was sent as an id; and databases know no larger numbers.
            if not (value.isascii() and value.isdecimal() and len(value) < 10):
                raise BadRequestError(f"{name} must be a whole number of at most 9 digits")
        if request.GET.get("search_operator", "") not in ("", "and", "or"):
            raise BadRequestError("search_operator must be 'and' or 'or'")

    def handle_exception(self, exc: Exception) -> Any:
        # A date that does not exist, asked of a date field.
        return super().handle_exception(BadRequestError("; ".join(exc.messages)) if isinstance(exc, ValidationError) else exc)


class PortalPages(OpenViewSet, PagesAPIViewSet):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().filter(public_q())

    def get_queryset(self) -> QuerySet:
        # Each page's own address and language ask for it.
        return super().get_queryset().select_related("locale")


class PrefetchedTagsField(TagsField):
    """The same list, without a query for each file."""

    def to_representation(self, value: Any) -> list[str]:
        return sorted(tag.name for tag in value.all())


class FileSerializer(BaseSerializer):
    """Of images and documents."""

    def build_property_field(self, field_name: str, model_class: type[Model]) -> tuple[type[Field], dict[str, Any]]:
        field, options = super().build_property_field(field_name, model_class)
        return (PrefetchedTagsField if field is TagsField else field), options


class PortalImageSerializer(FileSerializer, ImageSerializer):
    pass


class PortalDocumentSerializer(FileSerializer, DocumentSerializer):
    pass


class PortalImages(OpenViewSet, ImagesAPIViewSet):
    base_serializer_class = PortalImageSerializer

    def get_queryset(self) -> QuerySet:
        used = super().get_queryset().filter(pk__in=used_by_readers(PortalImage)).prefetch_related("tags")
        return used.exclude(collection__in=restricted_collections())


class PortalDocuments(OpenViewSet, DocumentsAPIViewSet):
    base_serializer_class = PortalDocumentSerializer

    def get_queryset(self) -> QuerySet:
        used = super().get_queryset().filter(pk__in=used_by_readers(PortalDocument), private=False)
        return used.prefetch_related("tags").exclude(collection__in=restricted_collections())


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PortalPages)
router.register_endpoint("images", PortalImages)
router.register_endpoint("documents", PortalDocuments)
