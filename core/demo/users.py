"""The demo's log-ins, as the log-in page and `make demo` show them."""

from __future__ import annotations

from typing import TypedDict

from django.utils.translation import gettext_lazy as _

from core.demo.reading import fixture

ROLE_LABELS = {
    "cio_admin": _("administracja CIO"),
    "cop_editor": _("redakcja COP"),
    "cop_moderator": _("moderacja COP"),
    "ngo_owner": _("organizacja: osoba zarządzająca"),
    "ngo_editor": _("organizacja: osoba redagująca"),
    "jst_officer": _("urząd gminy"),
    "resident": _("mieszkanka lub mieszkaniec"),
}


class Login(TypedDict):
    email: str
    password: str
    role_label: str


def showcase() -> list[Login]:
    """One log-in of each role and COP worth showing: the first of each role, and a second COP's staff."""
    seen: dict[str, int] = {}
    logins: list[Login] = []
    names = {row["slug"]: row["name"] for row in fixture("organisations")["cops"]}
    for user in fixture("users"):
        role, cop = user["role"], user.get("cop", "")
        if seen.get(role, 0) >= (3 if role == "cop_moderator" else 2 if role == "cop_editor" else 1):
            continue
        seen[role] = seen.get(role, 0) + 1
        label = str(ROLE_LABELS[role])
        if role.startswith("cop_"):
            label = label.replace("COP", names[cop])
        logins.append({"email": user["email"], "password": user["password"], "role_label": label})
    return logins
