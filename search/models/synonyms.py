"""Words that stand for other words in a search, as editors keep them."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.plain_text import plain_line, plain_text
from search import polish

MOST_WORDS_OF_A_PHRASE = 5
LONGEST_PHRASE = 100
MOST_MEANINGS = 20
LONGEST_FOLDED = 200
LONGEST_NOTE = 300


def folded_phrase(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, folded: what it is found and compared by."""
    return tuple(polish.fold(word) for word in polish.words(phrase))


class Synonym(models.Model):
    """A word or phrase that also looks for others; with `two_way` those look for it, too."""

    class Language(models.TextChoices):
        POLISH = "pl", _("polski")
        ENGLISH = "en", _("angielski")

    locale = models.CharField(_("Język"), max_length=5, choices=Language.choices, default=Language.POLISH)
    words = models.CharField(_("Słowo albo wyrażenie"), max_length=LONGEST_PHRASE, validators=[plain_line])
    means = models.TextField(_("Znaczy też"), validators=[plain_text])
    two_way = models.BooleanField(_("W obie strony"), default=False)
    note = models.CharField(_("Notatka"), max_length=LONGEST_NOTE, blank=True, validators=[plain_line])
    folded = models.CharField(max_length=LONGEST_FOLDED, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("synonim")
        verbose_name_plural = _("synonimy")
        ordering = ("folded",)
        constraints = [models.UniqueConstraint(fields=["locale", "folded"], name="search_synonym_once")]

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **kwargs: Any) -> None:
        from search import synonyms

        self.folded = " ".join(folded_phrase(self.words))
        super().save(*args, **kwargs)
        synonyms.changed()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        from search import synonyms

        deleted = super().delete(*args, **kwargs)
        synonyms.changed()
        return deleted

    @property
    def meanings(self) -> list[str]:
        """The phrases it stands for: one of each line, or of each part between commas."""
        return [phrase for phrase in (" ".join(part.split()) for part in re.split(r"[\n\r;]|,(?!\d)|(?<!\d),", self.means)) if phrase]

    def get_two_way_display(self) -> str:
        """In words, where Wagtail would show True."""
        return gettext("tak") if self.two_way else gettext("nie")

    def clean(self) -> None:
        self.words = " ".join(self.words.split())
        self.means = "\n".join(self.meanings)
        # What the field itself refuses (empty, a sign that no keyboard writes) it has told already.
        problems = {"words": _problem(self.words) if self.words else None, "means": self._problem_of_meanings() if self.means else None}
        self.folded = " ".join(folded_phrase(self.words))
        if not problems["words"]:
            same = Synonym.objects.filter(locale=self.locale, folded=self.folded).exclude(pk=self.pk)
            if len(self.folded) > LONGEST_FOLDED:
                problems["words"] = _("To wyrażenie jest za długie.")
            elif self.folded and same.exists():
                problems["words"] = DUPLICATE
        found: dict[str, Any] = {name: ValidationError(problem) for name, problem in problems.items() if problem}
        if found:
            raise ValidationError(found)

    def _problem_of_meanings(self) -> Any:
        if len(self.meanings) > MOST_MEANINGS:
            return _("Wpisz najwyżej %(count)s znaczeń.") % {"count": MOST_MEANINGS}
        seen: set[tuple[str, ...]] = set()
        for meaning in self.meanings:
            folded = folded_phrase(meaning)
            problem = _problem(meaning)
            if problem:
                return _("Wiersz „%(line)s”: %(problem)s") % {"line": meaning[:40], "problem": problem}
            if folded == folded_phrase(self.words):
                return _("Wiersz „%(line)s” to to samo, co pierwsze słowo. Usuń go.") % {"line": meaning}
            if folded in seen:
                return _("Wiersz „%(line)s” się powtarza. Zostaw jeden.") % {"line": meaning}
            seen.add(folded)
        return None


DUPLICATE = _("To słowo ma już synonimy w tym języku. Otwórz je z listy i dopisz następne.")


def _problem(phrase: str) -> Any:
    """What is wrong with a phrase, if anything."""
    count = len(folded_phrase(phrase))
    if not count:
        return _("Wpisz choć jedno słowo: same znaki nic nie znaczą.")
    if count > MOST_WORDS_OF_A_PHRASE:
        return _("Wpisz najwyżej %(count)s słów.") % {"count": MOST_WORDS_OF_A_PHRASE}
    if len(phrase) > LONGEST_PHRASE:
        return _("Wpisz najwyżej %(limit_value)d znaków.") % {"limit_value": LONGEST_PHRASE}
    return None
