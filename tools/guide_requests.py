"""The walk of the guide for organisations: somebody from an NGO asks for a slot and follows the request.

Every walk makes the requests that it shows itself, through the pages that people use.
"""

from __future__ import annotations

import re

from guide_browser import MODERATOR, NGO, OTHER_NGO, Guide
from playwright.sync_api import Locator, Page, expect

ORGANISATION = "Stowarzyszenie „Słupska Przystań”"
ROOM = "Sala szkoleniowa (COP Słupsk)"
ROOM_PAGE = "/pl/kalendarz/miejsca/cop-slupsk-sala-szkoleniowa/"
TITLE = "Telefon bez tajemnic: warsztat dla seniorów"
SUMMARY = "Ustawiamy większe litery, wysyłamy zdjęcie, dzwonimy do wnuków."
INVITATION = "Zapraszamy sąsiadki i sąsiadów w każdym wieku."
QUESTION = "Czy przyjdą osoby na wózkach? Ustawimy wtedy stoły szerzej."
ANSWER = "Tak, dwie osoby. Dziękujemy."
EARLIER = "Tego dnia o 16:00 sprzątamy salę. Czy pasuje Wam wcześniej?"


# --- Asking


def begin(guide: Guide, email: str) -> Page:
    """The first page of a new request."""
    page = guide.visit("/pl/kalendarz/zglos/", email)
    if email == NGO:
        page.get_by_label(ORGANISATION).check()
    press(page, "Zacznij prośbę")
    expect(page.get_by_role("heading", level=1)).to_have_text("Co organizujesz")
    return page


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def say_what(page: Page, title: str, summary: str = INVITATION) -> None:
    page.get_by_label("Nazwa wydarzenia").fill(title)
    page.get_by_label("W jednym zdaniu").fill(summary)
    page.get_by_label("Ile mniej więcej osób przyjdzie").fill("20")


def say_when(page: Page, day: str, hours: tuple[str, str] = ("16:00", "18:00")) -> None:
    page.get_by_label("Dzień", exact=True).fill(day)
    page.get_by_label("Od", exact=True).fill(hours[0])
    page.get_by_label("Do", exact=True).fill(hours[1])


def go_on(page: Page, heading: str) -> None:
    press(page, "Dalej")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def up_to_check(guide: Guide, email: str, title: str, day: str, weeks: int = 1) -> Page:
    """A request on its last page, ready to be sent; with `weeks` a date in each of so many weeks."""
    page = begin(guide, email)
    say_what(page, title)
    go_on(page, "Kiedy to będzie")
    say_when(page, day)
    if weeks > 1:
        repeat_weekly(page, weeks)
    go_on(page, "Gdzie to będzie")
    page.get_by_label(ROOM).check()
    go_on(page, "Sprawdź i wyślij")
    return page


def repeat_weekly(page: Page, weeks: int) -> None:
    page.locator("summary").filter(has_text="Powtarza się według reguły").click()
    page.get_by_label("Powtarzanie").select_option(label="co tydzień")
    page.get_by_label("Ile razy").fill(str(weeks))


def ask(guide: Guide, email: str, title: str, day: str, *, weeks: int = 1, wait: bool = False) -> int:
    """Send a request, or join the waiting list with it; returns its number."""
    page = up_to_check(guide, email, title, day, weeks)
    press(page, "Dołącz do listy oczekujących" if wait else "Wyślij prośbę o termin")
    expect(page).to_have_url(re.compile(r"/pl/moje/terminy/\d+/"))
    return int(re.findall(r"\d+", page.url)[-1])


# --- Deciding


def open_decision(guide: Guide, number: int, name: str) -> tuple[Page, Locator]:
    """The moderator's page of a request with one of its folded forms open."""
    page = guide.visit(f"/admin/terminy/{number}/", MODERATOR)
    form = page.locator("details.portal-decision").filter(has=page.locator("summary", has_text=name))
    form.locator("summary").click()
    return page, form


