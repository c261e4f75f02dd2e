"""Good answers to the pages of a proposal, and who gives them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import Membership, Organisation, User
from framework_calendar.models import Call, Proposal
from framework_calendar.proposing import Pages
from framework_calendar.services import proposals
from framework_calendar.services.proposals import ProposalData
from tests.framework_calendar.factories import wish_for

PATH = "/pl/kalendarz/ramowy/2027/slupsk/zglos/"
WHAT = {
    "title": "Piknik nad Słupią",
    "summary": "Popołudnie dla całych rodzin.",
    "aim": "Sąsiedzi się poznają.",
    "kind": "fair",
    "headcount": "100",
    "audience": "rodziny z dziećmi",
    "accessibility": ["step_free"],
}
WHEN = {"w1-day": "2027-05-08", "w1-begins": "15:00", "w1-ends": "18:00", "w1-place_name": "Park Kultury", "w1-commune": "2263011"}
WITH = {"brings": "Scena", "seeks": "Namiot"}
PAGES = {"co": WHAT, "kiedy": WHEN, "z-kim": WITH}


def another(name: str = "Koło z Bierkowa", slug: str = "kolo-bierkowo", kind: str = "ngo") -> tuple[Organisation, User]:
    """One more organisation and who acts for it."""
    organisation = Organisation.objects.create(kind=kind, name=name, slug=slug)
    user = User.objects.create_user(f"{slug}@example.org", "tajne-haslo", first_name="Ewa", last_name="Druga")
    Membership.objects.create(user=user, organisation=organisation)
    return organisation, user


def plain(text: bytes | str) -> str:
    """A page as a person reads it."""
    return (text.decode() if isinstance(text, bytes) else text).replace("\u00a0", " ")


def page(client: Client, path: str) -> str:
    """The text of the page at this address."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.get("Location"))
    return plain(answer.content)


def typed(data: dict[str, Any]) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in data.items()}


def begun(user: User, call: Call, organisation: Organisation, **pages: dict[str, Any]) -> Proposal:
    """A draft with these pages filled in; with all of them unless some are named."""
    proposal = proposals.begin(user, call, organisation)
    for step, data in (pages or PAGES).items():
        proposal = proposals.save_step(user, proposal.pk, step.replace("_", "-"), typed(data), tried=True)
    return proposal


def data_of(proposal: Proposal) -> ProposalData:
    data = Pages(Proposal.objects.with_all().get(pk=proposal.pk)).data()
    assert data is not None
    return data


def sent(user: User, call: Call, organisation: Organisation, **pages: dict[str, Any]) -> Proposal:
    """A proposal that was filled in and sent."""
    proposal = begun(user, call, organisation, **pages)
    return proposals.submit(user, proposal.pk, data_of(proposal))


def some_data(**fields: Any) -> ProposalData:
    from datetime import date

    given = {"title": "Piknik", "aim": "Po to.", "summary": "Zdanie.", "wishes": [wish_for(date(2027, 5, 8))], "accessibility": ["lift"]}
    return ProposalData(**{**given, **fields})


def step(client: Client, proposal: Proposal, name: str, data: dict[str, Any], button: str = "dalej", **more: Any) -> Any:
    """Press a button of a page."""
    return client.post(f"{PATH}{proposal.pk}/{name}/", {**data, button: "1", **more})
