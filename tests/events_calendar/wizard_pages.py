"""Good answers to the pages of a request, and a person who gives them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from events_calendar.models import EventPage, SlotRequestDraft

WHAT = {
    "title": "Warsztaty dla seniorów",
    "summary": "Uczymy się obsługi telefonu.",
    "kind": "training",
    "headcount": "20",
    "attendance": "open",
    "free": "tak",
    "contact_email": "biuro@example.org",
}
WHEN = {"day": "2026-12-01", "start": "18:00", "end": "20:00"}
WHERE = {"venue": "sala-a", "accessibility": ["step_free"]}
PATH = "/pl/kalendarz/zglos/"
PAGES = {"co": WHAT, "kiedy": WHEN, "gdzie": WHERE}


def page(client: Client, path: str) -> str:
    """The text of the page at this address."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.get("Location"))
    return answer.content.decode().replace("\u00a0", " ")


def step(draft: SlotRequestDraft, slug: str) -> str:
    """The address of one page of the draft."""
    return f"{PATH}{draft.pk}/{slug}/"


def refused(client: Client, path: str, fields: dict[str, Any]) -> Any:
    """Post what the page refuses; the page that one is led back to, as the browser opens it."""
    answer = client.post(path, fields)
    assert (answer.status_code, answer["Location"]) == (303, path)
    return client.get(path)


def begin(client: Client, **fields: str) -> SlotRequestDraft:
    """Press "Zacznij prośbę"; the draft that is made."""
    answer = client.post("/pl/kalendarz/zglos/", fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return SlotRequestDraft.objects.get(pk=answer["Location"].split("/")[-3])


def fill(client: Client, draft: SlotRequestDraft, **changed: Any) -> SlotRequestDraft:
    """Post the three pages of questions; `changed` are other answers, by the field's name."""
    for step, fields in PAGES.items():
        given = {name: changed.get(name, value) for name, value in fields.items()}
        given |= {name: value for name, value in changed.items() if name in EXTRA[step]}
        answer = client.post(f"/pl/kalendarz/zglos/{draft.pk}/{step}/", given)
        assert answer.status_code == 302, (step, client.get(answer["Location"]).context["form"].errors)
    draft.refresh_from_db()
    return draft


EXTRA = {
    "co": {"description", "topics", "co_organisers", "gives_back", "sign_up", "price", "audience", "contact_phone"},
    "kiedy": {
        "repeat",
        "repeat_count",
        "repeat_without",
        "all_day",
        "last_day",
        "repeat_added",
        "setup_minutes",
        "cleanup_minutes",
        "clock",
    },
    "gdzie": {"place_name", "address", "territory", "online_url", "equipment", "accessibility_note"},
}


def send(client: Client, draft: SlotRequestDraft, **fields: str) -> EventPage:
    """Press "Wyślij prośbę o termin"; the request."""
    answer = client.post(f"/pl/kalendarz/zglos/{draft.pk}/sprawdz/", {"wyslij": "1", "key": str(draft.key), **fields})
    assert answer.status_code == 302, answer.content.decode()
    return EventPage.objects.get(pk=answer["Location"].split("/")[-2])
