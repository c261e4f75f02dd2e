"""The allocation of a call on one screen: each proposal with its wishes, what the portal proposes and why, and what a moderator chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from accounts import roles
from events_calendar import days
from events_calendar.models import Venue
from events_calendar.own_duties import Item
from events_calendar.services import folders
from framework_calendar import explaining, gathering, proposal_duties, publishing_ahead, rights
from framework_calendar.admin.allocation_forms import ChoiceForm, Ways
from framework_calendar.admin.balancing import OfCall
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.services import allocating, publishing
from framework_calendar.services.allocating import AllocationRefused, ChangedMeanwhile, SlotsRefused

PER_PAGE = 100
PROPOSE, SAVE, SETTLE, TAKE_BACK, PUBLISH = "zaproponuj", "zapisz", "uzgodnij", "cofnij", "oglos"
# The answer to what the page asks before it publishes.
SURELY = "oglos-na-pewno"


class Show(TextChoices):
    ALL = "wszystkie", _("wszystkie")
    OPEN = "bez_decyzji", _("bez decyzji")
    NONE = "bez_terminu", _("bez terminu")
    WORSE = "nie_pierwsze", _("nie pierwsze życzenie")
    PROBLEM = "problem", _("nie udało się ogłosić")


@dataclass
class Row:
    """A proposal on the screen. `now` is what is stored, in words; `locked` says why nothing can be chosen."""

    proposal: Proposal
    allocation: Allocation | None
    form: ChoiceForm
    now: str
    why: list[str]
    locked: str
    another_cop: bool = False
    duties: Sequence[Item] = ()

    @property
    def seen(self) -> str:
        return allocating.seen_of(self.allocation)

    @property
    def late_duties(self) -> int:
        return sum(item.is_late for item in self.duties)

    @property
    def errors(self) -> list[str]:
        if not self.form.is_bound:
            return []
        return [str(text) for texts in self.form.errors.values() for text in texts]


class AllocatingView(OfCall):
    template_name = "framework_calendar/admin/allocating.html"
    crumb = _("Podział terminów")
    # What was sent and is not stored: shown again as it was typed.
    sent: Any = None
    told: list[str]
    changes: list[str]
    problems: dict[int, list[str]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.told, self.changes, self.problems = [], [], {}
        return super().dispatch(request, *args, **kwargs)

    # --- What is read, once for each request that shows the page

    @cached_property
    def found(self) -> gathering.Round:
        return gathering.round_of(self.call)

    @cached_property
    def venues(self) -> dict[str, Venue]:
        places = Venue.objects.bookable().select_related("parent__parent__territory", "parent__territory", "territory")
        # A place that is not bookable any more stays where somebody chose it.
        return {one.slug: one for one in [*places, *(row.venue for row in self.found.allocations.values() if row.venue is not None)]}

    @cached_property
    def own(self) -> set[int]:
        return rights.own_among(self.found.proposals.values(), self.user)

    @property
    def show(self) -> str:
        asked = self.request.GET.get("pokaz", "")
        return asked if asked in Show.values else Show.ALL

    def _shown(self) -> list[Proposal]:
        tests = {
            Show.OPEN: lambda row: row is None,
            Show.NONE: lambda row: row is not None and row.outcome == Allocation.Outcome.NONE,
            Show.WORSE: lambda row: row is not None and row.outcome == Allocation.Outcome.SLOT and row.rank != 1,
            Show.PROBLEM: lambda row: row is not None and bool(row.problem),
        }
        test = tests.get(self.show)  # type: ignore[call-overload]
        return [one for pk, one in self.found.proposals.items() if test is None or test(self.found.allocations.get(pk))]

    def _page_of(self, shown: Sequence[Proposal]) -> int | None:
        """The page with the proposal that a link names."""
        wanted = _number(self.request.GET.get("propozycja", ""))
        place = next((number for number, one in enumerate(shown) if one.pk == wanted), None)
        return None if place is None else place // PER_PAGE + 1

    def _form(self, proposal: Proposal, ways: Ways, places: Sequence[Any], data: Any = None) -> ChoiceForm:
        allocation = self.found.allocations.get(proposal.pk)
        return ChoiceForm(data, proposal=proposal, allocation=allocation, ways=ways, venues=self.venues, places=places)

    def _places(self) -> list[tuple[str, str]]:
        return [("", gettext("poza portalem")), *((slug, one.full_name) for slug, one in self.venues.items())]

    def _locked(self, proposal: Proposal, allocation: Allocation | None) -> str:
        if allocation is not None and allocation.published_at is not None:
            return gettext("Ogłoszona. Termin zmienisz przy wydarzeniu.") if allocation.event_id else gettext("Ogłoszona.")
        if proposal.pk in self.own:
            return gettext("To propozycja Twojej organizacji. O jej terminie zdecyduje inna osoba z moderacji albo CIO.")
        return ""

    # --- Showing

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "oglos" not in request.GET:
            return super().get(request, *args, **kwargs)
        told, ahead = publishing.refusal(self.call, self.user), publishing_ahead.of(self.call)
        if not told and not ahead.count:
            told = gettext("Nie ma już czego ogłaszać.")
        if told:
            messages.error(request, told)
            return redirect("framework_allocating", self.call.pk)
        return self._ask(ahead)

    def _ask(self, ahead: publishing_ahead.Ahead) -> HttpResponse:
        self.template_name = "framework_calendar/admin/publish.html"
        early = days.today() < self.call.publication_day
        return self.render_to_response({**super().get_context_data(), "ahead": ahead, "early": early, "surely": SURELY})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = self._shown()
        page = Paginator(shown, PER_PAGE).get_page(self._page_of(shown) or self.request.GET.get("p"))
        ways, places = Ways(self.found), self._places()
        ours = set(folders.venues_decided_by(self.call.cop_id).values_list("pk", flat=True))
        rows = [self._row(proposal, ways, places, ours) for proposal in page.object_list]
        listed = proposal_duties.items_for([row.proposal for row in rows], self.found.allocations)
        for row in rows:
            row.duties = listed.get(row.proposal.pk, ())
        allocations = list(self.found.allocations.values())
        return {
            **context,
            "rows": rows,
            "page": page,
            "version": self.call.version,
            "show": self.show,
            "shows": [(one, one.label) for one in Show],
            "counts": _counts(self.found),
            "told": self.told,
            "changes": self.changes,
            "can_allocate": not context["refusal"],
            "publish_refusal": publishing.refusal(self.call, self.user),
            "left": sum(1 for pk in self.found.proposals if not _is_published(self.found.allocations.get(pk))),
            "problem_count": sum(1 for row in allocations if row.problem),
            "early": days.today() < self.call.publication_day and roles.is_cio(self.user),
        }

    def _row(self, proposal: Proposal, ways: Ways, places: Sequence[Any], ours: set[int]) -> Row:
        allocation = self.found.allocations.get(proposal.pk)
        locked = self._locked(proposal, allocation)
        data = self.sent if self.sent is not None and f"byl-{proposal.pk}" in self.sent and not locked else None
        form = self._form(proposal, ways, places, data)
        if data is not None:
            form.is_valid()
            form.add_problems(self.problems.get(proposal.pk, ()))
        why = explaining.sentences(allocation.reasons) if allocation is not None else []
        now = allocating.slot_in_words(allocation) if allocation is not None else ""
        another = allocation is not None and allocation.venue_id is not None and allocation.venue_id not in ours
        return Row(proposal, allocation, form, now, why, locked, another)

    # --- Doing

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what was chosen, all or one row, and then do what the button says. What cannot be stored stays on the page as typed."""
        one = _number(request.POST.get("jeden", ""))
        action = SAVE if one is not None else request.POST.get("zrob", "")
        if action not in (PROPOSE, SAVE, SETTLE, TAKE_BACK, PUBLISH, SURELY):
            return redirect(self._here())
        self.sent = request.POST
        try:
            if self._save(one, quiet=action != SAVE):
                asking = self._do(action)
                if one is None or not self._left_unsaved(one):
                    return redirect(f"{reverse('framework_allocating', args=[self.call.pk])}?oglos=1" if asking else self._here())
        except ChangedMeanwhile as late:
            self.told.append(str(late))
            self.changes = late.changes
        except SlotsRefused as refusal:
            self.told.append(str(refusal))
            self.problems = refusal.problems
        except AllocationRefused as refusal:
            self.told.append(str(refusal))
        # Shown as it is now, with what was typed.
        self.call = Call.objects.select_related("cop").get(pk=self.call.pk)
        self.__dict__.pop("found", None)
        return self.render_to_response(self.get_context_data(), status=422 if self.told else 200)

    def _here(self) -> str:
        query = self.request.META.get("QUERY_STRING", "")
        return reverse("framework_allocating", args=[self.call.pk]) + (f"?{query}" if query else "")

    def _choices(self, only: int | None) -> list[allocating.Choice] | None:
        """What was chosen; None where a form has mistakes, which are then told."""
        ways, places = Ways(self.found), self._places()
        choices, wrong = [], 0
        for proposal in self.found.proposals.values():
            seen = self.request.POST.get(f"byl-{proposal.pk}")
            if seen is None or (only is not None and proposal.pk != only):
                continue
            if self._locked(proposal, self.found.allocations.get(proposal.pk)):
                continue
            form = self._form(proposal, ways, places, self.request.POST)
            if not form.is_valid():
                wrong += 1
            elif (choice := form.choice(seen)) is not None:
                choices.append(choice)
        if wrong:
            self.told.append(gettext("Nic nie jest zapisane. Popraw zaznaczone propozycje."))
            return None
        return choices

    def _save(self, only: int | None, *, quiet: bool) -> bool:
        choices = self._choices(only)
        if choices is None:
            return False
        if not choices and quiet:
            return True
        saved = allocating.save(self.call, self.user, choices, self._version(), pin=only is not None)
        self._again()
        for warning in saved.warnings:
            messages.warning(self.request, warning)
        if saved.count:
            text = ngettext("Zapisano %(count)s propozycję.", "Zapisano %(count)s propozycji.", saved.count)
            messages.success(self.request, text % {"count": saved.count})
        elif not quiet:
            messages.info(self.request, gettext("Nic się nie zmieniło."))
        return True

    def _again(self) -> None:
        """The call as it is after the writing; what follows goes on from there."""
        self.call = Call.objects.select_related("cop").get(pk=self.call.pk)
        self.saved_version = self.call.version
        self.__dict__.pop("found", None)

    saved_version: int | None = None

    def _version(self) -> int:
        if self.saved_version is not None:
            return self.saved_version
        sent = _number(self.request.POST.get("wersja", ""))
        return sent if sent is not None else -1

    def _do(self, action: str) -> bool:
        """Do what the button says. Returns whether the page that asks before publishing comes next."""
        if action == PROPOSE:
            count = allocating.propose(self.call, self.user, self._version())
            text = ngettext(
                "Portal zaproponował podział. Zmieniła się %(count)s propozycja. Przejrzyj ją i zapisz zmiany.",
                "Portal zaproponował podział. Zmieniło się %(count)s propozycji. Przejrzyj je i zapisz zmiany.",
                count,
            )
            nothing = gettext("Portal policzył podział od nowa. Nic się nie zmieniło.")
            messages.success(self.request, text % {"count": count} if count else nothing)
        elif action == SETTLE:
            call = allocating.settle(self.call, self.user, self._version())
            if days.today() < call.publication_day:
                messages.success(self.request, gettext("Podział jest uzgodniony. Portal ogłosi go w dniu ogłoszenia o 7:00."))
            else:
                messages.success(self.request, gettext("Podział jest uzgodniony. Dzień ogłoszenia już nadszedł: ogłoś go przyciskiem."))
        elif action == TAKE_BACK:
            allocating.take_back(self.call, self.user)
            messages.success(self.request, gettext("Podział nie jest już uzgodniony. Portal go nie ogłosi, dopóki tego nie zaznaczysz."))
        elif action in (PUBLISH, SURELY):
            if told := publishing.refusal(self.call, self.user):
                raise AllocationRefused(told)
            if action == PUBLISH:
                return True
            if self._version() != self.call.version:
                messages.warning(self.request, gettext("Podział zmienił się od pokazania tej strony. Sprawdź ją jeszcze raz."))
                return True
            self._tell_published(publishing.publish(self.call, self.user))
        return False

    def _tell_published(self, done: publishing.Published) -> None:
        words = {"events": done.events, "without": done.without_slot}
        text = gettext("Ogłoszono. Wydarzenia w kalendarzu: %(events)s, propozycje bez terminu: %(without)s. Organizacje dostają e-maile.")
        messages.success(self.request, text % words)
        if done.unreachable:
            text = gettext("Nikt nie ma konta w tych organizacjach, więc nie dostały e-maila: %(names)s. Powiadom je inaczej.")
            messages.warning(self.request, text % {"names": ", ".join(done.unreachable)})
        if done.problems:
            text = ngettext(
                "%(count)s propozycji nie udało się ogłosić. Zobacz dlaczego i wybierz inny termin.",
                "%(count)s propozycji nie udało się ogłosić. Zobacz dlaczego i wybierz inne terminy.",
                done.problems,
            )
            button = messages.button(f"{reverse('framework_allocating', args=[self.call.pk])}?pokaz={Show.PROBLEM}", gettext("Pokaż"))
            messages.warning(self.request, text % {"count": done.problems}, buttons=[button])

    def _left_unsaved(self, saved: int) -> bool:
        """Whether another row was changed on the page and is not stored: then it stays there."""
        ways, places = Ways(self.found), self._places()
        for proposal in self.found.proposals.values():
            if proposal.pk == saved or f"byl-{proposal.pk}" not in self.request.POST:
                continue
            if self._locked(proposal, self.found.allocations.get(proposal.pk)):
                continue
            form = self._form(proposal, ways, places, self.request.POST)
            if not form.is_valid() or form.is_unsaved():
                return True
        return False


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _is_published(row: Allocation | None) -> bool:
    return row is not None and row.published_at is not None


def _counts(found: gathering.Round) -> dict[str, int]:
    """How many of the proposals got which wish, for the head of the screen."""
    rows = list(found.allocations.values())
    slots = [row for row in rows if row.outcome == Allocation.Outcome.SLOT]
    counted = {"all": len(found.proposals), "decided": len(rows), "none": len(rows) - len(slots)}
    for name, rank in (("first", 1), ("second", 2), ("third", 3), ("other", 0)):
        counted[name] = sum(1 for row in slots if row.rank == rank)
    return counted
