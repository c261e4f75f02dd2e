"""The queue of requests that wait for a moderator: the list, and who waits for taken slots."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from events_calendar import promises, queue_rows
from events_calendar.admin.forms import QueueFilterForm
from events_calendar.models import EventPage, SlotTaskState
from events_calendar.queue_rows import Row, Show
from events_calendar.services import moderation

PER_PAGE = 20
# "Only those that one press approves" looks at so many: what each harms is not in a column.
MOST_WEIGHED = 200


class ForModerators(WagtailAdminTemplateMixin, TemplateView):
    """A page for who decides on requests of some COP; nobody else gets in."""

    page_title = _("Prośby o termin")
    header_icon = "calendar-check"
    crumbs: tuple[Any, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not moderation.tasks_of(self.user).exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": reverse("slot_queue"), "label": _("Prośby o termin")}
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, queue, *self.crumbs]


class QueueView(ForModerators):
    template_name = "events_calendar/admin/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = QueueFilterForm(self.request.GET, user=self.user)
        form.is_valid()
        wanted = form.cleaned_data
        found = queue_rows.filtered(queue_rows.states(self.user, form.show), wanted)
        asked = self.request.GET.get("p")
        if wanted.get("od_razu") and form.show == Show.WAITS:
            rows = [row for row in queue_rows.rows_of(list(found[:MOST_WEIGHED]), self.user) if row.can_approve]
            page: Any = Paginator(rows, PER_PAGE).get_page(asked)
            shown: list[Row] = list(page.object_list)
        else:
            page = Paginator(found, PER_PAGE).get_page(asked)
            shown = queue_rows.rows_of(list(page.object_list), self.user)
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "rows": shown,
            "page": page,
            "is_filtered": any(value for name, value in wanted.items() if name != "stan"),
            "waits": form.show == Show.WAITS,
            "heading": Show(form.show).label,
            "promised": promises.promised_days(),
            "can_approve_some": any(row.can_approve for row in shown),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Approve one, or those that are ticked; what needs a look is left, and it is said why."""
        pressed = request.POST.get("zatwierdz")
        ids = _numbers([pressed] if pressed else request.POST.getlist("zaznaczone"))
        if not ids:
            messages.warning(request, gettext("Zaznacz prośby, które chcesz zatwierdzić."))
        else:
            approved, left = moderation.approve_harmless(ids, self.user)
            _tell_approved(request, approved)
            _tell_left(request, left, self.user)
        query = request.META.get("QUERY_STRING", "")
        return redirect(reverse("slot_queue") + (f"?{query}" if query else ""))


def _numbers(texts: list[str]) -> list[int]:
    """The numbers of requests that a form sent, each once; anything else is no request."""
    numbers = [int(text) for text in texts[:PER_PAGE] if text.isascii() and text.isdecimal() and len(text) < 19]
    return list(dict.fromkeys(numbers))


def _tell_approved(request: HttpRequest, approved: list[EventPage]) -> None:
    if approved:
        text = ngettext("Zatwierdzono %(count)s prośbę: %(titles)s.", "Zatwierdzono %(count)s próśb: %(titles)s.", len(approved))
        titles = ", ".join(f"„{event.title}”" for event in approved)
        told = gettext("Wydarzenie jest w kalendarzu, a organizacja dostaje e-mail.") if len(approved) == 1 else ""
        buttons = [messages.button(event.url, gettext("Zobacz na portalu")) for event in approved if event.url] if told else []
        messages.success(request, f"{text % {'count': len(approved), 'titles': titles}} {told}".strip(), buttons=buttons)


def _tell_left(request: HttpRequest, left: list[moderation.Left], user: User) -> None:
    """Why these are not approved; of another COP's requests not even the titles."""
    mine = SlotTaskState.objects.filter(task__in=moderation.tasks_of(user).values("pk")).select_related("workflow_state")
    states = mine.in_bulk([one.state_id for one in left])
    pages = EventPage.objects.in_bulk([int(state.workflow_state.object_id) for state in states.values()])
    for one in left:
        event = pages.get(int(states[one.state_id].workflow_state.object_id)) if one.state_id in states else None
        if event is None:
            messages.warning(request, one.why)
            continue
        button = messages.button(reverse("slot_queue_request", args=[event.pk]), gettext("Otwórz prośbę"))
        # What a colleague has approved is approved.
        text = "„%(title)s”: %(why)s" if one.late else gettext("„%(title)s” nie jest zatwierdzone: %(why)s")
        messages.warning(request, text % {"title": event.draft_title or event.title, "why": one.why}, buttons=[button])


class WaitingListView(ForModerators):
    """Who waits for which taken slot, in the order in which it will be offered. The portal offers it by itself."""

    template_name = "events_calendar/admin/waiting_list.html"
    page_title = _("Kto czeka na zajęte terminy")
    crumbs = ({"url": "", "label": _("Oczekujący")},)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "slots": queue_rows.waiting_list(self.user)}


class QueueMenuItem(MenuItem):
    """With the number of requests that wait, for who decides on them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return moderation.tasks_of(cast(User, request.user)).exists()

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        number = queue_rows.number_waiting(cast(User, request.user))
        label = f"{self.label} ({number})" if number else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname, attrs=self.attrs)


def menu_item() -> QueueMenuItem:
    return QueueMenuItem(_("Prośby o termin"), reverse("slot_queue"), name="slot-queue", icon_name="calendar-check", order=150)
