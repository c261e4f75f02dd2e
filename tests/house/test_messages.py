"""The interface speaks both languages whole: nothing missing, nothing guessed, and Polish counts in three forms."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext, ngettext, trans_real

from core import catalogues
from core.catalogues import LibraryMessage

LOCALE = Path(settings.LOCALE_PATHS[0])
ROOT = LOCALE.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr%]|\{\w*\}|<[^>]+>")
POLISH_LETTER = re.compile("[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]")
# Names and amounts that stay Polish in English sentences.
NAMES = re.compile(r"Portal\w* Współpracy|Słupsku?\b|Bytów|10 zł|“zebranie w Słupsku”")
SAME_IN_BOTH = {"COP", "E-mail", "E-mail:", "Link", "Menu", "Portal Współpracy", "e-mail", "sport"}
# Pages for the moment when nothing works, not even translations, and the switcher, which speaks to each in their own language.
BARE_TEMPLATES = {"500.html", "503.html", "language_switcher.html"}


@pytest.fixture(scope="module")
def own() -> polib.POFile:
    """Every text of the sources and templates, as xgettext finds them now."""
    return catalogues.collect_messages(ROOT)


@pytest.fixture(scope="module")
def english() -> polib.POFile:
    return catalogues.read_catalogue(LOCALE / "en/LC_MESSAGES/django.po")


@pytest.fixture(scope="module")
def polish() -> polib.POFile:
    return catalogues.read_catalogue(LOCALE / "pl/LC_MESSAGES/django.po")


def library(domain: str) -> dict[catalogues.Key, LibraryMessage]:
    return catalogues.library_messages(ROOT, domain)


# Wagtail names the kind of thing in the middle of a sentence; Polish would have to inflect it, so a sentence may go without.
DISPENSABLE = {"%(model_name)s", "{model_name}", "%(object)s"}


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def says_all(wording: str, message: str) -> bool:
    """Has the wording the message's placeholders, each as often, but for a kind of thing that it leaves out?"""
    found, wanted = placeholders(wording), placeholders(message)
    return found <= wanted and set((wanted - found).elements()) <= DISPENSABLE


def test_english_has_every_text(own: polib.POFile, english: polib.POFile) -> None:
    collected, present = ({catalogues.key_of(entry) for entry in catalogue} for catalogue in (own, english))
    assert len(collected) > 900
    assert collected - present == set(), "new texts: run `make messages` and translate them"
    assert present - collected == set(), "texts that left the sources: run `make messages`"


def test_no_text_is_untranslated_or_guessed(english: polib.POFile, polish: polib.POFile) -> None:
    for catalogue in (english, polish, catalogues.read_catalogue(LOCALE / "pl/LC_MESSAGES/djangojs.po")):
        assert [entry.msgid for entry in catalogue if not entry.translated()] == []
        assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []


def test_english_is_english(english: polib.POFile) -> None:
    left = []
    for entry in english:
        for wording in [entry.msgstr, *entry.msgstr_plural.values()]:
            copied = wording == entry.msgid and wording not in SAME_IN_BOTH
            if copied or POLISH_LETTER.search(NAMES.sub("", wording)):
                left.append(wording)
    assert left == []


def test_no_template_speaks_past_the_catalogues() -> None:
    """Polish letters outside a translate tag: a text that English readers would get in Polish."""
    tags = re.compile(
        r"{% comment.*?endcomment %}|{#.*?#}|{% blocktrans.*?endblocktrans(?:late)? %}|{% trans(?:late)? .*?%}|_\(\".*?\"\)", re.S
    )
    bare = {}
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in catalogues.SOURCES and path.name not in BARE_TEMPLATES:
            text = tags.sub("", path.read_text(encoding="utf-8")).replace("Portal Współpracy", "")
            lines = [line.strip() for line in text.splitlines() if POLISH_LETTER.search(line)]
            if lines:
                bare[path.relative_to(ROOT).as_posix()] = lines
    assert bare == {}


