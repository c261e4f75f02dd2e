"""The documents of the judged set: the demo's pages, pages on known subjects, acts, dated events, and what fills the set up.

Each document draws from a random number generator seeded by its own id, so that it stays as it is when others come or go.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from bench.search.haystack import generated_documents
from bench.search.haystack.places import MONTHS, NEIGHBOURS, STREETS, WEEKDAYS
from bench.search.haystack.places import PLACES as OTHER_PLACES
from bench.search.haystack.themes import GENERAL

DATA = Path(__file__).parent / "data"
SUBJECTS = ("subjects-life", "subjects-civic", "subjects-names")
FILLED_FROM_HAYSTACK = 1_450
FILLED_FROM_THEMES = 700
ORGANISATIONS = 260
RANDOM_ACTS = 7  # of each place
FILLING = ("fill/", "theme/", "org/", "act/")  # what ids of documents that nobody asks for begin with
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_FEWEST_WORDS, _MOST_WORDS = 60, 250


@dataclass(frozen=True)
class Document:
    id: str
    title: str
    body: str


@dataclass(frozen=True)
class Place:
    nominative: str
    genitive: str
    locative: str
    office: str

    def authority(self, kind: str, case: str) -> str:
        """Who adopts an act of this kind here, in the nominative or genitive."""
        rural = self.office == "Urząd Gminy"
        if kind == "uchwała":
            council = {"nominative": "Rada", "genitive": "Rady"}[case]
            return f"{council} Gminy {self.nominative}" if rural else f"{council} {_council_adjective(case)} w {self.locative}"
        head = {"nominative": ("Wójt", "Burmistrz"), "genitive": ("Wójta", "Burmistrza")}[case]
        return f"{head[0]} Gminy {self.nominative}" if rural else f"{head[1]} {self.genitive}"


def _council_adjective(case: str) -> str:
    return {"nominative": "Miejska", "genitive": "Miejskiej"}[case]


@cache
def data(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def places() -> dict[str, Place]:
    return {key: Place(row[0], row[1], row[2], row[4]) for key, row in data("places").items()}


class Writer:
    """Fills the blanks of a text and brings a page to its length, always alike for the same id."""

    def __init__(self, id_: str, place: Place) -> None:
        self.draw = random.Random(id_)
        self.place = place

    def filled(self, text: str) -> str:
        draw = self.draw
        neighbour = draw.choice(NEIGHBOURS)
        return text.format(
            n=self.place.nominative,
            g=self.place.genitive,
            l=self.place.locative,
            o=neighbour[0],
            u=neighbour[1],
            s=draw.choice(STREETS),
            m=draw.choice(MONTHS),
            d=draw.randint(1, 28),
            x=draw.randint(12, 480),
            w=draw.choice(WEEKDAYS),
            h=draw.randint(8, 19),
        )

    def body(self, lead: str, more: Iterable[str] = (), general: Iterable[str] | None = None, *, whole: bool = False) -> str:
        """The lead, most of `more` (or the whole of it), and as many general sentences (else everyday ones) as the length takes."""
        more = list(more)
        count = len(more) if whole else self.draw.randint(len(more) * 2 // 3, len(more))
        sentences = [self.filled(sentence) for sentence in self.draw.sample(more, count)]
        everyday = list(data("fill")["everyday"] if general is None else general)
        self.draw.shuffle(everyday)
        length = self.draw.randint(_FEWEST_WORDS + 5, 150)
        text = [self.filled(lead), *sentences]
        while everyday and sum(len(sentence.split()) for sentence in text) < length:
            text.insert(self.draw.randint(1, len(text)), self.filled(everyday.pop()))
        return " ".join(" ".join(text).split()[:_MOST_WORDS])


def subject_documents() -> Iterator[Document]:
    """`key/place` for each place of a subject, `key/near-1` and so on for what only looks like it."""
    for subject in (subject for name in SUBJECTS for subject in data(name)):
        for key in subject["places"]:
            writer = Writer(f"{subject['key']}/{key}", places()[key])
            # Whole: a query may ask for any of its facts.
            body = writer.body(subject["lead"], subject["more"], whole=True)
            yield Document(f"{subject['key']}/{key}", writer.filled(subject["title"]), body)
        for number, (title, text) in enumerate(subject["near"], start=1):
            id_ = f"{subject['key']}/near-{number}"
            writer = Writer(id_, places()[subject["places"][0]])
            yield Document(id_, writer.filled(title), writer.body(text))


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text


def _act(id_: str, place: Place, kind: str, number: str, date: str, about: str, titled: bool) -> Document:
    writer = Writer(id_, place)
    name = {"uchwała": "Uchwała", "zarządzenie": "Zarządzenie"}[kind]
    full = f"{name} nr {number} {place.authority(kind, 'genitive')}"
    title = f"{full} w sprawie {about}" if titled else f"{place.authority(kind, 'nominative')} w sprawie {about}"
    return Document(id_, title, writer.body(f"{full} z dnia {date} r. w sprawie {about}.", data("fill")["clauses"], ()))


def _changed(number: str, *, step: int = 0, years: int = 0) -> str:
    """Another number of the same pattern: `step` on in its count, `years` later."""
    *head, count, year = re.split(r"([/.])", number)[:-3:2] + re.split(r"[/.]", number)[-2:]
    short = len(year) == 2
    turned = int(year) + years
    sign = "." if "." in number else "/"
    return sign.join([*head, str(int(count) + step), f"{turned:02d}" if short else str(turned)])


def act_documents() -> Iterator[Document]:
    """The acts that are asked for, their near misses, pages on statutes, and acts that nobody asks for."""
    acts, fill = data("acts"), data("fill")
    everywhere = places()
    taken = set()
    for act in acts["local"]:
        key, kind, number = act["key"], act["kind"], act["number"]
        draw = random.Random(f"near {key}")
        others = draw.sample([place for place in everywhere if place != act["place"]], 2)
        date = act["date"]
        year = date.split()[-1]
        yield _act(key, everywhere[act["place"]], kind, number, date, act["about"], act["titled"])
        matter, other_matter = draw.sample(fill["matters"], 2)
        yield _act(f"{key}/near-1", everywhere[act["place"]], kind, _changed(number, step=1), date, matter, not act["titled"])
        # Next year's number is written with two digits where this year's has four, and the other way round.
        later = _changed(number, years=1)
        later = f"{later[:-4]}{later[-2:]}" if len(number.split(".")[-1].split("/")[-1]) == 4 else f"{later[:-2]}20{later[-2:]}"
        moved = date.replace(year, str(int(year) + 1))
        yield _act(f"{key}/near-2", everywhere[others[0]], kind, later, moved, other_matter, act["titled"])
        elsewhere = _changed(number, step=draw.randint(20, 90))
        yield _act(f"{key}/near-3", everywhere[others[1]], kind, elsewhere, date, act["about"], True)
        taken |= {_bare(number), _bare(_changed(number, step=1)), _bare(elsewhere)}
    for row in acts["national"]:
        writer = Writer(row["key"], everywhere["slupsk"])
        yield Document(row["key"], row["title"], writer.body(row["body"]))
        for number, (title, text) in enumerate(row["near"], start=1):
            writer = Writer(f"{row['key']}/near-{number}", everywhere["slupsk"])
            yield Document(f"{row['key']}/near-{number}", writer.filled(title), writer.body(text))
    draw = random.Random("acts")
    for key, place in everywhere.items():
        for count in range(RANDOM_ACTS):
            kind, year, month = draw.choice(["uchwała", "uchwała", "zarządzenie"]), draw.randint(2020, 2025), draw.choice(MONTHS)
            session = draw.randint(1, 70)
            number = f"{draw.randint(1, 400)}/{draw.choice([year, f'{year % 100}'])}"
            number = f"{_roman(session)}/{number}" if kind == "uchwała" else number
            matter, day, titled = draw.choice(fill["matters"]), draw.randint(1, 28), draw.random() < 0.5
            if _bare(number) not in taken:
                yield _act(f"act/{key}-{count}", place, kind, number, f"{day} {month} {year}", matter, titled)


def _bare(number: str) -> str:
    """The number without its year."""
    return re.split(r"[/.]\d+$", number)[0]


def _day(day: int, month: int, year: int, written: str) -> str:
    return f"{day} {MONTHS[month - 1]} {year} r." if written == "words" else f"{day:02d}.{month:02d}.{year} r."


def dated_documents() -> Iterator[Document]:
    """Each thing on its day, the same in the year before and in another month, and something else on the same day."""
    for row in data("dated"):
        place, day, month, year = places()[row["place"]], row["day"], row["month"], row["year"]
        last_year = day - 7 if day > 7 else day + 7
        other_month = month + 2 if month <= 10 else month - 3
        versions = {
            "": (row["what"], row["text"], (day, month, year)),
            "/near-1": (row["what"], "Zdjęcia i wspomnienia z poprzedniego razu.", (last_year, month, year - 1)),
            "/near-2": (row["what"], "Termin dodatkowy dla tych, którzy wtedy nie mogą.", (min(day, 28), other_month, year)),
            "/near-3": (f"Przerwa w dostawie prądu: {place.nominative}", "Energetycy wymienią słupy.", (day, month, year)),
        }
        for ending, (title, text, when) in versions.items():
            writer = Writer(f"{row['key']}{ending}", place)
            written = row["written"] if ending != "/near-3" else random.Random(row["key"]).choice(["words", "digits"])
            yield Document(f"{row['key']}{ending}", title, writer.body(f"Data: {_day(*when, written)} Miejsce: {place.nominative}. {text}"))


def filling_documents() -> Iterator[Document]:
    """Pages of other places about other matters, and organisations that nobody asks for."""
    long_enough = (each for each in generated_documents(3 * FILLED_FROM_HAYSTACK, seed=6) if len(each.body.split()) >= _FEWEST_WORDS)
    for number, document in enumerate(islice(long_enough, FILLED_FROM_HAYSTACK)):
        yield Document(f"fill/{number}", document.title, document.body)
    fill = data("fill")
    everyday = [*GENERAL, *fill["everyday"]]
    elsewhere = [Place(nominative, genitive, locative, "Urząd Gminy") for nominative, genitive, locative, _code in OTHER_PLACES]
    for number in range(FILLED_FROM_THEMES):
        draw = random.Random(f"theme {number}")
        theme = draw.choice(fill["themes"])
        writer = Writer(f"theme/{number}", draw.choice(elsewhere))
        lead, *rest = draw.sample(theme["sentences"], len(theme["sentences"]))
        title = writer.filled(draw.choice(theme["titles"]))
        yield Document(f"theme/{number}", title, writer.body(lead, rest, everyday))
    orgs = fill["orgs"]
    names = [f"{first} {second}" for first in orgs["first"] for second in orgs["second"]]
    draw = random.Random("organisations")
    for number, name in enumerate(draw.sample(names, ORGANISATIONS)):
        writer = Writer(f"org/{number}", draw.choice(elsewhere))
        does = draw.sample(orgs["does"], 3)
        lead = f"W {{l}} {does[0]}, {does[1]}, a latem {does[2]}. Kieruje nami {draw.choice(orgs['people'])}."
        yield Document(f"org/{number}", f"{draw.choice(orgs['kinds'])} „{name}”", writer.body(lead, orgs["more"]))


def demo_documents() -> Iterator[Document]:
    """The demo's Polish pages under the names of tests/search/queries.yaml. Needs Django's settings."""
    from tests.search import corpus

    for name, document in corpus.demo_documents().items():
        yield Document(name, document.title, f"{document.summary}\n{document.body}".strip())


@cache
def documents() -> tuple[Document, ...]:
    """All of them; the filling comes last. Needs Django's settings."""
    return (*demo_documents(), *subject_documents(), *act_documents(), *dated_documents(), *filling_documents())
