"""The vocabulary of topics in the admin: only CIO may add to it (Django's permissions), everybody else chooses from it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.models import PageTopic, Topic


class TopicForm(WagtailAdminModelForm):
    """A topic's name is one whatever its capitals; its short name may be left to the portal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Topic.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Taki temat już jest na liście."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("slug") and "slug" not in self.errors and cleaned.get("name"):
            cleaned["slug"] = self.instance.slugify(cleaned["name"])
        return cleaned


class TopicIndexView(generic.IndexView):
    add_item_label = gettext_lazy("Dodaj temat")

    def get_base_queryset(self) -> QuerySet[Topic]:
        return super().get_base_queryset().annotate(used=Count("page_links"))


class TopicCreateView(generic.CreateView):
    # Wagtail puts the two together, and the second into the breadcrumb too.
    page_title = gettext_lazy("Nowy")
    page_subtitle = gettext_lazy("temat")
    success_message = gettext_lazy("Temat „%(object)s” jest na liście.")
    error_message = gettext_lazy("Temat nie jest jeszcze dodany: popraw błędy.")


class TopicEditView(generic.EditView):
    page_title = gettext_lazy("Edycja tematu")
    success_message = gettext_lazy("Zapisaliśmy zmiany tematu „%(object)s”.")
    error_message = gettext_lazy("Zmiany nie są zapisane: popraw błędy.")
    delete_item_label = gettext_lazy("Usuń temat")


class TopicDeleteView(generic.DeleteView):
    success_message = gettext_lazy("Temat „%(object)s” jest usunięty.")

    @property
    def confirmation_message(self) -> str:
        used = PageTopic.objects.filter(tag=self.object).count()
        text = ngettext(
            "Na pewno usunąć ten temat? Zniknie z %(count)d strony.", "Na pewno usunąć ten temat? Zniknie z %(count)d stron.", used
        )
        return text % {"count": used} if used else _("Na pewno usunąć ten temat? Nie ma go na żadnej stronie.")


class TopicViewSet(ModelViewSet):
    model = Topic
    name = "topics"
    url_prefix = "tematy"
    icon = "tag"
    menu_label = gettext_lazy("Tematy")
    menu_order = 260
    add_to_admin_menu = True
    index_view_class = TopicIndexView
    add_view_class = TopicCreateView
    edit_view_class = TopicEditView
    delete_view_class = TopicDeleteView
    search_fields = ["name", "name_en", "slug"]
    search_backend_name = None
    list_per_page = 100
    ordering = ["sort_key", "name"]
    list_display = ["name", "name_en", "slug", Column("used", label=gettext_lazy("Na ilu stronach"), sort_key="used")]
    edit_handler = ObjectList(
        [
            FieldPanel("name", heading=gettext_lazy("Nazwa")),
            FieldPanel("name_en", heading=gettext_lazy("Nazwa angielska")),
            FieldPanel(
                "slug",
                heading=gettext_lazy("Skrót w adresach"),
                help_text=gettext_lazy("Puste: portal zrobi go z nazwy. Zmiana psuje linki do list z tym tematem."),
            ),
        ],
        base_form_class=TopicForm,
    )
    # Which pages carry a topic the table of links says; names are unique, so a copy would only be an error to mend.
    add_to_reference_index = False
    copy_view_enabled = False


topics = TopicViewSet()