def test_placeholders_are_those_of_the_message(english: polib.POFile, polish: polib.POFile) -> None:
    wrong = []
    for entry in [*english, *polish, *catalogues.read_catalogue(LOCALE / "pl/LC_MESSAGES/djangojs.po")]:
        one, many = entry.msgid, entry.msgid_plural or entry.msgid
        if not entry.msgid_plural and not says_all(entry.msgstr, one):
            wrong.append((entry.msgid, entry.msgstr))
        for form, wording in entry.msgstr_plural.items():
            # The form for one may say "one" in words or the number; the others must say what the plural says.
            if not any(says_all(wording, message) for message in ([one, many] if form == 0 else [many])):
                wrong.append((entry.msgid, wording))
    assert wrong == []


def test_every_counted_text_has_three_polish_forms(own: polib.POFile, polish: polib.POFile) -> None:
    present = {catalogues.key_of(entry): entry for entry in polish}
    counted = [entry for entry in own if entry.msgid_plural]
    assert len(counted) > 10
    lacking = [entry.msgid for entry in counted if len(list(filter(None, _forms(present, entry)))) != 3]
    assert lacking == []


def _forms(present: dict[catalogues.Key, polib.POEntry], entry: polib.POEntry) -> list[str]:
    found = present.get(catalogues.key_of(entry))
    return list(found.msgstr_plural.values()) if found else []


@pytest.mark.parametrize(
    ("one", "many", "expected"),
    [
        ("%(count)s wynik", "%(count)s wyników", ["1 wynik", "2 wyniki", "5 wyników", "12 wyników", "22 wyniki"]),
        (
            "%(count)s wydarzenie",
            "%(count)s wydarzeń",
            ["1 wydarzenie", "2 wydarzenia", "5 wydarzeń", "12 wydarzeń", "22 wydarzenia"],
        ),
    ],
)
def test_polish_counts_in_three_forms(one: str, many: str, expected: list[str]) -> None:
    with translation.override("pl"):
        assert [ngettext(one, many, count) % {"count": count} for count in (1, 2, 5, 12, 22)] == expected
    with translation.override("en"):
        forms = {ngettext(one, many, count) for count in (1, 2, 5, 12, 22)}
    assert len(forms) == 2
    assert forms & {one, many} == set()


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_library_text_is_without_polish(domain: str) -> None:
    ours = {catalogues.key_of(entry) for entry in catalogues.read_catalogue(LOCALE / f"pl/LC_MESSAGES/{domain}.po") if entry.translated()}
    texts = library(domain)
    lacking = {key: message.apps for key, message in texts.items() if not message.polish and key not in ours}
    assert {app for message in texts.values() for app in message.apps} >= {"wagtail.admin", "wagtail_localize"}
    assert lacking == {}, "library texts without Polish: run `make messages` and translate them in locale/pl"


def test_django_finds_polish_for_every_library_text() -> None:
    """The same asked of Django itself: which catalogues it loads decides, not which files lie about."""
    found = trans_real.translation("pl")._catalog
    english = []
    for (context, text), message in library("django").items():
        key = f"{context}\x04{text}" if context else text
        if found.get((key, 0) if message.entry.msgid_plural else key) is None:
            try:
                found.plural(key, 1)
            except KeyError:
                english.append(text)
    assert english == []


def test_our_wording_wins_over_the_librarys() -> None:
    spoiled = library("django")[(None, "Search all pages…")]
    assert spoiled.polish == [["Szukaj wszytkich stron…"]]
    with translation.override("pl"):
        assert gettext("Search all pages…") == "Przeszukaj wszystkie strony…"
        assert gettext("Title") == "Tytuł"
        assert [ngettext("Delete 1 page", "Delete %(counter)s pages", n) % {"counter": n} for n in (1, 2, 5)] == [
            "Usuń 1 stronę",
            "Usuń 2 strony",
            "Usuń 5 stron",
        ]
        similar = gettext("The password is too similar to the %(verbose_name)s.") % {"verbose_name": "adres e-mail"}
        assert similar == "Hasło jest zbyt podobne do Twoich danych (adres e-mail)."
    with translation.override("en"):
        assert gettext("Search all pages…") == "Search all pages…"


