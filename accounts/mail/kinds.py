"""The kinds of mail. Each app registers its own in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from accounts.models import User

Mode = Literal["now", "daily", "off"]


@dataclass(frozen=True)
class MailKind:
    """One kind of mail, with one switch on the settings page.

    label     what it is, as a heading of the switch: "Teksty do sprawdzenia"
    why       ends the sentence "Piszemy do Ciebie, bo ...": "sprawdzasz teksty swojego COP"
    about     a sentence that tells it from its neighbours, under the heading of the switch; may be empty
    security  always sent, cannot be turned off: it guards the account itself
    offered_to  leaves the switch out for people who never get such mails
    """

    code: str
    label: str | StrPromise
    why: str | StrPromise
    default_mode: Mode = "now"
    security: bool = False
    about: str | StrPromise = ""
    offered_to: Callable[[User], bool] | None = None


kinds: dict[str, MailKind] = {}


def register_kind(kind: MailKind) -> None:
    """Add a kind; registering the same code again replaces it."""
    kinds[kind.code] = kind


def get_kind(code: str) -> MailKind:
    """The registered kind; LookupError names the code when there is none."""
    try:
        return kinds[code]
    except KeyError:
        raise LookupError(f"no app has registered mails of the kind {code!r}") from None


def kinds_for(user: User) -> list[MailKind]:
    """The kinds with a switch on this person's settings page, security mails last."""
    offered = [kind for kind in kinds.values() if kind.offered_to is None or kind.offered_to(user)]
    return sorted(offered, key=lambda kind: (kind.security, str(kind.label)))
