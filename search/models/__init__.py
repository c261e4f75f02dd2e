"""The tables of the search: the embedded engine's index, synonyms, counts of what people look for."""

from search.models.index import Document, DocumentText, DocumentTopic, FormMap, Lemma, Posting, Word
from search.models.queries import SearchCount
from search.models.silenced import SilencedPhrase
from search.models.synonyms import Synonym

__all__ = ["Document", "DocumentText", "DocumentTopic", "FormMap", "Lemma", "Posting", "SearchCount", "SilencedPhrase", "Synonym", "Word"]
