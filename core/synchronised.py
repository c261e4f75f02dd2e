"""One truth in every language: what a translation takes from its source page instead of keeping it itself (design decision 11).

wagtail-localize copies these columns when somebody presses "update the translation"; a moved event cannot wait for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from modelcluster.models import get_field_value
from wagtail.models import Page, Revision
from wagtail_localize.fields import SynchronizedField, get_translatable_fields

from core import pagecache
from core.fields import ComputedField

if TYPE_CHECKING:
    from core.models import PortalPage


def synchronised_fields(model: type[Page]) -> dict[str, bool]:
    """The columns of this page type that are the same in every language; the value says whether a translation may differ.

    Not the slug: a changed address moves what lies below it, too.
    """
    columns = {field.name for field in model._meta.concrete_fields} - {"slug"}
    return {
        field.field_name: field.overridable
        for field in get_translatable_fields(model)
        if isinstance(field, SynchronizedField) and field.field_name in columns
    }


def is_source(page: Page) -> bool:
    """Whether others take their columns from this page."""
    return page.locale.language_code == settings.LANGUAGE_CODE


def take_from_source(page: PortalPage) -> None:
    """Give a translation, in memory, what its live source page says."""
    if page.locale_id is None or is_source(page):
        return
    source = type(page)._default_manager.filter(
        translation_key=page.translation_key, locale__language_code=settings.LANGUAGE_CODE, live=True
    )
    for one in source:
        _copy(one, page, synchronised_fields(type(page)))


def hand_on(page: PortalPage, written: Iterable[str] | None) -> None:
    """Write these columns of a live source page, all of them for None, to its translations. Call inside the writing transaction."""
    known = synchronised_fields(type(page))
    names = known if written is None else known.keys() & set(written)
    if not names or not page.live or not is_source(page):
        return
    with transaction.atomic():
        for translation in type(page)._default_manager.filter(translation_key=page.translation_key).exclude(pk=page.pk):
            changed = _copy(page, translation, names)
            if changed:
                # The translation's texts may be unfinished; that is no reason to keep an old date.
                translation.save(clean=False, update_fields=[*changed, *(field.name for field in _computed(translation))])
                pagecache.bump()
            _write_open_texts(page, translation, names)


def _computed(page: Page) -> list[ComputedField]:
    return [field for field in page._meta.local_concrete_fields if isinstance(field, ComputedField)]


def _copy(source: Page, target: Page, names: Iterable[str]) -> list[str]:
    """Set the columns that differ and that the target does not keep itself; returns their names."""
    fields = [source._meta.get_field(name) for name in names]
    differing: dict[str, Any] = {field.name: field for field in fields if getattr(source, field.attname) != getattr(target, field.attname)}
    for name in _own(target, [name for name in differing if synchronised_fields(type(target))[name]]):
        del differing[name]
    for field in differing.values():
        setattr(target, field.attname, getattr(source, field.attname))
    return list(differing)


def _own(page: Page, overridable: list[str]) -> list[str]:
    """Those of these columns that the translation's editor filled otherwise, or all of a page that is edited as an ordinary one."""
    from wagtail_localize.models import SegmentOverride, Translation

    if not overridable:
        return []
    key, locale = page.translation_key, page.locale_id
    if not Translation.objects.filter(source__object_id=key, target_locale_id=locale, enabled=True).exists():
        return overridable
    overrides = SegmentOverride.objects.filter(context__object_id=key, locale_id=locale, context__path__in=overridable)
    return list(overrides.values_list("context__path", flat=True))


def _write_open_texts(source: Page, translation: Page, names: Iterable[str]) -> None:
    """The same in the translation's texts that may still be edited or published."""
    open_texts = Revision.page_revisions.filter(object_id=str(translation.pk)).filter(
        Q(pk=translation.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    )
    for revision in open_texts:
        text = revision.as_object()
        changed: list[models.Field] = [text._meta.get_field(name) for name in _copy(source, text, names)]
        if not changed:
            continue
        for computed in _computed(text):
            computed.pre_save(text, add=False)
            changed.append(computed)
        revision.content.update({field.name: get_field_value(field, text) for field in changed})
        revision.save(update_fields=["content"])
