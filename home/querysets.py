"""Reading the pages of the centres."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Self

from wagtail.query import PageQuerySet

from core.collation import alphabetical
from core.privacy import public_q
from core.templatetags.portal_pictures import SHARE_SPEC, SPECS, renditions_of


@dataclass(frozen=True)
class Addressee:
    """A centre that messages may go to."""

    slug: str
    name: str
    email: str


class CopQuerySet(PageQuerySet):
    def for_cards(self) -> Self:
        """With all that a card shows, and without the text, which it does not."""
        return (
            self.defer("services")
            .select_related("organisation", "listing_image")
            .prefetch_related(renditions_of("listing_image", SPECS["card"]))
        )

    def at(self, url_path: str) -> Any:
        """The live page with this address, and what it shows of other tables."""
        return (
            self.live()
            .filter(url_path=url_path)
            .select_related("organisation", "owner_cop", "listing_image", "social_image", "territory")
            .prefetch_related(renditions_of("listing_image", [*SPECS["card"], SHARE_SPEC]))
            .first()
        )


def addressees() -> list[Addressee]:
    """The centres that one may write to through the contact form, by name: those with a public page and an e-mail address."""
    from home.models import CopPage

    rows = (
        CopPage.objects.live()
        .filter(public_q(), alias_of=None)
        .order_by("locale__language_code")
        .values_list("organisation__slug", "organisation__name", "email", "organisation__email")
    )
    found = {slug: Addressee(slug, name, own or general) for slug, name, own, general in rows if own or general}
    return alphabetical(found.values(), attrgetter("name"))


def pages_of(cop_id: int) -> CopQuerySet:
    """The COP's own page in every language."""
    from home.models import CopPage

    return CopPage.objects.filter(organisation_id=cop_id)
