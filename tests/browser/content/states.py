"""The states a person may find the pages in, and the walk through all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, Response

from tests.browser.conftest import Server
from tests.browser.content.site import PASSWORD
from tests.browser.content.slot_requests import EMPTY, FREE, TAKEN, WRONG, draft_address, request_address

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
        State("kalendarz, wybrany dzień", f"/pl/kalendarz/?data={today + timedelta(days=1)}"),
        State("kalendarz, dzień", f"/pl/kalendarz/?widok=dzien&data={today + timedelta(days=3)}"),
        State("kalendarz, filtry", "/pl/kalendarz/?rodzaj=training&q=warsztaty"),
        State("kalendarz, pusto", "/pl/kalendarz/?q=niczegotakiegoniema"),
        State("kalendarz, błędne filtry", f"/pl/kalendarz/?widok=zly&data={year}-02-31&rodzaj=zly&gmina=zla&q={too_long}&bezplatne=x"),
        State("kalendarz po angielsku", "/en/kalendarz/"),
        State("kalendarz COP", "/pl/kalendarz/tczew/"),
        State("miejsca", "/pl/kalendarz/miejsca/"),
        State("miejsca, błędne filtry", f"/pl/kalendarz/miejsca/?q={too_long}&gmina=zla&osoby=x&dostepne=x"),
        State("miejsca, pusto", "/pl/kalendarz/miejsca/?q=niczegotakiegoniema"),
        State("miejsce", "/pl/kalendarz/miejsca/sala/"),
        State("miejsce, budynek", "/pl/kalendarz/miejsca/dom/"),
        State("miejsce, zły dzień", f"/pl/kalendarz/miejsca/sala/?data={year}-02-31"),
        State("miejsce po angielsku", "/en/kalendarz/miejsca/sala/"),
        State("lata kalendarza ramowego", "/pl/kalendarz/ramowy/"),
        State("kalendarz ramowy", f"/pl/kalendarz/ramowy/{year + 1}/"),
        State("kalendarz ramowy, zmiany", f"/pl/kalendarz/ramowy/{year + 1}/?zmiany=1"),
        State("kalendarz ramowy, organizacje", f"/pl/kalendarz/ramowy/{year + 1}/?widok=organizacje"),
        State("kalendarz ramowy, bez terminu", f"/pl/kalendarz/ramowy/{year + 1}/?widok=bez-terminu"),
        State("kalendarz ramowy, rok do roku", f"/pl/kalendarz/ramowy/{year + 1}/?widok=porownanie"),
        State("kalendarz ramowy, błędne filtry", f"/pl/kalendarz/ramowy/{year + 1}/?kwartal=9&gmina=x&temat=x&cop=x&zmiany=x&widok=x"),
        State("kalendarz ramowy, pusto", f"/pl/kalendarz/ramowy/{year + 1}/?kwartal=1&zmiany=1"),
        State("kalendarz ramowy przed ogłoszeniem", f"/pl/kalendarz/ramowy/{year + 2}/"),
        State("kalendarz ramowy po angielsku", f"/en/kalendarz/ramowy/{year + 1}/"),
        State("wydarzenie", "/pl/kalendarz/slupsk/warsztaty/"),
        State("wydarzenie w serii", "/pl/kalendarz/slupsk/chor/"),
        State("wydarzenie odwołane", "/pl/kalendarz/tczew/zlot/"),
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
        State("usunięcie konta", "/pl/moje/dane/usun/", "resident"),
        State("usunięcie konta z błędem", "/pl/moje/dane/usun/", "resident", prepare=send({"password": "zle"}), status=422),
        State("zmiana hasła", "/pl/konto/password/change/", "resident"),
        State("zmiana hasła z błędami", "/pl/konto/password/change/", "resident", prepare=send()),
        State("wylogowanie", "/pl/konto/logout/", "resident"),
        State("drugi składnik", "/pl/konto/2fa/", "resident"),
        State("potwierdzenie hasłem", "/pl/konto/reauthenticate/", "resident"),
        State("potwierdzenie hasłem z błędem", "/pl/konto/reauthenticate/", "resident", prepare=send({"password": "zle"})),
        State("włączenie drugiego składnika", "/pl/konto/2fa/totp/activate/", "resident"),
        State("włączenie drugiego składnika z błędem", "/pl/konto/2fa/totp/activate/", "resident", prepare=send({"code": "x"})),
        State("wypisanie, zły link", "/pl/moje/e-maile/wypisz/zly/", status=404),
        State("prośba o termin, początek", "/pl/kalendarz/zglos/", "resident"),
        State("prośba, co", draft_address(EMPTY, "co"), "resident"),
        State("prośba, co, z błędami", draft_address(WRONG, "co"), "resident"),
        State("prośba, kiedy", draft_address(EMPTY, "kiedy"), "resident"),
        State("prośba, kiedy, z błędami", draft_address(WRONG, "kiedy"), "resident"),
        State("prośba, gdzie", draft_address(EMPTY, "gdzie"), "resident"),
        State("prośba, gdzie, z błędami", draft_address(WRONG, "gdzie"), "resident"),
        State("prośba, gdzie, z tygodniem miejsca", draft_address(FREE, "gdzie"), "resident"),
        State("prośba, sprawdź", draft_address(FREE, "sprawdz"), "resident"),
        State("prośba, sprawdź, zajęte", draft_address(TAKEN, "sprawdz"), "resident"),
        State("prośba, usuwanie szkicu", draft_address(FREE, "usun"), "resident"),
        State("prośba wysłana", request_address("Wysłana"), "resident"),
        State("prośba z pytaniem", request_address("Pytanie"), "resident"),
        State("prośba z propozycją", request_address("Propozycja"), "resident"),
        State("prośba, propozycja nie pasuje", request_address("Propozycja", "nie-pasuje/"), "resident", prepare=send(), status=422),
        State("prośba potwierdzona", request_address("Zgoda"), "resident"),
        State("prośba, odwołanie wydarzenia", request_address("Zgoda", "odwolaj/"), "resident"),
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
