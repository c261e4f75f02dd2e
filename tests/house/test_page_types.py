"""What holds for every page type, also for the ones that come later."""

from __future__ import annotations

import pytest
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel
from wagtail.models import get_page_models

from core.models import PortalPage

TYPES = [model for model in get_page_models() if issubclass(model, PortalPage)]


def fields_of(panel: Panel) -> list[str]:
    if isinstance(panel, FieldPanel):
        return [panel.field_name]
    if isinstance(panel, InlinePanel):
        return [panel.relation_name]
    return [name for child in getattr(panel, "children", []) for name in fields_of(child)]


def test_there_are_page_types() -> None:
    assert len(TYPES) >= 14


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_no_field_stands_twice_in_the_editor(model: type[PortalPage]) -> None:
    """A chooser that stands twice opens two dialogs, and the second value wins without a word."""
    fields = fields_of(model.get_edit_handler())
    assert sorted(fields) == sorted(set(fields))
    assert {"title", "slug", "summary"} <= set(fields)


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_every_type_says_where_it_may_stand(model: type[PortalPage]) -> None:
    assert model.parent_page_types, "an editor could put it anywhere"
    assert str(model._meta.verbose_name) != model.__name__
