"""Who wants which mail when."""

from __future__ import annotations

from collections.abc import Iterable

from django.core import signing
from django.urls import reverse

from accounts.mail.kinds import get_kind, kinds
from accounts.models import MailMode, MailPreference, User

SALT = "accounts.mail.unsubscribe"


def mode_for(user: User, code: str) -> str:
    """How this person wants this kind: security mails always at once."""
    kind = get_kind(code)
    if kind.security:
        return MailMode.NOW
    chosen = MailPreference.objects.filter(user=user, kind=code).values_list("mode", flat=True).first()
    return chosen or kind.default_mode


def modes_for(user: User) -> dict[str, str]:
    """The mode of every kind, in one query."""
    chosen = dict(MailPreference.objects.filter(user=user).values_list("kind", "mode"))
    return {code: MailMode.NOW if kind.security else chosen.get(code, kind.default_mode) for code, kind in kinds.items()}


def choose(user: User, code: str, mode: str) -> None:
    """Remember how the person wants this kind. Security mails have no choice."""
    if get_kind(code).security:
        raise ValueError(f"mails of the kind {code!r} cannot be turned off")
    MailPreference.objects.update_or_create(user=user, kind=code, defaults={"mode": MailMode(mode)})


def settings_path() -> str:
    """Where a person sets their e-mails."""
    return reverse("mail_settings")


# --- Unsubscribing with one press, from a mail, without logging in


def unsubscribe_path(user: User, codes: Iterable[str]) -> str:
    """The address of the page that turns these kinds off for this person; nobody can make one up."""
    token = signing.dumps([user.pk, *codes], salt=SALT)
    return reverse("mail_unsubscribe", args=[token])


def read_token(token: str) -> tuple[User, list[str]] | None:
    """Who wants to get rid of what; None for a token that we did not write. Tokens never run out: old mails keep working."""
    try:
        pk, *codes = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk).first()
    wanted = [code for code in codes if code in kinds and not kinds[code].security]
    return (user, wanted) if user is not None and wanted else None
