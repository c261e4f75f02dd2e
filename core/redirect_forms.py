"""Redirects that lead somewhere, from an address that a browser can ask for. Wagtail's form takes any words and no target."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.forms import RedirectForm

_NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>\"\\]")


class PortalRedirectForm(RedirectForm):
    def clean_old_path(self) -> str:
        old = self.cleaned_data["old_path"].strip()
        try:
            path = urlsplit(old).path if old.startswith(("https://", "http://")) else old
        except ValueError:  # no address at all
            path = ""
        if not path.startswith("/") or path.startswith("//") or not path.strip("/") or _NO_ADDRESS.search(old):
            raise ValidationError(_("Wpisz adres w portalu: zaczyna się od / i nie ma odstępów, na przykład /pl/stara-strona/."))
        return old

    def clean(self) -> None:
        super().clean()
        page, link = self.cleaned_data.get("redirect_page"), self.cleaned_data.get("redirect_link")
        if bool(page) == bool(link) and not {"redirect_page", "redirect_link"} & set(self.errors):
            self.add_error("redirect_page", ValidationError(_("Wybierz stronę albo wpisz adres: jedno z dwojga.")))


def install() -> None:
    """Wagtail has no setting for this form; its views and its import take ours."""
    views.CreateView.form_class = views.EditView.form_class = views.RedirectForm = PortalRedirectForm
