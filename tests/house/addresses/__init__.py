"""Every address and form of the portal with an example: the tables that the tests of bad input walk. A new one needs a row here."""

from tests.house.addresses.forms import FORMS, Maker, page_form, request_of
from tests.house.addresses.rows import ADDRESSES, PAGES, ROWS, Row
from tests.house.addresses.sources import configured_addresses, defined_forms, page_types, routed_addresses
from tests.house.addresses.world import World, make_world, put_files

__all__ = [
    "ADDRESSES",
    "FORMS",
    "PAGES",
    "ROWS",
    "Maker",
    "Row",
    "World",
    "configured_addresses",
    "defined_forms",
    "make_world",
    "page_form",
    "page_types",
    "put_files",
    "request_of",
    "routed_addresses",
]
