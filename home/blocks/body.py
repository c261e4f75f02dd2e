"""The body of home's pages: every block of core, and lists of other apps' pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.blocks import BodyBlock
from home.blocks.lists import EventListBlock, InitiativeListBlock, NewsListBlock, OrganisationListBlock


class HomeBodyBlock(BodyBlock):
    events = EventListBlock(group=_("Listy"))
    news = NewsListBlock(group=_("Listy"))
    organisations = OrganisationListBlock(group=_("Listy"))
    initiatives = InitiativeListBlock(group=_("Listy"))
