"""A portal with one page of every type and the states a person may find it in, for tests that look at each of them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, Response
from wagtail.models import Locale

from accounts.models import Membership, Organisation, User
from core.models import PortalDocument, PortalImage, SiteSettings, Territory, Topic
from events_calendar.models import EventKind, EventPage
from home.models import CopStaffRole, HomeDoorLink, HomePage, OpeningHours
from news.models import NewsPage
from problem_groups.models import GroupDocument, GroupMember, GroupRelatedPage
from tests.browser.conftest import Server
from tests.events_calendar.factories import EventPageFactory, many_events
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory, CopPageFactory, SectionPageFactory, make_contact_page, make_image
from tests.news.factories import NewsPageFactory, many_news
from tests.ngo_pages.factories import InitiativePageFactory, NgoPageFactory, OrganisationFactory, many_ngos
from tests.problem_groups.factories import GroupPageFactory

PASSWORD = "tajne-haslo"
LONG_WORD = "Konstantynopolitańczykowianeczka"

# --- Content


def body(image: PortalImage, document: PortalDocument, *, lists: bool = False) -> str:
    """Every block there is; the lists of pages exist only in the pages of `home`."""
    figure = {"image": image.pk, "alt": "Ludzie przy stole", "decorative": False, "caption": "Spotkanie w Słupsku"}
    bare = {"image": image.pk, "alt": "", "decorative": True, "caption": ""}
    table = {
        "data": [["Miasto", "Dzień", "Godziny"], ["Słupsk", "wtorek", "10:00–14:00"], ["Ustka", "czwartek", "12:00–18:00"]],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    }
    text = '<p>Spotkania są otwarte, <b>przyjdź</b> i <a href="https://example.org/">zobacz plan</a>.</p><ul><li>raz</li><li>dwa</li></ul>'
    blocks: list[tuple[str, Any]] = [
        ("heading", {"text": f"Jak zgłosić wydarzenie {LONG_WORD}", "level": "2"}),
        ("text", text),
        ("heading", {"text": "Krok po kroku", "level": "3"}),
        ("text", "<ol><li>Napisz.</li><li>Wyślij.</li></ol>"),
        ("quote", {"text": "Razem łatwiej niż osobno.", "source": "Zespół w Kobylnicy"}),
        ("figure", figure),
        ("figure", bare),
        ("gallery", {"title": "Dzień otwarty", "images": [figure, bare, figure]}),
        ("documents", {"title": "Pliki do pobrania", "documents": [document.pk]}),
        ("table", {"caption": "Dyżury doradcze", "table": table}),
        ("accordion", {"items": [{"title": f"Czy wstęp jest wolny? {number}", "text": text} for number in range(2)]}),
        ("accordion", {"items": [{"title": "Gdzie to jest?", "text": "<p>W Słupsku.</p>"}]}),
        ("call_to_action", {"text": "Masz pomysł?", "label": "Zgłoś wydarzenie", "page": None, "url": "/pl/kalendarz/"}),
        ("contact_card", {"name": "COP", "address": "ul. Jasna 1", "phone": "59 000 00 00", "email": "cop@example.org", "hours": "wt."}),
    ]
    if lists:
        blocks += [
            (kind, {"title": f"Lista: {kind}", "cop": "", "count": 3}) for kind in ("events", "news", "organisations", "initiatives")
        ]
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def make_document() -> PortalDocument:
    """A small file that is a real PDF."""
    sheet = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(sheet, "PDF")
    return PortalDocument.objects.create(title="Regulamin", file=ContentFile(sheet.getvalue(), "regulamin.pdf"), language="en")


def make_events(tree: SiteTree, organiser: Organisation, image: PortalImage, text: str, topic: Topic) -> None:
    """One of each kind around today, a full one today, one of several days, one long past, and a crowd on one day."""
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    for number, kind in enumerate(EventKind.values):
        EventPageFactory(
            parent=tree.calendar_slupsk,
            title=f"Wydarzenie: {kind}",
            slug=f"rodzaj-{kind}",
            kind=kind,
            start=now + timedelta(days=number - 3),
        )
    full = EventPageFactory(
        parent=tree.calendar_slupsk,
        title="Warsztaty pisania wniosków",
        slug="warsztaty",
        kind="training",
        start=now + timedelta(hours=1),
        address="ul. Jasna 1, 76-200 Słupsk",
        territory=Territory.objects.get(code="2263011"),
        organiser=organiser,
        free=False,
        price="10 zł, dzieci bezpłatnie",
        audience="organizacje z powiatu",
        accessibility=["step_free", "lift", "loop", "pjm", "online"],
        accessibility_note="Wejście od podwórza.",
        online_url="https://example.org/spotkanie",
        contact_email="warsztaty@example.org",
        contact_phone="59 000 00 00",
        listing_image=image,
        body=text,
    )
    full.topics.add(topic)
    full.save()
    EventPageFactory(
        parent=tree.calendar_tczew, title="Festiwal", slug="festiwal", kind="culture", all_day=True, start=now, end=now + timedelta(days=4)
    )
    EventPageFactory(parent=tree.calendar_tczew, title="Dawne spotkanie", slug="dawne", start=now - timedelta(days=200))
    many_events(tree.calendar_slupsk, 30, lambda number: now + timedelta(days=2 + number // 6, minutes=number))


def make_news(tree: SiteTree, image: PortalImage, text: str, topic: Topic) -> None:
    older = NewsPageFactory(parent=tree.news_slupsk, title="Starsza aktualność", slug="starsza")
    full = NewsPageFactory(
        parent=tree.news_slupsk,
        title=f"Zebranie organizacji: {LONG_WORD}",
        slug="zebranie",
        listing_image=image,
        body=text,
        territory=Territory.objects.get(code="2263011"),
    )
    full.topics.add(topic)
    full.related.create(target=older)
    full.save()
    NewsPageFactory(parent=tree.news_slupsk, title="Nowsza aktualność", slug="nowsza")
    many_news(tree.news_slupsk, 30)


def make_directory(tree: SiteTree, image: PortalImage, text: str, topic: Topic) -> Organisation:
    """Profiles and initiatives in each state; the organisation that has everything."""
    town = Territory.objects.get(code="2263011")
    numbers = {"krs": "0000123456", "nip": "5260250274", "regon": "000331501"}
    contact = {"address": "ul. Jasna 2", "email": "brzeg@example.org", "phone": "59 111 11 11", "website": "https://example.org/brzeg"}
    organisation = OrganisationFactory(name="Fundacja Zielony Brzeg", slug="zielony-brzeg", territory=town, **numbers, **contact)
    profile = NgoPageFactory(
        parent=tree.ngos,
        organisation=organisation,
        owner_cop=tree.slupsk,
        activities=["seniors", "health"],
        founded=2009,
        help_wanted="Szukamy osób do sprzątania plaż.",
        listing_image=image,
        territory=town,
        body=text,
    )
    profile.topics.add(topic)
    profile.save()
    many_ngos(tree.ngos, 30)
    for state in ("idea", "looking", "running", "done"):
        full = (
            {"organisation": organisation, "body": text, "listing_image": image} if state == "looking" else {"informal_group": "Sąsiedzi"}
        )
        InitiativePageFactory(
            parent=tree.initiatives,
            title=f"Ławki przy szlaku: {state}",
            slug=f"lawki-{state}",
            state=state,
            place="Kobylnica",
            who="Mieszkańcy ulicy Leśnej",
            how_to_join="Przyjdź w sobotę.",
            territory=Territory.objects.get(code="2212062"),
            **full,
        )
    return organisation


def make_group(tree: SiteTree, organisation: Organisation, image: PortalImage, document: PortalDocument, text: str) -> None:
    group = GroupPageFactory(parent=tree.groups, title="Mieszkania wspomagane", slug="mieszkania", body=text, listing_image=image)
    GroupMember.objects.create(page=group, organisation=organisation)
    GroupDocument.objects.create(page=group, document=document)
    for target in (NewsPage.objects.get(slug="zebranie"), EventPage.objects.get(slug="warsztaty")):
        GroupRelatedPage.objects.create(page=group, target=target)


def make_home_pages(tree: SiteTree, image: PortalImage, text: str) -> None:
    home = HomePage.objects.get(pk=tree.home.pk)
    home.lead = "Sprawdź, co się dzieje w Twojej gminie."
    home.popular_searches = "dotacje, wolontariat"
    home.band_title, home.band_text, home.band_label, home.band_page = "Trwają konsultacje", "Napisz do piątku.", "Czytaj", tree.groups
    home.body = text
    home.save()
    for audience in HomeDoorLink.Audience.values:
        for number in range(2):
            HomeDoorLink.objects.create(page=home, audience=audience, text=f"Kalendarz {number}", path="/pl/kalendarz/", locale=home.locale)
    section = SectionPageFactory(parent=tree.home, title="O projekcie", slug="o-projekcie", body=text, show_in_menus=True)
    ContentPageFactory(parent=section, title="Model współpracy", slug="model", body=text, listing_image=image)
    make_contact_page(tree.home)
    cop = CopPageFactory(
        parent=tree.cops,
        title="COP Słupsk",
        slug="slupsk",
        organisation=tree.slupsk,
        address="ul. Jasna 1, Słupsk",
        phone="59 000 00 00",
        email="slupsk@cop.example.org",
        accessibility_note="Wejście bez stopni.",
        services=text,
        listing_image=image,
    )
    OpeningHours.objects.create(page=cop, days="wtorek i czwartek", hours="10:00–18:00", locale=cop.locale)
    CopStaffRole.objects.create(page=cop, role="Doradca", duties="dotacje", locale=cop.locale)
    SiteSettings.objects.update_or_create(
        site=tree.site, defaults={"about": "Portal organizacji.", "address": "ul. Jasna 1", "email": "portal@example.org", "phone": "59 1"}
    )


def make_person(email: str, organisation: Organisation | None = None, *, admin: bool = False) -> None:
    make = User.objects.create_superuser if admin else User.objects.create_user
    user = make(email, PASSWORD, first_name="Kazimiera", last_name="Testowa")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if organisation:
        Membership.objects.create(user=user, organisation=organisation, role="owner")


def build_site(tree: SiteTree) -> None:
    """Everything that the states below show."""
    topic = Topic.objects.create(name="dotacje", slug="dotacje", name_en="grants")
    image, document = make_image(description="Ludzie przy stole", author="Portal", licence="CC BY 4.0"), make_document()
    text = body(image, document)
    make_news(tree, image, text, topic)
    organisation = make_directory(tree, image, text, topic)
    make_events(tree, organisation, image, text, topic)
    make_group(tree, organisation, image, document, text)
    make_home_pages(tree, image, body(image, document, lists=True))
    make_person("mieszkanka@example.org", organisation)
    make_person("cio@example.org", admin=True)
    for page in (HomePage.objects.get(pk=tree.home.pk), tree.calendar, tree.news):
        page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True, alias=True)


# --- States

MESSAGE = {"twoj_e_mail": "anna@example.org", "temat": "Pytanie", "wiadomosc": "Kiedy jest spotkanie?"}
Prepare = Callable[[Page], None]


@dataclass(frozen=True)
class State:
    """A page as somebody finds it: by its address alone, or after what `prepare` does there."""

    name: str
    path: str
    person: str = ""
    prepare: Prepare | None = None
    status: int = 200
    # What only staff or the demo sees is not weighed.
    weighed: bool = True


def send(fields: dict[str, str] | None = None) -> Prepare:
    """Sends the page's own form as it stands, without the browser's checks, so that the server's messages are seen."""

    def prepare(page: Page) -> None:
        form = page.locator("main form[method=post i]").first
        for name, value in (fields or {}).items():
            # Set as it is: typing would stop at the field's length.
            form.locator(f"[name={name}]").evaluate("(field, value) => { field.value = value }", value)
        with page.expect_navigation():
            form.evaluate("form => { form.noValidate = true; form.requestSubmit() }")

    return prepare


