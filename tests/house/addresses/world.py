"""A portal with one of everything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from accounts.mail import preferences
from accounts.models import Organisation, User
from calendar_imports.models import CalendarSource, ImportRun
from core.models import PageTopic, PortalDocument, Topic
from events_calendar import days
from events_calendar.admin.dates import stamp
from events_calendar.models import DutyLine, LegalDuty, Occurrence, RefusalReason, SchoolHolidays, SlotRequestDraft, WaitingEntry
from events_calendar.services import own_calendar
from framework_calendar.models import Call, Proposal
from framework_calendar.services import checklists
from search.models import SearchCount, SilencedPhrase, Synonym
from tests.accounts.account_fixtures import PASSWORD
from tests.accounts.factories import People, make_event, make_news
from tests.calendar_imports.files import entry, file_of, look
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, make_deciders
from tests.events_calendar.wizard_pages import PAGES, WHEN, WHERE
from tests.factories import SiteTree
from tests.framework_calendar.factories import make_call, make_co_organiser, make_proposal
from tests.framework_calendar.proposal_pages import PAGES as PROPOSAL_PAGES
from tests.framework_calendar.published import placed, published_call
from tests.home.factories import ContentPageFactory, SectionPageFactory, make_contact_page
from tests.ngo_pages.factories import InitiativePageFactory, NgoPageFactory
from tests.problem_groups.factories import GroupPageFactory


@dataclass(frozen=True)
class World:
    """One page of each type, one person of each role, and the words that stand for them in the rows' paths."""

    tree: SiteTree
    people: People
    admin: User
    words: dict[str, str]

    def person(self, role: str) -> User | None:
        """Who opens the address: nobody, someone with an account, of an organisation, or who may do everything in the admin."""
        return {"": None, "resident": self.people.resident, "ngo": self.people.ngo_owner, "admin": self.admin}[role]


def make_world(tree: SiteTree) -> World:
    """Fill the smallest tree."""
    people = make_deciders(tree)
    people.resident.set_password(PASSWORD)
    people.resident.save()
    EmailAddress.objects.create(user=people.resident, email=people.resident.email, verified=True, primary=True)
    admin = User.objects.create_superuser("wszystko@example.org", PASSWORD)
    section = SectionPageFactory(parent=tree.home, slug="dzial")
    ContentPageFactory(parent=section, slug="strona")
    closed = ContentPageFactory(parent=tree.home, slug="zamknieta")
    closing = PageViewRestriction.objects.create(page=closed, restriction_type="password", password="haslo")
    contact = make_contact_page(tree.home)
    document = PortalDocument.objects.create(title="Statut", file="documents/statut.txt")
    # Programs get only the files that a page uses.
    body = json.dumps([{"type": "text", "value": f'<p data-block-key="a"><a linktype="document" id="{document.pk}">Statut</a></p>'}])
    news = make_news(tree.news_slupsk, people.editor, live=True, title="Zebranie", slug="zebranie", author_line="Redakcja", body=body)
    event = make_event(
        tree.calendar_slupsk,
        people.editor,
        live=True,
        title="Spotkanie",
        slug="spotkanie",
        organiser=people.ngo,
        territory=tree.slupsk.territory,
    )
    NgoPageFactory(parent=tree.ngos, organisation=people.ngo)
    InitiativePageFactory(parent=tree.initiatives, slug="lawka")
    GroupPageFactory(parent=tree.groups, slug="transport")
    venue = VenueFactory(slug="sala")
    off = SchoolHolidays.objects.create(name="Ferie", first_day="2027-02-01", last_day="2027-02-14")
    topic = Topic.objects.create(name="Morze", name_en="Sea", slug="morze")
    PageTopic.objects.create(tag=topic, content_object=news)
    PageTopic.objects.create(tag=topic, content_object=event)
    synonym = Synonym.objects.create(words="ngo", means="organizacja pozarządowa")
    silenced = SilencedPhrase.objects.create(words="jan z ustki")
    SearchCount.objects.create(day=timezone.localdate(), locale="pl", query="zebranie", folded="zebranie", searches=3)
    reason = RefusalReason.objects.create(label="Remont", text="Sala jest w remoncie.")
    room = VenueFactory(name="Sala A", slug="sala-a")
    duty = LegalDuty.objects.create(
        name="Zgłoś zbiórkę", text="Napisz.", act="Ustawa", office="Urząd", days=3, at_least=1, checked_on="2026-11-01"
    )
    request = ask(people, room, f"{days.today() + timedelta(days=9)} 18:00")
    source, reading, file = _imported(people)
    # Another COP's, so that nothing else of that year is in its way: it is being allocated.
    balanced = make_call(cop=tree.tczew, opens="2026-09-01", closes="2026-10-15")
    proposed = make_proposal(balanced, people.ngo)
    span = {"start": request.start, "end": request.end, "original": request.start}
    watch = WaitingEntry.objects.create(event=request, venue=room, **span)
    closed_files = document.collection.add_child(name="Zamknięte")
    file_closing = CollectionViewRestriction.objects.create(collection=closed_files, restriction_type="password", password="haslo")
    call = make_call(
        opens=days.today() - timedelta(days=9),
        closes=days.today() + timedelta(days=9),
        publication_day=days.today() + timedelta(days=30),
        year=days.today().year + 1,
    )
    proposal, theirs = make_proposal(call, people.ngo), make_proposal(call, people.office, title="Dożynki")
    checklists.follow(proposal, list(proposal.wishes.all()))
    framework = published_call(cop=Organisation.objects.create(kind="cop", name="COP Ustka", slug="ustka", town="Ustka"))
    spring = placed(framework, tree.calendar_slupsk, people.ngo, "Piknik", at("2027-05-08 15:00"), topics=[topic])
    # Called off since, so that it passes the filter of what has changed.
    Occurrence.objects.filter(event=spring.event).update(status="cancelled")
    return World(
        tree,
        people,
        admin,
        {
            "contact": str(contact.pk),
            "document": str(document.pk),
            "closed": str(closed.pk),
            "closing": str(closing.pk),
            "file_closing": str(file_closing.pk),
            "organisation": str(people.ngo.pk),
            "territory": str(tree.slupsk.territory.pk),
            "topic": str(topic.pk),
            "venue": str(venue.pk),
            "draft": str(_draft(people).pk),
            "call": str(call.pk),
            "year": str(call.year),
            "proposal": str(proposal.pk),
            "their_proposal": str(theirs.pk),
            "co_organiser": str(make_co_organiser(theirs, people.ngo, "invited").pk),
            "proposal_draft": str(_proposal_draft(call, people).pk),
            "answer": "tak",
            "action": "wycofaj",
            "school_holidays": str(off.pk),
            "person": str(people.editor.pk),
            "entry": "1",
            "event": str(event.pk),
            "date": str(stamp(event.start)),
            "reason": str(reason.pk),
            "watch": str(watch.pk),
            "duty_line": str(DutyLine.objects.get(key=request.translation_key).pk),
            "proposal_duty": str(DutyLine.objects.get(key=proposal.key).pk),
            "legal_duty": str(duty.pk),
            "silenced": str(silenced.pk),
            "synonym": str(synonym.pk),
            "request": str(request.pk),
            "source": str(source.pk),
            "reading": str(reading.pk),
            "import": str(file.pk),
            "round": str(balanced.pk),
            "proposed": str(proposed.pk),
            "token": preferences.unsubscribe_path(people.moderator, ["workflow.submitted"]).rstrip("/").rsplit("/", 1)[-1],
            "key": "1x-abc",
            "section": "strony",
            "framework": str(framework.year),
            "file": "ulotka.txt",
            "bulk_action": "delete",
            "what": "aktualnosc",
            "place": VenueFactory(slug="sala-prob").slug,
            "secret": own_calendar.make_address(people.resident).secret,
        },
    )


