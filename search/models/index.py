"""The embedded engine's tables. They are made from the documents and can be rebuilt from them at any time."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """One findable thing in one language: what results, filters and facets need. Its long texts stand apart."""

    key = models.CharField(max_length=80, unique=True)
    # Not a foreign key: a page may be deleted at any time, and what is public is asked at every search.
    page_id = models.BigIntegerField(null=True)
    locale = models.CharField(max_length=5)
    kind = models.CharField(max_length=20)
    length = models.PositiveIntegerField(help_text="In words, for the ranking.")
    date = models.DateTimeField(null=True)
    end = models.DateTimeField(null=True)
    territory_code = models.CharField(max_length=7, blank=True)
    cop = models.CharField(max_length=80, blank=True)
    organiser = models.CharField(max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(null=True, help_text="Of the date, in Poland.")
    # Not a foreign key either: a picture may be gone before the index knows.
    image = models.BigIntegerField(null=True)
    title = models.CharField(max_length=255)
    words = models.CharField(max_length=300, blank=True, help_text="The title's folded words, each behind a space, for suggestions.")
    place = models.CharField(max_length=250, blank=True)
    url_path = models.CharField(max_length=1000)
    content_hash = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        # Count and mean length are asked at every search: from this index, without reading the rows.
        indexes = [models.Index(fields=["locale", "length"], name="search_document_lengths")]

    def __str__(self) -> str:
        return self.key


class DocumentText(models.Model):
    """The texts that excerpts are cut from, apart from the narrow rows that every search walks through."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="text")
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)

    wagtail_reference_index_ignore = True


class DocumentTopic(models.Model):
    pk = models.CompositePrimaryKey("document_id", "topic")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="topics", db_index=False)
    topic = models.CharField(max_length=100)

    wagtail_reference_index_ignore = True


class Posting(models.Model):
    """How often a term stands in a document, a title's word counted three times."""

    pk = models.CompositePrimaryKey("term", "document_id")
    term = models.CharField(max_length=64)
    # The index on the document finds the rows to delete when it changes.
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="postings", db_constraint=False)
    tf = models.PositiveIntegerField()
    # Of a word's lemmas: the first places where it stands, two bytes each. The order of the best results asks for them.
    places = models.BinaryField(default=b"")

    wagtail_reference_index_ignore = True


class Lemma(models.Model):
    """A lemma whose forms stand in FormMap already."""

    lemma = models.CharField(max_length=100, primary_key=True)

    wagtail_reference_index_ignore = True


class FormMap(models.Model):
    """A form without its diacritics, and a folded lemma it may mean: "zarzadzenia" is "zarzadzenie"."""

    pk = models.CompositePrimaryKey("form", "lemma")
    form = models.CharField(max_length=100)
    lemma = models.CharField(max_length=100)

    wagtail_reference_index_ignore = True


class Word(models.Model):
    """A word that stands in the index, as it is written there: what a misspelt word of a query may have meant."""

    pk = models.CompositePrimaryKey("locale", "form")
    locale = models.CharField(max_length=5)
    form = models.CharField(max_length=40, help_text="Lower case, without diacritics.")
    spelling = models.CharField(max_length=40)
    # A slip leaves the beginning or the ending of a word as it was.
    beginning = models.CharField(max_length=3)
    ending = models.CharField(max_length=3)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(fields=["locale", "beginning"], name="search_word_beginning"),
            models.Index(fields=["locale", "ending"], name="search_word_ending"),
        ]

    def __str__(self) -> str:
        return self.spelling
