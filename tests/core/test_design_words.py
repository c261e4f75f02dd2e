"""The design system's words: icons, Polish typography, dates, structured data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist

from core.templatetags import portal_ui

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


def show(source: str, **context: object) -> str:
    return Template("{% load portal_ui %}" + source).render(Context(context))


# --- Icons


def test_icon_is_hidden_short_and_has_its_drawing():
    html = show("{% icon 'calendar' %}")
    assert html.startswith('<svg class="icon" viewBox="0 0 24 24"')
    assert 'aria-hidden="true"' in html
    assert 'focusable="false"' in html
    assert "<path" in html
    # Stroke and size stand once in the style sheet, not in every icon.
    assert "stroke" not in html
    assert "xmlns" not in html
    assert len(html) < 450


def test_icon_without_a_name_is_nothing_and_an_unknown_one_is_an_error():
    assert show("{% icon missing %}") == ""
    with pytest.raises(IconDoesNotExist):
        show("{% icon 'no-such-icon' %}")


# --- Non-breaking spaces


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("w gminie", "w\u00a0gminie"),
        ("Razem z Ustką i o Ustce", "Razem z\u00a0Ustką i\u00a0o\u00a0Ustce"),
        ("A u nas? I w domu", "A\u00a0u\u00a0nas? I\u00a0w\u00a0domu"),
        ("na brzegu", "na brzegu"),
        ("plan B oraz e-mail", "plan B oraz e-mail"),
        ("", ""),
    ],
)
def test_nbsp_binds_one_letter_words(text, bound):
    assert portal_ui.nbsp(text) == bound


def test_nbsp_keeps_escaping_right():
    assert show("{{ text|nbsp }}", text="<b>w domu</b>") == "&lt;b&gt;w\u00a0domu&lt;/b&gt;"
    assert not isinstance(portal_ui.nbsp("w domu"), SafeString)
    safe = portal_ui.nbsp(mark_safe('<a href="/" title="i w lesie">w domu</a>'))
    assert isinstance(safe, SafeString)
    # A tag's own spaces are left alone: "<a href" must not become "<a&nbsp;href".
    assert safe == '<a href="/" title="i w lesie">w\u00a0domu</a>'
    assert portal_ui.nbsp(None) == ""


# --- Dates


def warsaw(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("start", "end", "all_day", "words"),
    [
        (warsaw(2026, 12, 1, 16, 30), warsaw(2026, 12, 1, 18, 30), False, "wtorek, 1 grudnia 2026, 16:30–18:30"),
        (warsaw(2026, 12, 1, 9, 5), None, False, "wtorek, 1 grudnia 2026, 9:05"),
        (date(2026, 12, 1), None, True, "wtorek, 1 grudnia 2026, cały dzień"),
        (warsaw(2026, 12, 1, 0, 0), warsaw(2026, 12, 2, 0, 0), True, "wtorek, 1 grudnia 2026, cały dzień"),
        (date(2026, 12, 4), date(2026, 12, 6), True, "4–6 grudnia 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), True, "30 grudnia 2026 – 2 stycznia 2027"),
        (date(2026, 11, 30), date(2026, 12, 2), True, "30 listopada – 2 grudnia 2026"),
        (
            warsaw(2026, 12, 4, 17, 0),
            warsaw(2026, 12, 6, 14, 0),
            False,
            "piątek, 4 grudnia 2026, 17:00 – niedziela, 6 grudnia 2026, 14:00",
        ),
        (warsaw(2026, 12, 4, 20, 0), warsaw(2026, 12, 5, 1, 0), False, "piątek, 4 grudnia 2026, 20:00–1:00 następnego dnia"),
    ],
)
def test_event_when_in_words(start, end, all_day, words):
    assert portal_ui.event_when(start, end, all_day) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        # Summer: two hours ahead of UTC.
        (datetime(2026, 7, 1, 14, 30, tzinfo=UTC), datetime(2026, 7, 1, 16, 30, tzinfo=UTC), "środa, 1 lipca 2026, 16:30–18:30"),
        # Winter: one hour.
        (datetime(2026, 12, 1, 15, 30, tzinfo=UTC), datetime(2026, 12, 1, 17, 30, tzinfo=UTC), "wtorek, 1 grudnia 2026, 16:30–18:30"),
        # The night the clocks go back: 00:30 in summer time, 10:00 in winter time, both on the Polish clock.
        (
            datetime(2026, 10, 24, 22, 30, tzinfo=UTC),
            datetime(2026, 10, 25, 9, 0, tzinfo=UTC),
            "niedziela, 25 października 2026, 0:30–10:00",
        ),
        # The night they go forward: 01:30 is followed by 03:30 an hour later.
        (
            datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
            "niedziela, 29 marca 2026, 1:30–3:30",
        ),
    ],
)
def test_event_when_on_both_sides_of_the_clock_change(start, end, words):
    assert portal_ui.event_when(start, end) == words


def test_dates_in_english():
    with translation.override("en"):
        assert portal_ui.event_when(warsaw(2026, 12, 1, 16, 30), warsaw(2026, 12, 1, 18, 30)) == "Tuesday, 1 December 2026, 16:30–18:30"
        badge = portal_ui.day_badge(warsaw(2026, 12, 1, 16, 30))
    assert badge is not None
    assert (badge.month, badge.weekday) == ("Dec", "Tue")


def test_day_badge_is_the_polish_day():
    # 23:30 UTC on 30 November is already 1 December in Poland.
    badge = portal_ui.day_badge(datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert badge is not None
    assert (badge.day, badge.month, badge.weekday, badge.iso) == (1, "gru", "wt.", "2026-12-01")
    today = portal_ui.day_badge(datetime.now(UTC))
    assert today is not None
    assert today.today
    assert not today.past
    assert portal_ui.day_badge(None) is None


def test_machine_dates_and_hours():
    assert portal_ui.iso(datetime(2026, 7, 1, 14, 30, tzinfo=UTC)) == "2026-07-01T16:30+02:00"
    assert portal_ui.iso(date(2026, 7, 1)) == "2026-07-01"
    assert portal_ui.long_date(date(2026, 7, 1)) == "1 lipca 2026"
    assert portal_ui.event_hours(warsaw(2026, 7, 1, 9, 0), warsaw(2026, 7, 1, 11, 15)) == "9:00–11:15"
    assert portal_ui.event_hours(None) == ""


def test_json_ld_cannot_close_its_script():
    html = portal_ui.json_ld({"name": "</script><script>alert(1)</script> & ąę"})
    assert html.count("<script") == html.count("</script>") == 1
    assert "ąę" in html
    assert portal_ui.json_ld(None) == ""


# --- Whole names


def test_a_postcode_stays_on_one_line() -> None:
    whole = '<span class="nowrap">76-200</span>'
    assert (
        show("{{ text|address }}", text="ul. Niedziałkowskiego 6, 76-200 Słupsk <b>")
        == f"ul. Niedziałkowskiego 6, {whole} Słupsk &lt;b&gt;"
    )
    assert show("{{ text|nbsp }}", text=mark_safe('<a title="76-200">w 76-200</a>')) == f'<a title="76-200">w\u00a0{whole}</a>'
    assert "span" not in show("{{ text|address }}", text="tel. 59-842-00-11, 2010-2015, 176-2001")
    assert show("{{ text|address }}", text=None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Stowarzyszenie „Słupska Przystań”", "SP"),
        ("Fundacja Zielony Brzeg", "ZB"),
        ('Fundacja "Żar"', "Ż"),
        ("Klub Sportowy Orkan Gdynia", "OG"),
        ("Koło Gospodyń Wiejskich w Kwakowie", "K"),
        ("Stowarzyszenie na rzecz Rozwoju Łeby", "RŁ"),
        ("Fundacja", "F"),
        ("2005", ""),
    ],
)
def test_an_organisations_initials_leave_out_what_all_have(name: str, letters: str) -> None:
    assert show("{{ name|initials }}", name=name) == letters
