"""Forms of the admin: of every portal page, where the roles' rules and the content checks meet, and a choice of rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import StreamBlock, StreamBlockValidationError
from wagtail.blocks.base import BlockField

from core import content_checks, plain_text, registry

FIRST_YEAR, LAST_YEAR = 1990, 2099


class KnownRowsField(forms.ModelMultipleChoiceField):
    """A choice of rows. A number beyond the column's range is no row: Django lets it reach SQLite's driver, which fails where
    PostgreSQL finds nothing."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            largest = max(value, key=lambda one: len(str(one)))
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": largest}) from error


class LongSelect(forms.Select):
    """A select with many choices: Django renders a template for each of them, which costs more than all the rest of a list's page."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], mark_safe(" selected") if option["selected"] else "", option["label"])
                for _group, group, _index in widget["optgroups"]
                for option in group
            ),
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(widget["attrs"]), options)


class TopicsWidget(forms.CheckboxSelectMultiple):
    """The whole vocabulary to tick: nobody has to guess what is on the list."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        choices = super().render(name, value, attrs, renderer)
        return format_html('<div class="portal-topics" role="group" aria-label="{}">{}</div>', _("Tematy"), choices)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        chosen = super().value_from_datadict(data, files, name) or []
        return [value for value in ([chosen] if isinstance(chosen, str) else chosen) if value]


class TopicsField(KnownRowsField):
    """The topics of a page, out of the closed vocabulary. Wagtail's field would take typed words and drop unknown ones in silence."""

    widget = TopicsWidget

    def __init__(self, queryset: QuerySet, **kwargs: Any) -> None:
        text = _("Zaznacz jeden albo kilka. Nowe tematy dodaje administracja CIO.")
        super().__init__(queryset, required=False, help_text=text, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return obj.label


class PortalPageForm(WagtailAdminPageForm):
    """Asks what accounts says of roles; refuses to submit or publish what the blocking checks find."""

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # Django asks for a hidden copy of fields with a computed default (a news item's date), which Wagtail does not
            # show: each saving would count as a change, and a moderator who only approves as a co-author.
            field.show_hidden_initial = False
        if "slug" in self.fields:
            self.fields["slug"].required = False  # a script fills it while the title is typed; without one the page makes its own
        if "topics" in self.fields:
            typed = self.fields["topics"]
            self.fields["topics"] = TopicsField(typed.tag_model.objects.order_by("sort_key", "name"), label=typed.label)
        if "summary" in self.fields and getattr(self.instance, "search_kind", None) is not None:
            needed = _("Szkic może go nie mieć, ale bez niego nie wyślesz tekstu do sprawdzenia.")
            self.fields["summary"].help_text = f"{self.fields['summary'].help_text} {needed}"
        for name in ("go_live_at", "expire_at"):
            if name in self.fields:
                self.fields[name].help_text = _("Wpisz albo wybierz z kalendarza, na przykład: 2026-12-03 10:30.")
        for prepare in registry.page_form_prepare:
            prepare(self)
        plain_text.only_plain(self)

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
                if isinstance(field, BlockField) and isinstance(field.block, StreamBlock):
                    self._refuse_unknown_parts(key, field.block)
                if isinstance(widget, BaseChooser) and sent and not (sent.isascii() and sent.isdecimal() and len(sent) < 19):
                    data = self.data.copy()
                    data[key] = ""
                    self.data = data
                    self._unreadable.append(name)
            except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
                raise BadRequest(f"{name}: {error!r}") from error

    def _refuse_unknown_parts(self, key: str, block: StreamBlock) -> None:
        """A part of no known kind would be left out in silence, and a draft stored without it."""
        for number in range(int(self.data[f"{key}-count"])):
            part = f"{key}-{number}"
            if not self.data.get(f"{part}-deleted") and self.data.get(f"{part}-type") not in block.child_blocks:
                raise KeyError(f"{part}-type")

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, clock_words(error))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self._unreadable:
            self.add_error(name, ValidationError(_("Wybierz to jeszcze raz z listy.")))
        for name, field in self.fields.items():
            stream = cleaned.get(name)
            if isinstance(field, BlockField) and stream is not None and plain_text.holds_unwritable(field.block.get_prep_value(stream)):
                self.add_error(name, StreamBlockValidationError(non_block_errors=[plain_text.UNWRITABLE]))
        for rule in registry.page_form_rules:
            rule(self, cleaned)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        for name, value in list(self.cleaned_data.items()):
            # Beyond these Wagtail and Python fail on the way to UTC; a model may know a narrower range.
            if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR and name not in self.errors:
                self.add_error(name, _("Wpisz rok od %(first)d do %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
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


def clock_words(error: Any) -> Any:
    """A form's error; Django's words for an hour that the change of the clocks leaves out or repeats speak of "interpreting"."""
    told = clock_change(error.params["datetime"]) if getattr(error, "code", None) == "ambiguous_timezone" else ""
    return ValidationError(told, code=error.code) if told else error


def clock_change(moment: datetime) -> str:
    """What is wrong with an hour of the night in which the clocks change; empty for other moments."""
    zone = timezone.get_current_timezone()
    try:
        there = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # the first and the last hours of the calendar
        return ""
    if there != moment:
        return _("Tej godziny nie ma: w nocy zmiany czasu zegar przeskakuje z 2:00 na 3:00.")
    return _("Ta godzina jest tego dnia dwa razy. Wybierz inną.")
