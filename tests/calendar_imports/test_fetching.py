"""Addresses that people give are read in bounded time and size, and never in a private network."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from calendar_imports import fetching
from calendar_imports.fetching import FetchFailed
from tests.calendar_imports.calendar_server import Answers, serving
from tests.calendar_imports.files import entry, file_of


@pytest.fixture
def server(settings: Any) -> Iterator[Answers]:
    settings.IMPORTS_FROM_LOOPBACK = True
    with serving() as answers:
        answers.content = file_of(entry())
        yield answers


def test_a_calendar_comes_with_what_tells_the_next_reading(server: Answers) -> None:
    server.etag = '"1"'
    found = fetching.fetch(server.url)
    assert (found.content, found.etag) == (server.content, '"1"')
    assert fetching.fetch(server.url, etag='"1"').content is None
    assert server.asked[-1]["If-None-Match"] == '"1"'


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://0.0.0.0:{port}/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://[fc00::1]/",
        "http://[fe80::1]/",
    ],
)
def test_no_private_address_is_asked(settings: Any, url: str) -> None:
    with serving() as server:
        with pytest.raises(FetchFailed, match=r"sieci prywatnej|Nie ma połączenia"):
            fetching.fetch(url.format(port=server.url.rsplit(":", 1)[1].split("/")[0]))
        assert server.asked == []


def test_a_name_that_resolves_to_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as server:
        port = int(server.url.rsplit(":", 1)[1].split("/")[0])
        answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answer)
        with pytest.raises(FetchFailed, match="sieci prywatnej"):
            fetching.fetch(f"http://kalendarz.example.org:{port}/")
        assert server.asked == []


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://169.254.169.254/", "http://192.168.0.1/kalendarz.ics"])
def test_a_redirect_into_a_private_network_is_not_followed(server: Answers, target: str) -> None:
    server.location = target
    with pytest.raises(FetchFailed, match="sieci prywatnej"):
        fetching.fetch(server.url)


def test_a_redirect_to_a_file_is_not_followed(server: Answers) -> None:
    server.location = "file:///etc/passwd"
    with pytest.raises(FetchFailed, match="nie da się odczytać"):
        fetching.fetch(server.url)


def test_redirects_end(server: Answers) -> None:
    server.location = server.url
    with pytest.raises(FetchFailed, match="przekierowuje w kółko"):
        fetching.fetch(server.url)
    assert len(server.asked) == fetching.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    ("status", "told"), [(404, "nie ma już kalendarza"), (410, "nie ma już"), (403, "zamknięty"), (401, "zamknięty"), (500, "błędem 500")]
)
def test_each_refusal_of_the_server_has_its_words(server: Answers, status: int, told: str) -> None:
    server.status = status
    with pytest.raises(FetchFailed, match=told):
        fetching.fetch(server.url)


def test_a_page_instead_of_a_calendar_is_told(server: Answers) -> None:
    server.content, server.kind = b"\n<!DOCTYPE html><html><body>Zaloguj</body></html>", "text/html"
    with pytest.raises(FetchFailed, match="strona WWW, a nie kalendarz"):
        fetching.fetch(server.url)


def test_a_calendar_that_never_ends_is_left(server: Answers) -> None:
    server.drips = 0.05
    began = time.monotonic()
    with pytest.raises(FetchFailed, match="za wolno"):
        fetching.fetch(server.url, seconds=1)
    assert time.monotonic() - began < 5


def test_too_large_a_calendar_is_left(server: Answers) -> None:
    server.content = b"X" * 10_100_000
    with pytest.raises(FetchFailed, match="za duży"):
        fetching.fetch(server.url)


def test_what_is_packed_small_is_not_unpacked_whole(server: Answers) -> None:
    server.content, server.packed = b"\0" * 300_000_000, True
    with pytest.raises(FetchFailed, match="za duży"):
        fetching.fetch(server.url)


@pytest.mark.parametrize("url", ["", "kalendarz", "http://", "http:///x", "http://[", "gopher://example.org/", "http://exa mple.org/"])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(FetchFailed):
        fetching.fetch(url)


def test_no_proxy_or_password_of_this_machine_is_used(server: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert fetching.fetch(server.url).content == server.content


@pytest.mark.parametrize(
    ("typed", "read"),
    [("webcal://example.org/a.ics", "https://example.org/a.ics"), (" https://example.org/a.ics ", "https://example.org/a.ics")],
)
def test_addresses_of_calendar_programs_are_understood(typed: str, read: str) -> None:
    assert fetching.web_url(typed) == read
