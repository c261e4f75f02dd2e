"""What happened to a proposal, as lines of Wagtail's log, and the same in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry

if TYPE_CHECKING:
    from framework_calendar.models import Proposal

BEGUN, COPIED, DELETED = "framework.begun", "framework.copied", "framework.deleted"
SENT, CHANGED, WITHDRAWN = "framework.sent", "framework.changed", "framework.withdrawn"
INVITED, ASKED, CONFIRMED, DECLINED, LEFT = (
    *("framework.invited", "framework.asked", "framework.confirmed", "framework.declined"),
    "framework.left",
)
ACTIONS: dict[str, Promise] = {
    BEGUN: gettext_lazy("Zaczęcie propozycji"),
    COPIED: gettext_lazy("Skopiowanie propozycji z wcześniejszego roku"),
    DELETED: gettext_lazy("Usunięcie szkicu propozycji"),
    SENT: gettext_lazy("Wysłanie propozycji"),
    CHANGED: gettext_lazy("Zmiana wysłanej propozycji"),
    WITHDRAWN: gettext_lazy("Wycofanie propozycji"),
    INVITED: gettext_lazy("Zaproszenie do współorganizowania"),
    ASKED: gettext_lazy("Prośba o dołączenie do propozycji"),
    CONFIRMED: gettext_lazy("Potwierdzenie współorganizowania"),
    DECLINED: gettext_lazy("Odmowa współorganizowania"),
    LEFT: gettext_lazy("Rezygnacja ze współorganizowania"),
}
# What may be other after a change.
NAMES: dict[str, Promise] = {
    "title": gettext_lazy("nazwa wydarzenia"),
    "aim": gettext_lazy("po co to wydarzenie"),
    "summary": gettext_lazy("w jednym zdaniu"),
    "description": gettext_lazy("opis"),
    "kind": gettext_lazy("rodzaj"),
    "audience": gettext_lazy("dla kogo"),
    "headcount": gettext_lazy("ile osób"),
    "brings": gettext_lazy("co wnosicie"),
    "seeks": gettext_lazy("czego szukacie"),
    "accessibility_note": gettext_lazy("opis dostępności"),
    "accessibility": gettext_lazy("dostępność"),
    "circumstances": gettext_lazy("co będzie na wydarzeniu"),
    "topics": gettext_lazy("tematy"),
    "answers": gettext_lazy("odpowiedzi na pytania naboru"),
    "wishes": gettext_lazy("terminy i miejsca"),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    what: str
    when: datetime
    who: str = ""
    comment: str = ""


def of(proposal: Proposal) -> Sequence[Line]:
    """What happened to the proposal, in order: two queries."""
    rows = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(proposal), object_id=str(proposal.pk), action__in=ACTIONS
    )
    return [
        Line(_words(row.action, row.data), row.timestamp, str(row.user) if row.user else "", str(row.data.get("reason", "")))
        for row in rows.select_related("user").order_by("timestamp", "pk")
    ]


def _words(action: str, data: dict[str, Any]) -> str:
    said = {"organisation": data.get("organisation", ""), "title": data.get("title", ""), "year": data.get("year", "")}
    what = ", ".join(map(str, data.get("what", ())))
    return {
        BEGUN: _("Propozycja jest zaczęta."),
        COPIED: _("Propozycja jest skopiowana z roku %(year)s.") % said,
        SENT: _("Propozycja jest wysłana."),
        CHANGED: _("Propozycja jest zmieniona: %(what)s.") % {"what": what}
        if what
        else _("Propozycja jest wysłana jeszcze raz bez zmian."),
        WITHDRAWN: _("Propozycja jest wycofana."),
        INVITED: _("%(organisation)s: zaproszenie do współorganizowania.") % said,
        ASKED: _("%(organisation)s chce dołączyć.") % said,
        CONFIRMED: _("%(organisation)s współorganizuje wydarzenie.") % said,
        DECLINED: _("%(organisation)s nie współorganizuje wydarzenia.") % said,
        LEFT: _("%(organisation)s rezygnuje.") % said,
    }.get(action, str(ACTIONS[action]))