def from_another_host(page: Page) -> None:
    """A browser cannot name a false host, so what the server answers to one is put before it."""
    address = page.url.split("/pl/")[0]
    answer = page.request.get(f"{address}/pl/", headers={"Host": "zly.example"})
    assert answer.status == 400
    page.route("**/zly-adres/", lambda route: route.fulfill(status=400, content_type="text/html", body=answer.body()))
    page.goto(f"{address}/zly-adres/")


def static_error(name: str) -> Prepare:
    """A page that the web server shows when the portal cannot answer; it needs nothing of Django."""
    from tests.browser.conftest import ROOT

    def prepare(page: Page) -> None:
        text = (ROOT / "templates" / f"{name}.html").read_text()
        page.route(f"**/blad-{name}/", lambda route: route.fulfill(status=int(name), content_type="text/html; charset=utf-8", body=text))
        page.goto(f"{page.url.split('/pl/')[0]}/blad-{name}/")

    return prepare


def too_often(page: Page) -> None:
    """Asks for new passwords until the server has had enough."""
    page.evaluate(
        """async () => { for (let i = 0; i < 25; i++) {
        const form = document.querySelector('main form[method=post i]');
        form.querySelector('[type=email]').value = `osoba${i}@example.org`;
        await fetch(form.action, {method: 'POST', body: new FormData(form), redirect: 'manual'}) } }"""
    )
    send({"email": "osoba@example.org"})(page)


