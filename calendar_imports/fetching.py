"""Getting a calendar from an address that somebody gave: in bounded time and size, and never from this machine or a private network.

requests-hardened connects to the very address that it has checked, for each redirect anew, so a name that resolves to another one
meanwhile gains nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from requests import RequestException, Response
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema, SSLError, Timeout, TooManyRedirects
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress

from calendar_imports.reading.lines import MOST_BYTES

CONNECT_SECONDS, SILENCE_SECONDS, WHOLE_SECONDS = 5.0, 10.0, 30.0
MOST_REDIRECTS = 5
# Of what is packed small a thousand times as much may come out, so little is unpacked at a time.
_PIECE = 16_384


class FetchFailed(Exception):
    """The address gives no calendar; the text says why, in the reader's language."""


@dataclass(frozen=True)
class Fetched:
    """What an address gave; `content` is None where it says that nothing has changed."""

    content: bytes | None
    etag: str = ""
    last_modified: str = ""


def web_url(url: str) -> str:
    """The address as it is read: calendar programs write webcal:// for it."""
    scheme, colon, rest = url.strip().partition(":")
    return f"https:{rest}" if colon and scheme.lower() in ("webcal", "webcals") else url.strip()


def fetch(url: str, etag: str = "", last_modified: str = "", *, seconds: float = WHOLE_SECONDS) -> Fetched:
    """What stands at the address. With `etag` or `last_modified` of the last time only what is newer. Raises FetchFailed."""
    headers = {"Accept": "text/calendar, text/csv;q=0.9, */*;q=0.5", "Accept-Encoding": "identity"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    until = time.monotonic() + seconds
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=settings.IMPORTS_FROM_LOOPBACK,
        never_redirect=False,
        default_timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
        user_agent_override="Portal Wspolpracy (calendar import)",
    )
    with Manager(config).get_session() as session:
        # No proxy and no password of this machine's.
        session.trust_env, session.max_redirects = False, MOST_REDIRECTS
        try:
            with session.get(url, headers=headers, stream=True) as answer:
                return _read(answer, until, seconds)
        except RequestException as error:
            raise FetchFailed(_why(error)) from error
        except (ValueError, OSError) as error:  # an address that no library reads
            raise FetchFailed(_("Tego adresu nie da się odczytać. Sprawdź, czy jest cały.")) from error


def _read(answer: Response, until: float, seconds: float) -> Fetched:
    if answer.status_code == 304:
        return Fetched(None)
    if answer.status_code in (401, 403):
        raise FetchFailed(_("Kalendarz pod tym adresem jest zamknięty. Udostępnij go publicznie albo podaj tajny adres w formacie iCal."))
    if answer.status_code in (404, 410):
        raise FetchFailed(_("Pod tym adresem nie ma już kalendarza (błąd %(code)s).") % {"code": answer.status_code})
    if answer.status_code != 200:
        raise FetchFailed(_("Serwer kalendarza odpowiada błędem %(code)s.") % {"code": answer.status_code})
    parts, size = [], 0
    for piece in answer.iter_content(_PIECE):
        parts.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise FetchFailed(_("Kalendarz jest za duży: najwyżej 10 MB."))
        if time.monotonic() > until:
            raise FetchFailed(_("Serwer kalendarza odpowiada za wolno: nie skończył w %(seconds)s sekund.") % {"seconds": int(seconds)})
    content = b"".join(parts)
    if content.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html")):
        raise FetchFailed(_("Pod tym adresem jest strona WWW, a nie kalendarz. Znajdź w swoim kalendarzu adres w formacie iCal (.ics)."))
    return Fetched(content, answer.headers.get("ETag", "")[:300], answer.headers.get("Last-Modified", "")[:100])


def _why(error: RequestException) -> str:
    if isinstance(error, InvalidIPAddress):
        return _("Ten adres prowadzi do sieci prywatnej. Podaj adres, który działa w całym internecie.")
    if isinstance(error, TooManyRedirects):
        return _("Ten adres przekierowuje w kółko.")
    if isinstance(error, (MissingSchema, InvalidSchema, InvalidURL)):
        return _("Tego adresu nie da się odczytać. Sprawdź, czy jest cały.")
    if isinstance(error, SSLError):
        return _("Serwer kalendarza ma nieważny certyfikat bezpieczeństwa.")
    if isinstance(error, Timeout):
        return _("Serwer kalendarza nie odpowiada.")
    if isinstance(error, NoConnection):
        return _("Nie ma połączenia z serwerem kalendarza. Sprawdź, czy adres jest dobry.")
    return _("Kalendarz przestał się wczytywać w połowie.")


def host_of(url: str) -> str:
    """The server's name, for who may not see the whole address: it may hold a secret."""
    return urlsplit(url).hostname or ""
