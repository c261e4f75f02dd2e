"""What `/readyz` and `/metrics` say of the search."""

from __future__ import annotations

from search.engine import get_engine

REQUESTS = "portal_search_requests_total"
FALLBACKS = "portal_search_fallbacks_total"
OPENED = "portal_search_breaker_opened_total"
OPEN = "portal_search_breaker_open"
METRICS = {
    REQUESTS: ("counter", "Searches, by the engine that answered."),
    FALLBACKS: ("counter", "Searches that the embedded engine answered because Elasticsearch could not."),
    OPENED: ("counter", "How often a process gave Elasticsearch up for a while."),
    OPEN: ("gauge", "Processes that leave Elasticsearch alone at the moment."),
}


def elasticsearch_state() -> str | None:
    """How Elasticsearch is, where it is configured. Whatever it says, the portal finds everything without it."""
    from search.elastic.engine import ElasticsearchEngine

    engine = get_engine()
    if not isinstance(engine, ElasticsearchEngine):
        return None
    state = engine.state()
    return "ok" if state == "ok" else f"{state}; the embedded engine answers"
