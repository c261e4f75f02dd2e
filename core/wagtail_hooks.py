"""The admin in the portal's colours, the content checks of Wagtail's preview in Polish, the door of private documents."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.encoding import force_str
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.views.mixins import SpreadsheetExportMixin, list_to_str
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from core import admin_reports, admin_wording, document_report, private_documents, redirect_forms, rich_text
from core.feeds import xml_text
from core.models import PortalDocument
from core.territory_chooser import territory_chooser
from core.topic_admin import TopicViewSet, topics

# Each rule has words of its own: for any other, axe would speak English to the editor.
_MESSAGES = {
    "alt-text-quality": (_("Opis obrazu wygląda jak nazwa pliku"), _("Napisz, co widać na obrazie i po co on tu jest.")),
    "button-name": (_("Przycisk nie ma napisu"), _("Nazwij, co się stanie po naciśnięciu.")),
    "color-contrast": (_("Za mały kontrast tekstu"), _("Użyj stylów portalu zamiast własnych kolorów.")),
    "empty-heading": (_("Pusty nagłówek"), _("Wpisz treść nagłówka albo go usuń.")),
    "empty-meta-description": (_("Brakuje streszczenia"), _("Napisz jedno lub dwa zdania: pokażą je wyszukiwarki.")),
    "empty-table-header": (_("Pusta komórka nagłówka tabeli"), _("Nazwij kolumnę albo wiersz.")),
    "frame-title": (_("Ramka nie ma tytułu"), _("Nazwij, co w niej jest.")),
    "heading-order": (_("Nagłówek przeskakuje poziom"), _("Po poziomie 2 idzie 3, po 3 idzie 4.")),
    "image-alt": (_("Obraz nie ma opisu"), _("Opisz obraz albo zaznacz, że tylko zdobi.")),
    "image-redundant-alt": (_("Opis obrazu powtarza tekst obok"), _("Zostaw jedno z nich: czytnik ekranu przeczyta to dwa razy.")),
    "input-button-name": (_("Przycisk formularza nie ma napisu"), _("Nazwij, co się stanie po naciśnięciu.")),
    "link-in-text-block": (_("Link nie odróżnia się od tekstu"), _("Nie zmieniaj wyglądu linków.")),
    "link-name": (_("Link nie ma nazwy"), _("Nazwij nim stronę, do której prowadzi.")),
    "p-as-heading": (_("Akapit udaje nagłówek"), _("Użyj bloku „Nagłówek” zamiast pogrubienia.")),
    "target-size": (_("Link albo przycisk jest za mały dla palca"), _("Zostaw wokół niego więcej miejsca.")),
    "td-headers-attr": (_("Komórka tabeli wskazuje zły nagłówek"), _("Zaznacz, że pierwszy wiersz albo kolumna to nagłówki.")),
    "th-has-data-cells": (_("Nagłówek tabeli niczego nie opisuje"), _("Usuń pustą kolumnę albo wiersz.")),
    "valid-lang": (_("Nieznany język fragmentu"), _("Popraw oznaczenie języka.")),
}

admin_wording.mend()


def _cell(value: Any) -> Any:
    """A value as a spreadsheet can hold it."""
    text = list_to_str(value) if isinstance(value, list) else force_str(value, strings_only=True)
    return xml_text(text) if isinstance(text, str) else text


# One title with a control sign, stored by a program, would break the whole report. The first class that fits is asked: Wagtail's own
# dates stay as they are.
for _class in (list, object):
    SpreadsheetExportMixin.custom_value_preprocess.setdefault(_class, {})[SpreadsheetExportMixin.FORMAT_XLSX] = _cell

redirect_forms.install()
admin_reports.install()


class PortalContentCheckerItem(ContentCheckerItem):
    """Checks what an editor wrote, not the portal's frame, by WCAG 2.2 rules that an editor can mend."""

    axe_include = ["main"]
    axe_run_only = [*_MESSAGES]
    # axe leaves these out by default: target-size is WCAG 2.2, the other two are its experiments.
    axe_rules = {name: {"enabled": True} for name in ("target-size", "p-as-heading", "td-headers-attr")}
    axe_messages = {name: {"error_name": error, "help_text": hint} for name, (error, hint) in _MESSAGES.items()}


@hooks.register("construct_wagtail_userbar")
def check_in_polish(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Put our checker in the place of Wagtail's, in the editor too."""
    items[:] = [PortalContentCheckerItem(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items]


@hooks.register("register_admin_viewset")
def choosing_an_area() -> ChooserViewSet:
    return territory_chooser


@hooks.register("register_admin_viewset")
def topics_of_the_portal() -> TopicViewSet:
    return topics


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return document_report.urls()


@hooks.register("register_reports_menu_item")
def report_of_documents() -> MenuItem:
    return document_report.menu_item()


@hooks.register("before_serve_document")
def keep_private(document: PortalDocument, request: HttpRequest) -> HttpResponse | None:
    return private_documents.refuse(document, request)


@hooks.register("insert_global_admin_css")
def portal_accent() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def editor_scripts() -> str:
    return format_html_join(
        "", '<script type="module" src="{}"></script>', [(static(f"js/admin-{name}.js"),) for name in ("autosave", "locked")]
    )


# After Wagtail's own, whose place it takes.
@hooks.register("register_rich_text_features", order=10)
def safe_links(features: FeatureRegistry) -> None:
    rich_text.register(features)


@hooks.register("insert_global_admin_js")
def portal_script() -> str:
    return format_html('<script src="{}"></script>', static("js/admin.js"))
