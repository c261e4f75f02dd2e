"""Which words are made of one another: "szachista", "szachowy" and "szachy" share a root, "czipować" and "czip" too."""

from __future__ import annotations

from functools import lru_cache

from search import polish

# What a word may end with beside its root, folded, the longest first. Of a root that would be shorter than `SHORTEST` nothing is taken.
SHORTEST = 4
_WRITTEN = """
    izowanie izowac izacja izacyjny izator owanie owac iwanie iwac ywanie ywac anie enie nac ac ec ic yc
    acja ycja icja acyjny ycyjny encja ancja encyjny ancki ja yjny
    ista ysta istka ystka istyczny ystyczny izm yzm yczny iczny icki ycki ika yka
    arz arka arstwo arski arnia iarz iarstwo nik niczka nica nictwo niczy ownik ownia alnia
    owiec owka owy owo owski owicz owca owczyni owstwo ator atorka atorski er erka erski ing ingowy ent entka ant antka
    acz aczka iciel icielka tel unek unkowy ownictwo awca awczy awstwo ca czyni stwo ctwo
    osc nosc ny owny alny elny ski ska sko cki czy ek ka ko ik yk eczka ecznik
    anin anka anski enski inski ynski any ony liwy awy isty owaty aty ak arek
    a e i em o u y um ia io ie ii
"""
_ENDINGS = sorted(_WRITTEN.split(), key=len, reverse=True)
# These leave no shorter ending to take: "morska" is of "morze" and not of "mors".
_WHOLE = frozenset({"ski", "ska", "sko", "cki"})
# Consonants that change into one another at the end of a root, folded.
_CHANGES = (("rz", "r"), ("cz", "k"), ("dz", "d"), ("c", "k"), ("g", "z"))


@lru_cache(maxsize=200_000)
def root(lemma: str) -> str:
    """What is left of a folded lemma without its endings, with its last consonants as one of their kind."""
    found = lemma
    for ending in _ENDINGS:
        if found.endswith(ending) and len(found) - len(ending) >= SHORTEST:
            found = found[: -len(ending)]
            break
        if found.endswith(ending) and ending in _WHOLE:
            break
    if found.endswith("i"):
        found = found[:-1]
    for one, other in _CHANGES:
        if found.endswith(one):
            return found[: -len(one)] + other
    return found


@lru_cache(maxsize=10_000)
def roots(word: str) -> frozenset[str]:
    """The roots of all that a word may be, also typed without diacritics; of a verb also without what it begins with."""
    lemmas = polish.lemmas_and_kinds(word)
    found = {root(polish.fold(lemma)) for lemma, _kind in lemmas}
    for lemma, kind in lemmas:
        for before in polish.BEFORE_VERBS if kind in polish.VERBS else ():
            bare = root(polish.fold(lemma.removeprefix(before)))
            if before and lemma.startswith(before) and len(bare) >= SHORTEST:
                found.add(bare)
    return frozenset(each for each in found if len(each) >= SHORTEST)
