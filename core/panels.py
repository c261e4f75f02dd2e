"""Panels of the page editor that belong to no field."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import WorkflowState

from core import comparing, content_checks


class SentBackPanel(Panel):
    """On top of the editor: what the reviewer wants changed, who wrote it and when, until the text is sent again.

    Wagtail shows it only in a dialog that needs JavaScript.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Odesłane do poprawy"), "icon": "comment", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/panels/sent_back.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            page = self.instance
            state = page.current_workflow_state if page is not None and page.pk else None
            self.review = state.current_task_state if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES else None

        def is_shown(self) -> bool:
            return self.review is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "review": self.review}


class ToReviewPanel(Panel):
    """On top of the editor, for who may approve the text: that it waits for them, since when, and what to press."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Ten tekst czeka na Twoje sprawdzenie"), "icon": "tasks", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/panels/to_review.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            page = self.instance
            task = page.current_workflow_task if page is not None and page.pk else None
            actions = task.get_actions(page, self.request.user) if task is not None else []
            self.review = page.current_workflow_task_state if any(name == "approve" for name, *_rest in actions) else None

        def is_shown(self) -> bool:
            return self.review is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            comparison = comparing.comparisons([self.instance]).get(self.instance.pk)
            return {**super().get_context_data(parent_context), "review": self.review, "comparison": comparison}


class BeforePublishingPanel(Panel):
    """On top of the editor: what to look at before publishing, and a date that nobody has confirmed yet.

    It looks at the saved version, so it needs no JavaScript; saving shows it anew.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Przed publikacją sprawdź"), "icon": "circle-check", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/panels/before_publishing.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            page = self.instance
            self.problems = content_checks.problems(page) if page is not None and page.pk else []
            self.unconfirmed_date = unconfirmed_go_live(page)

        def is_shown(self) -> bool:
            return bool(self.problems or self.unconfirmed_date)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "problems": self.problems,
                "unconfirmed_date": self.unconfirmed_date,
                "in_review": bool(self.instance.pk and self.instance.workflow_in_progress),
                "may_publish": bool(self.instance.pk and self.instance.permissions_for_user(self.request.user).can_publish()),
            }


def unconfirmed_go_live(page: Any) -> Any:
    """The date on which the draft says it should appear though nobody has pressed "publish" yet; None otherwise."""
    if page is None or not page.pk or page.go_live_at is None or page.scheduled_revision is not None:
        return None
    # A live page keeps the date on which it appeared; only a date to come, or one that passed without it, is news.
    return page.go_live_at if page.go_live_at > timezone.now() or not page.live else None
