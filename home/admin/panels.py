"""The panels of the admin's home: what waits for this person. Each is a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.views.home import RecentEditsPanel, UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.models import GroupApprovalTask, Page, Revision, TaskState, WorkflowState, get_default_page_content_type

from accounts import roles, workflows
from accounts.models import CopReviewTask, User
from core import comparing
from events_calendar import queue_rows
from events_calendar.models import EventPage
from home.admin.adding import AddingPanel

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = 20
# Ours say the same in the portal's words.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, RecentEditsPanel)


Row = dict[str, Any]


class TextColumn(TitleColumn):
    """The text's title, which leads to its editor, and under it what there is to say of the text (`row["note"]`)."""

    cell_template_name = "home/admin/panels/title_cell.html"

    def __init__(self, label: Any = None) -> None:
        super().__init__(
            "page",
            label=label or _("Tekst"),
            accessor=lambda row: row["page"].get_admin_display_title(),
            get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[row["page"].pk]),
        )

    def get_cell_context_data(self, instance: Row, parent_context: Any) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "note": instance.get("note", "")}


KIND = Column(
    "kind", label=_("Rodzaj"), accessor=lambda row: f"{row['page'].page_type_display_name}, {row['page'].locale.language_code.upper()}"
)


class PortalPanel(Component):
    """A panel that shows rows in a table, or nothing at all where it does not concern the person."""

    template_name = "home/admin/panels/panel.html"
    order = 100
    heading: Any
    # What stands below when there are more rows than are shown.
    more: Any = ""
    columns: tuple[Column, ...] = ()

    def rows(self, user: User) -> list[Row]:
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        rows = self.rows(parent_context["request"].user)
        return {
            "name": self.name,
            "heading": self.heading,
            "table": Table(self.columns, rows[:SHOWN], classname="listing listing--dashboard") if rows else None,
            "more": self.more if len(rows) > SHOWN else "",
            "request": parent_context["request"],
        }


def _pages(object_ids: list[str]) -> dict[str, Page]:
    return {str(page.pk): page for page in Page.objects.filter(pk__in=object_ids).select_related("locale")}


class ToReviewPanel(PortalPanel):
    """Texts that this person may check, the longest waiting first."""

    name = "to-review"
    order = 110
    heading = _("Czeka na moje sprawdzenie")
    more = _("Czeka ich więcej: te są najstarsze.")
    columns = (
        TextColumn(),
        KIND,
        Column("by", label=_("Kto wysyła"), accessor=lambda row: row["state"].workflow_state.requested_by or "—"),
        DateColumn("since", label=_("Od kiedy czeka"), accessor=lambda row: row["state"].started_at),
        Column("compare", label=_("Porównanie"), accessor=lambda row: _comparison(row["comparison"])),
    )

    def rows(self, user: User) -> list[dict[str, Any]]:
        mine = Q() if user.is_superuser else Q(groups__user=user)
        tasks = [
            pk
            for model in (CopReviewTask, GroupApprovalTask)
            for pk in model.objects.filter(mine, active=True).values_list("pk", flat=True)
        ]
        states = list(
            TaskState.objects.filter(
                task__in=tasks, status=TaskState.STATUS_IN_PROGRESS, workflow_state__base_content_type=get_default_page_content_type()
            )
            .select_related("workflow_state__requested_by", "workflow_state__workflow")
            .order_by("started_at", "pk")[: SHOWN + 1]
        )
        pages = _pages([state.workflow_state.object_id for state in states])
        own = workflows.own_among(pages.values(), user)
        compared = comparing.comparisons(pages.values())
        note = gettext("To Twój tekst: zatwierdzi go inna osoba.")
        return [
            {"page": page, "state": state, "note": note if page.pk in own else "", "comparison": compared.get(page.pk)}
            for state in states
            if (page := pages.get(state.workflow_state.object_id)) is not None
        ]


class SlotRequestsPanel(PortalPanel):
    """Requests for slots that this person decides on, the longest waiting first."""

    name = "slot-requests"
    order = 115
    heading = _("Prośby o termin do decyzji")
    more = _("Czeka ich więcej: te są najstarsze.")
    columns = (
        TitleColumn(
            "page",
            label=_("Prośba"),
            accessor=lambda row: row["page"].draft_title or row["page"].title,
            get_url=lambda row: reverse("slot_queue_request", args=[row["page"].pk]),
        ),
        Column("who", label=_("Organizacja"), accessor=lambda row: row["page"].organiser or "—"),
        Column("when", label=_("Kiedy"), accessor=lambda row: _event_day(row["page"])),
        Column("since", label=_("Jak długo czeka"), accessor=lambda row: row["waited"]),
    )

    def rows(self, user: User) -> list[Row]:
        states = list(queue_rows.states(user)[: SHOWN + 1])
        events = EventPage.objects.select_related("organiser").defer("body").in_bulk([state.workflow_state.object_id for state in states])
        return [
            {"page": page, "waited": queue_rows.waited(state.started_at)}
            for state in states
            if (page := events.get(int(state.workflow_state.object_id))) is not None
        ]


def _comparison(comparison: comparing.Comparison | None) -> str:
    return format_html('<a href="{}">{}</a>', comparison.url, comparison.label) if comparison else ""


