"""Words that the portal neither counts nor suggests, as editors keep them: people's names, insults."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core.plain_text import plain_line
from search import polish
from search.models.queries import LONGEST_COUNTED
from search.models.synonyms import LONGEST_FOLDED, LONGEST_NOTE, folded_phrase

# What is shorter names nobody.
SHORTEST = 3
DUPLICATE = _("Te słowa portal już pomija.")


class SilencedPhrase(models.Model):
    """Words that stand next to one another in a search that must be nobody's suggestion and in no report, in any language."""

    words = models.CharField(_("Słowa"), max_length=LONGEST_COUNTED, validators=[plain_line])
    note = models.CharField(_("Notatka"), max_length=LONGEST_NOTE, blank=True, validators=[plain_line])
    folded = models.CharField(max_length=LONGEST_FOLDED, editable=False, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("pomijane słowa")
        verbose_name_plural = _("pomijane słowa")
        ordering = ("folded",)

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Also deletes what was counted of these words so far."""
        from search import silenced

        self.folded = " ".join(folded_phrase(self.words))
        with transaction.atomic():
            super().save(*args, **kwargs)
            silenced.forget(self.folded)
        silenced.changed()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        from search import silenced

        deleted = super().delete(*args, **kwargs)
        silenced.changed()
        return deleted

    def clean(self) -> None:
        self.words = " ".join(self.words.split())
        self.folded = " ".join(folded_phrase(self.words))
        if not self.words:
            return
        problem: Any = None
        if not self.folded:
            problem = _("Wpisz choć jedno słowo: same znaki nic nie znaczą.")
        elif len(self.folded) < SHORTEST or all(polish.analyse(word).function for word in polish.words(self.words)):
            problem = _("Takie słowo jest w co drugim pytaniu. Dopisz następne, na przykład imię i nazwisko.")
        elif len(self.folded) > LONGEST_FOLDED:
            problem = _("To wyrażenie jest za długie.")
        elif SilencedPhrase.objects.filter(folded=self.folded).exclude(pk=self.pk).exists():
            problem = DUPLICATE
        if problem:
            raise ValidationError({"words": problem})
