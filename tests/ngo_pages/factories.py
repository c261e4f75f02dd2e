"""Profiles and initiatives for tests, with the least that a page needs."""

from __future__ import annotations

from typing import Any

import factory
import wagtail_factories
from wagtail.models import Page

from accounts.models import Organisation
from ngo_pages.models import InitiativePage, NgoPage


class OrganisationFactory(factory.django.DjangoModelFactory):
    kind = "ngo"
    name = factory.Sequence(lambda number: f"Stowarzyszenie {number}")
    slug = factory.Sequence(lambda number: f"stowarzyszenie-{number}")
    town = "Słupsk"
    legal_form = "association"

    class Meta:
        model = Organisation


class NgoPageFactory(wagtail_factories.PageFactory):
    title = factory.LazyAttribute(lambda page: page.organisation.name)
    slug = factory.LazyAttribute(lambda page: page.organisation.slug)
    summary = "Pomagamy sąsiadom."
    mission = "Chcemy, żeby nikt nie był sam."
    organisation = factory.SubFactory(OrganisationFactory)

    class Meta:
        model = NgoPage


class InitiativePageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Inicjatywa {number}")
    slug = factory.Sequence(lambda number: f"inicjatywa-{number}")
    summary = "Robimy coś razem."
    aim = "Żeby było ładniej."

    class Meta:
        model = InitiativePage


def many_ngos(index: Page, count: int, **fields: Any) -> list[NgoPage]:
    """So many profiles, each of an organisation of its own, written in bulk."""
    from tests.bulk import bulk_children

    start = Organisation.objects.count()
    organisations = Organisation.objects.bulk_create(
        [
            Organisation(kind="ngo", name=f"Zbiorcza {start + number}", slug=f"zbiorcza-{start + number}", town="Tczew")
            for number in range(count)
        ]
    )
    return bulk_children(
        index,
        [
            NgoPage(**{"title": item.name, "slug": item.slug, "summary": "Streszczenie.", "organisation": item, **fields})
            for item in organisations
        ],
    )


def many_initiatives(index: Page, count: int, **fields: Any) -> list[InitiativePage]:
    """So many initiatives, written in bulk."""
    from tests.bulk import bulk_children

    start = InitiativePage.objects.count()
    return bulk_children(
        index,
        [
            InitiativePage(
                **{"title": f"Zbiorcza {start + number}", "slug": f"zbiorcza-{start + number}", "summary": "Tak.", "aim": "Cel.", **fields}
            )
            for number in range(count)
        ],
    )
