"""The walk of the guide for moderators: they decide on requests, keep places in order, change single dates of a series."""

from __future__ import annotations

import re

from guide_browser import CIO, MODERATOR, NGO, OTHER_NGO, Guide, fill_moment
from guide_requests import approve, ask, open_decision
from playwright.sync_api import Locator, Page, expect

HARMLESS = ("Gimnastyka dla kręgosłupa", "Pierwsza pomoc w domu")
WANTED, RIVAL = "Turniej brydża", "Próba chóru „Fala”"
SERIES = "Kurs czytania z ruchu warg"


def queue(guide: Guide) -> None:
    for title, day in zip(HARMLESS, guide.places["days"][6:], strict=False):
        ask(guide, NGO, title, day)
    page = guide.visit("/admin/", MODERATOR)
    guide.shot(page, "menu", page.get_by_role("link", name=re.compile(r"^Prośby o termin \(\d+\)$")))
    page.goto(f"{guide.url}/admin/terminy/?q=kr%C4%99gos%C5%82upa")
    approval = page.get_by_role("button", name=re.compile(f"Zatwierdź.*{HARMLESS[0]}")).first
    guide.shot(
        page, "filtry", page.get_by_label("tylko te, które można zatwierdzić od razu"), page.get_by_role("button", name="Pokaż", exact=True)
    )
    page.goto(f"{guide.url}/admin/terminy/?od_razu=on")
    for title in HARMLESS:
        page.get_by_label(f"Zaznacz: {title}").first.check()
    guide.shot(page, "zbiorczo", page.get_by_role("button", name="Zatwierdź zaznaczone"), top=page.locator(".portal-queue__batch"))
    page.goto(f"{guide.url}/admin/terminy/")
    guide.shot(page, "kolejka", approval, top=card(page, HARMLESS[0]).first)
    approval.click()
    expect(page.locator(".messages")).to_contain_text("Zatwierdzono 1")
    guide.shot(page, "zatwierdzone", page.locator(".messages").first)


def card(page: Page, title: str) -> Locator:
    return page.locator(".portal-card").filter(has_text=title)


def rivals(guide: Guide) -> None:
    day = guide.places["days"][9]
    number = ask(guide, OTHER_NGO, WANTED, day)
    ask(guide, NGO, RIVAL, day, wait=True)
    page = guide.visit("/admin/terminy/", MODERATOR)
    guide.shot(page, "karta-z-rywalem", card(page, WANTED).locator("ul.portal-card__harm"), top=card(page, WANTED))
    page.goto(f"{guide.url}/admin/terminy/{number}/")
    guide.shot(page, "prosba", page.locator("#decyzja"))
    guide.shot(page, "rywale", page.locator("table.portal-compare"), top=page.locator("#rywale"))
    page.goto(f"{guide.url}/admin/terminy/oczekujacy/")
    guide.shot(page, "oczekujacy", page.locator(".portal-queue__waiting").first)


def decisions(guide: Guide) -> None:
    number = ask(guide, OTHER_NGO, "Warsztat rękodzieła", guide.places["days"][10])
    page, form = open_decision(guide, number, "Poproś o zmiany")
    form.get_by_label("Co napisać organizacji").fill("Czy farby zostawią ślad na stołach? Mamy folię, możemy ją rozłożyć.")
    guide.shot(page, "pytanie", form.get_by_role("button", name="Wyślij pytanie"), top=page.locator("#decyzja"))
    page, form = open_decision(guide, number, "Zaproponuj inny termin")
    guide.shot(page, "propozycja", form.locator("fieldset.portal-choices"), top=form)
    page, form = open_decision(guide, number, "Odrzuć prośbę")
    form.get_by_role("button", name="To nie takie miejsce").click()
    form = page.locator("details.portal-decision[open]")
    text = form.get_by_label("Co napisać organizacji")
    expect(text).not_to_have_value("")
    guide.shot(page, "odmowa", form.locator("fieldset.portal-choices"), text, top=form)


def series(guide: Guide) -> None:
    number = ask(guide, NGO, SERIES, guide.places["days"][12], weeks=5)
    approve(guide, number)
    page = guide.visit(f"/admin/kalendarz/terminy/{number}/", MODERATOR)
    link = page.get_by_role("link", name=re.compile("Odwołaj albo przenieś")).nth(1)
    guide.shot(page, "terminy", link)
    link.click()
    page.get_by_label("Dlaczego").first.fill("Prowadząca jest chora")
    guide.shot(page, "odwolaj-termin", page.get_by_role("button", name="Odwołaj termin"))
    move = page.locator("section").filter(has=page.locator("#move-heading"))
    guide.shot(
        page,
        "przenies-termin",
        move.get_by_role("group", name="Co zmienić").or_(move.locator("#id_scope")).first,
        top=move.get_by_label("Koniec"),
    )
    page.get_by_role("button", name="Odwołaj termin").click()
    expect(page.locator("table.listing")).to_contain_text("odwołany: Prowadząca jest chora")
    guide.shot(page, "termin-odwolany", page.get_by_role("row").filter(has_text="Prowadząca jest chora"))


def places(guide: Guide) -> None:
    page = guide.visit("/admin/miejsca/", MODERATOR)
    guide.shot(page, "miejsca", page.get_by_role("link", name="Miejsca", exact=True).first)
    page.goto(f"{guide.url}/admin/miejsca/edit/{guide.places['room']}/")
    guide.shot(page, "godziny", top=section_of(page, "kiedy_mozna_rezerwowac"))
    guide.shot(page, "zasady", top=section_of(page, "zasady_rezerwacji"))
    organisations = page.locator("#id_trusted_organisations")
    guide.shot(page, "bez-pytania", organisations, top=section_of(page, "kto_rezerwuje_bez_pytania"))


def section_of(page: Page, name: str) -> Locator:
    return page.locator(f"#panel-{name}-section")


def blackout(guide: Guide) -> None:
    day = guide.places["days"][15]
    approve(guide, ask(guide, NGO, "Wymiana książek", day))
    page = guide.visit(f"/admin/miejsca/edit/{guide.places['room']}/", MODERATOR)
    section = section_of(page, "dni_z_innymi_godzinami")
    section.get_by_role("button", name=re.compile("Dodaj")).last.click()
    reason = section.get_by_label("Dlaczego").last
    for name in ("Od dnia", "Do dnia"):
        fill_moment(page, section.get_by_label(name).last, day, reason)
    reason.fill("malowanie ścian")
    guide.shot(page, "zamkniete-dni", reason, top=section)
    page.locator("footer").get_by_role("button", name="Zapisz").click()
    expect(page.locator(".messages")).to_contain_text("Wymiana książek")
    guide.shot(page, "rezerwacje-zostaja", page.locator(".messages"))


def holidays_and_reasons(guide: Guide) -> None:
    page = guide.visit("/admin/ferie/", CIO)
    guide.shot(page, "ferie", page.get_by_role("link", name="Dodaj przerwę").first)
    page.goto(f"{guide.url}/admin/powody-odmowy/")
    guide.shot(page, "powody", page.get_by_role("link", name="Dodaj powód").first)


def mails(guide: Guide) -> None:
    page = guide.visit("/pl/moje/e-maile/", MODERATOR)
    group = page.get_by_role("group", name="Nowe prośby o termin")
    guide.shot(page, "e-maile", group, top=group)


WALK = (queue, rivals, decisions, series, places, blackout, holidays_and_reasons, mails)
