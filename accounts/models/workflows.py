"""How a COP checks its texts: the workflow task, what came of it, and which Wagtail group plays which role (decision 18).

The rules stand in `accounts.workflows`; here are only the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from accounts.locks import ReviewLock

if TYPE_CHECKING:
    from django.db.models import Model
    from wagtail.models import WorkflowState

    from accounts.models.users import User


class RoleGroup(models.Model):
    """Which organisation a Wagtail group works for, and as what. A group without a row is no role of the portal."""

    class Role(models.TextChoices):
        EDITOR = "editor", _("redakcja COP")
        MODERATOR = "moderator", _("moderacja COP")
        CIO = "cio", _("administracja CIO")
        OFFICER = "officer", _("urząd (JST)")

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="portal_role", verbose_name=_("grupa"))
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="role_groups", null=True, blank=True, verbose_name=_("organizacja")
    )
    role = models.CharField(_("rola"), max_length=9, choices=Role)

    class Meta:
        verbose_name = _("grupa roli")
        verbose_name_plural = _("grupy ról")
        constraints = [models.UniqueConstraint(fields=["organisation", "role"], name="accounts_rolegroup_once")]
        # Opening a COP stands for everything that only the lead organisation does.
        permissions = [("open_cop", _("Może otwierać COP i prowadzić cały portal"))]

    def __str__(self) -> str:
        return self.group.name


class CopReviewTaskState(TaskState):
    """One check of one text. `exception` says why a person could approve their own text; empty is the rule."""

    class Exception_(models.TextChoices):
        SINGLE_MODERATOR = "single_moderator", _("jedyna osoba moderująca w COP")

    has_own_letters = True

    exception = models.CharField(_("wyjątek"), max_length=20, choices=Exception_, blank=True, default="")

    class Meta:
        verbose_name = _("sprawdzenie tekstu")
        verbose_name_plural = _("sprawdzenia tekstów")


class CopReviewTask(AbstractGroupApprovalTask):
    """A moderator of the COP reads the text and approves it or asks for changes; nobody approves their own."""

    cop = models.OneToOneField(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="review_task", limit_choices_to={"kind": "cop"}, verbose_name="COP"
    )
    single_moderator_exempt = models.BooleanField(
        _("jedyna osoba moderująca może zatwierdzać własne teksty"),
        default=False,
        help_text=_("Działa tylko wtedy, gdy w grupie moderacji jest jedna osoba. Każde takie zatwierdzenie trafia do historii strony."),
    )

    task_state_class = CopReviewTaskState
    lock_class = ReviewLock
    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "cop", "single_moderator_exempt"]
    admin_form_readonly_on_edit_fields = [*AbstractGroupApprovalTask.admin_form_readonly_on_edit_fields, "cop"]

    class Meta:
        verbose_name = _("sprawdzenie tekstu w COP")
        verbose_name_plural = _("sprawdzenia tekstów w COP")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Osoba z moderacji COP zatwierdza tekst albo prosi o zmiany. Nikt nie zatwierdza własnego tekstu."))

    def save(self, *args: Any, **kwargs: Any) -> None:
        from accounts import workflows

        before = (
            None if self._state.adding else type(self).objects.filter(pk=self.pk).values_list("single_moderator_exempt", flat=True).first()
        )
        super().save(*args, **kwargs)
        if before is not None and before != self.single_moderator_exempt:
            workflows.log_exemption(self)

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        from accounts import workflow_mail

        task_state = super().start(workflow_state, user=user)
        workflow_mail.submitted(self, task_state, by=user)
        return task_state

    def get_actions(self, obj: Model, user: User) -> list[tuple[str, str, bool]]:
        from accounts import workflows

        return workflows.actions_for(self, obj, user)

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        from accounts import workflows

        return workflows.form_for(action)

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        from accounts import workflows

        workflows.act(self, task_state, user, action_name, kwargs)