def test_wagtails_scripts_get_our_polish() -> None:
    from wagtail.admin.views.i18n import js_catalog

    with translation.override("pl"):
        request = RequestFactory().get("/admin/jsi18n/")
        request.user = None  # type: ignore[assignment]
        script = js_catalog(request).content.decode()
    texts = json.loads(re.search(r"const newcatalog = (\{.*?\n  \});", script, re.S)[1])  # type: ignore[index]
    assert texts["Expand all"] == "Rozwiń wszystkie"
    assert texts["Changes have been autosaved."] == "Zmiany zapisały się automatycznie."
    assert texts["%(num)s error"][:3] == ["%(num)s błąd", "%(num)s błędy", "%(num)s błędów"]


def test_our_texts_and_the_libraries_do_not_change_each_other(own: polib.POFile, english: polib.POFile) -> None:
    """A Polish id that is also an English word ("Data") would take the library's Polish, or give it our English."""
    with translation.override("pl"):
        changed = [entry.msgid for entry in own if not entry.msgid_plural and gettext(entry.msgid) != entry.msgid]
    assert changed == []
    texts = library("django")
    taken = [e.msgid for e in english if catalogues.key_of(e) in texts and e.msgstr != e.msgid]
    assert taken == []


def test_polish_holds_no_single_text_of_ours(own: polib.POFile, polish: polib.POFile) -> None:
    single = {catalogues.key_of(entry) for entry in own if not entry.msgid_plural}
    assert single & {catalogues.key_of(entry) for entry in polish} - set(library("django")) == set()


def test_collecting_again_changes_nothing(own: polib.POFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "collect_messages", lambda root: own)
    for path, catalogue in catalogues.collected(LOCALE).items():
        assert catalogues.is_stored(path, catalogue), f"{path}: run `make messages`"


def entry(text: str, wording: str = "", *, plural: str = "") -> polib.POEntry:
    if plural:
        return polib.POEntry(msgid=text, msgid_plural=plural, msgstr_plural={0: wording, 1: wording, 2: wording})
    return polib.POEntry(msgid=text, msgstr=wording)


def catalogue_of(*entries: polib.POEntry) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.extend(entries)
    return catalogue


def test_a_new_text_arrives_empty_and_a_gone_one_leaves() -> None:
    present = catalogue_of(entry("Szukaj", "Search"), entry("Dawne", "Old"))
    result = catalogues.english_catalogue(catalogue_of(entry("Szukaj"), entry("Szukajcie")), present)
    assert [(e.msgid, e.msgstr) for e in result] == [("Szukaj", "Search"), ("Szukajcie", "")]


def test_polish_keeps_counted_texts_gaps_and_better_wordings() -> None:
    own = catalogue_of(entry("Szukaj"), entry("%(n)s plik", plural="%(n)s plików"))
    present = catalogue_of(entry("Saved", "Zapisano"), entry("Title", "Tytuł"), entry("Home", "Pulpit"))
    texts = {
        (None, "Saved"): LibraryMessage(entry("Saved"), ["wagtail.admin"]),
        (None, "New gap"): LibraryMessage(entry("New gap"), ["wagtail.admin"]),
        (None, "Title"): LibraryMessage(entry("Title"), ["wagtail.admin"], [["Tytuł"]]),
        (None, "Home"): LibraryMessage(entry("Home"), ["wagtail.admin"], [["Start"]]),
        (None, "Other"): LibraryMessage(entry("Other"), ["wagtail.admin"], [["Inne"]]),
    }
    result = {e.msgid: e for e in catalogues.polish_catalogue(own, present, texts)}
    assert {text: catalogues.forms_of(e) for text, e in result.items()} == {
        "%(n)s plik": ["", "", ""],
        "Home": ["Pulpit"],
        "New gap": [""],
        "Saved": ["Zapisano"],
    }
    assert result["Home"].comment == "library: wagtail.admin\ninstead of: Start"


def test_an_old_compiled_catalogue_is_compiled_again(tmp_path: Path) -> None:
    source = tmp_path / "en/LC_MESSAGES/django.po"
    catalogues.write_catalogue(source, catalogue_of(entry("Szukaj", "Search")))
    assert catalogues.compile_catalogues(tmp_path) == 1
    assert polib.mofile(str(source.with_suffix(".mo"))).find("Szukaj").msgstr == "Search"
    assert catalogues.compile_catalogues(tmp_path) == 0
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]
