"""What the editor is told of a text that others are checking: who does that, and how to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock

from accounts.models.users import User

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

# More names than these would push the rest of the message off the screen.
SHOWN = 5


class ReviewLock(WorkflowLock):
    """Wagtail's lock with a message that names the people and has the button that ends the check."""

    def get_message(self, user: User) -> SafeString | None:
        if not self.for_user(user):
            return None
        state: WorkflowState = self.object.current_workflow_state
        return format_html(
            "<b>{}</b> {} {}",
            _("Ten tekst czeka na sprawdzenie i do tego czasu nie można go zmieniać."),
            self._who_checks(),
            self._how_to_take_back(state, user),
        )

    def _who_checks(self) -> str:
        people = User.objects.filter(is_active=True, groups__in=self.task.groups.all()).distinct().order_by("last_name", "first_name", "pk")
        names = [str(person) for person in people[: SHOWN + 1]]
        if not names:
            return _("W grupie, która go sprawdza, nie ma teraz nikogo: napisz do administracji CIO.")
        if len(names) > SHOWN:
            names[SHOWN:] = [_("i inne osoby")]
        return _("Sprawdza go „%(task)s”: %(people)s.") % {"task": self.task.name, "people": ", ".join(names)}

    def _how_to_take_back(self, state: WorkflowState, user: User) -> str:
        if state.user_can_cancel(user):
            return format_html(
                # The form of the editor: the button works without a script.
                '{} <span class="buttons"><button type="submit" form="page-edit-form" name="action-cancel-workflow" value="1"'
                ' class="button button-small button-secondary">{}</button></span>',
                _("Żeby go poprawić, przerwij sprawdzanie, zmień tekst i wyślij go jeszcze raz."),
                _("Przerwij sprawdzanie"),
            )
        asked = (state.requested_by, getattr(self.object, "owner", None))
        may = {str(person) for person in asked if person is not None and person.is_active}
        if not may:
            return _("Żeby go poprawić, poproś osobę, która sprawdza, o odesłanie go do poprawy.")
        return _("Kto może przerwać sprawdzanie: %(people)s.") % {"people": ", ".join(sorted(may))}
