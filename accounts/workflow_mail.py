"""Who hears what about a text on its way to publication. Sent through the portal's one mail engine.

Called by the task and by the admin inside the transaction of what happened: rolled back, nobody is written to.
Wagtail's own notifiers are kept silent for our tasks, so that nobody gets two mails (see `take_over_notifications`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import page_published, workflow_approved, workflow_rejected

from accounts import mail, roles
from accounts.models import CopReviewTask, CopReviewTaskState, RoleGroup, User

if TYPE_CHECKING:
    from datetime import datetime

    from wagtail.models import Page, Revision

SUBMITTED = "workflow.submitted"
APPROVED = "workflow.approved"
CHANGES = "workflow.changes_requested"
PUBLISHED = "workflow.published"
SCHEDULED = "workflow.scheduled"
COMMENTS = "workflow.comments"
REFUSED = "workflow.refused_by_clock"
PUBLICATION_REFUSED = "portal.publication_refused"


def _writes(user: User) -> bool:
    return user.is_active and (user.is_superuser or RoleGroup.objects.filter(group__user=user).exists())


def _reviews(user: User) -> bool:
    return user.is_active and RoleGroup.objects.filter(group__user=user, role__in=("moderator", "cio")).exists()


def register_kinds() -> None:
    """The mails of the editorial workflow. Called in `AppConfig.ready()`."""
    own, checks = _("to Twój tekst"), _("sprawdzasz teksty swojego COP")
    sent = _("to Twój tekst albo to Ty wysyłasz go do sprawdzenia")
    talk = _("obserwujesz komentarze do tekstu w panelu redakcji albo bierzesz udział w rozmowie o nim")
    for code, label, about, why, offered_to in (
        (
            SUBMITTED,
            _("Teksty do sprawdzenia"),
            _("Ktoś z redakcji prosi o sprawdzenie tekstu."),
            checks,
            _reviews,
        ),
        (CHANGES, _("Prośby o zmiany w Twoich tekstach"), _("Moderacja pisze, co poprawić przed publikacją."), sent, _writes),
        (APPROVED, _("Zatwierdzenie Twoich tekstów"), _("Moderacja sprawdziła tekst i zgadza się na publikację."), sent, _writes),
        (SCHEDULED, _("Zaplanowanie publikacji"), _("Tekst jest gotowy i pokaże się sam w wybranym dniu."), own, _writes),
        (PUBLISHED, _("Ukazanie się Twoich tekstów"), _("Tekst jest już na portalu i każdy może go przeczytać."), own, _writes),
        (
            REFUSED,
            _("Nieudana publikacja z planu"),
            _("Nadszedł dzień publikacji, a tekst nie może się ukazać."),
            own,
            _writes,
        ),
        (COMMENTS, _("Komentarze w edytorze"), _("Uwagi, które redakcja zostawia przy tekście w panelu, zanim się ukaże."), talk, _writes),
    ):
        mail.register_kind(mail.MailKind(code, label, why, about=about, offered_to=offered_to))


# --- What happened


def submitted(task: CopReviewTask, task_state: TaskState, *, by: User | None) -> None:
    """A text waits: only this COP's moderators hear of it, never who sent it."""
    page = task_state.revision.as_object()
    moderators = User.objects.filter(is_active=True, groups__in=task.groups.all()).distinct()
    context = {**_about(page), "submitted_by": str(by) if by else "", "cop": task.cop.name}
    _send(SUBMITTED, moderators, by, context, dedupe=f"task:{task_state.pk}")


def approved(page: Page, state: CopReviewTaskState, written_by: Iterable[int], *, by: User) -> None:
    """Authors and the sender hear that their text is approved, with the comment if there is one."""
    context = {
        **_about(page),
        "approved_by": str(by),
        "comment": state.comment,
        "public_url": page.url or "" if page.live and not page.has_unpublished_changes else "",
        "go_live": _moment(page.go_live_at) if page.go_live_at and page.go_live_at > timezone.now() else "",
    }
    _send(APPROVED, _people(written_by, state.workflow_state.requested_by_id), by, context, dedupe=f"task:{state.pk}")


def changes_requested(page: Page, state: CopReviewTaskState, written_by: Iterable[int], *, by: User) -> None:
    """Authors and the sender hear what to change."""
    context = {**_about(page), "asked_by": str(by), "comment": state.comment}
    _send(CHANGES, _people(written_by, state.workflow_state.requested_by_id), by, context, dedupe=f"task:{state.pk}")


