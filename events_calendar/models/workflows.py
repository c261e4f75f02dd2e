"""How a COP decides on requests for slots: the task, what came of it, and reasons that moderators keep ready (decision 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User


class SlotTaskState(TaskState):
    """One decision on a request. `outcome` says more than Wagtail's status; a proposal carries the slot it offers."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("zatwierdzona")
        CHANGES = "changes", _("prośba o zmiany")
        PROPOSED = "proposed", _("zaproponowano inny termin")
        REFUSED = "refused", _("odrzucona")
        WITHDRAWN = "withdrawn", _("wycofana")
        EXPIRED = "expired", _("wygasła")

    has_own_letters = True  # events_calendar.request_mail, not Wagtail's

    outcome = models.CharField(_("co postanowiono"), max_length=9, choices=Outcome, blank=True, default="")
    proposed_start = models.DateTimeField(_("proponowany początek"), null=True, blank=True)
    proposed_end = models.DateTimeField(_("proponowany koniec"), null=True, blank=True)
    proposed_venue = models.ForeignKey(
        "events_calendar.Venue", verbose_name=_("proponowane miejsce"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What the requester wrote when this one's question was answered: it travels with the request sent again.
    answer = models.TextField(_("odpowiedź"), blank=True, default="")

    class Meta:
        verbose_name = _("decyzja o prośbie o termin")
        verbose_name_plural = _("decyzje o prośbach o termin")


class SlotReviewTask(AbstractGroupApprovalTask):
    """A moderator of the COP decides on a request: approves it, asks for changes, proposes another slot or refuses."""

    cop = models.OneToOneField(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="slot_task", limit_choices_to={"kind": "cop"}, verbose_name="COP"
    )

    task_state_class = SlotTaskState
    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "cop"]
    admin_form_readonly_on_edit_fields = [*AbstractGroupApprovalTask.admin_form_readonly_on_edit_fields, "cop"]

    class Meta:
        verbose_name = _("decyzja o terminie w COP")
        verbose_name_plural = _("decyzje o terminach w COP")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Osoba z moderacji COP zatwierdza prośbę o termin, prosi o zmiany, proponuje inny termin albo odmawia."))

    def get_actions(self, obj: Model, user: User) -> list[tuple[str, str, bool]]:
        from events_calendar.services import moderation

        return moderation.actions_for(self, obj, user)

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        from events_calendar.admin.forms import form_for

        return form_for(action)

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        from accounts.workflows import ReviewRefused
        from events_calendar.admin.forms import form_for
        from events_calendar.services import moderation

        # What was typed travels through the browser, and Wagtail hands it on as it comes.
        form = form_for(action_name)({"comment": kwargs.get("comment", "")})
        if not form.is_valid():
            raise ReviewRefused(" ".join(str(error) for errors in form.errors.values() for error in errors))
        moderation.act(task_state, user, action_name, form.cleaned_data["comment"])


class RefusalReason(models.Model):
    """A reason that moderators use again and again, ready to be chosen."""

    label = models.CharField(_("krótko"), max_length=80)
    text = models.TextField(_("zdanie dla organizacji"), max_length=600)
    order = models.PositiveSmallIntegerField(_("kolejność"), default=0)

    class Meta:
        verbose_name = _("powód odmowy")
        verbose_name_plural = _("powody odmowy")
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label
