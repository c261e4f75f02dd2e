"""Calls in the admin: each COP's moderators have their own, CIO all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, ProtectedError, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from accounts import roles
from accounts.models import Organisation, User
from core import pagecache
from core.models import Territory
from core.plain_text import only_plain
from events_calendar import days
from framework_calendar import rights
from framework_calendar.models import Call, Proposal

# What a published calendar was published with.
PUBLISHED_WITH = ("cop", "year", "opens", "closes", "publication_day")


def cops_of(user: User) -> QuerySet[Organisation]:
    """The COPs for which the person may announce a call."""
    cops = Organisation.objects.filter(kind=Organisation.Kind.COP)
    return cops if roles.is_cio(user) else cops.filter(pk__in=roles.moderated_cop_ids_of(user))


class CallPermissionPolicy(ModelPermissionPolicy):
    """Who moderates for a COP may do everything with its calls."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return rights.moderates_any(user)

    def user_has_any_permission(self, user: User, actions: Any) -> bool:
        return rights.moderates_any(user)

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> QuerySet[Call]:
        return rights.calls_of(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        return isinstance(instance, Call) and rights.moderates(instance, user)

    def user_has_any_permission_for_instance(self, user: User, actions: Any, instance: Model) -> bool:
        return self.user_has_permission_for_instance(user, "change", instance)


class CallForm(WagtailAdminModelForm):
    """A COP's moderator announces for their own COP only; which COP and year a call is for stays once somebody has proposed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)
        user = self.for_user
        cop: Any = self.fields["cop"]
        cop.queryset = cops_of(user) if user is not None else cop.queryset
        cop.empty_label = _("wybierz")
        cop.error_messages["invalid_choice"] = _("Wybierz COP z listy: możesz ogłaszać nabory tylko swojego COP.")
        if self.instance.pk is None and cop.queryset.count() == 1:
            self.initial.setdefault("cop", cop.queryset.first())
        communes: Any = self.fields["communes"]
        communes.queryset = Territory.objects.communes().order_by("sort_key")
        if user is not None and not roles.is_cio(user):
            # What another COP serves is not theirs to call for; what a call has already stays to be seen.
            own = Q(served_by__cop__in=cops_of(user))
            had = [commune.pk for commune in self.instance.communes.all()] if self.instance.pk else []
            communes.queryset = communes.queryset.filter(own | Q(pk__in=had))
        self.is_used = self.instance.pk is not None and self.instance.proposals.exists()
        if self.instance.published_at is not None:
            # Everybody has read them, and the events stand by them.
            for name in PUBLISHED_WITH:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Kalendarz jest ogłoszony, więc tego nie można już zmienić.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("cop", "year"):
            if self.is_used and name in self.changed_data and name in cleaned and name not in self.errors:
                told = _("W tym naborze są już propozycje, więc tego nie można zmienić. Ogłoś nowy nabór.")
                self.add_error(name, told)
        return cleaned


class OwnOnly:
    """A view of one call: only for those who keep this very one."""

    def get_object(self, *args: Any, **kwargs: Any) -> Call:
        call: Call = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not rights.moderates(call, self.request.user):  # type: ignore[attr-defined]
            raise PermissionDenied
        return call


class _Public:
    """The year's page shows these days."""

    def save_instance(self) -> Call:
        saved: Call = super().save_instance()  # type: ignore[misc]
        pagecache.bump()
        return saved


class CallIndexView(generic.IndexView):
    add_item_label = gettext_lazy("Ogłoś nabór")

    def get_base_queryset(self) -> QuerySet[Call]:
        return rights.calls_of(self.request.user)


class CallCreateView(_Public, generic.CreateView):
    # Wagtail puts the two together, and the second into the breadcrumb too.
    page_title = gettext_lazy("Nowy")
    page_subtitle = gettext_lazy("nabór")
    success_message = gettext_lazy("Nabór „%(object)s” jest ogłoszony.")
    error_message = gettext_lazy("Nabór nie jest jeszcze ogłoszony: popraw błędy.")


class CallEditView(OwnOnly, _Public, generic.EditView):
    page_title = gettext_lazy("Edycja naboru")
    success_message = gettext_lazy("Zapisaliśmy zmiany naboru „%(object)s”.")
    error_message = gettext_lazy("Zmiany nie są zapisane: popraw błędy.")
    delete_item_label = gettext_lazy("Usuń nabór")

    def save_instance(self) -> Call:
        before = self.form.initial.get("closes")
        changed = list(self.form.changed_data) or any(formset.has_changed() for formset in getattr(self.form, "formsets", {}).values())
        call = super().save_instance()
        count = call.proposals.exclude(state=Proposal.State.WITHDRAWN).count()
        if changed and count and call.phase() == Call.Phase.OPEN:
            told = ngettext(
                "Nabór trwa i jest już %(count)s propozycja albo szkic. Uprzedź te organizacje o zmianie, zwłaszcza dni i pytań.",
                "Nabór trwa i propozycji razem ze szkicami jest już %(count)s. Uprzedź te organizacje o zmianie, zwłaszcza dni i pytań.",
                count,
            )
            messages.warning(self.request, told % {"count": count})
        # They may have no time left, and nobody else tells them.
        was_open = call.published_at is None and before is not None and call.opens <= days.today() <= before
        if was_open and call.closes < before:
            self.unsent = call.proposals.filter(state=Proposal.State.DRAFT).count()
        return call

    unsent = 0

    def get_success_message(self) -> str:
        told = str(super().get_success_message())
        if not self.unsent:
            return told
        text = ngettext(
            "Nabór kończy się wcześniej, a %(count)s szkic nie jest jeszcze wysłany.",
            "Nabór kończy się wcześniej, a %(count)s szkiców nie jest jeszcze wysłanych.",
            self.unsent,
        )
        return f"{told} {text % {'count': self.unsent}}"


class CallDeleteView(OwnOnly, generic.DeleteView):
    success_message = gettext_lazy("Nabór „%(object)s” jest usunięty.")
    confirmation_message = gettext_lazy("Na pewno usunąć ten nabór? Nie ma w nim żadnej propozycji.")
    # The method DELETE would pass by the question.
    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._back() if self._count else super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if self._count:
            return self._back()
        try:
            answer = super().form_valid(form)
        except ProtectedError:
            # Somebody began one between the question and the deletion.
            return self._back()
        pagecache.bump()
        return answer

    @property
    def _count(self) -> int:
        return self.object.proposals.count()

    def _back(self) -> HttpResponse:
        count = self._count
        told = ngettext(
            "Tego naboru nie można usunąć, bo jest w nim %(count)s propozycja albo szkic. Możesz go zamknąć wcześniej: zmień „nabór do”.",
            "Tego naboru nie można usunąć, bo propozycji i szkiców jest w nim %(count)s. Możesz go zamknąć wcześniej: zmień „nabór do”.",
            count,
        )
        messages.error(self.request, told % {"count": count})
        return redirect(call_viewset.get_url_name("edit"), self.object.pk)


class CallHistoryView(OwnOnly, HistoryView):
    pass


class CallUsageView(OwnOnly, UsageView):
    pass


class PhaseColumn(Column):
    def get_value(self, instance: Call) -> Any:
        return instance.phase().label


class CallViewSet(ModelViewSet):
    """The list of calls, and their form with the COP's own questions."""

    model = Call
    name = "framework_calls"
    url_prefix = "nabory"
    icon = "calendar"
    menu_label = gettext_lazy("Kalendarz ramowy")
    menu_order = 151
    add_to_admin_menu = True
    index_view_class = CallIndexView
    add_view_class = CallCreateView
    edit_view_class = CallEditView
    delete_view_class = CallDeleteView
    history_view_class = CallHistoryView
    usage_view_class = CallUsageView
    search_fields = ["title", "cop__name"]
    search_backend_name = None
    ordering = ["-year", "opens", "pk"]
    list_display = [
        "title",
        Column("cop", label=gettext_lazy("COP")),
        Column("year", label=gettext_lazy("Rok"), sort_key="year"),
        # Not DateColumns, which say how long ago it was: of days to come "just now".
        Column("opens", label=gettext_lazy("Nabór od"), sort_key="opens"),
        Column("closes", label=gettext_lazy("Nabór do"), sort_key="closes"),
        Column("publication_day", label=gettext_lazy("Ogłoszenie"), sort_key="publication_day"),
        PhaseColumn("phase", label=gettext_lazy("Etap")),
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("cop"), FieldPanel("year")]),
            FieldPanel("title"),
            FieldPanel("intro"),
            FieldPanel("communes", widget=forms.CheckboxSelectMultiple),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("opens"), FieldPanel("closes"), FieldPanel("publication_day")]), FieldPanel("reminder_days")],
                heading=gettext_lazy("Dni"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("asks"),
                    InlinePanel(
                        "questions",
                        panels=[FieldPanel("text"), FieldPanel("help_text"), FieldPanel("required")],
                        label=gettext_lazy("Pytanie"),
                        heading=gettext_lazy("Własne pytania"),
                    ),
                ],
                heading=gettext_lazy("Formularz"),
            ),
        ],
        base_form_class=CallForm,
    )
    # Its questions would have to be copied too, and a COP has one call a year.
    copy_view_enabled = False


call_viewset = CallViewSet()
