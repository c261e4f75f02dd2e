"""A proposal in words: everything it says, page by page, for its last look and for its own page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal_ui import event_when, long_date
from events_calendar.models import Accessibility, EventKind
from events_calendar.wizard_steps import Step
from framework_calendar import explaining, wording
from framework_calendar.models import Call, Proposal
from framework_calendar.proposing import WHAT, WHEN, WITH
from framework_calendar.services.proposals import ProposalData

if TYPE_CHECKING:
    from framework_calendar.models import Allocation, CoOrganiser, Wish

Fact = dict[str, str]


@dataclass
class Part:
    """What one page of the form says; `url` leads there."""

    step: Step
    facts: list[Fact]
    url: str = ""


def parts(proposal: Proposal, wishes: Sequence[Wish], rows: Sequence[CoOrganiser]) -> list[Part]:
    """What a proposal that was sent says."""
    data = ProposalData(
        **{name: getattr(proposal, name) for name in ("title", "aim", "summary", "description", "kind", "audience", "headcount")},
        **{name: getattr(proposal, name) for name in ("brings", "seeks", "accessibility", "accessibility_note", "answers")},
        wishes=wishes,
        topics=list(proposal.topics.all()),
    )
    return parts_of_data(data, proposal.call, rows)


def parts_of_data(data: ProposalData, call: Call, rows: Sequence[CoOrganiser]) -> list[Part]:
    """What a proposal says, sent or not."""
    labels = dict(Accessibility.choices)
    what = [
        _fact(_("Nazwa"), data.title),
        _fact(_("W jednym zdaniu"), data.summary),
        _fact(_("Po co"), data.aim),
        _fact(_("Opis"), data.description),
        _fact(_("Rodzaj"), str(dict(EventKind.choices).get(data.kind, ""))),
        _fact(_("Ile osób"), people(data.headcount)),
        _fact(_("Dla kogo"), data.audience),
        _fact(_("Dostępność"), ", ".join(str(labels[code]) for code in data.accessibility if code in labels)),
        _fact(_("O dostępności"), data.accessibility_note),
        _fact(_("Tematy"), ", ".join(topic.label for topic in data.topics)),
    ]
    when = [
        _fact(_("Życzenie %(rank)s") % {"rank": rank}, f"{wording.when(wish)}\n{wording.where(wish)}")
        for rank, wish in enumerate(data.wishes, start=1)
    ]
    asked = {str(question.pk): question.text for question in call.questions.all()}
    with_whom = [
        _fact(_("Co wnosi organizacja"), data.brings),
        _fact(_("Czego szuka"), data.seeks),
        _fact(_("Współorganizatorzy"), "\n".join(_co_organisers(rows))),
        _fact(_("Zaprosimy"), "\n".join(organisation.name for organisation in data.invited)),
        *(_fact(text, data.answers.get(pk, "")) for pk, text in asked.items()),
    ]
    return [Part(WHAT, what), Part(WHEN, when), Part(WITH, with_whom)]


def _co_organisers(rows: Iterable[CoOrganiser]) -> list[str]:
    return [f"{row.organisation.name}: {row.get_status_display()}" for row in rows]


def people(count: int | None) -> str:
    return ngettext("%(count)s osoba", "%(count)s osób", count) % {"count": count} if count else ""


def _fact(term: str, value: str) -> Fact:
    return {"term": term, "value": value}


# --- Its state


def state_label(proposal: Proposal) -> tuple[str, str]:
    """The state in a word or two, and the style of its tag."""
    if proposal.state == Proposal.State.DRAFT:
        return _("szkic, niewysłany"), "warn"
    if proposal.state == Proposal.State.WITHDRAWN:
        return _("wycofana"), ""
    phase = proposal.call.phase()
    if phase == Call.Phase.BALANCING:
        return _("uzgadnianie terminów"), "new"
    if phase != Call.Phase.PUBLISHED:
        return _("wysłana"), "ok"
    allocation = _allocation(proposal)
    if allocation is None:
        return _("uzgadnianie terminów"), "new"
    return (_("ma termin"), "ok") if allocation.event_id is not None else (_("bez terminu"), "warn")


def _allocation(proposal: Proposal) -> Allocation | None:
    """What it got, once that is published."""
    found: Allocation | None = getattr(proposal, "allocation", None)
    return found if found is not None and found.published_at is not None else None


def result(proposal: Proposal) -> dict[str, str]:
    """What a published call gave the proposal, in words, with the address of its event; empty before, and for one that was not sent."""
    if proposal.state != Proposal.State.SUBMITTED or proposal.call.phase() != Call.Phase.PUBLISHED:
        return {}
    allocation = _allocation(proposal)
    if allocation is None:
        return {"words": _("COP jeszcze o niej nie zdecydował."), "url": ""}
    event = allocation.event
    if event is None:
        said = " ".join(explaining.sentences(allocation.reasons))
        return {"words": " ".join(filter(None, [_("To wydarzenie nie ma terminu w kalendarzu ramowym."), said])), "url": ""}
    when = event_when(event.start, event.end, event.all_day)
    wish = explaining.wish_named(allocation.rank)
    return {
        "words": _("Termin: %(when)s, %(where)s (%(wish)s).") % {"when": when, "where": event.where, "wish": wish},
        "url": (event.url or "") if event.live else "",
    }


def next_words(proposal: Proposal, *, acts: bool = True) -> str:
    """What happens next, with its day; `acts` for who may change it."""
    call = proposal.call
    said = {"cop": call.cop.name, "closes": long_date(call.closes), "publication": long_date(call.publication_day), "year": call.year}
    phase = call.phase()
    if proposal.state == Proposal.State.DRAFT:
        if phase == Call.Phase.OPEN:
            return _("COP jeszcze tej propozycji nie widzi. Dokończ ją i wyślij najpóźniej %(closes)s.") % said
        return _("Nabór skończył się %(closes)s, a ta propozycja nie jest wysłana.") % said
    if proposal.state == Proposal.State.WITHDRAWN:
        if phase == Call.Phase.OPEN:
            return _("COP nie bierze jej pod uwagę. Do %(closes)s możesz ją poprawić i wysłać jeszcze raz.") % said
        return _("COP nie bierze jej pod uwagę.")
    if phase == Call.Phase.OPEN and not acts:
        return _("Do %(closes)s może ją zmieniać organizacja, która ją zgłosiła. Potem %(cop)s uzgadnia terminy.") % said
    if phase == Call.Phase.OPEN:
        return _("Do %(closes)s możesz ją zmieniać. Potem %(cop)s uzgadnia terminy, a %(publication)s portal ogłasza kalendarz.") % said
    if phase == Call.Phase.BALANCING:
        return _("%(cop)s uzgadnia terminy. Kalendarz na rok %(year)s portal ogłosi %(publication)s i wtedy do Ciebie napisze.") % said
    return _("Kalendarz na rok %(year)s jest ogłoszony.") % said
