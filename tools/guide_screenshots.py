#!/usr/bin/env python3
"""Makes the pictures of the guides: starts a fresh demo of its own, walks it as the people of one COP and of NGOs, stops it.

`make guide` runs it. The pictures go to obrazy/ of each guide in docs/. It waits for what should appear, never for
seconds, and finds things by their roles and names as a person would, so that it notices when a name changes.

With names of guides or walks only these are walked, and no picture is thrown away:
`tools/guide_screenshots.py przewodnik-organizacji decisions`. The walks of the editor's guide build on one another.
The walk of the editor's guide stands in this file, the others in guide_search.py, guide_requests.py and guide_decisions.py.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import guide_decisions
import guide_requests
import guide_search
from guide_browser import (
    CIO,
    EDITOR,
    GUIDES,
    MODERATOR,
    ROOT,
    Guide,
    fill_moment,
    fresh_demo,
    open_actions,
    panel,
    panel_open,
    press,
    save_draft,
    write_title,
)
from playwright.sync_api import Locator, Page, expect, sync_playwright

sys.path.insert(0, str(ROOT))

from core.illustrations import draw_illustration

ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
TITLE = "Dyżur doradców: sprawozdanie z dotacji"
SUMMARY = "Sprawdzimy z Tobą sprawozdanie, zanim trafi do urzędu."
TEXT = "Przynieś wydruk albo plik. Przejrzymy razem kwoty, daty i załączniki. Nie trzeba się zapisywać."
ALT = "Kilka osób siedzi wokół okrągłego stołu z dokumentami, widok z góry"
COMMENT = "Dopisz, w jakich godzinach trwa dyżur i na którym piętrze."
HOURS = " Dyżur trwa od 10:00 do 14:00, na parterze."
EVENT = "Warsztat: jak napisać dobre streszczenie"
OWN = "Nowe godziny otwarcia COP Słupsk"
LATER = "Nabory na przyszły kwartał"


# --- The walk, in the order of the guide


def signing_in(guide: Guide) -> None:
    page = guide.visit("/admin/")
    page.locator("main").get_by_label("Adres e-mail").fill(EDITOR)
    guide.shot(page, "logowanie", page.locator("main").get_by_role("button", name="Zaloguj się"))
    page = guide.visit("/admin/", EDITOR)
    guide.shot(page, "panel-start", page.get_by_role("button", name="Strony"))
    page.goto(f"{guide.url}/admin/pages/{guide.places['news']}/")
    guide.shot(page, "lista-aktualnosci", page.get_by_role("link", name="Dodaj stronę podrzędną"))


def writing(guide: Guide) -> None:
    page = guide.visit(f"/admin/pages/add/news/newspage/{guide.places['news']}/", EDITOR)
    write_title(page, TITLE)
    page.locator("#id_author_line").fill("Redakcja COP Słupsk")
    open_actions(page).get_by_role("button", name=re.compile("Wyślij do")).click()
    error = page.locator("[id$='summary-errors']").filter(has_text="Brakuje streszczenia")
    expect(error).to_be_visible()
    guide.shot(page, "brak-streszczenia", error)
    page.locator("#id_summary").fill(SUMMARY)
    save_draft(page)
    guide.shot(page, "nowa-aktualnosc", page.locator("footer").get_by_role("button", name="Zapisz szkic"))

    panel(page, "listing_image").get_by_role("button", name="Wybierz obraz").click()
    dialog = page.locator(".modal")
    dialog.get_by_role("tab", name="Prześlij").click()
    dialog.locator("input[type=file]").set_input_files(guide.picture)
    dialog.get_by_label("Tytuł").last.fill("Dyżur doradców w COP Słupsk")
    alternative = dialog.get_by_label("Tekst alternatywny")
    alternative.fill(ALT)
    dialog.get_by_label("Osoba autorska").fill("COP Słupsk")
    guide.shot(page, "nowy-obraz", alternative)
    dialog.get_by_role("button", name="Prześlij").last.click()
    expect(dialog).to_have_count(0)

    body = panel(page, "body")
    write_text(page, TEXT, lambda option: guide.shot(page, "bloki", option))
    body.get_by_role("button", name="Dodaj blok").last.click()
    page.get_by_role("option", name="Obraz z opisem").click()
    body.get_by_role("button", name="Wybierz obraz").click()
    dialog.get_by_role("link", name="Dyżur doradców w COP Słupsk").first.click()
    expect(dialog).to_have_count(0)
    save_draft(page)
    expect(page.locator(".messages")).to_contain_text("Zapisano")
    open_actions(page).get_by_role("button", name=re.compile("Wyślij do")).click()
    missing = body.get_by_text("Opisz obraz albo zaznacz, że tylko zdobi.")
    expect(missing.last).to_be_visible()
    guide.shot(page, "brak-opisu-obrazu", missing.last, top=body.get_by_text("Obraz z opisem").first)
    body.get_by_label("Tekst alternatywny").fill(ALT)
    save_draft(page)
    expect(page.locator(".messages")).to_contain_text("Zapisano")
    guide.shot(page, "tresc-z-obrazem", body.get_by_label("Tekst alternatywny"), top=body)


def write_text(page: Page, text: str, before: Callable[[Locator], None] = lambda option: None) -> None:
    """The first block of a text, with these words; `before` is told the option that makes it."""
    body = panel(page, "body")
    body.get_by_role("button", name="Dodaj blok").first.click()
    option = page.get_by_role("option", name="Tekst", exact=True)
    before(option)
    option.click()
    editor = body.locator("[contenteditable=true]")
    editor.click()
    editor.press_sequentially(text)
    expect(body.locator("input[name='body-0-value']")).to_have_value(re.compile(text.split()[-1].rstrip(".")))


def sending(guide: Guide) -> None:
    page = open_from_home(guide, EDITOR, TITLE)
    submit = open_actions(page).get_by_role("button", name=re.compile("Wyślij do"))
    guide.shot(page, "wyslij", submit)
    submit.click()
    expect(page.locator(".messages")).to_contain_text("czeka na sprawdzenie")
    guide.shot(page, "wyslane")
    page = open_from_home(guide, EDITOR, TITLE)
    guide.shot(page, "tekst-w-sprawdzaniu", page.locator(".messages").first)


def open_from_home(guide: Guide, email: str, title: str) -> Page:
    """Open a text as people do: from the list on their home."""
    page = guide.visit("/admin/", email)
    page.locator("main").get_by_role("link", name=title).first.click()
    expect(page.locator("#id_title")).to_be_visible()
    return page


def reviewing(guide: Guide) -> None:
    page = guide.visit("/admin/", MODERATOR)
    waiting = page.locator("section").filter(has=page.get_by_role("heading", name="Czeka na moje sprawdzenie"))
    guide.shot(page, "czeka-na-sprawdzenie", waiting)
    page = open_from_home(guide, MODERATOR, TITLE)
    footer = open_actions(page)
    ask = footer.get_by_role("button", name=re.compile("Poproś o zmiany"))
    guide.shot(page, "decyzja", ask, footer.get_by_role("button", name=re.compile(r"^\s*Zatwierdź i")))
    ask.click()
    dialog = page.locator(".modal")
    dialog.get_by_label("Co trzeba zmienić").fill(COMMENT)
    send = dialog.get_by_role("button", name="Poproś o zmiany")
    guide.shot(page, "popros-o-zmiany", send)
    send.click()
    expect(page.locator(".messages")).to_contain_text(TITLE)

    page = guide.visit("/admin/", EDITOR)
    guide.shot(page, "do-poprawy", page.locator("section").filter(has=page.get_by_role("heading", name="Do poprawy: moje teksty")))
    page = open_from_home(guide, EDITOR, TITLE)
    editor = panel(page, "body").locator("[contenteditable=true]")
    editor.click()
    page.keyboard.press("Control+End")
    editor.press_sequentially(HOURS)
    expect(panel(page, "body").locator("input[name='body-0-value']")).to_have_value(re.compile("parterze"))
    again = open_actions(page).get_by_role("button", name=re.compile("Wyślij ponownie"))
    guide.shot(page, "wyslij-ponownie", again)
    again.click()
    expect(page.locator(".messages")).to_contain_text("czeka na sprawdzenie")

    page = open_from_home(guide, MODERATOR, TITLE)
    press(page, "Zatwierdź i", TITLE)
    page = guide.visit("/pl/aktualnosci/slupsk/")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    guide.shot(page, "na-stronie")


def own_text(guide: Guide) -> None:
    page = guide.visit(f"/admin/pages/add/news/newspage/{guide.places['news']}/", MODERATOR)
    write_title(page, OWN)
    page.locator("#id_summary").fill("Od nowego miesiąca zapraszamy także w soboty.")
    write_text(page, "W soboty biuro jest otwarte od 10:00 do 14:00.")
    press(page, "Wyślij do", OWN)
    page = open_from_home(guide, MODERATOR, OWN)
    guide.shot(page, "wlasny-tekst", page.locator(".messages").first)


def events(guide: Guide) -> None:
    page = guide.visit(f"/admin/pages/add/events_calendar/eventpage/{guide.places['calendar']}/", EDITOR)
    day = guide.places["days"][0]
    write_title(page, EVENT)
    page.locator("#id_summary").fill("Dwie godziny ćwiczeń na własnych tekstach.")
    for name, hour in (("start", "10:00"), ("end", "12:00")):
        fill_moment(page, page.locator(f"#id_{name}"), f"{day} {hour}", page.locator("#id_summary"))
    page.locator("#id_kind").select_option(label="szkolenie")
    page.locator("#id_place_name").fill("COP Słupsk, sala na parterze")
    guide.shot(page, "wydarzenie", page.locator("#id_start"), page.locator("#id_end"), top=page.locator("#id_title"))
    page.locator("#id_repeat").select_option(label="co tydzień")
    page.locator("#id_repeat_count").fill("4")
    dates = page.locator("[data-dates-result]")
    expect(dates.locator("li")).to_have_count(4)
    guide.shot(page, "powtarzanie", dates, top=page.locator("#id_repeat_without"))
    page.locator("#id_repeat").select_option(label="nie powtarza się")
    fill_moment(page, page.locator("#id_end"), f"{day} 08:00", page.locator("#id_summary"))
    save_draft(page)
    error = page.locator("[id$='end-errors']").filter(has_text="Koniec jest wcześniejszy")
    guide.shot(page, "zla-godzina", error, top=page.locator("#id_kind"))
    fill_moment(page, page.locator("#id_end"), f"{day} 12:00", page.locator("#id_summary"))
    save_draft(page)


def scheduling(guide: Guide) -> None:
    page = guide.visit(f"/admin/pages/add/news/newspage/{guide.places['news']}/", EDITOR)
    write_title(page, LATER)
    page.locator("#id_summary").fill("Terminy dotacji w jednej tabeli.")
    save_draft(page)
    panel_open(page, "Przełącz status")
    page.get_by_role("button", name="Ustaw plan").click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label("Data i godzina publikacji")
    fill_moment(page, field, f"{date.today() + timedelta(days=7)} 08:00", dialog.get_by_text("Wybierz, kiedy"))
    save = dialog.get_by_role("button", name="Zapisz plan")
    guide.shot(page, "plan", field, save)
    with page.expect_navigation():
        save.click()
    guide.shot(page, "plan-bez-zatwierdzenia", page.locator(".help-warning").filter(has_text="sama data niczego nie publikuje"))


def history(guide: Guide) -> None:
    page = open_history(guide)
    row = page.get_by_role("row").filter(has_text="Szkic zapisany").nth(1)
    row.get_by_role("button", name="Akcje").click()
    compare = page.get_by_role("link", name="Porównaj z obecną wersją")
    guide.shot(page, "historia", compare, page.get_by_role("link", name="Sprawdź tę wersję"))
    compare.click()
    expect(page.get_by_role("heading", name="Porównaj")).to_be_visible()
    guide.shot(page, "porownanie")
    page = open_history(guide)
    page.get_by_role("row").filter(has_text="Szkic zapisany").nth(1).get_by_role("button", name="Akcje").click()
    page.get_by_role("link", name="Sprawdź tę wersję").click()
    guide.shot(page, "stara-wersja", page.locator("footer").get_by_role("button", name="Zastąp aktualny szkic"))


def open_history(guide: Guide) -> Page:
    page = guide.visit(f"/admin/pages/{guide.places['news']}/", EDITOR)
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="Historia").first.click()
    expect(page.get_by_role("row").filter(has_text="Szkic zapisany").first).to_be_visible()
    return page


def organisations_and_files(guide: Guide) -> None:
    page = guide.visit("/admin/organizacje/", EDITOR)
    guide.shot(page, "organizacje")
    page.goto(f"{guide.url}/admin/pages/add/ngo_pages/ngopage/{guide.places['directory']}/")
    guide.shot(
        page, "profil-organizacji", page.get_by_role("button", name="Wybierz organizację").or_(page.locator("#id_organisation")).first
    )
    wrong = guide.picture.with_name("regulamin.pdf")
    wrong.write_text("To nie jest plik PDF.")
    page.goto(f"{guide.url}/admin/documents/add/")
    page.locator("#id_title").fill("Regulamin konkursu")
    page.locator("input[type=file]").set_input_files(wrong)
    page.get_by_role("button", name="Prześlij").click()
    guide.shot(page, "zly-plik", page.get_by_text("Zawartość pliku nie zgadza się z jego nazwą").first)


def expired_session(guide: Guide) -> None:
    page = open_from_home(guide, EDITOR, EVENT)
    page.locator("#id_summary").fill("Dwie godziny ćwiczeń na własnych tekstach. Przynieś laptop.")
    page.context.clear_cookies(name="sessionid")
    page.locator("footer").get_by_role("button", name="Zapisz szkic").click()
    expect(page.get_by_text("Twoje zmiany nie są jeszcze zapisane")).to_be_visible()
    guide.shot(page, "sesja-logowanie", page.get_by_text("Twoje zmiany nie są jeszcze zapisane"))
    guide.sign_in(page, EDITOR)
    again = page.get_by_role("button", name="Dokończ to, co przerwano")
    guide.shot(page, "sesja-tekst-czeka", again)
    again.click()
    expect(page.locator(".messages")).to_contain_text("Zapisano")
    guide.cookies.pop(EDITOR)


def mails(guide: Guide) -> None:
    page = guide.visit("/pl/moje/e-maile/", MODERATOR)
    group = page.get_by_role("group", name="Teksty do sprawdzenia")
    guide.shot(page, "e-maile", group, top=group)


def english(guide: Guide) -> None:
    page = guide.visit(f"/admin/pages/{guide.places['untranslated']}/edit/", CIO)
    page.get_by_role("button", name="Akcje").first.click()
    translate = page.get_by_role("link", name="Przetłumacz tę stronę")
    guide.shot(page, "przetlumacz", translate)
    translate.click()
    page.get_by_label(re.compile("english|angielski", re.IGNORECASE)).check()
    page.locator("main form").get_by_role("button", name="Wyślij").click()
    start = page.get_by_role("button", name="Tłumacz", exact=True).first
    guide.shot(page, "tlumaczenie", start)


def moving(guide: Guide) -> None:
    page = guide.visit(f"/admin/pages/{guide.places['untranslated']}/move/", CIO)
    guide.shot(page, "przesun", page.locator("main").get_by_role("button", name="Potwierdź"))
    page.goto(f"{guide.url}/admin/redirects/add/")
    page.locator("#id_old_path").fill("/stary-konkurs")
    guide.shot(page, "przekierowanie", page.locator("#id_old_path"))


def cio(guide: Guide) -> None:
    page = guide.visit("/admin/nowe-cop/", CIO)
    page.locator("#id_name").fill("COP Bytów")
    page.locator("#id_town").fill("Bytów")
    guide.shot(page, "nowe-cop", top=page.locator("#id_name"))
    page.goto(f"{guide.url}/admin/users/new/")
    page.locator("#id_email").fill("nowa.redaktorka@example.org")
    page.locator("#id_first_name").fill("Nina")
    page.locator("#id_last_name").fill("Jarząbek")
    guide.shot(page, "nowa-osoba", page.get_by_role("tab", name="Role").first)
    page.get_by_role("tab", name="Role").first.click()
    page.get_by_label("COP Słupsk: redakcja").check()
    guide.shot(page, "role", page.locator("label").filter(has_text="COP Słupsk: redakcja"))
    page.goto(f"{guide.url}/admin/workflows/tasks/edit/{guide.places['task']}/")
    box = page.get_by_label("Jedyna osoba moderująca może zatwierdzać własne teksty")
    box.scroll_into_view_if_needed()
    guide.shot(page, "jedyna-osoba", box)


WALK = (
    *(signing_in, writing, sending, reviewing, own_text, events, scheduling, history),
    *(organisations_and_files, expired_session, mails, english, moving, cio),
)


WALKS = {
    "przewodnik-redaktora": (*WALK, *guide_search.WALK),
    "przewodnik-organizacji": guide_requests.WALK,
    "przewodnik-moderatora": guide_decisions.WALK,
}


def main(wanted: list[str]) -> None:
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser_path is None:
        raise SystemExit("Chromium is not installed.")
    known = set(WALKS) | {walk.__name__ for walks in WALKS.values() for walk in walks}
    if unknown := set(wanted) - known:
        raise SystemExit(f"No such walk: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(known))}")
    started = time.time()
    with tempfile.TemporaryDirectory() as folder, fresh_demo() as (url, places), sync_playwright() as playwright:
        picture = Path(folder) / "dyzur.png"
        draw_illustration("przewodnik", "meetings", (1280, 800)).save(picture)
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        guide = Guide(browser, url, places, picture)
        for name, walks in WALKS.items():
            guide.pictures = GUIDES / name / "obrazy"
            guide.pictures.mkdir(parents=True, exist_ok=True)
            for walk in walks:
                if not wanted or {name, walk.__name__} & set(wanted):
                    print(f"{name}: {walk.__name__}", flush=True)
                    walk(guide)
        browser.close()
    for name in WALKS:
        pictures = sorted((GUIDES / name / "obrazy").glob("*.png"))
        if not wanted:
            for old in [path for path in pictures if path.stat().st_mtime < started]:
                old.unlink()
                pictures.remove(old)
        print(f"{name}: {len(pictures)} pictures, {sum(path.stat().st_size for path in pictures) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
