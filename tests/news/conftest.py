from __future__ import annotations

import pytest

from core.models import PortalImage


@pytest.fixture
def picture(db: None) -> PortalImage:
    """A small picture with words for those who cannot see it."""
    from wagtail.images.tests.utils import get_test_image_file

    return PortalImage.objects.create(title="Stół", description="Ludzie przy okrągłym stole", file=get_test_image_file(size=(1600, 1000)))
