"""What the pictures of the guides need: a fresh demo, one browser in it, and a picture with frames."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[1]
GUIDES = ROOT / "docs"
EDITOR, MODERATOR, SECOND, CIO = (
    f"{name}@example.org" for name in ("redakcja.slupsk", "moderacja.slupsk", "moderacja2.slupsk", "administracja.cio")
)
# Two who ask for slots: one acts for two organisations, the other for one.
NGO, OTHER_NGO = "zarzad.slupska-przystan@example.org", "redakcja.drzwi-na-osciez@example.org"
PASSWORD = "Portal-demo-2026"  # noqa: S105 - printed on the demo's log-in page
PLACES = """
import json
from datetime import datetime, time, timedelta
from accounts.models import CopReviewTask
from events_calendar import days, opening
from events_calendar.models import CalendarFolderPage, Reservation, Venue
from news.models import NewsFolderPage, NewsPage
from ngo_pages.models import NgoIndexPage
here = {"owner_cop__slug": "slupsk", "locale__language_code": "pl"}
english = NewsPage.objects.filter(locale__language_code="en").values("translation_key")
room = Venue.objects.get(slug="cop-slupsk-sala-szkoleniowa")
def is_free(day):
    first = datetime.combine(day, time.min, days.WARSAW)
    taken = Reservation.objects.blocking().overlapping([room.pk], first, first + timedelta(days=1))
    return bool(opening.open_hours(room, day)) and not taken.exists() and not opening.days_off(day, day)
