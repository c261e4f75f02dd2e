"""The page tree that everything hangs on, the COPs, and the pages of `fixtures/pages.yaml`."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site

from core.demo.loading import DemoRun
from core.demo.reading import fixture
from core.models import SiteSettings
from events_calendar.models import CalendarPage
from home.models import (
    ContactFormField,
    ContactPage,
    ContentPage,
    CopIndexPage,
    CopPage,
    CopStaffRole,
    HomeDoorLink,
    HomePage,
    OpeningHours,
    SectionPage,
)
from news.models import NewsIndexPage
from ngo_pages.models import InitiativeIndexPage, NgoIndexPage
from problem_groups.models import GroupIndexPage

# Key, type, title, slug, in menu, summary. English names stand in english.py.
INDEXES: list[tuple[str, type[Page], str, str, bool, str]] = [
    ("news", NewsIndexPage, "Aktualności", "aktualnosci", True, "Co nowego w centrach, organizacjach i urzędach Pomorza."),
    ("calendar", CalendarPage, "Kalendarz", "kalendarz", True, "Spotkania, szkolenia, konsultacje i wydarzenia w Twojej okolicy."),
    ("ngos", NgoIndexPage, "Organizacje", "organizacje", True, "Organizacje, które działają w Twojej gminie, i sposoby, żeby się włączyć."),
    (
        "initiatives",
        InitiativeIndexPage,
        "Inicjatywy",
        "inicjatywy",
        True,
        "Co mieszkańcy robią razem: pomysły, które szukają ludzi, i te, które już działają.",
    ),
    ("groups", GroupIndexPage, "Grupy", "grupy", True, "Grupy problemowe i tematyczne, w których organizacje pracują razem."),
    (
        "cops",
        CopIndexPage,
        "Centra organizacji pozarządowych",
        "cop",
        False,
        "Dziewięć miejsc, w których dostaniesz bezpłatną pomoc i radę.",
    ),
]
PAGE_TYPES: dict[str, type[Page]] = {"section": SectionPage, "content": ContentPage, "contact": ContactPage}


def load_tree(run: DemoRun) -> None:
    """The site, the home page and the index pages."""
    Locale.objects.get_or_create(language_code="en")
    home_row = next(row for row in fixture("pages") if row["type"] == "home")
    root = Page.objects.get(depth=1)
    if not run.is_loaded("page:home"):
        # Wagtail's first migration leaves a welcome page; it makes room for ours.
        for welcome in Page.objects.filter(depth=2, slug="home"):
            welcome.delete()
    home = run.page("page:home", root, HomePage, {**home_row, "slug": "portal"}, prepare=lambda page: _prepare_home(run, page, home_row))
    if home is None:
        raise RuntimeError("Strona główna demo została usunięta. Zacznij od nowa: make demo-reset")
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
    if site.root_page_id != home.pk:
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        site.root_page, site.site_name = home, "Portal Współpracy"
        site.hostname, site.port = address.hostname or "localhost", address.port or (443 if address.scheme == "https" else 80)
        site.save()
        SiteSettings.objects.get_or_create(
            site=site,
            defaults={}
            if run.bare
            else {
                "about": "Wspólny portal organizacji pozarządowych, samorządów i mieszkańców Pomorza. Prowadzi go Centrum Inicjatyw "
                "Obywatelskich razem z centrami organizacji pozarządowych.",
                "about_en": "One portal for the NGOs, local governments and residents of Pomerania, run by Centrum Inicjatyw "
                "Obywatelskich together with the NGO support centres.",
                "address": "ul. Sienkiewicza 19, 76-200 Słupsk",
                "email": "kontakt@cio.example.org",
            },
        )
    run.know("page:home", home)
    for key, model, title, slug, in_menu, summary in INDEXES:
        index = run.page(f"index:{key}", home, model, {"title": title, "slug": slug, "summary": summary, "in_menu": in_menu})
        if index is not None:
            run.pages[key] = index


def _prepare_home(run: DemoRun, page: HomePage, row: dict[str, Any]) -> None:
    page.lead = row.get("lead") or row.get("summary", "")
    page.popular_searches = row.get("popular_searches", "")
    if run.bare:
        return  # the doors lead to pages that editors have yet to write
    links = [(door["audience"], link) for door in row["doors"] for link in door["links"]]
    # One order through all doors: the English texts find their links by it.
    page.door_links = [
        HomeDoorLink(audience=audience, text=link["text"], path=link["path"], sort_order=number)
        for number, (audience, link) in enumerate(links)
    ]


def load_centres(run: DemoRun) -> None:
    """Each COP, with all that belongs to it, by the same service as the admin's form; CIO has its folders too."""
    from home.services.cops import open_cop

    rows = fixture("organisations")
    pages = {row["cop"]: row for row in fixture("cops")}
    for row in [*rows["cops"], rows["cio"]]:
        slug = row["slug"]
        key = f"cop:{slug}"
        if not run.is_loaded(key):
            contact = {} if run.bare else {name: row.get(name, "") for name in ("address", "email", "phone", "website")}
            opened = open_cop(
                name=row["name"],
                slug=slug,
                town=row["town"],
                territory=run.territories[row["territory"]],
                **contact,
                serves=[run.territories[code] for code in row.get("serves") or []],
            )
            run.collections[slug] = opened.collection
            if opened.cop_page is not None and slug in pages and not run.bare:
                _fill_cop_page(run, opened.cop_page, pages[slug])
            run.remember(key, opened.organisation.pk)
    _know_centres(run)


