"""The gettext catalogues: collecting our texts, keeping the Polish catalogue small, compiling with polib.

Our message ids are Polish, so `locale/en` holds every text while `locale/pl` holds only what a Polish id cannot say by
itself: the three plural forms of our counted texts, and the library texts that their own catalogues leave in English
or put badly. Entries of `locale/pl` win over the libraries' ones, because Django reads LOCALE_PATHS last.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.apps import apps

Key = tuple[str | None, str]

PLURAL_FORMS = {
    "en": "nplurals=2; plural=(n != 1);",
    "pl": (
        "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"  # 1, 2-4, the rest
    ),
}
HEADERS = {
    "en": "Every text of the portal. `make messages` collects them; only the translations are written by hand.",
    "pl": "Counted texts, library texts without Polish, and library texts put better here: see core/catalogues.py.",
}
CATALOGUES = ("en/LC_MESSAGES/django.po", "pl/LC_MESSAGES/django.po", "pl/LC_MESSAGES/djangojs.po")
SOURCES = {".py", ".html", ".txt"}
LIBRARY_MARK = "library: "


@dataclass
class LibraryMessage:
    """One text of the installed packages: which apps use it and what their Polish catalogues say, the strongest last."""

    entry: polib.POEntry
    apps: list[str] = field(default_factory=list)
    polish: list[list[str]] = field(default_factory=list)


def key_of(entry: polib.POEntry) -> Key:
    """What makes a message unique in a catalogue: its context and its id."""
    return entry.msgctxt, entry.msgid


def forms_of(entry: polib.POEntry) -> list[str]:
    """The translation of an entry; of a counted one the forms for whole numbers (libraries add one for fractions)."""
    return [entry.msgstr_plural.get(form, "") for form in range(3)] if entry.msgid_plural else [entry.msgstr]


def compile_catalogues(locale: Path) -> int:
    """Write each `.mo` under `locale` that is older than its `.po`; returns how many were written."""
    written = 0
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        # Several test processes may compile at once: each writes its own file and renames it.
        with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".tmp", delete=False) as unfinished:
            unfinished.write(polib.pofile(str(source)).to_binary())
        os.chmod(unfinished.name, 0o644)
        os.replace(unfinished.name, target)
        written += 1
    return written


def collect_messages(root: Path) -> polib.POFile:
    """Every message of our sources and templates, in a stable order. Needs xgettext.

    Django's makemessages does the work on a copy without settings: it writes beside the sources and merges with
    guesses ("fuzzy"), and neither is wanted here.
    """
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        (copy / "locale").mkdir()
        for folder in _source_folders(root):
            for source in folder.rglob("*"):
                if source.suffix in SOURCES and not {"migrations", "__pycache__"} & set(source.parts):
                    target = copy / source.relative_to(root)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(source, target)
        environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, "-m", "django", "makemessages", "--locale=en", "--keep-pot", "--no-location"]
        command += ["--no-wrap", "--verbosity=0"] + [f"--extension={suffix}" for suffix in sorted(SOURCES)]
        subprocess.run(command, cwd=copy, env=environment, check=True)  # noqa: S603 - no part comes from outside
        return polib.pofile((copy / "locale" / "django.pot").read_text(encoding="utf-8"))


def library_messages(root: Path, domain: str) -> dict[Key, LibraryMessage]:
    """The texts of the installed packages by key, with what Polish they have of their own."""
    found: dict[Key, LibraryMessage] = {}
    places = [(app.name, Path(app.path) / "locale") for app in reversed(list(apps.get_app_configs()))]
    for name, locale in places:
        if root in locale.parents and ".venv" not in locale.parts:
            continue
        english, polish = (locale / language / "LC_MESSAGES" / f"{domain}.po" for language in ("en", "pl"))
        for entry in _entries(english) or _entries(polish):
            message = found.setdefault(key_of(entry), LibraryMessage(entry))
            message.apps.append(name)
        # Some packages ship a compiled catalogue that is older than its source, and Django reads the compiled one.
        compiled = polish.with_suffix(".mo")
        shipped = {key_of(entry) for entry in polib.mofile(str(compiled))} if compiled.exists() else None
        for entry in _entries(polish):
            if entry.translated() and key_of(entry) in found and (shipped is None or key_of(entry) in shipped):
                found[key_of(entry)].polish.append(forms_of(entry))
    return found


def collected(locale: Path) -> dict[Path, polib.POFile]:
    """What `make messages` stores: each catalogue by its path, with the translations that the files have now."""
    root = locale.parent
    own = collect_messages(root)
    english, polish, scripts = (locale / name for name in CATALOGUES)
    return {
        english: english_catalogue(own, read_catalogue(english)),
        polish: polish_catalogue(own, read_catalogue(polish), library_messages(root, "django")),
        # Our own scripts hold no texts: this one is for Wagtail's admin alone.
        scripts: polish_catalogue(polib.POFile(), read_catalogue(scripts), library_messages(root, "djangojs")),
    }


def english_catalogue(own: polib.POFile, present: polib.POFile) -> polib.POFile:
    """All our messages with the translations that `present` has; what is new stands there empty."""
    known = {key_of(entry): entry for entry in present}
    return _catalogue("en", (_own_entry(entry, known.get(key_of(entry)), forms=2) for entry in own))


def polish_catalogue(own: polib.POFile, present: polib.POFile, library: dict[Key, LibraryMessage]) -> polib.POFile:
    """Our counted texts, then the library texts without Polish, and those whose Polish `present` puts better."""
    known = {key_of(entry): entry for entry in present}
    entries = [_own_entry(entry, known.get(key_of(entry)), forms=3) for entry in own if entry.msgid_plural]
    for key, message in sorted(library.items(), key=lambda item: (item[1].apps[0], item[0][1], item[0][0] or "")):
        ours = known.get(key)
        if message.polish and (ours is None or forms_of(ours) == message.polish[-1] or not any(forms_of(ours))):
            continue
        entry = _own_entry(message.entry, ours, forms=3)
        entry.comment = LIBRARY_MARK + ", ".join(sorted(set(message.apps)))
        if message.polish:
            entry.comment += "\ninstead of: " + " | ".join(message.polish[-1])
        entries.append(entry)
    return _catalogue("pl", entries)


def read_catalogue(path: Path) -> polib.POFile:
    """The catalogue at `path`, or an empty one."""
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def is_stored(path: Path, catalogue: polib.POFile) -> bool:
    """Does the file already say what `catalogue` says? An empty catalogue needs no file."""
    return not len(catalogue) or (path.exists() and path.read_text(encoding="utf-8") == _text(catalogue))


def write_catalogue(path: Path, catalogue: polib.POFile) -> bool:
    """Store `catalogue` unless the file already says the same; true if it was written."""
    if is_stored(path, catalogue):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(catalogue), encoding="utf-8")
    return True


def _text(catalogue: polib.POFile) -> str:
    return str(catalogue).rstrip() + "\n"


def _source_folders(root: Path) -> list[Path]:
    ours = [Path(app.path) for app in apps.get_app_configs()]
    return sorted({app for app in ours if app.parent == root} | {root / "site", root / "templates"})


def _entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.exists() else []


def _own_entry(source: polib.POEntry, translated: polib.POEntry | None, forms: int) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=source.msgctxt,
        msgid=source.msgid,
        msgid_plural=source.msgid_plural,
        comment=source.comment,
        flags=[flag for flag in source.flags if flag != "fuzzy"],
    )
    if source.msgid_plural:
        present = translated.msgstr_plural if translated else {}
        entry.msgstr_plural = {form: present.get(form, "") for form in range(forms)}
    elif translated:
        entry.msgstr = translated.msgstr
    return entry


def _catalogue(language: str, entries: Iterable[polib.POEntry]) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.header = HEADERS[language]
    # No dates: a run that finds nothing new must leave the file as it is.
    catalogue.metadata = {
        "Project-Id-Version": "Portal Współpracy",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    catalogue.extend(entries)
    return catalogue
