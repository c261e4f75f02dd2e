"""The parts that load the demo: relative dates, blocks, files."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from core.demo import bodies, files, users
from core.demo.reading import moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+1d 18:00", "2026-10-25T18:00:00+01:00"),  # the day the clocks go back
        ("+0d 18:00", "2026-10-24T18:00:00+02:00"),
        ("-24d 09:30", "2026-09-30T09:30:00+02:00"),
        ("+2d", "2026-10-26T00:00:00+01:00"),
    ],
)
def test_relative_dates_keep_the_hour_in_warsaw(text: str, expected: str) -> None:
    assert moment(text, date(2026, 10, 24)).isoformat() == expected


def test_a_day_without_an_hour_may_end_the_day() -> None:
    assert moment("+0d", date(2026, 7, 1), end_of_day=True).isoformat() == "2026-07-01T23:59:00+02:00"


@pytest.mark.parametrize("text", ["tomorrow", "12d 17:00", "+1d 7:00", "+1d 17:00 "])
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a relative date"):
        moment(text, date(2026, 10, 24))


def test_links_to_known_pages_become_wagtails_own() -> None:
    html = bodies.rich_text(
        '<p><a href="/pl/znana/">a</a> <a href="/pl/obca/">b</a></p>', lambda _kind, path: 7 if "znana" in path else None
    )
    assert html == '<p><a linktype="page" id="7">a</a> <a href="/pl/obca/">b</a></p>'


def test_block_ids_come_from_seed_and_position() -> None:
    first, again, other = (
        json.loads(bodies.stream([{"heading": "A"}, {"subheading": "B"}], seed, lambda *_: None)) for seed in ("x", "x", "y")
    )
    assert first == again
    assert first[0]["id"] != first[1]["id"] != other[1]["id"]
    assert [block["value"]["level"] for block in first] == ["2", "3"]


def test_pdf_holds_its_text_title_and_language() -> None:
    reader = PdfReader(BytesIO(files.pdf("Wzór regulaminu", ["Zażółć gęślą jaźń.", "a < b & c"], "pl")))
    text = reader.pages[0].extract_text()
    assert "Zażółć gęślą jaźń." in text
    assert "a < b & c" in text
    assert reader.metadata is not None
    assert reader.metadata.title == "Wzór regulaminu"
    assert reader.trailer["/Root"]["/Lang"] == "pl"


def test_docx_holds_its_text() -> None:
    document = Document(BytesIO(files.docx("Lista", ["Pierwszy akapit."], "pl")))
    assert [paragraph.text for paragraph in document.paragraphs] == ["Lista", "Pierwszy akapit."]


def test_showcase_has_each_role_once_at_least() -> None:
    labels = " ".join(login["role_label"] for login in users.showcase())
    for label in users.ROLE_LABELS.values():
        assert str(label) in labels


def test_an_office_has_one_address_for_mail() -> None:
    """The lead organisation's, wherever the demo names it."""
    root = Path(__file__).resolve().parents[2]
    texts = [path.read_text() for path in (*(root / "fixtures").glob("*.yaml"), *(root / "home" / "demo").glob("*.py"))]
    assert {found for text in texts for found in re.findall(r"[\w.-]+@cio\.[\w.-]*\w", text)} == {"kontakt@cio.example.org"}
