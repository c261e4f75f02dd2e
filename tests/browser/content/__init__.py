"""A portal with one page of every type and the states a person may find it in, for tests that look at each of them."""

from tests.browser.content.site import build_site
from tests.browser.content.states import walk

__all__ = ["build_site", "walk"]
