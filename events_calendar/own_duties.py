"""A checklist of legal duties in words: by when, how long that is, and what to do where it is too late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal_ui import long_date
from events_calendar import days, duties
from events_calendar.models import DutyLine
from events_calendar.repeating import day_words


@dataclass(frozen=True)
class Item:
    """One line of a checklist."""

    line: DutyLine

    @property
    def is_dropped(self) -> bool:
        return self.line.dropped is not None

    @property
    def is_done(self) -> bool:
        return self.line.done is not None

    @property
    def is_late(self) -> bool:
        """It had to be done by now and is not."""
        line = self.line
        return not (self.is_dropped or self.is_done) and line.deadline is not None and line.deadline < days.today()

    @property
    def deadline_words(self) -> str:
        """By when, and how long that is; where it is too late what to do."""
        line, today = self.line, days.today()
        if line.deadline is None:
            return _("Przepisy nie podają terminu. Załatw to jak najwcześniej.")
        if self.is_late:
            told = _("Na to jest za późno: trzeba było do %(when)s. Zapytaj urząd, co można jeszcze zrobić.")
            return told % {"when": long_date(line.deadline)}
        when = day_words(line.deadline)
        if self.is_done or self.is_dropped:
            return _("Termin: %(when)s.") % {"when": when}
        left = (line.deadline - today).days
        if not left:
            return _("Dzisiaj jest ostatni dzień.")
        rest = ngettext("został %(count)s dzień", "zostało %(count)s dni", left) % {"count": left}
        return _("Zrób to najpóźniej: %(when)s (%(rest)s).") % {"when": when, "rest": rest}

    @property
    def notes(self) -> list[str]:
        """What else to know of the days: that it cannot be done before, and that offices are shut on the last one."""
        line, today = self.line, days.today()
        found: list[str] = []
        if self.is_done or self.is_dropped or self.is_late:
            return found
        if line.earliest is not None and line.earliest > today:
            found.append(_("Nie wcześniej niż: %(when)s.") % {"when": day_words(line.earliest)})
        if line.deadline is not None and (day := duties.last_open_day(line.deadline)) != line.deadline and day >= today:
            found.append(_("Ostatniego dnia urzędy nie pracują. Zdąż do: %(when)s.") % {"when": day_words(day)})
        return found

    @property
    def done_words(self) -> str:
        """Who ticked it, and when."""
        if self.line.done is None:
            return ""
        said = {"when": long_date(self.line.done), "who": str(self.line.done_by or _("ktoś z organizacji"))}
        return _("Zrobione: %(when)s, %(who)s") % said

    @property
    def checked_words(self) -> str:
        """On which day the rule was compared with the act, or that nobody has; of an example that CIO has not checked it."""
        if self.line.checked_on is None:
            if self.line.is_example:
                return _("Przykład: CIO jeszcze tego nie sprawdziło.")
            return _("Nikt jeszcze nie porównał tego z przepisami.")
        when = {"when": long_date(self.line.checked_on)}
        if self.line.is_example:
            return _("Stan prawny na %(when)s. To przykład, którego CIO jeszcze nie sprawdziło.") % when
        return _("Stan prawny na %(when)s.") % when


def items(lines: Iterable[DutyLine]) -> list[Item]:
    return [Item(line) for line in lines]
