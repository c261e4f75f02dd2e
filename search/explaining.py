"""Why a document stands where it stands: every word of the question with what it adds, and what the re-ordering made of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Avg, Count, Q

from search import weights
from search.analysis import Group
from search.cutting import rarest_first
from search.embedded import EmbeddedEngine
from search.engine import Filters, Order
from search.models import Document, Posting
from search.question import Question
from search.reordering import reordered
from search.scoring import idf


def find(page: str, using: str) -> Document | None:
    """The document that a page's number, the index's key or the end of an address names."""
    documents = Document.objects.using(using)
    if page.isascii() and page.isdigit():
        return documents.filter(page_id=int(page)).first()
    return documents.filter(Q(key=page) | Q(url_path__endswith=page)).order_by("pk").first()


def explained(engine: EmbeddedEngine, query: str, document: Document) -> Iterator[str]:
    """Lines for a person who wonders about the order."""
    question = engine.question(query, document.locale)
    if question.corrected:
        yield f"asked as: {question.corrected}"
    yield from _words(engine, question, document)
    candidates = engine.candidates(question, Filters(), 0, weights.MOST_REORDERED, Order.RELEVANCE)
    idfs = candidates.idfs
    standings = reordered(question, candidates.ranked, idfs, engine.using, engine.topics(document.locale))
    place = next((place for place, standing in enumerate(standings, start=1) if standing.number == document.pk), None)
    if place is None:
        yield f"not among the first {weights.MOST_REORDERED}"
        return
    standing = standings[place - 1]
    parts = ", ".join(f"{name} {value:+.3f}" for name, value in standing.parts.items() if value)
    yield f"place {place} of {candidates.total} results{'' if standing.strong else ' (fits only in part)'}: {standing.score:.3f} = {parts}"
    if place > 1:
        first = standings[0]
        title = Document.objects.using(engine.using).values_list("title", flat=True).get(pk=first.number)
        parts = ", ".join(f"{name} {value:+.3f}" for name, value in first.parts.items() if value)
        yield f"place 1: {title}: {first.score:.3f} = {parts}"


def _words(engine: EmbeddedEngine, question: Question, document: Document) -> Iterator[str]:
    cut = rarest_first(question.groups, question.locale, engine.using)
    last = {question.telling[number].form for number in cut.numbers} if cut else set()
    every = Document.objects.using(engine.using).filter(locale=document.locale).aggregate(n=Count("pk"), length=Avg("length"))
    for group in question.groups:
        counts = _counts(engine.using, group, document)
        x = sum(counts.get(term, 0) * weight for term, weight, _core in group.terms())
        for phrase in group.phrases:
            x += weights.SYNONYM * min(sum(counts.get(term, 0) for term in part) for part in phrase)
        n = Posting.objects.using(engine.using).filter(term__in=group.itself).values("document").distinct().count()
        telling = idf(n, every["n"]) * group.weight
        saturated = x * (weights.K1 + 1) / (x + weights.K1 * (1 - weights.B + weights.B * document.length / every["length"]))
        when = ", looked up last" if group.form in last else ""
        found = ", ".join(f"{term} x{count}" for term, count in sorted(counts.items()))
        yield f"  {group.form:<20} idf {telling:5.2f} ({n} documents)  adds {telling * saturated:6.3f}  {found or 'not here'}{when}"


def _counts(using: str, group: Group, document: Document) -> dict[str, int]:
    terms = {term for term, _weight, _core in group.terms()} | group.marked
    return dict(Posting.objects.using(using).filter(document=document, term__in=terms).values_list("term", "tf"))
