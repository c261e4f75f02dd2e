"""The smallest tree that every page type can stand in, and the people of the demo's roles."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Collection, Locale, Page, Site

from accounts.models import Organisation
from core.models import Territory
from events_calendar.models import CalendarFolderPage, CalendarPage
from home.models import CopIndexPage, HomePage
from news.models import NewsFolderPage, NewsIndexPage
from ngo_pages.models import InitiativeIndexPage, NgoIndexPage
from problem_groups.models import GroupIndexPage
from tests.snapshots import built_once


@dataclass(frozen=True)
class SiteTree:
    """The Polish tree: home and the index pages, with folders for two COPs, Słupsk and Tczew."""

    site: Site
    home: HomePage
    news: NewsIndexPage
    calendar: CalendarPage
    ngos: NgoIndexPage
    initiatives: InitiativeIndexPage
    groups: GroupIndexPage
    cops: CopIndexPage
    slupsk: Organisation
    tczew: Organisation
    news_slupsk: NewsFolderPage
    news_tczew: NewsFolderPage
    calendar_slupsk: CalendarFolderPage
    calendar_tczew: CalendarFolderPage


def make_territories() -> dict[str, Territory]:
    """Pomorskie with two counties and three communes, by TERYT code."""
    pomorskie = Territory.objects.create(code="22", name="Pomorskie", kind="voivodeship")
    made = {"22": pomorskie}
    for code, name in (("2263", "Słupsk"), ("2212", "powiat słupski"), ("2214", "powiat tczewski")):
        made[code] = Territory.objects.create(code=code, name=name, kind="county", parent=pomorskie)
    for code, name, kind in (
        ("2263011", "Słupsk", "gmina miejska"),
        ("2212062", "Kobylnica", "gmina wiejska"),
        ("2214011", "Tczew", "gmina miejska"),
    ):
        made[code] = Territory.objects.create(code=code, name=name, kind="commune", commune_type=kind, parent=made[code[:4]])
    return made


@built_once
def make_site_tree() -> SiteTree:
    """Build the tree in the test's database; the default locale is Polish, English exists and is empty."""
    for old in Site.objects.all():
        old.delete()
    for page in Page.objects.filter(depth=2):
        page.delete()
    polish, _created = Locale.objects.get_or_create(language_code="pl")
    Locale.objects.get_or_create(language_code="en")
    territories = make_territories()
    slupsk = Organisation.objects.create(
        kind="cop", name="COP Słupsk", slug="slupsk", town="Słupsk", territory=territories["2263011"], email="slupsk@cop.example.org"
    )
    tczew = Organisation.objects.create(
        kind="cop", name="COP Tczew", slug="tczew", town="Tczew", territory=territories["2214011"], email="tczew@cop.example.org"
    )
    # A test that commits empties the tables afterwards, and with them what Wagtail's first migration made.
    root = Page.objects.filter(depth=1).first() or Page.add_root(instance=Page(title="Wszystkie strony", slug="root", locale=polish))
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Wszystkie zbiory")
    home = root.add_child(instance=HomePage(title="Portal Współpracy", slug="portal", locale=polish))
    site = Site.objects.create(hostname="testserver", port=80, root_page=home, is_default_site=True, site_name="Portal Współpracy")

    def child(parent: Page, model: type[Page], title: str, slug: str, **fields: object) -> Page:
        return parent.add_child(instance=model(title=title, slug=slug, locale=polish, **fields))

    news = child(home, NewsIndexPage, "Aktualności", "aktualnosci", show_in_menus=True)
    calendar = child(home, CalendarPage, "Kalendarz", "kalendarz", show_in_menus=True)
    return SiteTree(
        site=site,
        home=home,
        news=news,
        calendar=calendar,
        ngos=child(home, NgoIndexPage, "Organizacje", "organizacje", show_in_menus=True),
        initiatives=child(home, InitiativeIndexPage, "Inicjatywy", "inicjatywy"),
        groups=child(home, GroupIndexPage, "Grupy", "grupy", show_in_menus=True),
        cops=child(home, CopIndexPage, "Centra organizacji pozarządowych", "cop"),
        slupsk=slupsk,
        tczew=tczew,
        news_slupsk=child(news, NewsFolderPage, "Aktualności COP Słupsk", "slupsk", owner_cop=slupsk),
        news_tczew=child(news, NewsFolderPage, "Aktualności COP Tczew", "tczew", owner_cop=tczew),
        calendar_slupsk=child(calendar, CalendarFolderPage, "Kalendarz COP Słupsk", "slupsk", owner_cop=slupsk),
        calendar_tczew=child(calendar, CalendarFolderPage, "Kalendarz COP Tczew", "tczew", owner_cop=tczew),
    )