coming = (days.today() + timedelta(days=number) for number in range(14, 120))
print(json.dumps({
    "room": room.pk,
    "days": [day.isoformat() for day in coming if is_free(day)],
    "news": NewsFolderPage.objects.get(**here).pk,
    "calendar": CalendarFolderPage.objects.get(**here).pk,
    "directory": NgoIndexPage.objects.get(locale__language_code="pl").pk,
    "untranslated": NewsPage.objects.filter(live=True, **here).exclude(translation_key__in=english).order_by("pk").first().pk,
    "task": CopReviewTask.objects.get(cop__slug="slupsk").pk,
}))
"""
# A frame over the page, not an outline of the element: no box with hidden overflow can cut it.
FRAME = """element => {
  const box = element.getBoundingClientRect(), frame = document.createElement('div');
  frame.className = 'guide-frame';
  frame.style.cssText = `position: fixed; z-index: 2147483647; pointer-events: none; box-sizing: border-box; border: 4px solid #c2410c;
    border-radius: 8px; left: ${box.left - 6}px; top: ${box.top - 6}px; width: ${box.width + 12}px; height: ${box.height + 12}px`;
  document.body.append(frame);
}"""
# Fields for a day or an hour as a Polish browser shows them: one without its Polish texts shows 12/14/2026.
IN_POLISH = """() => {
  for (const field of document.querySelectorAll('input[type=date], input[type=time]')) {
    const value = field.value;
    field.dataset.guide = JSON.stringify([field.type, value]);
    const empty = field.type === 'date' ? 'dd.mm.rrrr' : '--:--';
    field.type = 'text';
    field.value = value.includes('-') ? value.split('-').reverse().join('.') : value || empty;
  }
}"""
AS_THEY_WERE = """() => {
  for (const field of document.querySelectorAll('input[data-guide]')) {
    [field.type, field.value] = JSON.parse(field.dataset.guide);
    delete field.dataset.guide;
  }
}"""
TO_TOP = """element => {
  element.style.scrollMarginTop = '130px';
  element.scrollIntoView({block: 'start', behavior: 'instant'});
}"""


# --- The demo


@contextmanager
def fresh_demo() -> Iterator[tuple[str, dict[str, Any]]]:
    """A demo with data of its own on a free port: its address, the numbers of the pages that the walks need, and free days."""
    folder = Path(tempfile.mkdtemp(prefix="portal-przewodnik-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"PORTAL_VAR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "portal.settings.demo"}
    (folder / "var").mkdir()
    url = f"http://127.0.0.1:{port}"
    with (folder / "demo.log").open("w") as log:
        demo = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "manage.py", "demo", "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for_demo(demo, url, folder / "demo.log")
            found = subprocess.run(  # noqa: S603 - our own command
                [sys.executable, "manage.py", "shell", "-v", "0", "-c", PLACES],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            yield url, json.loads(found.stdout.splitlines()[-1])
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(30)
            shutil.rmtree(folder)


def wait_for_demo(demo: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit(f"The demo did not start:\n{log.read_text()[-4000:]}")


# --- Looking and pressing


class Guide:
    """One browser in which people sign in, and the pictures taken on the way."""

    def __init__(self, browser: Browser, url: str, places: dict[str, Any], picture: Path) -> None:
        expect.set_options(timeout=30_000)  # a machine may be busy with other things
        self.browser, self.url, self.places, self.picture = browser, url, places, picture
        self.cookies: dict[str, list] = {}
        # Where the pictures go: the guide's folder.
        self.pictures = GUIDES
        self.context: BrowserContext | None = None

    def visit(self, path: str, email: str | None = None) -> Page:
        """A new window of one person; the one before is closed, so that nobody else is "editing" a page."""
        if self.context is not None:
            self.context.close()
        self.context = self.browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="pl-PL", timezone_id="Europe/Warsaw", reduced_motion="reduce"
        )
        self.context.set_default_timeout(30_000)
        page = self.context.new_page()
        if email is not None:
            if email in self.cookies:
                self.context.add_cookies(self.cookies[email])
            else:
                page.goto(f"{self.url}/pl/moje/")
                self.sign_in(page, email)
                expect(page).to_have_url(f"{self.url}/pl/moje/")
                self.cookies[email] = self.context.cookies()
        page.goto(f"{self.url}{path}")
        return page

    @staticmethod
    def sign_in(page: Page, email: str) -> None:
        main = page.locator("main")
        main.get_by_label("Adres e-mail").fill(email)
        main.get_by_label("Hasło", exact=True).fill(PASSWORD)
        main.get_by_role("button", name="Zaloguj się").click()

    def shot(self, page: Page, name: str, *marked: Locator, top: Locator | None = None) -> None:
        """Take the picture `name`, with a frame around what the text speaks of; `top` is scrolled up first."""
        expect(page.get_by_text("Zapisywanie…").locator("visible=true")).to_have_count(0, timeout=30_000)
        for locator in marked:
            expect(locator).to_be_visible()
        if top is not None:
            top.evaluate(TO_TOP)
        page.evaluate("document.fonts.ready")
        page.mouse.move(1279, 2)
        page.evaluate(IN_POLISH)
        for locator in marked:
            locator.evaluate(FRAME)
        path = self.pictures / f"{name}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")
        page.evaluate("document.querySelectorAll('.guide-frame').forEach(frame => frame.remove())")
        page.evaluate(AS_THEY_WERE)
        # Few colours are enough for an interface and make the file a third as large.
        Image.open(path).convert("RGB").quantize(160, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"  {name}.png", flush=True)


def panel(page: Page, field: str) -> Locator:
    """The section of one field of the page editor."""
    return page.locator(f"[id$='-{field}-section']")


def open_actions(page: Page) -> Locator:
    """The footer with the menu of actions open, where there is one: a new page has all its buttons in sight."""
    footer = page.locator("footer")
    more = footer.get_by_role("button", name="Więcej akcji")
    if more.count():
        more.click()
    return footer


def write_title(page: Page, title: str) -> None:
    """Type the title; the page's script makes the address of it, once it has started."""
    field, slug = page.locator("#id_title"), page.locator("#id_slug")
    for _attempt in range(20):
        field.fill("")
        field.press_sequentially(title)
        try:
            expect(slug).not_to_have_value("", timeout=500)
        except AssertionError:
            continue
        return
    raise AssertionError("no address came of the title")


def press(page: Page, action: str, then: str | re.Pattern[str]) -> None:
    """Press an action of the footer's menu and wait for the message that follows."""
    open_actions(page).get_by_role("button", name=re.compile(rf"^\s*{action}")).click()
    expect(page.locator(".messages")).to_contain_text(then)


def save_draft(page: Page) -> None:
    with page.expect_navigation():
        page.locator("footer").get_by_role("button", name="Zapisz szkic").click()


def fill_moment(page: Page, field: Locator, moment: str, beside: Locator) -> None:
    """Fill a date; its picker lies over the page until something beside it is clicked."""
    picker = page.locator(".xdsoft_datetimepicker:visible")
    field.click()
    expect(picker).to_have_count(1)
    field.fill(moment)
    for _attempt in range(20):
        beside.click()
        try:
            expect(picker).to_have_count(0, timeout=500)
        except AssertionError:
            continue
        return
    raise AssertionError("the date picker does not close")


def panel_open(page: Page, name: str) -> None:
    """Open the side panel with this button unless it is open."""
    button = page.get_by_role("button", name=name)
    if button.get_attribute("aria-expanded") != "true":
        button.click()
