"""Words of the admin that no catalogue can mend: Wagtail puts them together of parts, or takes them of a field's name."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import AnchorLinkChooserForm, EmailLinkChooserForm, ExternalLinkChooserForm, PhoneLinkChooserForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.models import Site
from wagtail.sites.views import IndexView as SiteIndexView


def _how_many(paginator: WagtailPaginator) -> str:
    """How long a list is. Wagtail puts the plural behind any number, and Polish has two ("2 strony", "5 stron")."""
    return gettext("Razem: %(count)s") % {"count": paginator.count}


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
