"""Nothing an editor writes is lost, also after the form came back with errors."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from news.models import NewsPage
from tests.accounts.factories import People
from tests.browser.conftest import Server
from tests.browser.test_main_job import footer_action, open_admin, people
from tests.factories import SiteTree
from tests.news.factories import NewsPageFactory

__all__ = ["people"]


def draft_of_an_editor(server: Server, tree: SiteTree, people: People, visit: Callable[..., Page]) -> tuple[NewsPage, Page]:
    """A draft, and the browser of its signed-in author."""
    item = NewsPageFactory(parent=tree.news_slupsk, live=False)
    item.save_revision(user=people.editor)
    return item, open_admin(visit, server, people.editor.email)


def test_what_is_typed_after_an_error_is_saved_by_itself(
    server: Server, site_tree: SiteTree, people: People, visit: Callable[..., Page]
) -> None:
    item, editor = draft_of_an_editor(server, site_tree, people, visit)
    editor.goto(f"{server.url}/admin/pages/{item.pk}/edit/")
    editor.locator("#id_summary").fill("")
    footer_action(editor, "Wyślij do")
    expect(editor.locator("#id_summary")).to_have_attribute("aria-invalid", "true")
    # The first saving by itself: what the form held when it came back.
    before = server.wait_for(lambda: NewsPage.objects.get(pk=item.pk).latest_revision_id != item.latest_revision_id and True, seconds=20)
    assert before
    expect(editor.locator(".w-autosave-indicator")).to_contain_text("Zapisano")
    editor.locator("#id_summary").fill("Napisane po błędzie.")
    server.wait_for(lambda: NewsPage.objects.get(pk=item.pk).get_latest_revision_as_object().summary == "Napisane po błędzie.", seconds=20)
    editor.goto(f"{server.url}/admin/pages/{item.pk}/edit/")
    expect(editor.locator("#id_summary")).to_have_value("Napisane po błędzie.")


def test_what_is_typed_while_saving_is_saved_too(server: Server, site_tree: SiteTree, people: People, visit: Callable[..., Page]) -> None:
    item, editor = draft_of_an_editor(server, site_tree, people, visit)
    # The answer comes late, but before Wagtail has noticed the next change: then it counts as saved.
    editor.add_init_script(
        "const send = window.fetch; window.fetch = async (...all) => {"
        " const answer = await send(...all); await new Promise((done) => setTimeout(done, 600)); return answer; }"
    )
    editor.goto(f"{server.url}/admin/pages/{item.pk}/edit/")
    # Wagtail looks for changes from two seconds after the form has come.
    editor.wait_for_timeout(3000)
    for text in ("Pierwsze zdanie.", "Pierwsze zdanie. Drugie zdanie."):
        editor.locator("#id_summary").fill(text)
        server.wait_for(lambda: NewsPage.objects.get(pk=item.pk).get_latest_revision_as_object().summary == text, seconds=20)  # noqa: B023


def test_a_plan_is_saved_by_its_own_button_and_by_nothing_else(
    server: Server, site_tree: SiteTree, people: People, visit: Callable[..., Page]
) -> None:
    item, editor = draft_of_an_editor(server, site_tree, people, visit)
    editor.goto(f"{server.url}/admin/pages/{item.pk}/edit/")
    editor.wait_for_timeout(3000)
    editor.locator("#id_summary").fill("Tekst z planem.")
    editor.locator('[data-a11y-dialog-show="schedule-publishing-dialog"]').first.dispatch_event("click")
    dialog = editor.locator("#schedule-publishing-dialog")
    expect(dialog).to_be_visible()
    editor.locator("#id_go_live_at").fill("2099-05-01 10:00")

    def stored() -> NewsPage:
        return NewsPage.objects.get(pk=item.pk).get_latest_revision_as_object()

    # The words are saved by themselves, the date that is only being tried is not.
    server.wait_for(lambda: stored().summary == "Tekst z planem.", seconds=20)
    editor.wait_for_timeout(4000)
    assert stored().go_live_at is None
    dialog.locator(".w-dialog__close-button").click()
    expect(editor.locator("#id_go_live_at")).to_have_value("")
    editor.locator('[data-a11y-dialog-show="schedule-publishing-dialog"]').first.dispatch_event("click")
    editor.locator("#id_go_live_at").fill("2099-05-01 10:00")
    dialog.locator("button.action-save").click()
    server.wait_for(lambda: stored().go_live_at is not None, seconds=20)
    # What comes later leaves the plan alone.
    editor.wait_for_timeout(3000)
    editor.locator("#id_summary").fill("Jeszcze jedno zdanie.")
    server.wait_for(lambda: stored().summary == "Jeszcze jedno zdanie.", seconds=20)
    assert stored().go_live_at is not None