class SentBackPanel(PortalPanel):
    """Texts of this person that a moderator wants changed, with what they wrote."""

    name = "sent-back"
    order = 120
    heading = _("Do poprawy: moje teksty")
    columns = (
        TextColumn(),
        Column("comment", label=_("Co trzeba zmienić"), accessor=lambda row: linebreaksbr(row["state"].comment)),
        Column("by", label=_("Kto prosi"), accessor=lambda row: row["state"].finished_by or "—"),
        DateColumn("since", label=_("Kiedy"), accessor=lambda row: row["state"].finished_at),
    )

    def rows(self, user: User) -> list[dict[str, Any]]:
        base = get_default_page_content_type()
        written = Revision.objects.filter(base_content_type=base, user=user).values("object_id")
        states = list(
            WorkflowState.objects.filter(base_content_type=base, status=WorkflowState.STATUS_NEEDS_CHANGES)
            .filter(Q(requested_by=user) | Q(object_id__in=written))
            # Who asked for a slot answers on the portal.
            .filter(current_task_state__slottaskstate=None)
            .select_related("current_task_state__finished_by")
            .order_by("-current_task_state__finished_at")
        )
        pages = _pages([state.object_id for state in states])
        # Who wrote at the page years ago has no part in the text that was sent back.
        own = workflows.own_among(pages.values(), user)
        return [
            {"page": page, "state": state.current_task_state}
            for state in states
            if (page := pages.get(state.object_id)) is not None and page.pk in own and state.current_task_state is not None
        ]


class DraftsPanel(PortalPanel):
    """What this person wrote last and is not public yet; a date that nobody has confirmed is said in words."""

    name = "my-drafts"
    order = 130
    heading = _("Moje szkice")
    columns = (
        TextColumn(),
        KIND,
        Column("state", label=_("Stan"), accessor=lambda row: _draft_state(row["page"])),
        DateColumn("changed", label=_("Ostatnia zmiana"), accessor=lambda row: row["page"].latest_revision_created_at),
    )

    def rows(self, user: User) -> list[dict[str, Any]]:
        base = get_default_page_content_type()
        states = WorkflowState.objects.filter(base_content_type=base, object_id=Cast(OuterRef("pk"), CharField()))
        pages = (
            Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user, latest_revision__approved_go_live_at=None)
            .annotate(
                in_review=Exists(states.filter(status=WorkflowState.STATUS_IN_PROGRESS)),
                sent_back=Exists(states.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)),
                wanted_date=KeyTextTransform("go_live_at", "latest_revision__content"),
            )
            .filter(sent_back=False)
            .exclude(eventpage__is_request=True)
            .select_related("locale")
            .order_by("-latest_revision_created_at", "-pk")[: SHOWN + 1]
        )
        return [{"page": page, "note": _unconfirmed_date(page.wanted_date, page.in_review)} for page in pages]


def _draft_state(page: Any) -> str:
    if page.in_review:
        return gettext("czeka na sprawdzenie")
    return gettext("opublikowany, ma nowszy szkic") if page.live else gettext("szkic")


def _unconfirmed_date(wanted: str | None, in_review: bool) -> str:
    moment = parse_datetime(wanted) if wanted else None
    if moment is None:
        return ""
    if in_review:
        text = gettext("Ma datę publikacji %(when)s: ukaże się wtedy, gdy zatwierdzi go osoba z moderacji.")
    else:
        text = gettext("Ma datę publikacji %(when)s, ale nikt nie wysłał go do sprawdzenia ani nie opublikował: sam się nie ukaże.")
    return text % {"when": date_format(timezone.localtime(moment), "j E Y, H:i")}


class WeekPanel(PortalPanel):
    """This week's events of the person's COPs; CIO sees everybody's."""

    name = "this-week"
    order = 140
    heading = _("Wydarzenia w tym tygodniu")
    columns = (
        TextColumn(_("Wydarzenie")),
        Column("when", label=_("Kiedy"), accessor=lambda row: _event_day(row["page"])),
        Column("where", label=_("Gdzie"), accessor=lambda row: row["page"].place_name or "—"),
        Column("state", label=_("Stan"), accessor=lambda row: gettext("opublikowane") if row["page"].live else gettext("szkic")),
    )

    def rows(self, user: User) -> list[dict[str, Any]]:
        # Of requests only what is decided.
        events = EventPage.objects.filter(locale__language_code="pl").exclude(is_request=True, live=False)
        if not roles.is_cio(user):
            cops = roles.cop_ids_of(user)
            if not cops:
                return []
            events = events.filter(owner_cop__in=cops)
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        monday = today - timedelta(days=today.weekday())
        found = events.filter(start__lt=monday + timedelta(days=7), end__gte=monday).select_related("owner_cop").order_by("start", "pk")
        return [{"page": page} for page in found[: SHOWN + 1]]


def _event_day(event: EventPage) -> str:
    return date_format(timezone.localtime(event.start), "l, j E" if event.all_day else "l, j E, H:i")


def arrange(request: HttpRequest, panels: list[Component]) -> None:
    """Put ours in the place of Wagtail's that say the same."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels += [AddingPanel(), ToReviewPanel(), SlotRequestsPanel(), SentBackPanel(), DraftsPanel(), WeekPanel()]
