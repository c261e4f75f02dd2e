"""The outbox for CIO to look at: what waits, what failed and why. Nothing can be changed here."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from core.outbox import queue
from core.outbox.models import OutboxEntry


class ReadOnlyPolicy(ModelPermissionPolicy):
    """To look, for whoever has Django's "view" permission (superusers do); nothing else for anybody."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


STATES = {
    "waiting": (_("czeka"), Q(done_at=None, failed_at=None)),
    "failed": (_("nie udało się"), Q(failed_at__isnull=False)),
    "done": (_("zrobione"), Q(done_at__isnull=False)),
}


class OutboxFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("Stan"), choices=[(code, label) for code, (label, _q) in STATES.items()], method="by_state")

    kind = django_filters.ChoiceFilter(label=_("Rodzaj"), choices=lambda: list(queue.labels.items()))

    class Meta:
        model = OutboxEntry
        fields = ["state", "kind"]

    def by_state(self, queryset: QuerySet[OutboxEntry], name: str, value: str) -> QuerySet[OutboxEntry]:
        return queryset.filter(STATES[value][1])


def state_of(entry: OutboxEntry) -> Any:
    return STATES["failed" if entry.failed_at else "done" if entry.done_at else "waiting"][0]


def kind_of(entry: OutboxEntry) -> Any:
    """What people call this kind of work; the code of one that no app does any more."""
    return queue.labels.get(entry.kind, entry.kind)


class OutboxViewSet(ModelViewSet):
    model = OutboxEntry
    name = "outbox"
    url_prefix = "skrzynka-nadawcza"
    icon = "mail"
    menu_label = _("Skrzynka nadawcza")
    add_to_settings_menu = True
    add_to_reference_index = False
    filterset_class = OutboxFilterSet
    ordering = ["-pk"]
    list_display = [
        Column("pk", label=_("Numer"), accessor="pk"),
        Column("kind", label=_("Rodzaj"), accessor=kind_of, sort_key="kind"),
        Column("state", label=_("Stan"), accessor=state_of),
        Column("attempts", label=_("Próby"), sort_key="attempts"),
        DateColumn("created", label=_("Zapisano")),
        DateColumn("available_at", label=_("Najwcześniej")),
        Column("error", label=_("Ostatni błąd"), accessor=lambda entry: entry.last_error.strip().rpartition("\n")[2][:200]),
    ]
    form_fields = ["kind"]
    inspect_view_enabled = True
    inspect_view_fields = [
        "kind",
        "payload",
        "created",
        "available_at",
        "claimed_until",
        "attempts",
        "done_at",
        "failed_at",
        "last_error",
    ]
    copy_view_enabled = False


outbox_viewset = OutboxViewSet()
