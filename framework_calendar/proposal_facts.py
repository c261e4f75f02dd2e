"""A proposal in words: everything it says, page by page, for its last look and for its own page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal_ui import long_date
from events_calendar.models import Accessibility, Circumstance, EventKind
from events_calendar.wizard_steps import Step
from framework_calendar import wording
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.proposing import WHAT, WHEN, WITH
from framework_calendar.services.proposals import ProposalData
from framework_calendar.year_rows import wish_label

if TYPE_CHECKING:
    from framework_calendar.models import CoOrganiser, Wish

Fact = dict[str, str]


@dataclass
class Part:
    """What one page of the form says; `url` leads there."""

    step: Step
    facts: list[Fact]
    url: str = ""


def wishes_of(proposal: Proposal) -> list[Wish]:
    """Its wishes, the first one first, with all that words about them need: one query."""
    return list(proposal.wishes.select_related("venue__parent", "commune").order_by("rank"))


def parts(proposal: Proposal, wishes: Sequence[Wish], rows: Sequence[CoOrganiser]) -> list[Part]:
    """What a proposal that was sent says."""
    data = ProposalData(
        **{name: getattr(proposal, name) for name in ("title", "aim", "summary", "description", "kind", "audience", "headcount")},
        **{
            name: getattr(proposal, name) for name in ("brings", "seeks", "accessibility", "accessibility_note", "circumstances", "answers")
        },
        wishes=wishes,
        topics=list(proposal.topics.all()),
    )
    return parts_of_data(data, proposal.call, rows)


def parts_of_data(data: ProposalData, call: Call, rows: Sequence[CoOrganiser]) -> list[Part]:
    """What a proposal says, sent or not."""
    labels, given = dict(Accessibility.choices), dict(Circumstance.choices)
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
        _fact(_("Co będzie na wydarzeniu"), "; ".join(str(given[code]) for code in data.circumstances if code in given)),
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
    """The state in a word or two, and the style of its tag; after the publication which wish it got. Its allocation is read."""
    if proposal.state == Proposal.State.DRAFT:
        return _("szkic, niewysłany"), "warn"
    if proposal.state == Proposal.State.WITHDRAWN:
        return _("wycofana"), ""
    phase = proposal.call.phase()
    if phase == Call.Phase.BALANCING:
        return _("uzgadnianie terminów"), "new"
    if phase != Call.Phase.PUBLISHED:
        return _("wysłana"), "ok"
    allocation: Allocation | None = getattr(proposal, "allocation", None)
    if allocation is None or allocation.published_at is None:
        return _("jeszcze bez decyzji"), "new"
    has_slot = allocation.outcome == Allocation.Outcome.SLOT
    return wish_label(allocation.rank if has_slot else None), "ok" if has_slot else "warn"


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
