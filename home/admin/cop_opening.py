"""The form "Nowe COP": one page of the admin that opens a centre with everything that belongs to it."""

from __future__ import annotations

from typing import Any, cast

from anyascii import anyascii
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts import roles
from accounts.models import Organisation, User
from core.forms import KnownRowsField
from core.models import Territory
from core.models.pages import RESERVED_SLUGS
from home.services.cops import OpenedCop, open_cop


class OpenCopForm(forms.ModelForm):
    serves = KnownRowsField(
        label=gettext_lazy("Gminy pod opieką"),
        queryset=Territory.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=gettext_lazy("Na liście stoją gminy, których nie prowadzi jeszcze żadne COP. Kilka zaznaczysz z klawiszem Ctrl."),
    )

    class Meta:
        model = Organisation
        fields = ["name", "town", "slug", "territory", "address", "email", "phone", "website"]
        help_texts = {
            "name": gettext_lazy("Na przykład: COP Bytów."),
            "town": gettext_lazy("Od niej nazwą się grupy, kolekcja i obieg tekstów, na przykład „COP Bytów: redakcja”."),
            "slug": gettext_lazy("Część adresu, na przykład „bytow”. Puste pole: utworzymy go z miejscowości."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["town"].required = True
        self.fields["territory"].queryset = Territory.objects.communes()  # type: ignore[attr-defined]
        self.fields["serves"].queryset = Territory.objects.communes().filter(served_by=None)  # type: ignore[attr-defined]
        self.instance.kind = Organisation.Kind.COP

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Organisation.objects.filter(kind=Organisation.Kind.COP, name__iexact=name).exists():
            raise ValidationError(_("COP o tej nazwie już jest. Wpisz inną nazwę."))
        return name

    def clean_slug(self) -> str:
        slug = self.cleaned_data.get("slug") or slugify(anyascii(self.cleaned_data.get("town") or ""))
        if slug in RESERVED_SLUGS:
            raise ValidationError(_("Adres „%(slug)s” jest zajęty przez portal. Wybierz inny.") % {"slug": slug})
        return slug

    def full_clean(self) -> None:
        super().full_clean()
        # Who left the slug empty cannot mend it there: the town, or the name that was told already, is what is taken.
        if self.is_bound and "slug" in self.errors and not self["slug"].data:
            del self.errors["slug"]
            if "name" not in self.errors:
                self.add_error("town", _("Adres utworzony z tej miejscowości ma już inna organizacja. Wpisz własny skrót w adresie."))


class OpenCopView(WagtailAdminTemplateMixin, FormView):
    form_class = OpenCopForm
    template_name = "home/admin/open_cop.html"
    page_title = gettext_lazy("Nowe COP")
    header_icon = "group"
    success_url = reverse_lazy("wagtailadmin_home")
    breadcrumbs_items = [*WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": gettext_lazy("Nowe COP")}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not roles.is_cio(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            opened = open_cop(**form.cleaned_data, by=cast(User, self.request.user))
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("%(name)s działa: ma strony, grupy, kolekcję plików i obieg tekstów. Dodaj teraz osoby do grup.")
            % {"name": opened.organisation.name},
            buttons=self._links(opened),
        )
        return super().form_valid(form)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        messages.error(self.request, _("COP jeszcze nie powstało. Popraw zaznaczone pola."))
        return super().form_invalid(form)

    def _links(self, opened: OpenedCop) -> list[Any]:
        pages = [
            (opened.cop_page, _("Strona COP")),
            (opened.news_folder, _("Folder aktualności")),
            (opened.calendar_folder, _("Folder kalendarza")),
        ]
        links = [messages.button(reverse("wagtailadmin_explore", args=[page.pk]), label) for page, label in pages if page is not None]
        return [*links, messages.button(reverse("wagtailusers_users:index"), _("Osoby"))]