def states() -> list[State]:
    """Every public page type, form state and error page. The last one uses up the rate limits of one address."""
    today = timezone.localdate()
    year, too_long = today.year, "a" * 250
    return [
        State("strona główna", "/pl/"),
        State("strona główna po angielsku", "/en/"),
        State("dział", "/pl/o-projekcie/"),
        State("strona ze wszystkimi blokami", "/pl/o-projekcie/model/"),
        State("spis COP", "/pl/cop/"),
        State("COP", "/pl/cop/slupsk/"),
        State("kontakt", "/pl/kontakt/"),
        State("kontakt z błędami", "/pl/kontakt/", prepare=send(), status=422),
        State("kontakt, wysłano", "/pl/kontakt/", prepare=send(MESSAGE)),
        State("aktualności", "/pl/aktualnosci/"),
        State("aktualności, strona 2", "/pl/aktualnosci/?strona=2"),
        State("aktualności, błędny filtr", "/pl/aktualnosci/?rok=1&temat=nie-ma"),
        State("aktualności COP", "/pl/aktualnosci/slupsk/"),
        State("aktualności COP, pusto", "/pl/aktualnosci/tczew/"),
        State("aktualność", "/pl/aktualnosci/slupsk/zebranie/"),
        State("aktualność bez treści", "/pl/aktualnosci/slupsk/starsza/"),
        State("kalendarz, miesiąc", "/pl/kalendarz/"),
        State("kalendarz, tydzień", "/pl/kalendarz/?widok=tydzien"),
        State("kalendarz, lista", "/pl/kalendarz/?widok=lista"),
        State("kalendarz, weekend", "/pl/kalendarz/?widok=weekend"),
        State("kalendarz, dzień bez wydarzeń", "/pl/kalendarz/?widok=dzien&data=2031-01-01"),
        State("kalendarz, rok", f"/pl/kalendarz/?widok=rok&data={year}-01-01"),
        State("kalendarz, filtry", "/pl/kalendarz/?rodzaj=training&q=warsztaty"),
        State("kalendarz, pusto", "/pl/kalendarz/?q=niczegotakiegoniema"),
        State("kalendarz, błędne filtry", f"/pl/kalendarz/?widok=zly&data={year}-02-31&rodzaj=zly&gmina=zla&q={too_long}&bezplatne=x"),
        State("kalendarz po angielsku", "/en/kalendarz/"),
        State("kalendarz COP", "/pl/kalendarz/tczew/"),
        State("wydarzenie", "/pl/kalendarz/slupsk/warsztaty/"),
        State("wydarzenie minione", "/pl/kalendarz/tczew/dawne/"),
        State("organizacje", "/pl/organizacje/"),
        State("organizacje, błędne filtry", f"/pl/organizacje/?q={too_long}&pole=zle&gmina=zla"),
        State("organizacje, pusto", "/pl/organizacje/?q=niczegotakiegoniema"),
        State("profil organizacji", "/pl/organizacje/zielony-brzeg/"),
        State("inicjatywy", "/pl/inicjatywy/"),
        State("inicjatywa", "/pl/inicjatywy/lawki-looking/"),
        State("grupy", "/pl/grupy/"),
        State("grupa", "/pl/grupy/mieszkania/"),
        State("szukaj", "/pl/szukaj/"),
        State("szukaj, wyniki", "/pl/szukaj/?q=warsztaty"),
        State("szukaj, pusto", "/pl/szukaj/?q=niczegotakiegoniema"),
        State("szukaj, błędy", f"/pl/szukaj/?q={too_long}&typ=zly&temat=zly&gmina=zla&od={year}-02-31&do=x"),
        State("mapa strony", "/pl/mapa-strony/"),
        State("logowanie", "/pl/konto/login/"),
        State("logowanie z błędem", "/pl/konto/login/", prepare=send({"login": "nikt@example.org", "password": "zle-haslo-123"})),
        State("rejestracja", "/pl/konto/signup/"),
        State("rejestracja z błędami", "/pl/konto/signup/", prepare=send()),
        State("rejestracja, wysłano list", "/pl/konto/confirm-email/"),
        State("potwierdzenie, zły klucz", "/pl/konto/confirm-email/zly-klucz/"),
        State("nowe hasło", "/pl/konto/password/reset/"),
        State("nowe hasło z błędem", "/pl/konto/password/reset/", prepare=send({"email": "zly"})),
        State("nowe hasło, wysłano list", "/pl/konto/password/reset/done/"),
        State("nowe hasło, zły klucz", "/pl/konto/password/reset/key/1-zly-klucz/"),
        State("konto nieczynne", "/pl/konto/inactive/"),
        State("moje", "/pl/moje/", "resident"),
        State("moje dane", "/pl/moje/dane/", "resident"),
        State("moje dane z błędami", "/pl/moje/dane/", "resident", prepare=send({"first_name": too_long}), status=422),
        State("ustawienia e-maili", "/pl/moje/e-maile/", "resident"),
        State("adresy e-mail", "/pl/konto/email/", "resident"),
        State("zmiana hasła", "/pl/konto/password/change/", "resident"),
        State("zmiana hasła z błędami", "/pl/konto/password/change/", "resident", prepare=send()),
        State("wylogowanie", "/pl/konto/logout/", "resident"),
        State("drugi składnik", "/pl/konto/2fa/", "resident"),
        State("potwierdzenie hasłem", "/pl/konto/2fa/totp/activate/", "resident"),
        State("potwierdzenie hasłem z błędem", "/pl/konto/2fa/totp/activate/", "resident", prepare=send({"password": "zle"})),
        State("włączenie drugiego składnika", "/pl/konto/2fa/totp/activate/", "resident", prepare=send({"password": PASSWORD})),
        State("włączenie drugiego składnika z błędem", "/pl/konto/2fa/totp/activate/", "resident", prepare=send({"code": "x"})),
        State("wypisanie, zły link", "/pl/moje/e-maile/wypisz/zly/", status=404),
        State("komponenty", "/pl/komponenty/", "staff", weighed=False),
        State("aktualność dla redakcji", "/pl/aktualnosci/slupsk/zebranie/", "staff", weighed=False),
        State("poczta demo", "/pl/demo/poczta/", weighed=False),
        State("błąd 404", "/pl/nie-ma-takiej-strony/", status=404),
        State("błąd 403", "/pl/komponenty/", status=403),
        State("błąd 400", "/pl/", prepare=from_another_host, status=400),
        State("błąd 500", "/pl/", prepare=static_error("500"), status=500),
        State("błąd 503", "/pl/", prepare=static_error("503"), status=503),
        State("błąd 429", "/pl/konto/password/reset/", prepare=too_often, status=429),
    ]


