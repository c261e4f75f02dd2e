"""Reading files of every kind in a process of its own: what is found, and what becomes of files that mean harm."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from core import document_reader, reader_process
from core.demo import files
from core.reader_process import Reading
from tests.core import hostile_files as hostile
from tests.core.hostile_files import PARAGRAPHS, odt

TEXT = "\n".join(["Regulamin", *PARAGRAPHS])


def read(content: bytes, name: str, **limits: float) -> Reading:
    return reader_process.read(io.BytesIO(content), name, **limits)  # type: ignore[arg-type]


def words(reading: Reading) -> str:
    return " ".join(reading.text.split())


def with_table() -> bytes:
    document = Document()
    document.add_paragraph("Plan zajęć")
    document.add_table(rows=1, cols=2).cell(0, 1).text = "Wtorek, 17:00"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    book = Workbook()
    book.active.title = "Dotacje"  # type: ignore[union-attr]
    book.active.append(["Fundacja", None, 12_000])  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ODT = odt(
    "<text:tracked-changes><text:p>Skreślone</text:p></text:tracked-changes>"
    "<text:h>Statut<text:s/>koła</text:h><text:p>Zarząd liczy<text:line-break/>trzy <text:span>osoby</text:span>"
    "<office:annotation><text:p>Naprawdę?</text:p></office:annotation>.</text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>Wtorek</text:p></table:table-cell>"
    "<table:table-cell><text:p>17:00</text:p></table:table-cell></table:table-row></table:table>"
)


# --- What is found


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.pdf", files.pdf("Regulamin", PARAGRAPHS, "pl"), TEXT),
        ("a.DOCX", files.docx("Regulamin", PARAGRAPHS, "pl"), TEXT),
        ("tabela.docx", with_table(), "Plan zajęć\nWtorek, 17:00"),
        ("a.odt", ODT, "Statut koła\nZarząd liczy trzy osoby.\nWtorek 17:00"),
        ("a.ods", ODT, "Statut koła\nZarząd liczy trzy osoby.\nWtorek 17:00"),
        ("a.xlsx", sheet(), "Dotacje\nFundacja 12000"),
        ("a.txt", "\ufeffŻółw\r\n\r\n  i łoś".encode(), "Żółw\ni łoś"),
        ("a.csv", "gmina;liczba\nŁeba;3".encode("cp1250"), "gmina;liczba\nŁeba;3"),
        ("koniec.txt", "proszę".encode("cp1250"), "proszę"),
        ("nul.txt", b"a\x00b", "ab"),
        ("strony.txt", b"a\fb", "a\nb"),
        ("bez-hasla.pdf", hostile.encrypted_pdf(to_open=""), TEXT),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value[-5:] else "",
)
def test_the_text_of_each_kind(name: str, content: bytes, text: str) -> None:
    reading = read(content, name)
    assert (reading.outcome, reading.text) == ("found", text)


def test_pages_of_a_pdf_are_kept_apart_and_counted() -> None:
    reading = read(files.pdf("Długi", PARAGRAPHS * 60, "pl"), "a.pdf")
    pages = reading.text.split("\f")
    assert reading.pages == len(pages) == 5
    assert pages[0].startswith("Długi")
    assert all(PARAGRAPHS[1] in page for page in pages)


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        ("Zebranie odbędzie się we wto-\nrek o siedemnastej", "Zebranie odbędzie się we wtorek o siedemnastej"),
        ("Jedziemy z Kobylnicy do Bielska-\nBiałej", "Jedziemy z Kobylnicy do Bielska-Białej"),
        ("w latach 2024-\n2026", "w latach 2024-2026"),
        ("mięk\u00adkie i wto\u00ad\nrek", "miękkie i wtorek"),
        ("Pierwsze zdanie, które jest długie.\nDrugie", "Pierwsze zdanie, które jest długie.\nDrugie"),
        ("Fundacja zaprasza wszystkich do\nGdańska w sobotę", "Fundacja zaprasza wszystkich do Gdańska w sobotę"),
        ("Regulamin\nTen tekst jest o wiele dłuższy niż nagłówek", "Regulamin\nTen tekst jest o wiele dłuższy niż nagłówek"),
        ("akapit pierwszy ma wiele słów i\n\nDrugi", "akapit pierwszy ma wiele słów i\nDrugi"),
        ("", ""),
    ],
)
def test_the_lines_of_a_page_become_paragraphs(lines: str, paragraphs: str) -> None:
    assert document_reader.flowing(lines) == paragraphs


def test_a_long_text_is_cut_and_half_characters_are_left_out() -> None:
    longest = document_reader.LONGEST_TEXT
    reading = read("ż".encode() * 2 * longest, "a.txt")
    assert (reading.outcome, len(reading.text)) == ("cut", longest)
    assert read(b"a" + "ż".encode() * 2 * longest, "a.txt").text.startswith("ażż"), "cut in the middle of a letter"
    lines = list(document_reader._bounded(iter([{"text": "a\ud800b\x00c"}, {"text": "d" * longest}, {"text": "e"}])))
    assert lines == [{"text": "abc"}, {"text": "d" * (longest - 4)}, {"outcome": "cut"}]


def test_a_file_of_the_system_is_read_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Ala ma kota")
    with path.open("rb") as file:
        file.read(4)  # whoever looked at it before left it anywhere
        assert reader_process.read(file, path.name) == Reading("found", "Ala ma kota")


# --- What is broken or means harm


@pytest.mark.parametrize(
    ("name", "content", "outcome"),
    [
        ("skan.pdf", hostile.scan, "scan"),
        ("pusta-strona.pdf", lambda: hostile.pdf_with_pages(1, b""), "blank"),
        ("pusty.docx", lambda: hostile.docx_with(hostile.word("<w:p/>")), "blank"),
        ("puste.odt", lambda: odt(""), "blank"),
        ("pusty.txt", lambda: b"", "blank"),
        ("pusty.pdf", lambda: b"", "broken"),
        ("pusty-plik.docx", lambda: b"", "broken"),
        ("pusty-plik.odt", lambda: b"", "broken"),
        ("obraz.pdf", hostile.png, "broken"),
        ("obraz.odt", hostile.png, "broken"),
        ("udaje.pdf", lambda: b"%PDF-1.7 nic dalej", "broken"),
        ("urwany.pdf", lambda: files.pdf("R", PARAGRAPHS, "pl")[:700], "broken"),
        ("udaje.docx", lambda: b"PK nic dalej", "broken"),
        ("inny-zip.docx", lambda: hostile.archive({"a": b"b"}), "broken"),
        ("inny-zip.xlsx", lambda: hostile.archive({"a": b"b"}), "broken"),
        ("zip-w-srodku.odt", lambda: odt("", **{"content.xml": hostile.archive({"content.xml": b"<a/>"})}), "broken"),
        ("glebokie.odt", lambda: odt("<text:span>" * 100_000 + "</text:span>" * 100_000), "broken"),
        ("glebokie.docx", lambda: hostile.docx_with(hostile.word("<w:p>" * 100_000 + "</w:p>" * 100_000)), "broken"),
        ("encje.odt", hostile.entity_bomb_odt, "broken"),
        ("kradnie.odt", hostile.stealing_odt, "broken"),
        ("klamie.odt", hostile.lying_zip_bomb_odt, "broken"),
        ("bomba.odt", hostile.zip_bomb_odt, "large"),
        ("bomba.xlsx", lambda: hostile.archive({"xl/workbook.xml": b" " * 31 * 1024 * 1024}), "large"),
        ("haslo.pdf", lambda: hostile.encrypted_pdf(to_open="tajne"), "encrypted"),
        ("haslo.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
        ("haslo.odt", lambda: odt("", **{"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}), "encrypted"),
        ("strony-w-sobie.pdf", hostile.pdf_whose_pages_hold_themselves, "broken"),
        ("formularz-w-sobie.pdf", hostile.pdf_whose_form_draws_itself, "blank"),
        ("tablice-w-kolo.pdf", hostile.pdf_whose_tables_follow_each_other, "broken"),
        ("a.zip", lambda: hostile.archive({"a": b"b"}), "kind"),
        ("a.rtf", lambda: b"{\\rtf1 tekst}", "kind"),
        ("bez_nazwy", lambda: b"x", "kind"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_cannot_be_read_is_told_apart(name: str, content: Callable[[], bytes], outcome: str) -> None:
    began = time.monotonic()
    reading = read(content(), name)
    assert (reading.outcome, reading.text) == (outcome, ""), reading.detail
    assert time.monotonic() - began < reader_process.MOST_SECONDS


def test_a_scan_with_a_stamp_is_a_scan_and_yet_its_stamp_is_found() -> None:
    reading = read(hostile.stamped_scan(), "skan.pdf")
    assert (reading.outcome, reading.pages) == ("scan", 2)
    assert "12.05.2026" in reading.text


def test_entities_of_a_word_file_stay_what_they_are() -> None:
    reading = read(hostile.entity_bomb_docx(), "encje.docx")
    assert len(reading.text) < 10
    assert "bum" not in reading.text


def test_a_nested_archive_is_not_opened() -> None:
    inner = hostile.archive({f"{number}.xml": b" " * 1_000_000 for number in range(40)})
    reading = read(hostile.docx_with(b"", **{"word/media/w.zip": inner}), "a.docx")
    assert (reading.outcome, reading.text) == ("found", TEXT)


def test_of_ten_thousand_pages_the_first_are_read() -> None:
    reading = read(hostile.pdf_with_pages(10_000), "a.pdf")
    assert (reading.outcome, reading.pages) == ("cut", 10_000)
    assert set(reading.text.split("\f")) == {"Strona"}
    assert len(reading.text.split("\f")) > 500


def test_a_broken_page_does_not_take_the_others_with_it() -> None:
    made = hostile.pdf_with_pages(3)
    first = made.index(b"/Contents 3 0 R")
    broken = made[:first] + b"/Contents 9 9 R" + made[first + 15 :]
    assert words(read(broken, "a.pdf")) == "Strona Strona"


@pytest.mark.parametrize("limit", [{"seconds": 0.5}, {"memory": 100 * 1024 * 1024}])
def test_what_takes_too_much_is_ended(limit: dict[str, float]) -> None:
    began = time.monotonic()
    reading = read(hostile.slow_docx(), "a.docx", **limit)
    assert (reading.outcome, reading.text) == ("slow" if "seconds" in limit else "memory", "")
    assert time.monotonic() - began < 10


def test_a_pdf_that_unpacks_to_more_than_the_memory_is_no_harm() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    reading = read(hostile.pdf_that_unpacks_to(600_000_000), "a.pdf")
    assert reading.text == ""
    assert reading.outcome in ("broken", "memory", "blank")
    # The largest of all children so far: those of other tests may have been larger.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < max(before + 1, 1.2 * document_reader.MOST_MEMORY)


def test_what_was_read_before_the_end_is_kept() -> None:
    """A page that takes three times as long on a quick machine, behind one that takes no time."""
    reading = read(hostile.pdf_with_an_endless_page(), "a.pdf", seconds=3)
    assert (reading.outcome, reading.pages) == ("cut", 2)
    assert words(reading) == "Strona"


# --- The process


def children() -> list[int]:
    return [int(pid) for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()]


def wait_for_reader(before: set[int]) -> int:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for pid in set(children()) - before:
            if b"document_reader" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        time.sleep(0.01)
    raise AssertionError("no reader was started")


def read_aside(content: bytes) -> tuple[int, Callable[[], list[BaseException]]]:
    """Begin to read in a thread; the reader's number, and what ends it and tells how that was taken."""
    before = set(children())
    ends: list[BaseException] = []

    def run() -> None:
        try:
            read(content, "a.docx")
        except reader_process.ReaderLost as error:
            ends.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    reader = wait_for_reader(before)

    def end() -> list[BaseException]:
        os.kill(reader, signal.SIGKILL)
        thread.join(20)
        return ends

    return reader, end


