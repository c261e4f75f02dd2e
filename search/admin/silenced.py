"""The words that the search neither counts nor suggests, in the admin."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.plain_text import only_plain
from search.admin.saving import SavedOnce
from search.models import SilencedPhrase
from search.models.queries import LONGEST_COUNTED
from search.models.silenced import DUPLICATE

# A list has room for so much, whatever somebody pasted.
SHOWN_OF_NOTE = 60


class SilencedForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)


class _Saving(SavedOnce):
    duplicate = DUPLICATE


class SilencedIndexView(generic.IndexView):
    add_item_label = _("Dodaj słowa do pominięcia")


class SilencedCreateView(_Saving, generic.CreateView):
    # Wagtail puts the two together, and the second into the breadcrumb too.
    page_title = _("Nowe")
    page_subtitle = _("pomijane słowa")
    success_message = _("Portal pomija już „%(object)s”.")
    error_message = _("Słowa nie są jeszcze zapisane: popraw błędy.")

    def get_initial_form_instance(self) -> SilencedPhrase:
        """The report links here with what somebody looked for."""
        return SilencedPhrase(words=" ".join(self.request.GET.get("words", "").split())[:LONGEST_COUNTED])


class SilencedEditView(_Saving, generic.EditView):
    page_title = _("Edycja pomijanych słów")
    success_message = _("Zapisaliśmy zmiany. Portal pomija „%(object)s”.")
    error_message = _("Zmiany nie są zapisane: popraw błędy.")
    delete_item_label = _("Przestań pomijać")


class SilencedDeleteView(generic.DeleteView):
    success_message = _("Portal znów liczy i podpowiada „%(object)s”.")
    confirmation_message = _(
        "Na pewno? Portal zacznie znów liczyć pytania z tymi słowami, a częste będzie podpowiadać. "
        "Tego, co już usunął z raportu, nie przywróci."
    )


class SilencedViewSet(ModelViewSet):
    model = SilencedPhrase
    name = "silenced"
    url_prefix = "pomijane-slowa"
    icon = "no-view"
    menu_label = _("Pomijane słowa")
    menu_order = 400
    menu_hook = "register_search_menu_item"
    index_view_class = SilencedIndexView
    add_view_class = SilencedCreateView
    edit_view_class = SilencedEditView
    delete_view_class = SilencedDeleteView
    search_fields = ["words", "note", "folded"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["folded"]
    list_display = ["words", Column("note", label=_("Notatka"), accessor=lambda phrase: Truncator(phrase.note).chars(SHOWN_OF_NOTE))]
    edit_handler = ObjectList(
        [
            FieldPanel(
                "words",
                help_text=_(
                    "Na przykład nazwisko osoby prywatnej albo obelga. Pytań, w których te słowa stoją obok siebie, portal nie liczy "
                    "i nie podpowiada, a to, co już policzył, usunie. Wyniki wyszukiwania się nie zmienią."
                ),
            ),
            FieldPanel("note", help_text=_("Dla redakcji: dlaczego.")),
        ],
        base_form_class=SilencedForm,
    )
    # Nothing refers to them.
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False


silenced_viewset = SilencedViewSet()
