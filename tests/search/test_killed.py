"""The worker killed between any two steps of indexing: what is found is the old text or the new one, and the next worker finishes."""

from __future__ import annotations

import pytest
from django.db import connection

from core import outbox
from core.models import OutboxEntry
from core.search_documents import INDEX
from news.models import NewsPage
from search import indexing
from search.embedded import EmbeddedEngine
from search.engine import Filters
from search.models import Document, DocumentText, Posting
from tests.factories import SiteTree, make_site_tree
from tests.processes import killed_at

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# More queries than a page's indexing needs: the last kill comes after the end.
MOST = 200


@pytest.fixture
def tree(transactional_db: None) -> SiteTree:
    return make_site_tree()


def found(query: str) -> list[str]:
    return [hit.title for hit in EmbeddedEngine().search(query, "pl", Filters()).hits]


def whole() -> bool:
    """Each row of the index belongs to a document, and each document has its text and its words."""
    numbers = set(Document.objects.values_list("pk", flat=True))
    return numbers == set(DocumentText.objects.values_list("pk", flat=True)) == set(Posting.objects.values_list("document", flat=True))


def test_a_worker_killed_anywhere_leaves_the_old_text_or_the_new_one(tree: SiteTree) -> None:
    page = tree.news_slupsk.add_child(instance=NewsPage(title="Zebranie organizacji", slug="zebranie"))
    key = f"page:{page.pk}"
    OutboxEntry.objects.all().delete()
    indexing.refresh(key)
    old = NewsPage.objects.get(pk=page.pk).search_document()
    NewsPage.objects.filter(pk=page.pk).update(title="Targi wolontariatu", draft_title="Targi wolontariatu")
    states = {"old": 0, "new": 0}
    for query in range(1, MOST):
        EmbeddedEngine().index([old])
        OutboxEntry.objects.all().delete()
        entry = outbox.enqueue(INDEX, {"key": key})
        killed = killed_at(query, outbox.drain)
        assert whole(), f"half an index after query {query}"
        assert found("zebranie") + found("targi") in (["Zebranie organizacji"], ["Targi wolontariatu"]), f"after query {query}"
        states["old" if found("zebranie") else "new"] += 1
        entry.refresh_from_db()
        if not killed:
            break
        # The next worker takes it when the dead one's claim has run out, unless it was done and only the look for more work was left.
        OutboxEntry.objects.update(claimed_until=None)
        assert outbox.drain() == (0 if entry.done_at else 1)
        assert (found("zebranie"), found("targi")) == ([], ["Targi wolontariatu"])
        assert whole()
    assert entry.done_at is not None, "the last run was not killed and did its work"
    assert states["old"] > 10, "each of its queries was a place to die at"
    # The index is written before its entry is done: a worker killed in between does it once more.
    assert states["new"] >= 2
    assert Document.objects.count() == 1
    print(f"killed {sum(states.values())} times on {connection.vendor}")
