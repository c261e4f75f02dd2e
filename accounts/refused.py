"""A form that the CSRF check refused, because its page is older than the last log-in of this browser (another tab), or very old.

Nothing of it is done. Where the form came from a page of ours, it is shown again as its address shows it to anybody who
opens it, with a fresh token and the typed text in it, so that one press sends it. The admin has many forms that are not
ours: there a page holds what was typed, with a fresh token, and sends it where it was going when the person presses. What
another site posted gets the bare 403 page: nobody else may put words into a person's form.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from accounts import expired
from core import error_views

# Below the language: the forms of people who are logged in. The contact form has a token of its own (home.contact).
_OWN_FORMS = ("/konto/", "/moje/", "/kalendarz/zglos/")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form again with its text, or the 403 page where that would not be right."""
    if _is_from_our_page(request) and expired.is_admin_form(request):
        return _admin_form_again(request) or error_views.csrf_failure(request, reason)
    if not (_is_from_our_page(request) and request.path_info.startswith(tuple(f"/{get_language()}{part}" for part in _OWN_FORMS))):
        return error_views.csrf_failure(request, reason)
    return _form_again(request, reason) or error_views.csrf_failure(request, reason)


def _is_from_our_page(request: HttpRequest) -> bool:
    """Browsers say where a form comes from, and no page can make them say something else."""
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(said)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def _admin_form_again(request: HttpRequest) -> HttpResponse | None:
    """The page that sends the text again; without a session, the log-in and then that page."""
    typed = expired.without_secrets(request.POST)
    if not typed:
        return None
    if not request.user.is_authenticated:
        return expired.to_log_in(request)
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return error_views.permission_denied(request)
    return _admin_page(request, typed)


@never_cache
@require_admin_access  # in the person's own language, as the rest of the admin
def _admin_page(request: HttpRequest, typed: dict[str, list[str]]) -> HttpResponse:
    # Nothing is kept here: the text stands in the page that asks, so it may be as long as it likes.
    stored = {"path": request.get_full_path(), "data": typed, "files": bool(request.FILES)}
    return render(request, "accounts/send_again.html", {**expired.sending_context(stored), "refused": True}, status=403)


def _form_again(request: HttpRequest, reason: str) -> HttpResponse | None:
    match = request.resolver_match
    if match is None:
        return None
    typed = expired.without_secrets(request.POST)
    secret = len(typed) < sum(name != "csrfmiddlewaretoken" for name in request.POST)
    if not request.user.is_authenticated and request.path_info[3:].startswith(("/moje/", "/kalendarz/zglos/")):
        expired.keep_post(request)  # it waits for the log-in, which the view asks for
    expired.fill_with(request, expired.as_query(typed))
    # Said by the frame (templates/base.html): most views have drawn their page by the time they answer.
    request.refused = _what_happened(request, reason, secret, shown=True)  # type: ignore[attr-defined]
    # Opened, not sent: what reads changes nothing, so the check is not gone round.
    request.method = request.META["REQUEST_METHOD"] = "GET"
    request.POST = QueryDict()
    response = match.func(request, *match.args, **match.kwargs)
    if response.status_code >= 400:
        del request.refused  # type: ignore[attr-defined]
        return None
    if response.status_code == 200:
        response.status_code = 403
    else:
        messages.warning(request, _what_happened(request, reason, secret, shown=False))
    return response


def _what_happened(request: HttpRequest, reason: str, secret: bool, *, shown: bool) -> str:
    if reason == REASON_NO_CSRF_COOKIE:
        said = [_("Nie przyjęliśmy formularza, bo w tej przeglądarce nie ma ciasteczka, które go chroni. Włącz ciasteczka dla portalu.")]
    else:
        said = [_("Nie przyjęliśmy formularza, bo jego strona była otwarta przed ostatnim zalogowaniem albo bardzo długo.")]
    if request.user.is_authenticated:
        said.append(_("Jesteś teraz na koncie: %(email)s.") % {"email": request.user.email})
    if shown:
        said.append(_("Twój tekst jest nadal w formularzu: sprawdź go i wyślij jeszcze raz."))
        if secret:
            said.append(_("Hasło wpisz od nowa."))
    return " ".join(said)
