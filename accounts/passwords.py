"""The rule that a password is nothing like the person's own data."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from anyascii import anyascii
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 4  # of fewer letters no likeness can be told


def _letters(text: str) -> str:
    """Letters and digits alone, small and without diacritics."""
    return "".join(sign for sign in anyascii(text).lower() if sign.isalnum())


class PersonalDataValidator(UserAttributeSimilarityValidator):
    """Django's, which compares with each field by itself, and with what people make of them: name and surname together, in
    either order, and the address before the "@".
    """

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(password, user)
        if user is None:
            return
        names = f"{getattr(user, 'first_name', '')}{getattr(user, 'last_name', '')}"
        box = (getattr(user, "email", "") or "").partition("@")[0]
        typed = _letters(password)
        for known in (_letters(names), _letters(box)):
            # Django's measure does not look at the order, so "Kowalska Anna" is "Anna Kowalska".
            if len(known) >= SHORTEST and SequenceMatcher(a=typed, b=known).quick_ratio() >= self.max_similarity:
                raise ValidationError(
                    _("To hasło jest za bardzo podobne do Twojego imienia, nazwiska albo adresu e-mail."), code="password_too_similar"
                )
