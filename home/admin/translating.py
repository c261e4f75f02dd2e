"""Publishing a translation: wagtail-localize fills what nobody translated with the source's words and does not ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail_localize.models import Translation

if TYPE_CHECKING:
    from wagtail.models import Page

_ASKED = "portal_publish_untranslated"


def progress(page: Page) -> tuple[int, int]:
    """How many texts of the page there are to translate, and how many are; of a page that is no translation (0, 0)."""
    translation = Translation.objects.filter(source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True).first()
    return translation.get_progress() if translation is not None else (0, 0)


def before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish a page of which nothing is translated; where something is missing, ask once.

    Some texts are the same in both languages (a name, a telephone number), so the person may press again.
    """
    if request.method != "POST" or request.POST.get("action") != "publish" or not page.permissions_for_user(request.user).can_publish():
        return None
    total, done = progress(page)
    missing = total - done
    question = f"{page.pk}:{missing}"
    if not missing or (done and request.session.pop(_ASKED, None) == question):
        return None
    counts = {"missing": missing, "total": total, "language": page.locale.get_display_name()}
    if done:
        request.session[_ASKED] = question
        text = _(
            "Jeszcze nie opublikowano: brakuje tłumaczenia %(missing)d z %(total)d tekstów (%(language)s), więc byłyby po polsku. "
            "Przetłumacz je albo naciśnij „Opublikuj” jeszcze raz, żeby opublikować mimo to."
        )
    else:
        text = _(
            "Nie opublikowano: żaden z %(total)d tekstów nie jest przetłumaczony (%(language)s), więc cała strona byłaby po polsku. "
            "Przetłumacz teksty, a potem opublikuj. Szkic zapisuje się sam."
        )
    messages.warning(request, text % counts)
    return redirect(request.path)
