"""The pages of a proposal, put together from what was typed: which are filled in rightly, which comes next, what they say in all."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.expired import as_query
from events_calendar.wizard_steps import Step
from framework_calendar.proposal_forms import WhatForm, Wishes, WithForm
from framework_calendar.services import proposals
from framework_calendar.services.proposals import ProposalData

if TYPE_CHECKING:
    from framework_calendar.models import Proposal, Wish

Form = WhatForm | Wishes | WithForm

WHAT = Step("co", gettext_lazy("Co"), gettext_lazy("Co proponujecie"))
WHEN = Step("kiedy", gettext_lazy("Kiedy i gdzie"), gettext_lazy("Kiedy i gdzie"))
WITH = Step("z-kim", gettext_lazy("Z kim"), gettext_lazy("Z kim to zrobicie"))
CHECK = Step("sprawdz", gettext_lazy("Sprawdź i wyślij"), gettext_lazy("Sprawdź i wyślij"))
STEPS = {step.slug: step for step in (WHAT, WHEN, WITH, CHECK)}
ASKING = (WHAT, WHEN, WITH)


class Pages:
    """A proposal as the pages of its form see it. The forms read what was typed; nothing is written here."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal, self.call = proposal, proposal.call
        self._bound: dict[str, Form] = {}

    @property
    def is_change(self) -> bool:
        """Whether it was sent before."""
        return self.proposal.state != self.proposal.State.DRAFT

    # --- Forms

    def typed(self, step: Step) -> QueryDict | None:
        """What stands in the draft for this page; None where nobody has been there."""
        data = self.proposal.typed.get(step.slug)
        return as_query(data) if data is not None else None

    def is_tried(self, step: Step) -> bool:
        """Whether somebody went on from this page, and so has read it."""
        return step.slug in self.proposal.typed.get("tried", ())

    def version(self, step: Step) -> int:
        return proposals.version_of(self.proposal, step.slug)

    def form(self, step: Step, data: QueryDict | None = None) -> Form:
        """The page's form with this data, else with what the draft has; its mistakes are told once somebody has gone on from it."""
        given = data if data is not None else self.typed(step)
        form = self._make(step, given)
        if data is None and given is not None and not self.is_tried(step):
            form.forgive()
        return form

    def bound(self, step: Step) -> Form:
        """The page's form as it would be sent now, read once."""
        if step.slug not in self._bound:
            self._bound[step.slug] = self._make(step, self.typed(step) or QueryDict())
        return self._bound[step.slug]

    def _make(self, step: Step, data: QueryDict | None) -> Form:
        if step == WHAT:
            return WhatForm(data, asks=self.call.asks)
        if step == WHEN:
            return Wishes(data, call=self.call, venues=self._places[0], communes=self._places[1])
        return WithForm(data, asks=self.call.asks, questions=self._questions, own=self.proposal.organisation, already=self.already)

    @cached_property
    def _places(self) -> tuple[Any, Any]:
        return proposals.venues_of(self.call), proposals.communes_of(self.call)

    @cached_property
    def _questions(self) -> list[Any]:
        return list(self.call.questions.all())

    @cached_property
    def co_organisers(self) -> list[Any]:
        """Who is on the proposal's list already."""
        return list(self.proposal.co_organisers.select_related("organisation").order_by("pk")) if self.is_change else []

    @property
    def already(self) -> list[Any]:
        return [row.organisation for row in self.co_organisers]

    # --- Going on

    def is_done(self, step: Step) -> bool:
        return self.is_tried(step) and self.bound(step).is_valid()

    @property
    def first_open(self) -> Step | None:
        """The first page that is still to be filled in, or put right."""
        return next((step for step in ASKING if not self.is_done(step)), None)

    def after(self, step: Step) -> Step:
        """Where one goes on to: the next page that is not done yet, else the last one."""
        later = ASKING[ASKING.index(step) + 1 :] if step in ASKING else ()
        return next((one for one in later if not self.is_done(one)), CHECK)

    def before(self, step: Step) -> Step | None:
        order = [*ASKING, CHECK]
        at = order.index(step)
        return order[at - 1] if at else None

    def url(self, step: Step) -> str:
        where = {"year": self.call.year, "cop": self.call.cop.slug, "pk": self.proposal.pk, "step": step.slug}
        return reverse("framework_propose_step", kwargs=where)

    @property
    def go_on_url(self) -> str:
        """Where one goes on with it."""
        return self.url(self.where_left)

    @property
    def delete_url(self) -> str:
        return reverse("framework_propose_delete", args=[self.call.year, self.call.cop.slug, self.proposal.pk])

    @property
    def where_left(self) -> Step:
        """The page on which one wrote last."""
        return STEPS.get(self.proposal.typed.get("at", ""), CHECK if self.is_change else WHAT)

    def row(self, current: Step) -> list[dict[str, Any]]:
        """The row of steps above each page."""
        return [
            {
                "label": step.short,
                "slug": step.slug,
                "url": self.url(step) if step != current and (self.is_tried(step) or step == self.first_open) else "",
                "current": step == current,
                "done": step != CHECK and self.is_done(step),
            }
            for step in STEPS.values()
        ]

    # --- All of it

    def data(self) -> ProposalData | None:
        """The whole proposal; None while a page is wrong."""
        if self.first_open is not None:
            return None
        values: dict[str, Any] = {}
        for step in ASKING:
            values |= self.bound(step).values()
        return ProposalData(**values)

    @property
    def wishes(self) -> list[Wish]:
        """The wishes as far as they are right."""
        wishes = self.bound(WHEN)
        return wishes.values()["wishes"] if isinstance(wishes, Wishes) and wishes.is_valid() else []

    # --- Two tabs

    @property
    def versions(self) -> str:
        """How often each page was saved, for the last page to carry along."""
        return "-".join(str(self.version(step)) for step in ASKING)

    def changed_since(self, versions: str) -> list[Step]:
        """The pages that were saved since they were seen with these versions; none where nobody said which."""
        seen = versions.split("-")
        if len(seen) != len(ASKING):
            return []
        return [step for step, version in zip(ASKING, seen, strict=True) if version != str(self.version(step))]

    def differences(self, step: Step, posted: QueryDict) -> list[dict[str, str]]:
        """What is stored of this page and was typed otherwise here: the field's name and what is stored, in words."""
        stored, here = self._make(step, self.typed(step) or QueryDict()), self._make(step, posted)
        found = []
        for (name, label, was), (_name, _label, now) in zip(_shown(stored), _shown(here), strict=True):
            if was != now:
                found.append({"name": name, "label": label, "stored": was or _("puste")})
        return found


def _shown(form: Form) -> list[tuple[str, str, str]]:
    """Each field with its label and what is in it, as a person reads it."""
    lines = []
    for part in form.forms if isinstance(form, Wishes) else [form]:
        for field in part:
            label = str(field.label)
            if isinstance(form, Wishes):
                label = _("Życzenie %(rank)s, %(label)s") % {"rank": part.rank, "label": label}  # type: ignore[union-attr]
            lines.append((field.html_name, label, _words(field)))
    return lines


def _words(field: Any) -> str:
    value = field.value()
    choices = {str(key): str(name) for key, name in _flat(getattr(field.field, "choices", ()))}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(choices.get(str(one), str(one)) for one in values if one not in (None, ""))


def _flat(choices: Any) -> Any:
    for key, name in choices:
        if isinstance(name, list | tuple):
            yield from name
        else:
            yield key, name
