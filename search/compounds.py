"""What is one thing though it is written in pieces: act numbers, dates, e-mail and web addresses, words with a hyphen.

Each becomes a term of its own beside those of its pieces, written in one way whatever way a person writes it: "XII / 123 / 2024"
and "XII/123/24", "12 maja" and "12.05.". A compound has a sign in it that no word has, so the two never mix; only what a hyphen
joins is the word it is without one ("e-mail", "email").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from search.polish import fold

_MONTHS = {
    "stycz": 1,
    "lut": 2,
    "mar": 3,
    "kwie": 4,
    "maj": 5,
    "czerw": 6,
    "lip": 7,
    "sierp": 8,
    "wrze": 9,
    "pazdz": 10,
    "listopad": 11,
    "grud": 12,
}
_ROMAN_MONTHS = dict(zip(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), range(1, 13), strict=True))
_MONTH_FORMS = (
    r"stycz(?:e[nń]|nia|niu)|lut(?:y|ego|ym)|mar(?:zec|ca|cu)|kwie(?:cie[nń]|tnia|tniu)|maj[au]?|czerw(?:iec|ca|cu)|lip(?:iec|ca|cu)"
    r"|sierp(?:ie[nń]|nia|niu)|wrze(?:sie[nń]|[sś]nia|[sś]niu)|pa[zź]dziernik[au]?|listopad(?:a|zie)?|grud(?:zie[nń]|nia|niu)"
)
_YEAR = r"(?:19|20)\d\d"
_DAY_AND_NAME = re.compile(rf"(?<!\w)(\d{{1,2}})\.?\s+({_MONTH_FORMS})(?:\s+({_YEAR}))?(?!\w)", re.IGNORECASE)
_ONES = (
    *("pierwszego", "drugiego", "trzeciego", "czwartego", "piatego", "szostego", "siodmego", "osmego", "dziewiatego", "dziesiatego"),
    *("jedenastego", "dwunastego", "trzynastego", "czternastego", "pietnastego", "szesnastego", "siedemnastego", "osiemnastego"),
    "dziewietnastego",
)
_ORDINALS = {
    **{word: number for number, word in enumerate(_ONES, start=1)},
    **{f"dwudziestego {word}": number for number, word in enumerate(_ONES[:9], start=21)},
    **{"dwudziestego": 20, "trzydziestego": 30, "trzydziestego pierwszego": 31},
}
_DAY_IN_WORDS = re.compile(
    rf"(?<!\w)((?:dwudziestego\s+|trzydziestego\s+)?\w+ego)\s+({_MONTH_FORMS})(?:\s+({_YEAR}))?(?!\w)", re.IGNORECASE
)
_DAY_AND_ROMAN = re.compile(rf"(?<!\w)(\d{{1,2}})[ .]([IVX]{{1,4}})(?:[ .]({_YEAR}))?(?![\w/])")
_DAY_AND_NUMBER = re.compile(rf"(?<![\w./-])(\d{{1,2}})[./-](\d{{1,2}})(?:[./-]({_YEAR}))?(?![\w/-]|\.\w)")
_ISO_DAY = re.compile(rf"(?<![\w./-])({_YEAR})-(\d\d)-(\d\d)(?![\w/-])")
_MONTH_AND_YEAR = re.compile(rf"(?<!\w)({_MONTH_FORMS})\s+({_YEAR})(?!\w)", re.IGNORECASE)

_PIECE = r"(?:\d+[a-zA-Z]?|[IVXLCDM]+|[A-ZĄĆĘŁŃÓŚŹŻ]{1,4}|[ivxlcdm]+)"
# "XII/123/24", "XII / 123 / 2024", "SO.0050.12.2024", "15-2024".
_NUMBER = re.compile(rf"(?<![\w/@-]){_PIECE}(?:\s?/\s?{_PIECE})+(?![\w/@])|(?<![\w/.@-]){_PIECE}(?:[./-]{_PIECE})+(?![\w/@])")
_DECIMAL = re.compile(r"(?<![\w.,/])\d+[.,]\d+(?![\w/]|[.,]\d)")
_ONE_AND_A_HALF = re.compile(r"(?<!\w)p[oó][lł]tor(?:a|ej)(?!\w)", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<![\w.,/])\d{1,3}(?:[  ]\d{3})+(?![\w/])")
_TELEPHONE = re.compile(r"(?<![\w.,/])\+?\d{2,3}(?:[  -]\d{2,3}){2,4}(?![\w/])")
# What a number is the number of.
_LABELS = {
    "art": "art",
    "artykul": "art",
    "artykulu": "art",
    "ust": "ust",
    "ustep": "ust",
    "ustepu": "ust",
    "pkt": "pkt",
    "punkt": "pkt",
    "punktu": "pkt",
    "par": "par",
    "paragraf": "par",
    "paragrafu": "par",
    "§": "par",
    "poz": "poz",
    "pozycja": "poz",
    "pozycji": "poz",
    "nr": "nr",
    "numer": "nr",
    "numeru": "nr",
}
_LABELLED = re.compile(
    r"(?<!\w)(art(?:yku[lł]u?)?|ust(?:[eę]pu?)?|pkt|punktu?|par(?:agrafu?)?|§|poz(?:ycj[ai])?|nr|numeru?)\.?\s*(\d+)(\s?[a-z])?(?![\w/])",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    rf"(?<!\w)dz(?:\.\s*|iennik(?:a|u|iem)?\s+)u(?:staw)?\.?\s*(?:z\s+)?({_YEAR})\s*(?:r\.?|roku?)?\s*(?:nr\s*\d+)?\s*,?\s*(?:poz\.?|\.)\s*(\d+)(?!\w)",
    re.IGNORECASE,
)
_E_MAIL = re.compile(r"[\w.+-]+@\w[\w-]*(?:\.\w[\w-]*)+")
_WEB = re.compile(r"(?<![\w@.])(?:https?://)?(?:www\.)?(\w[\w-]*(?:\.\w[\w-]*)*\.[a-z]{2,12})(?![\w@])", re.IGNORECASE)
# Not between numbers: those are dates and acts.
_JOINED = re.compile(r"(?<![\w-])[^\W\d_]+(?:[-'’][^\W\d_]+)+(?![\w-])")
# Longer than any address or number; it keeps a hostile text from making endless ones.
_LONGEST = 60


def _month(word: str) -> int:
    folded = fold(word)
    return next((number for beginning, number in _MONTHS.items() if folded.startswith(beginning)), 0)


def day_terms(day: int, month: int, year: int | None) -> list[str]:
    """The terms of a day: with its year where that is known, without it, and its month; none for a day that does not exist."""
    try:
        date(year or 2000, month, day)
    except ValueError:
        return []
    without = f"d/{month:02}-{day:02}"
    return [f"d/{year}-{month:02}-{day:02}", without, f"m/{year}-{month:02}"] if year else [without]


_MONTH_NAME = re.compile(_MONTH_FORMS, re.IGNORECASE)
_OF_MONTH = re.compile(r"(?:d|m)/(?:\d{4}-)?(\d\d)(?:-\d\d)?")


def month_term(word: str) -> str:
    """The term of the month that a word names, as every day in it has; empty for another word."""
    return f"m/{_month(word):02}" if _MONTH_NAME.fullmatch(word) else ""


def month_of(term: str) -> str:
    """The term of the month that a day's term, or a month's with its year, is in; empty for other compounds."""
    found = _OF_MONTH.fullmatch(term)
    return f"m/{found[1]}" if found else ""


@dataclass(frozen=True)
class Compound:
    """One thing written in pieces: its terms, the whole first, then what of it somebody may ask for; and where it stands.

    `whole`: its pieces say nothing by themselves, unlike those of a word with a hyphen.
    """

    terms: tuple[str, ...]
    start: int
    end: int
    whole: bool = True


def _found(match: re.Match[str], terms: Iterable[str], *, whole: bool = True) -> Iterator[Compound]:
    cut = tuple(dict.fromkeys(term[:_LONGEST] for term in terms))
    if cut:
        yield Compound(cut, match.start(), match.end(), whole)


def _days(text: str) -> Iterator[Compound]:
    for found in _DAY_AND_NAME.finditer(text):
        yield from _found(found, day_terms(int(found[1]), _month(found[2]), int(found[3]) if found[3] else None))
    for found in _DAY_IN_WORDS.finditer(text):
        day = _ORDINALS.get(fold(" ".join(found[1].split())), 0)
        yield from _found(found, day_terms(day, _month(found[2]), int(found[3]) if found[3] else None))
    for found in _DAY_AND_ROMAN.finditer(text):
        yield from _found(found, day_terms(int(found[1]), _ROMAN_MONTHS.get(found[2].lower(), 0), int(found[3]) if found[3] else None))
    for found in _DAY_AND_NUMBER.finditer(text):
        yield from _found(found, day_terms(int(found[1]), int(found[2]), int(found[3]) if found[3] else None))
    for found in _ISO_DAY.finditer(text):
        yield from _found(found, day_terms(int(found[3]), int(found[2]), int(found[1])))
    for found in _MONTH_AND_YEAR.finditer(text):
        yield from _found(found, [f"m/{found[2]}-{_month(found[1]):02}"])


def _piece(piece: str, last: bool) -> str:
    piece = fold(piece.strip())
    # Only a year is written short and long.
    if last and len(piece) == 4 and piece[:2] in ("19", "20") and piece.isdigit():
        return piece[2:]
    return piece.lstrip("0") or "0" if piece.isdigit() and not last else piece


def _parts(number: str) -> list[str]:
    pieces = re.split(r"\s?[/.-]\s?", number)
    pieces = [_piece(piece, position == len(pieces) - 1) for position, piece in enumerate(pieces)]
    # The whole first, then what a person may leave out of it at either end.
    spans = [(start, end) for start in range(len(pieces)) for end in range(start + 2, len(pieces) + 1)]
    spans.sort(key=lambda span: (span[0] - span[1], span[0]))
    return ["/".join(pieces[start:end]) for start, end in spans[:10]]


def _numbers(text: str) -> Iterator[Compound]:
    for found in _JOURNAL.finditer(text):
        yield from _found(found, [f"dzu/{found[1][2:]}/{found[2]}", f"poz/{found[2]}"])
    for found in _NUMBER.finditer(text):
        if any(sign.isdigit() for sign in found[0]):
            yield from _found(found, _parts(found[0]))
    for found in _DECIMAL.finditer(text):
        yield from _found(found, [found[0].replace(",", "/").replace(".", "/")])
    for found in _ONE_AND_A_HALF.finditer(text):
        yield from _found(found, ["1/5"])
    for found in _THOUSANDS.finditer(text):
        yield from _found(found, ["#" + re.sub(r"\D", "", found[0])])
    for found in _TELEPHONE.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if 7 <= len(digits) <= 12:
            yield from _found(found, ["#" + digits[-9:]])
    for found in _LABELLED.finditer(text):
        label, letter = _LABELS[fold(found[1])], (found[3] or "").lower()
        # "art. 19 a także": the letter may be a word of its own.
        parts = [f"{label}/{found[2]}"] if letter != letter.strip() else []
        yield from _found(found, [f"{label}/{found[2]}{letter.strip()}", *parts])


def _addresses(text: str) -> Iterator[Compound]:
    for found in _E_MAIL.finditer(text):
        yield from _found(found, [fold(found[0].rstrip("."))])
    for found in _WEB.finditer(text):
        yield from _found(found, ["@" + fold(found[1])])
    for found in _JOINED.finditer(text):
        yield from _found(found, [re.sub(r"[-'’]", "", found[0])], whole=False)


def compounds(text: str) -> list[Compound]:
    """What of the text is one thing though it is written in pieces."""
    return [*_days(text), *_numbers(text), *_addresses(text)]
