"""The walk of the editor's guide through the search: what people look for, synonyms, promoted pages."""

from __future__ import annotations

from guide_browser import MODERATOR, Guide
from playwright.sync_api import Page, expect

LOST = "fotowoltaika"


def of_report(guide: Guide, query: str = "") -> Page:
    page = guide.visit(f"/admin/czego-szukaja/{query}", MODERATOR)
    expect(page.get_by_role("columnheader", name="Bez wyników")).to_be_visible()
    return page


def report(guide: Guide) -> None:
    page = of_report(guide)
    guide.shot(page, "czego-szukaja", page.get_by_role("columnheader", name="Bez wyników"))
    page.get_by_text("Tydzień po tygodniu").click()
    guide.shot(page, "tygodnie", page.get_by_text("Tydzień po tygodniu"))
    page = of_report(guide, "?pytania=bez-wynikow")
    row = page.get_by_role("row").filter(has_text=LOST)
    guide.shot(page, "bez-wynikow", row.get_by_role("link", name="Utwórz synonim"), row.get_by_role("link", name="Wypromuj stronę"))


def synonym(guide: Guide) -> None:
    page = of_report(guide, "?pytania=bez-wynikow")
    page.get_by_role("row").filter(has_text=LOST).get_by_role("link", name="Utwórz synonim").click()
    page.get_by_role("textbox", name="Znaczy też").fill("energia słoneczna")
    page.get_by_label("Pytanie na próbę").fill(LOST)
    check = page.get_by_role("button", name="Sprawdź przed zapisaniem")
    guide.shot(page, "synonim", page.get_by_role("textbox", name="Znaczy też"), check)
    check.click()
    trial = page.locator(".portal-trial")
    heading = trial.get_by_role("heading", name="Z tym synonimem")
    expect(heading).to_be_in_viewport()
    guide.shot(page, "proba-synonimu", heading, top=trial)


def promotion(guide: Guide) -> None:
    page = guide.visit("/admin/searchpicks/", MODERATOR)
    page.get_by_role("link", name="rozliczenie dotacji").first.click()
    description = page.locator("#id_editors_picks-0-description")
    guide.shot(page, "polecany-wynik", description)
    page = guide.visit("/pl/szukaj/?q=rozliczenia+dotacji")
    guide.shot(page, "polecane", page.locator("article.result").first)


WALK = (report, synonym, promotion)