def _imported(people: People) -> tuple[CalendarSource, ImportRun, ImportRun]:
    """An organisation's calendar that is read, one reading of it, and the preview of a file."""
    cop = Organisation.objects.get(slug="slupsk")
    source = CalendarSource.objects.create(
        organisation=people.ngo, cop=cop, url="http://127.0.0.1/kalendarz.ics", state="allowed", asked_by=people.ngo_owner
    )
    reading = ImportRun.objects.create(source=source, cop=cop, organiser=people.ngo, name="Kalendarz", state="stored")
    reading.rows.create(outcome="skipped", title="Zebranie", reason="To wydarzenie już minęło.", line=3)
    return source, reading, look(people.cio, file_of(entry()))


def _draft(people: People) -> SlotRequestDraft:
    """A request that is filled in and not sent."""
    pages = {
        **PAGES,
        "kiedy": {**WHEN, "day": (timezone.localdate() + timedelta(days=30)).isoformat()},
        "gdzie": {**WHERE, "venue": "sala"},
    }
    typed = {step: {name: value if isinstance(value, list) else [value] for name, value in page.items()} for step, page in pages.items()}
    return SlotRequestDraft.objects.create(user=people.ngo_owner, organisation=people.ngo, data={**typed, "tried": list(pages)})


def _proposal_draft(call: Call, people: People) -> Proposal:
    """A proposal that is filled in and not sent."""
    pages = {**PROPOSAL_PAGES, "kiedy": {**PROPOSAL_PAGES["kiedy"], "w1-day": f"{call.year}-05-08"}}
    typed = {step: {name: value if isinstance(value, list) else [value] for name, value in page.items()} for step, page in pages.items()}
    return Proposal.objects.create(
        call=call, organisation=people.ngo, author=people.ngo_owner, title="Piknik", typed={**typed, "tried": list(pages)}
    )


def put_files() -> None:
    """Each test has folders of its own for files; the document and a public file belong into them."""
    default_storage.save("ulotka.txt", ContentFile(b"Ulotka."))
    storage = PortalDocument._meta.get_field("file").storage  # type: ignore[union-attr]
    storage.save("documents/statut.txt", ContentFile(b"Statut."))
