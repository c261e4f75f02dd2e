"""Saving what must stand only once, where somebody else may be a moment quicker."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse


class SavedOnce:
    """A view whose form says beside the field `words` that the same is there already, though it was not when the form was checked."""

    duplicate: Any

    def form_valid(self, form: Any) -> HttpResponse:
        view: Any = self
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]
        except IntegrityError:
            form.add_error("words", self.duplicate)
            view.produced_error_message = view.get_error_message()
            return view.form_invalid(form)
