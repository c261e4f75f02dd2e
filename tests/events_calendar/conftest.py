from __future__ import annotations

from datetime import date

import pytest

from core.models import PortalImage
from events_calendar import days

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The calendar's today stands still: Tuesday, 24 November 2026."""
    monkeypatch.setattr(days, "today", lambda: TODAY)
    return TODAY


@pytest.fixture
def picture(db: None) -> PortalImage:
    """A small picture with words for those who cannot see it."""
    from wagtail.images.tests.utils import get_test_image_file

    return PortalImage.objects.create(title="Stół", description="Ludzie przy okrągłym stole", file=get_test_image_file(size=(1600, 1000)))
