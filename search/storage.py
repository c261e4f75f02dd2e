"""Writing the index: the tables that both engines read, in the portal's own database."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, transaction

from core.search_documents import SearchDocument
from core.templatetags.portal_ui import WARSAW
from search import polish
from search.analysis import Terms, document_terms
from search.engine import fingerprint
from search.models import Document, DocumentText, DocumentTopic, Lemma, Posting, Word

PAGE_KEY = re.compile(r"page:(\d+)")
LONGEST_WORD = 40
# Below the number of parameters that the oldest SQLite takes in one statement.
_AT_ONCE = 900
_PLACE = "H"


def batches(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The items in portions that one statement takes."""
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))


def packed(places: list[int]) -> bytes:
    """Places as two bytes each."""
    return array(_PLACE, places).tobytes()


def unpacked(places: bytes) -> array[int]:
    """What `packed` has packed."""
    found = array(_PLACE)
    found.frombytes(bytes(places))
    return found


class Tables:
    """The index in the database `using`."""

    def __init__(self, using: str) -> None:
        self.using = using

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Replace what stands under the documents' keys, all in one transaction and in bulk."""
        by_key = {document.key: document for document in documents}
        if not by_key:
            return
        terms = {key: document_terms(document) for key, document in by_key.items()}
        with transaction.atomic(using=self.using):
            self._delete(list(by_key))
            rows = Document.objects.using(self.using).bulk_create(
                self._row(document, terms[document.key].length) for document in by_key.values()
            )
            DocumentText.objects.using(self.using).bulk_create(
                DocumentText(document=row, summary=by_key[row.key].summary, body=by_key[row.key].body) for row in rows
            )
            DocumentTopic.objects.using(self.using).bulk_create(
                DocumentTopic(document=row, topic=topic) for row in rows for topic in dict.fromkeys(by_key[row.key].topics)
            )
            # In the order of the primary key, since that is the order the table is stored in.
            self._insert_postings(sorted(posting for row in rows for posting in _postings(row.pk, terms[row.key])))
            self._learn_lemmas(set().union(*(found.lemmas for found in terms.values())))
            self._learn_words({(by_key[key].locale, form): word for key, found in terms.items() for form, word in found.words.items()})

    def remove(self, keys: Iterable[str]) -> None:
        """Forget what stands under the keys."""
        with transaction.atomic(using=self.using):
            self._delete(list(keys))

    @staticmethod
    def _row(document: SearchDocument, length: int) -> Document:
        page = PAGE_KEY.fullmatch(document.key)
        return Document(
            key=document.key,
            page_id=int(page[1]) if page else None,
            locale=document.locale,
            kind=document.kind,
            length=max(1, length),
            date=document.date,
            end=document.end,
            territory_code=document.territory_code,
            cop=document.cop,
            organiser=document.organiser,
            year=document.date.astimezone(WARSAW).year if document.date else None,
            image=document.image,
            title=document.title[:255],
            words="".join(f" {polish.fold(word)}" for word in polish.words(document.title))[:300],
            place=document.place[:250],
            url_path=document.url_path[:1000],
            content_hash=fingerprint(document),
        )

    def _delete(self, keys: list[str]) -> None:
        # Row by row would load the postings into memory, as Django's cascade does.
        for batch in batches(keys):
            ids = list(Document.objects.using(self.using).filter(key__in=batch).values_list("pk", flat=True))
            if not ids:
                continue
            for model in (Posting, DocumentTopic, DocumentText):
                model.objects.using(self.using).filter(document_id__in=ids)._raw_delete(using=self.using)
            Document.objects.using(self.using).filter(pk__in=ids)._raw_delete(using=self.using)

    def _insert_postings(self, rows: list[tuple[str, int, int, bytes]]) -> None:
        """Straight to the database: a million model instances would take a minute only to be made."""
        connection = connections[self.using]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy("COPY search_posting (term, document_id, tf, places) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                cursor.executemany("INSERT INTO search_posting (term, document_id, tf, places) VALUES (%s, %s, %s, %s)", rows)

    def _learn_lemmas(self, lemmas: set[str]) -> None:
        """Add the forms of lemmas that the index had not met before to the map of forms without diacritics."""
        known: set[str] = set()
        ordered = sorted(lemma for lemma in lemmas if len(lemma) <= 100)
        for batch in batches(ordered):
            known.update(Lemma.objects.using(self.using).filter(lemma__in=batch).values_list("lemma", flat=True))
        new = [lemma for lemma in ordered if lemma not in known]
        if not new:
            return
        pairs = {(form, polish.fold(lemma)) for lemma in new for form in polish.forms_with_diacritics(lemma) if len(form) <= 100}
        with connections[self.using].cursor() as cursor:
            # Two workers may learn the same word at once; sorted rows keep them from waiting for each other in a ring.
            cursor.executemany("INSERT INTO search_formmap (form, lemma) VALUES (%s, %s) ON CONFLICT DO NOTHING", sorted(pairs))
            cursor.executemany("INSERT INTO search_lemma (lemma) VALUES (%s) ON CONFLICT DO NOTHING", [(lemma,) for lemma in new])

    def _learn_words(self, words: dict[tuple[str, str], str]) -> None:
        """Add the words that the index had not met before to those that a misspelt word is compared with."""
        fitting = {
            key: word for key, word in words.items() if 3 < len(key[1]) <= LONGEST_WORD and len(word) <= LONGEST_WORD and key[1].isalpha()
        }
        new = []
        for locale in sorted({locale for locale, _form in fitting}):
            forms = sorted(form for language, form in fitting if language == locale)
            known: set[str] = set()
            for batch in batches(forms):
                known.update(Word.objects.using(self.using).filter(locale=locale, form__in=batch).values_list("form", flat=True))
            new += [(locale, form, fitting[locale, form], form[:3], form[-3:]) for form in forms if form not in known]
        with connections[self.using].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_word (locale, form, spelling, beginning, ending) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                new,
            )


def _postings(document: int, terms: Terms) -> Iterable[tuple[str, int, int, bytes]]:
    for term, tf in terms.counts.items():
        yield term, document, tf, packed(terms.places[term]) if term in terms.places else b""
