"""Synonyms in the admin, with a look at what one would change before it is saved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminAutoHeightTextInput

from core.admin_tables import YesNoColumn
from core.plain_text import LineField, only_plain
from search.admin.saving import SavedOnce
from search.engine import Filters, Results, get_engine
from search.forms import LONGEST_QUERY
from search.kinds import ONE_OF_KIND
from search.models import Synonym
from search.models.synonyms import DUPLICATE, LONGEST_PHRASE
from search.synonyms import trying

CHECK = "sprawdz"
CHANGED = _("Ktoś zmienił ten synonim, gdy był tu otwarty. Zobacz na liście, co jest teraz. Zapisz jeszcze raz, jeśli wolisz swoją wersję.")


class SynonymForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)


class TrialForm(forms.Form):
    proba = LineField(
        label=_("Pytanie na próbę"),
        max_length=LONGEST_QUERY,
        help_text=_("Puste: sprawdzimy pytanie z samego słowa, które wpisujesz wyżej."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@dataclass(frozen=True)
class Found:
    """One result on one side: `new` is not on the other."""

    title: str
    url: str
    kind: str
    new: bool


@dataclass(frozen=True)
class Comparison:
    """The first results of a query as they are, and as they would be."""

    query: str
    now: list[Found]
    then: list[Found]

    @property
    def same(self) -> bool:
        return [(one.title, one.url) for one in self.now] == [(one.title, one.url) for one in self.then]


def _found(results: Results, other: Results) -> list[Found]:
    keys = {hit.key for hit in other.hits}
    kinds: dict[str, Any] = {kind.value: name for kind, name in ONE_OF_KIND.items()}
    return [Found(hit.title, hit.url_path, str(kinds.get(hit.kind, "")), hit.key not in keys) for hit in results.hits]


def compare(synonym: Synonym, query: str) -> Comparison:
    """Ask twice: with the synonyms as they are stored, and with this one in its place. Nothing is saved."""
    engine = get_engine()
    now = engine.search(query, synonym.locale, Filters())
    with trying(synonym):
        then = engine.search(query, synonym.locale, Filters())
    return Comparison(query, _found(now, then), _found(then, now))


class _WithTrial(SavedOnce):
    """A form with a second button, which shows and saves nothing and keeps what was typed."""

    template_name = "search/admin/synonym_form.html"
    duplicate = DUPLICATE
    comparison: Comparison | None = None
    told = False  # that somebody else has changed it
    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if CHECK not in request.POST:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        view: Any = self
        if not hasattr(view, "object"):
            view.object = view.get_object() if "pk" in view.kwargs else None
        view.form = view.get_form()
        trial = TrialForm(request.POST)
        if not view.is_valid(view.form):
            return view.form_invalid(view.form)
        if trial.is_valid():
            synonym = view.form.instance
            self.comparison = compare(synonym, trial.cleaned_data["proba"] or synonym.words)
        return view.render_to_response(view.get_context_data())

    def form_valid(self, form: Any) -> HttpResponse:
        view: Any = self
        with transaction.atomic():
            opened = self.request.POST.get("stan")
            if opened and "pk" in view.kwargs and opened != self._state(locked=True):
                self.told = True
                form.add_error(None, CHANGED)
                view.produced_error_message = view.get_error_message()
                return view.form_invalid(form)
            return super().form_valid(form)

    def _state(self, *, locked: bool = False) -> str:
        """What is stored under this number now: who saves must have opened it so, or been told of the change."""
        view: Any = self
        rows = Synonym.objects.select_for_update() if locked else Synonym.objects
        stored = rows.filter(pk=view.kwargs["pk"]).values_list("locale", "words", "means", "two_way", "note").first()
        return hashlib.sha256(repr(stored).encode()).hexdigest()[:16]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view: Any = self
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        # A trial, or a form with mistakes, goes on from what the person opened.
        seen = None if self.told else self.request.POST.get("stan")
        state = (seen or self._state()) if "pk" in view.kwargs else ""
        return {**context, "trial": TrialForm(self.request.POST or None), "comparison": self.comparison, "check": CHECK, "state": state}


class SynonymIndexView(generic.IndexView):
    add_item_label = _("Dodaj synonim")


class SynonymCreateView(_WithTrial, generic.CreateView):
    # Wagtail puts the two together, and the second into the breadcrumb too.
    page_title = _("Nowy")
    page_subtitle = _("synonim")
    success_message = _("Synonim „%(object)s” już działa.")
    error_message = _("Synonim nie jest jeszcze zapisany: popraw błędy.")

    def get_initial_form_instance(self) -> Synonym:
        """The report links here with what somebody looked for."""
        locale = self.request.GET.get("locale", "")
        words = " ".join(self.request.GET.get("words", "").split())[:LONGEST_PHRASE]
        return Synonym(words=words, locale=locale if locale in Synonym.Language.values else Synonym.Language.POLISH)


class SynonymEditView(_WithTrial, generic.EditView):
    page_title = _("Edycja synonimu")
    success_message = _("Zapisaliśmy zmiany synonimu „%(object)s”. Już działają.")
    error_message = _("Zmiany nie są zapisane: popraw błędy.")
    delete_item_label = _("Usuń synonim")


class SynonymDeleteView(generic.DeleteView):
    success_message = _("Synonim „%(object)s” jest usunięty.")
    confirmation_message = _("Na pewno usunąć ten synonim? Wyniki wyszukiwania zmienią się od razu.")


class SynonymViewSet(ModelViewSet):
    model = Synonym
    name = "synonyms"
    url_prefix = "synonimy"
    icon = "duplicate"
    menu_label = _("Synonimy")
    menu_order = 100
    menu_hook = "register_search_menu_item"
    index_view_class = SynonymIndexView
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
    delete_view_class = SynonymDeleteView
    search_fields = ["words", "means", "note", "folded"]
    search_backend_name = None
    list_filter = ["locale", "two_way"]
    list_per_page = 50
    ordering = ["folded", "locale"]
    list_display = [
        "words",
        Column("means", label=_("Znaczy też"), accessor=lambda synonym: ", ".join(synonym.meanings)),
        YesNoColumn("two_way", label=_("W obie strony"), sort_key="two_way"),
        "locale",
        Column("note", label=_("Notatka")),
    ]
    # For editors of a COP, who see them and ask a moderator.
    inspect_view_enabled = True
    inspect_view_fields = ["words", "means", "two_way", "locale", "note"]
    edit_handler = ObjectList(
        [
            FieldPanel("locale"),
            FieldPanel(
                "words",
                help_text=_("Co ludzie wpisują: jedno słowo albo wyrażenie do pięciu słów. Odmiana i polskie znaki nie mają znaczenia."),
            ),
            FieldPanel(
                "means",
                widget=AdminAutoHeightTextInput(attrs={"rows": 4}),
                help_text=_("Czego portal ma wtedy też szukać, tak jak stoi na stronach. W każdym wierszu jedno słowo albo do pięciu."),
            ),
            FieldPanel("two_way", help_text=_("Kto wpisze któreś z tych znaczeń, znajdzie też strony z pierwszym słowem.")),
            FieldPanel("note", help_text=_("Dla redakcji: skąd ten synonim, kogo pytać.")),
        ],
        base_form_class=SynonymForm,
    )
    # Nothing refers to them, and two of the same words would contradict one another.
    add_to_reference_index = False
    copy_view_enabled = False


synonyms_viewset = SynonymViewSet()
