"""The buttons at the foot of the page editor: what the person came for is in sight, the rest is behind the arrow.

- A text waits for this person's check: approving comes first, asking for changes beside it.
- Somebody writes: saving the draft comes first, sending it to be checked beside it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.action_menu import ActionMenuItem, PageActionMenu, SaveDraftMenuItem, SubmitForModerationMenuItem, WorkflowMenuItem
from wagtail.models import WorkflowState


class SubmitItem(SubmitForModerationMenuItem):
    """Wagtail's, without the name of the workflow, which is that of the sender's own team."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        page = parent_context.get("page")
        state = page.current_workflow_state if page is not None else None
        again = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        label = _("Wyślij ponownie do sprawdzenia") if again else _("Wyślij do sprawdzenia")
        return {**super().get_context_data(parent_context), "label": label}


class PortalActionMenu(PageActionMenu):
    """Wagtail's menu in our order, with a second button beside it."""

    default_item: Any
    menu_items: list[Any]

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        items = [self.default_item, *self.menu_items] if self.default_item else []
        items = [SubmitItem(order=item.order) if isinstance(item, SubmitForModerationMenuItem) else item for item in items]
        approve = next((item for item in items if self._decides(item, "approve")), None)
        if approve is not None:
            items.sort(key=lambda item: item is not approve)
        beside = "reject" if approve is not None else ""
        self.beside: ActionMenuItem | None = next(
            (item for item in items[1:] if (self._decides(item, beside) if beside else isinstance(item, SubmitItem))), None
        )
        if not items or not isinstance(items[0], SaveDraftMenuItem | WorkflowMenuItem):
            self.beside = None  # a locked page has nothing to send
        self.default_item = items[0] if items else None
        self.menu_items = [item for item in items[1:] if item is not self.beside]

    @staticmethod
    def _decides(item: Any, name: str) -> bool:
        return isinstance(item, WorkflowMenuItem) and item.name == name and item.launch_modal == (name == "reject")

    def render_html(self) -> SafeString:
        html = SafeString(super().render_html())
        if isinstance(self.default_item, WorkflowMenuItem):
            # Enter in a field presses the form's first button, hidden or not: that saves, and never approves.
            html = format_html('<button type="submit" class="action-save" tabindex="-1" hidden></button>{}', html)
        return format_html("{}{}", html, self.beside.render_html(self.context)) if self.beside else html