def test_a_reader_ended_by_somebody_else_is_worth_another_try() -> None:
    reader, end = read_aside(hostile.slow_docx())
    (error,) = end()
    assert "-9" in str(error)
    assert not Path(f"/proc/{reader}").exists(), "waited for"


def test_the_reader_knows_no_secrets_and_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "tajne")
    reader, end = read_aside(hostile.slow_docx())
    wanted = {
        "Max address space": document_reader.MOST_MEMORY,
        "Max cpu time": document_reader.MOST_CPU_SECONDS,
        "Max file size": 0,
    }
    try:
        assert b"SECRET_KEY" not in Path(f"/proc/{reader}/environ").read_bytes()
        assert os.getsid(reader) == reader != os.getsid(0)
        deadline = time.monotonic() + 20
        limits: dict[str, list[str]] = {}
        # It sets them itself, after a moment.
        while limits != {name: [str(value)] * 2 for name, value in wanted.items()}:
            assert time.monotonic() < deadline, limits
            rows = Path(f"/proc/{reader}/limits").read_text().splitlines()
            limits = {name: row.split()[3:5] for row in rows for name in wanted if row.startswith(name)}
            time.sleep(0.05)
    finally:
        end()


def test_the_reader_imports_nothing_of_django() -> None:
    code = "import sys, core.document_reader; print(any(name.startswith('django') for name in sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).resolve().parents[2])
    assert answer.stdout == b"False\n"


def test_the_hostile_files_are_what_they_say() -> None:
    """Else the tests above would test nothing."""
    with zipfile.ZipFile(io.BytesIO(hostile.zip_bomb_odt())) as bomb:
        assert bomb.getinfo("content.xml").file_size > document_reader.LARGEST_XML
    with zipfile.ZipFile(io.BytesIO(hostile.lying_zip_bomb_odt())) as lie:
        assert lie.getinfo("content.xml").file_size == 100
    assert len(hostile.entity_bomb_odt()) < 2_000
    assert len(hostile.pdf_that_unpacks_to(200_000_000)) < 1_000_000
