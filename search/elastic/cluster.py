"""The servers, and the names that the portal gives its indexes there."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from search.elastic.documents import DOCUMENTS, VERSION

# A question's two requests together stay well under a second, and leave the embedded engine its share of it.
SECONDS_TO_ANSWER = 0.3
SECONDS_TO_WRITE = 30
AWAY = (ApiError, TransportError)


class State(StrEnum):
    """Whether the portal can use what is there; the values are what `/readyz` says."""

    OK = "ok"
    AWAY = "unavailable"
    NO_INDEX = "index missing"
    NO_ALIAS = "alias points nowhere"
    OTHER_VERSION = "index of another version"


class Unusable(Exception):
    """The servers answer, but what the portal needs is not there."""

    def __init__(self, state: State) -> None:
        super().__init__(f"{state}: build it anew with manage.py search_index")
        self.state = state


class Cluster:
    """A client for these addresses; all names on the server begin with `prefix`."""

    def __init__(self, addresses: list[str], prefix: str = "portal") -> None:
        self.prefix = prefix
        # A node that is gone refuses at once, and another is asked; one that is slow is not waited for twice.
        client = Elasticsearch(addresses, max_retries=len(addresses), retry_on_timeout=False)
        self.asking = client.options(request_timeout=SECONDS_TO_ANSWER)
        self.writing = client.options(request_timeout=SECONDS_TO_WRITE)

    def alias(self, locale: str) -> str:
        """The name that the index of this language answers to."""
        return f"{self.prefix}-{locale}"

    @property
    def aliases(self) -> list[str]:
        return [self.alias(locale) for locale in DOCUMENTS]

    def check(self) -> None:
        """Unusable says what is wrong with the indexes; other errors, that nobody answers."""
        try:
            found = self.asking.indices.get_mapping(index=",".join(self.aliases), filter_path="*.mappings._meta")
        except NotFoundError:
            raise Unusable(State.NO_ALIAS if self._indexes() else State.NO_INDEX) from None
        versions = [index.get("mappings", {}).get("_meta", {}).get("version") for index in found.body.values()]
        # An index without any _meta is left out of the answer.
        if len(versions) < len(self.aliases) or any(version != VERSION for version in versions):
            raise Unusable(State.OTHER_VERSION)

    def state(self) -> State:
        """The same in one word."""
        try:
            self.check()
        except Unusable as error:
            return error.state
        except AWAY:
            return State.AWAY
        return State.OK

    def _indexes(self) -> list[str]:
        found: Any = self.asking.indices.get(index=[f"{alias}-*" for alias in self.aliases], allow_no_indices=True, filter_path="*.aliases")
        return sorted(found.body)
