"""Mails about legal duties that are not ticked: a week before the deadline, and when it is over. Once for each deadline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts import mail
from accounts.models import Membership, User
from events_calendar import days
from events_calendar.models import DutyLine
from events_calendar.repeating import day_words
from events_calendar.services import duties
from events_calendar.services.duties import Subject

SOON, LATE = "duties.soon", "duties.late"
WEEK = timedelta(days=7)


def register_kinds() -> None:
    """The mails about duties. Called in `AppConfig.ready()`."""
    why = _("planujesz wydarzenie, przed którym trzeba coś załatwić w urzędzie")
    for code, label, about in (
        (SOON, _("Zbliża się termin w urzędzie"), _("Na tydzień przed terminem zgłoszenia albo wniosku, którego nie odhaczono na liście.")),
        (LATE, _("Minął termin w urzędzie"), _("Gdy termin minął, a na liście nic nie jest odhaczone.")),
    ):
        mail.register_kind(mail.MailKind(code, label, why, about=about, offered_to=_plans))


def _plans(user: User) -> bool:
    return user.is_active and Membership.objects.filter(user=user).exists()


def remind() -> int:
    """Write what is due today, one mail for a checklist; returns for how many. Killed in between, the next run does the rest."""
    return _tell(SOON, "told_soon") + _tell(LATE, "told_late")


def _due(kind: str) -> QuerySet[DutyLine]:
    today = days.today()
    waits = DutyLine.objects.filter(done=None, dropped=None, event_start__gt=timezone.now()).exclude(deadline=None)
    return waits.filter(deadline__gte=today, deadline__lte=today + WEEK) if kind == SOON else waits.filter(deadline__lt=today)


def _tell(kind: str, told: str) -> int:
    keys = sorted(set(_due(kind).exclude(**{told: F("deadline")}).values_list("key", flat=True)))
    subjects = duties.subjects_of(keys)
    count = 0
    for key in keys:
        subject = subjects.get(key)
        if subject is not None and subject.active:
            count += _tell_of(kind, told, key, subject)
    return count


@transaction.atomic
def _tell_of(kind: str, told: str, key: UUID, subject: Subject) -> int:
    lines = list(
        _due(kind).select_for_update(of=("self",)).filter(key=key).exclude(**{told: F("deadline")}).order_by("deadline", "order", "pk")
    )
    if not lines:
        return 0
    for person in subject.people:
        mail.notify(kind, person, context={"title": subject.title, "url": subject.url, "duties": _words(lines)})
    DutyLine.objects.filter(pk__in=[line.pk for line in lines]).update(**{told: F("deadline")})
    return 1


def _words(lines: Iterable[DutyLine]) -> list[str]:
    with override("pl"):
        return [f"{line.name}: {day_words(line.deadline)}. {line.office}" for line in lines if line.deadline]
