"""The demo's log-ins, as the log-in page and `make demo` show them."""

from __future__ import annotations

from typing import TypedDict

from core.demo.reading import fixture

ROLE_LABELS = {
    "cio_admin": "administracja CIO",
    "cop_editor": "redakcja COP",
    "cop_moderator": "moderacja COP",
    "ngo_owner": "organizacja: osoba zarządzająca",
    "ngo_editor": "organizacja: osoba redagująca",
    "jst_officer": "urząd gminy",
    "resident": "mieszkanka lub mieszkaniec",
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
        label = ROLE_LABELS[role]
        if role.startswith("cop_"):
            label = label.replace("COP", names[cop])
        logins.append({"email": user["email"], "password": user["password"], "role_label": label})
    return logins
