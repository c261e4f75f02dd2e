"""The admin form of every portal page: the roles' rules and the content checks meet here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from taggit.utils import parse_tags
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.base import BlockField

from core import content_checks, registry


class PortalPageForm(WagtailAdminPageForm):
    """Asks what accounts says of roles; refuses to submit or publish what the blocking checks find."""

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # Django asks for a hidden copy of fields with a computed default (a news item's date), which Wagtail does not
            # show: each saving would count as a change, and a moderator who only approves as a co-author.
            field.show_hidden_initial = False
        if "topics" in self.fields:
            # Wagtail drops a topic that is not on the list, first in the browser and then on the server, and says nothing.
            # So the browser keeps what was typed, and `clean_topics` says what is wrong with it.
            self.fields["topics"].widget.free_tagging = True
            self.fields["topics"].help_text = _("Zacznij pisać i wybierz temat z listy. Tematów może być kilka.")
        if "summary" in self.fields and getattr(self.instance, "search_kind", None) is not None:
            needed = _("Szkic może go nie mieć, ale bez niego nie wyślesz tekstu do sprawdzenia.")
            self.fields["summary"].help_text = f"{self.fields['summary'].help_text} {needed}"
        for name in ("go_live_at", "expire_at"):
            if name in self.fields:
                self.fields[name].help_text = _("Wpisz albo wybierz z kalendarza, na przykład: 2026-12-03 10:30.")
        for prepare in registry.page_form_prepare:
            prepare(self)

    def full_clean(self) -> None:
        if self.is_bound:
            self._refuse_what_no_editor_sends()
            if self._only_decides:
                # As for a draft: an empty field is no reason to keep a text in review.
                self.defer_required_fields()
        super().full_clean()

    def _refuse_what_no_editor_sends(self) -> None:
        """400 for a text that came cut short, since taking it would store half of it; ids that are no numbers are taken out.

        Wagtail's widgets take both for granted and fail, some of them only when the form is shown again.
        """
        self._unreadable: list[str] = []
        for name, field in self.fields.items():
            widget, key = field.widget, self.add_prefix(name)
            try:
                sent = widget.value_from_datadict(self.data, self.files, key)
                if isinstance(widget, BaseChooser) and sent and not (sent.isascii() and sent.isdecimal() and len(sent) < 19):
                    data = self.data.copy()
                    data[key] = ""
                    self.data = data
                    self._unreadable.append(name)
            except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
                raise BadRequest(f"{name}: {error!r}") from error

    def add_error(self, field: str | None, error: Any) -> None:
        """Django's words for an hour that the change of the clocks leaves out or repeats speak of "interpreting"."""
        if getattr(error, "code", None) == "ambiguous_timezone":
            told = _clock_change(error.params["datetime"])
            error = ValidationError(told, code=error.code) if told else error
        super().add_error(field, error)

    def clean_topics(self) -> list[str]:
        """The chosen topics, in whatever case they were typed; one that is not on the list is named beside the field."""
        typed = parse_tags(self["topics"].data or "")
        offered = self.fields["topics"].tag_model.objects.values_list("name", flat=True)
        names = {name.casefold(): name for name in offered} if typed else {}
        unknown = [name for name in typed if name.casefold() not in names]
        if unknown:
            text = _("Nie ma na liście tematów: %(topics)s. Usuń je albo wybierz inne z listy.")
            raise ValidationError(text % {"topics": ", ".join(f"„{name}”" for name in unknown)})
        return [names[name.casefold()] for name in typed]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self._unreadable:
            self.add_error(name, ValidationError(_("Wybierz to jeszcze raz z listy.")))
        for rule in registry.page_form_rules:
            rule(self, cleaned)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        # After the instance has its new values. Nothing but a public text is held up by a check: drafts, cancelling and
        # asking for changes go through. A field that has an error already needs no second sentence.
        if self._goes_public:
            by_field: dict[str | None, list[str]] = {}
            for problem in content_checks.problems(self.instance):
                if problem.blocks and problem.field not in self.errors:
                    by_field.setdefault(problem.field if problem.field in self.fields else None, []).append(problem.text)
            for field, texts in by_field.items():
                streams = field is not None and isinstance(self.fields[field], BlockField)
                self.add_error(field, StreamBlockValidationError(non_block_errors=texts) if streams else ValidationError(texts))

    @property
    def _goes_public(self) -> bool:
        data = self.data or {}
        approves = data.get("action-workflow-action") and data.get("workflow-action-name") == "approve"
        return bool(approves or any(data.get(name) for name in ("action-publish", "action-submit", "action-restart-workflow")))

    @property
    def _only_decides(self) -> bool:
        """Cancelling a review or asking for changes: nothing becomes public by it."""
        data = self.data or {}
        asks = data.get("action-workflow-action") and data.get("workflow-action-name") != "approve"
        return bool(asks or data.get("action-cancel-workflow")) and not self._goes_public


def _clock_change(moment: datetime) -> str:
    """What is wrong with an hour of the night in which the clocks change; empty for other moments."""
    zone = timezone.get_current_timezone()
    try:
        there = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # the first and the last hours of the calendar
        return ""
    if there != moment:
        return _("Tej godziny nie ma: w nocy zmiany czasu zegar przeskakuje z 2:00 na 3:00.")
    return _("Ta godzina jest tego dnia dwa razy. Wybierz inną.")
