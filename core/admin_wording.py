"""Words of the admin that no catalogue can mend: Wagtail puts them together of parts, or takes them of a field's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import AnchorLinkChooserForm, EmailLinkChooserForm, ExternalLinkChooserForm, PhoneLinkChooserForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.reports.aging_pages import AgingPagesView
from wagtail.models import Page, Site
from wagtail.sites.views import IndexView as SiteIndexView


def _how_many(paginator: WagtailPaginator) -> str:
    """How long a list is. Wagtail puts the plural behind any number, and Polish has two ("2 strony", "5 stron")."""
    return gettext("Razem: %(count)s") % {"count": paginator.count}


def _nobody(add_name: Callable[..., None]) -> Callable[..., None]:
    """What the report of old pages says where no person published: Wagtail prints "None"."""

    def named(view: AgingPagesView, names: dict[Any, str], page: Page) -> None:
        add_name(view, names, page)
        page.last_published_by_user = page.last_published_by_user or "—"

    return named


def mend() -> None:
    """Put our words in the place of Wagtail's."""
    for form in (AnchorLinkChooserForm, EmailLinkChooserForm, ExternalLinkChooserForm, PhoneLinkChooserForm):
        form.base_fields["link_text"].label = _("Tekst linku")
    for name, label in {"email_address": _("Adres e-mail"), "subject": _("Temat wiadomości"), "body": _("Treść wiadomości")}.items():
        EmailLinkChooserForm.base_fields[name].label = label
    PhoneLinkChooserForm.base_fields["phone_number"].label = _("Numer telefonu")
    for column in SiteIndexView.columns:
        if column.name in ("site_name", "root_page"):
            column.label = capfirst(Site._meta.get_field(column.name).verbose_name)
    WagtailPaginator.items_count_label = property(_how_many)
    AgingPagesView.add_last_publisher_name_to_page = _nobody(AgingPagesView.add_last_publisher_name_to_page)