PEOPLE = {"resident": "mieszkanka@example.org", "staff": "cio@example.org"}


def walk(visit: Callable[..., Page], server: Server, **options: Any) -> Iterator[tuple[State, Page, Response]]:
    """Every state in a browser, with the answer that made it. Each kind of person has one browser context."""
    pages: dict[str, Page] = {}
    answers: dict[str, Response] = {}
    wrong: list[str] = []

    def page_of(person: str) -> Page:
        page = visit(**options)

        def remember(response: Response) -> None:
            if response.request.is_navigation_request() and response.frame == page.main_frame and not 300 <= response.status < 400:
                answers[person] = response

        page.on("response", remember)
        if person:
            page.goto(f"{server.url}/pl/konto/login/")
            send({"login": PEOPLE[person], "password": PASSWORD})(page)
            assert page.url == f"{server.url}/pl/moje/", page.url
        return page

    for state in states():
        page = pages.get(state.person) or pages.setdefault(state.person, page_of(state.person))
        page.goto(server.url + state.path)
        if state.prepare:
            state.prepare(page)
        answer = answers[state.person]
        if answer.status != state.status:
            wrong.append(f"{state.name}: {answer.url} answered {answer.status}")
        yield state, page, answer
    assert not wrong, "\n".join(wrong)
