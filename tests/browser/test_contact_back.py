"""Going back at the contact form: the text is there, and a message that was sent is not sent again."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from home.models import ContactSubmission
from tests.browser.conftest import Server
from tests.factories import SiteTree
from tests.home.factories import make_contact_page

TEXT = "Kiedy jest spotkanie?"


def test_back_keeps_the_text_and_a_message_is_sent_once(server: Server, site_tree: SiteTree, visit: Callable[..., Page]) -> None:
    make_contact_page(site_tree.home)
    page = visit()
    page.goto(f"{server.url}/pl/kontakt/")
    message, send = page.get_by_label("Wiadomość"), page.get_by_role("button", name="Wyślij wiadomość")
    thanks = page.get_by_role("heading", name="Wiadomość wysłana")

    # The address is missing: the form comes back with what is wrong, is mended and sent.
    page.get_by_label("Temat").fill("Pytanie")
    message.fill(TEXT)
    send.click()
    expect(page.get_by_text("Wypełnij to pole.").first).to_be_visible()
    page.get_by_label("Twój e-mail").fill("anna@example.org")
    send.click()
    expect(thanks).to_be_visible()
    page.reload()
    expect(thanks).to_be_visible()

    # Back to the answer of a POST, which the browser must not lose, and pressed again.
    page.go_back()
    expect(message).to_have_value(TEXT)
    page.get_by_label("Twój e-mail").fill("anna@example.org")
    send.click()
    expect(thanks).to_be_visible()

    # Back to the first form, filled in with the same text once more.
    page.go_back()
    page.go_back()
    expect(message).to_have_value(TEXT)
    page.get_by_label("Twój e-mail").fill("anna@example.org")
    send.click()
    expect(thanks).to_be_visible()
    assert ContactSubmission.objects.count() == 1
    server.wait_for(server.mails)
    assert len(server.mails()) == 1