def approve(guide: Guide, number: int) -> None:
    page = guide.visit(f"/admin/terminy/{number}/", MODERATOR)
    page.locator("#decyzja").get_by_role("button", name="Zatwierdź", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("zatwierdzone")


def ask_back(guide: Guide, number: int, question: str) -> None:
    page, form = open_decision(guide, number, "Poproś o zmiany")
    form.get_by_label("Co napisać organizacji").fill(question)
    form.get_by_role("button", name="Wyślij pytanie").click()
    expect(page.locator(".messages")).to_contain_text("jest wysłane")


def propose(guide: Guide, number: int, hours: tuple[str, str], words: str) -> None:
    page, form = open_decision(guide, number, "Zaproponuj inny termin")
    form.get_by_label("Od godziny").fill(hours[0])
    form.get_by_label("Do godziny").fill(hours[1])
    form.get_by_label("Co napisać organizacji").fill(words)
    form.get_by_role("button", name="Wyślij propozycję").last.click()
    expect(page.locator(".messages")).to_contain_text("Propozycja")


# --- The walks, in the order of the guide


def free_times(guide: Guide) -> None:
    page = guide.visit("/pl/kalendarz/", NGO)
    guide.shot(page, "kalendarz", page.get_by_role("link", name="Poproś o termin"))
    page.goto(f"{guide.url}{ROOM_PAGE}?data={guide.places['days'][0]}")
    week = page.locator("table.week")
    guide.shot(page, "wolne-terminy", week, top=page.get_by_role("heading", name="Kiedy jest wolne"))


def four_steps(guide: Guide) -> None:
    page = guide.visit("/pl/kalendarz/zglos/", NGO)
    page.get_by_label(ORGANISATION).check()
    guide.shot(page, "zacznij", page.get_by_role("button", name="Zacznij prośbę"))
    press(page, "Zacznij prośbę")
    say_what(page, TITLE, SUMMARY)
    guide.shot(page, "krok-co", page.locator(".steps").first)
    go_on(page, "Kiedy to będzie")
    say_when(page, guide.places["days"][0])
    guide.shot(page, "krok-kiedy", *(page.get_by_label(name, exact=True) for name in ("Dzień", "Od", "Do")))
    repeat_weekly(page, 4)
    folded = page.locator("details.more-fields")
    guide.shot(page, "powtarzanie", page.get_by_label("Ile razy"), page.get_by_label("Powtarzanie"), top=folded)
    page.get_by_label("Powtarzanie").select_option(label="nie powtarza się")
    page.get_by_label("Ile razy").fill("")
    go_on(page, "Gdzie to będzie")
    page.get_by_label(ROOM).check()
    page.get_by_label("W gminie").select_option(label="Słupsk (gmina miejska)")
    press(page, "Pokaż pasujące miejsca")
    chosen = page.locator("label.place").filter(has_text=ROOM)
    guide.shot(page, "krok-gdzie", chosen, top=page.locator("#miejsca"))
    go_on(page, "Sprawdź i wyślij")
    send = page.get_by_role("button", name="Wyślij prośbę o termin")
    guide.shot(page, "krok-sprawdz", send, top=page.get_by_role("heading", name="Gdzie", exact=True))
    send.click()
    expect(page.get_by_text("Wysłaliśmy prośbę.")).to_be_visible()
    guide.shot(page, "wyslana", page.locator("section.status"))


def taken_slot(guide: Guide) -> None:
    day = guide.places["days"][1]
    ask(guide, OTHER_NGO, "Spotkanie wolontariuszy", day)
    page = up_to_check(guide, NGO, "Czytamy głośno", day)
    others = page.locator("section.others")
    guide.shot(page, "termin-zajety", others.locator("li").first, top=page.locator("h1"))
    wait = page.get_by_role("button", name="Dołącz do listy oczekujących")
    guide.shot(page, "lista-oczekujacych", wait, top=page.get_by_role("heading", name="Gdzie", exact=True))
    wait.click()
    expect(page.get_by_text("czeka na zajęty termin").first).to_be_visible()
    guide.shot(page, "czekam", page.locator("section.status"))


def draft_again(guide: Guide) -> None:
    page = begin(guide, NGO)
    go_on(page, "Co organizujesz")
    guide.shot(page, "bledy", page.locator(".errors"))
    say_what(page, "Piknik sąsiedzki na podwórku")
    press(page, "Zapisz i dokończ później")
    drafts = page.locator("ul.drafts")
    finish = drafts.get_by_role("link", name=re.compile("Dokończ.*Piknik"))
    guide.shot(page, "szkice", finish, top=page.get_by_role("heading", name="Moje prośby o termin"))


def question(guide: Guide) -> None:
    number = ask(guide, NGO, "Kawiarenka z planszówkami", guide.places["days"][2])
    ask_back(guide, number, QUESTION)
    page = guide.visit(f"/pl/moje/terminy/{number}/", NGO)
    answer = page.get_by_role("button", name="Odpowiedz i popraw prośbę")
    guide.shot(page, "pytanie", answer)
    answer.click()
    field = page.get_by_label("Odpowiedź na pytanie COP")
    field.fill(ANSWER)
    guide.shot(page, "odpowiedz", field, page.get_by_role("button", name="Wyślij zmienioną prośbę"), top=page.locator("section.part").last)


def proposal(guide: Guide) -> None:
    number = ask(guide, NGO, "Klub szachowy dla dorosłych", guide.places["days"][3])
    propose(guide, number, ("13:00", "15:00"), EARLIER)
    page = guide.visit(f"/pl/moje/terminy/{number}/", NGO)
    accept = page.get_by_role("button", name="Przyjmij proponowany termin")
    guide.shot(page, "propozycja", accept, page.get_by_role("link", name="Nie pasuje nam ten termin"), top=page.locator("section.status"))


def confirmed(guide: Guide) -> None:
    number = ask(guide, NGO, "Wieczór pieśni żeglarskich", guide.places["days"][4])
    approve(guide, number)
    page = guide.visit(f"/pl/moje/terminy/{number}/", NGO)
    change = page.get_by_role("button", name="Poproś o zmianę")
    call_off = page.get_by_role("link", name="Odwołaj wydarzenie")
    guide.shot(page, "potwierdzona", change, call_off)
    call_off.click()
    page.get_by_label("Dlaczego odwołujesz wydarzenie").fill("Prowadzący jest chory. Zaprosimy na inny dzień.")
    guide.shot(page, "odwolanie", page.get_by_role("button", name="Odwołaj wydarzenie"))
    page = guide.visit("/pl/moje/", NGO)
    guide.shot(page, "moje-prosby", top=page.get_by_role("heading", name="Moje prośby o termin"))


def in_the_phone(guide: Guide) -> None:
    page = guide.visit("/pl/moje/#moj-kalendarz", NGO)
    page.get_by_role("button", name="Utwórz adres").click()
    address = page.get_by_label("Adres Twojego kalendarza")
    expect(address).to_be_visible()
    # The secret of a demo is nobody's, but a picture should teach to hide it.
    address.evaluate("field => { field.value = field.value.replace(/moj\\/.*/, 'moj/•••••••••••••••••.ics') }")
    heading = page.get_by_role("heading", name="Mój kalendarz w telefonie")
    guide.shot(page, "kalendarz-w-telefonie", address, page.get_by_role("button", name="Usuń adres"), top=heading)


def mails(guide: Guide) -> None:
    page = guide.visit("/pl/moje/e-maile/", NGO)
    group = page.get_by_role("group", name="Potwierdzenie terminu")
    guide.shot(page, "e-maile", group, top=group)


WALK = (free_times, four_steps, taken_slot, draft_again, question, proposal, confirmed, in_the_phone, mails)