def _know_centres(run: DemoRun) -> None:
    from accounts.models import Organisation
    from events_calendar.models import CalendarFolderPage
    from news.models import NewsFolderPage

    for organisation in Organisation.objects.filter(kind="cop"):
        run.organisations[organisation.slug] = organisation
    for kind, model in (("news-folder", NewsFolderPage), ("calendar-folder", CalendarFolderPage), ("cop-page", CopPage)):
        for page in model.objects.filter(locale=run.polish).select_related("owner_cop", "locale"):
            if page.owner_cop is not None:
                run.know(f"{kind}:{page.owner_cop.slug}", page)


def _fill_cop_page(run: DemoRun, page: CopPage, row: dict[str, Any]) -> None:
    page.title = row["title"]
    page.draft_title = row["title"]
    page.summary = row["summary"]
    for name in ("address", "phone", "email", "accessibility_note"):
        setattr(page, name, row.get(name) or "")
    page.services = run.body(row["services"], f"cop-page:{row['cop']}")
    page.opening_hours = [
        OpeningHours(days=item["days"], hours=item["hours"], sort_order=number) for number, item in enumerate(row["opening_hours"])
    ]
    page.staff_roles = [
        CopStaffRole(role=item["role"], duties=item.get("duties", ""), sort_order=number) for number, item in enumerate(row["staff"])
    ]
    page.listing_image = run.picture(f"cop-page:{row['cop']}", row["title"], row["cop"])
    page.save()


def load_pages(run: DemoRun) -> None:
    """Sections, content pages and the contact page, parents before children."""
    for row in fixture("pages"):
        if row["type"] == "home":
            continue
        parent = run.pages["page:home"] if row.get("parent") in (None, "home") else run.pages[f"page:{row['parent']}"]
        run.page(
            f"page:{row['key']}",
            parent,
            PAGE_TYPES[row["type"]],
            {**row, "cop": row.get("cop", "cio")},
            prepare=partial(_prepare_contact, row=row) if row["type"] == "contact" else None,
        )
    _set_band(run)


def _prepare_contact(page: ContactPage, row: dict[str, Any]) -> None:
    page.to_address, page.thank_you = row["to_address"], row["thank_you"]
    page.form_fields = [
        ContactFormField(
            sort_order=number,
            label=field["label"],
            field_type=field["type"],
            required=field["required"],
            help_text=field.get("help_text", ""),
        )
        for number, field in enumerate(row["form_fields"])
    ]


def _set_band(run: DemoRun) -> None:
    """The home page's open question leads to a page that exists only now."""
    home_row = next(row for row in fixture("pages") if row["type"] == "home")
    band = home_row.get("band")
    home = HomePage.objects.get(pk=run.pages["page:home"].pk)
    if not band or home.band_title or run.is_loaded("home:band"):
        return
    home.band_title, home.band_text, home.band_label = band["title"], band["text"], band["label"]
    home.band_page = run.pages[f"page:{band['page']}"]
    home.save()
    run.remember("home:band", home.pk)
