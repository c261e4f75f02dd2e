"""Model fields that several apps use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class CodesField(models.JSONField):
    """A short list of codes out of fixed choices, kept in the order of the choices; the form shows check boxes."""

    def __init__(self, *args: Any, choices: Any = None, **kwargs: Any) -> None:
        self.codes = list(getattr(choices, "choices", choices or []))
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = {code for code, _label in self.codes}
        if not isinstance(value, list) or not all(isinstance(code, str) and code in known for code in value):
            raise ValidationError(_("Wybierz pozycje z listy."))

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self.codes,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        labels = dict(self.codes)
        setattr(
            cls,
            f"get_{name}_labels",
            lambda instance: [labels[code] for code in getattr(instance, name) if code in labels],
        )