def published(page: Page, written_by: Iterable[int], *, by: User | None) -> None:
    """Somebody else, or the clock, put the text online or set its date."""
    if getattr(page, "is_request", False):
        # Who asked for a slot has the calendar's own letter, with what follows for them, and no way into the admin.
        written_by = set(written_by) - {page.owner_id}
    if page.go_live_at and page.go_live_at > timezone.now():
        context = {**_about(page), "go_live": _moment(page.go_live_at), "by": str(by) if by else ""}
        _send(SCHEDULED, _people(written_by), by, context)
    else:
        context = {**_about(page), "public_url": page.url or "", "by": str(by) if by else ""}
        _send(PUBLISHED, _people(written_by), by, context)


def refused_by_clock(page: Page, revision: Revision, reasons: list[str]) -> None:
    """The day of a planned publication came, and the page may not be public: its people hear why. Logged."""
    log(instance=page, action=PUBLICATION_REFUSED, data={"reasons": reasons}, revision=revision)
    cop = getattr(page, "owner_cop", None)
    moderators = roles.people(cop, "moderator").values_list("pk", flat=True) if cop is not None else ()
    context = {**_about(page), "reasons": reasons}
    people = _people(_ids(revision.user_id, page.owner_id), moderators)
    _send(REFUSED, people, None, context, dedupe=f"refused:{revision.pk}:{timezone.localtime():%Y%m%d%H%M}")


def commented(page: Page, recipients: Iterable[User], comments: list[str], *, by: User) -> None:
    """New, answered and resolved comments in the editor."""
    _send(COMMENTS, recipients, by, {**_about(page), "by": str(by), "comments": comments})


def _send(kind: str, recipients: Iterable[User], by: User | None, context: dict[str, Any], *, dedupe: str | None = None) -> None:
    for recipient in recipients:
        if by is None or recipient.pk != by.pk:
            mail.notify(kind, recipient, context=context, dedupe=dedupe)


def _people(*ids: int | Iterable[int] | None) -> list[User]:
    wanted: set[int] = set()
    for item in ids:
        wanted |= {item} if isinstance(item, int) else set(item or ())
    return list(User.objects.filter(pk__in=wanted, is_active=True))


def _about(page: Page) -> dict[str, Any]:
    with override("pl"):
        return {
            "title": page.get_admin_display_title() if page.pk else page.title,
            "kind": str(page.specific_class._meta.verbose_name),
            "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        }


def _moment(moment: datetime) -> str:
    with override("pl"):
        return date_format(timezone.localtime(moment), "l, j E Y, H:i").lower()  # "czwartek": it stands in a sentence


# --- Signals: the clock publishes without passing any of our services


def _published_by_clock(instance: Page, revision: Revision, **_kwargs: Any) -> None:
    # The revision in memory still carries the date it was approved for; only publish_scheduled comes here after it.
    due = revision.approved_go_live_at
    if due is None or due > timezone.now() or not instance.live:
        return
    state = instance.workflow_states.order_by("-created_at").first()
    published(instance, _ids(revision.user_id, instance.owner_id, state.requested_by_id if state else None), by=None)


def _ids(*ids: int | None) -> set[int]:
    return {pk for pk in ids if pk is not None}


def take_over_notifications() -> None:
    """Keep Wagtail's own mails silent for our tasks (`has_own_letters`), and hear of publication by the clock.

    Wagtail connects its notifiers in its own `ready()`, which runs after ours. Ours stand under the same dispatch id, so
    Django leaves Wagtail's out. A workflow that CIO builds of Wagtail's own tasks still writes its mails through ours.
    """
    from wagtail.admin import mail as wagtail_mail

    page_published.connect(_published_by_clock, dispatch_uid="accounts.workflow_mail.published_by_clock")
    for signal, name, notifier in (
        (workflow_approved, "workflow_state_approved_email_notification", wagtail_mail.WorkflowStateApprovalEmailNotifier()),
        (workflow_rejected, "workflow_state_rejected_email_notification", wagtail_mail.WorkflowStateRejectionEmailNotifier()),
    ):
        signal.connect(_for_other_tasks(notifier), sender=WorkflowState, dispatch_uid=name, weak=False)


def _for_other_tasks(notifier: Callable[..., object]) -> Callable[..., object]:
    def receive(instance: WorkflowState, **kwargs: Any) -> object:
        state = instance.current_task_state
        if state is not None and getattr(state.specific, "has_own_letters", False):
            return None
        return notifier(instance=instance, **kwargs)

    return receive
