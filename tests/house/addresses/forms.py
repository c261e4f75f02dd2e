"""Each form class with a way to make it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from wagtail.documents.forms import get_document_form
from wagtail.fields import StreamField
from wagtail.images.forms import get_image_form
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts import forms as account_forms
from accounts.models import Membership, User
from accounts.organisation_admin import MembershipForm, organisations
from accounts.user_admin import PortalUserCreationForm, PortalUserEditForm
from accounts.workflows import ApproveForm, ChangesForm
from calendar_imports.admin import forms as imports
from calendar_imports.own_sources import AddressForm
from core.gallery import SampleForm
from core.models import PortalDocument, PortalImage, Topic
from core.redirect_forms import PortalRedirectForm
from core.territory_chooser import NameFilterForm
from core.topic_admin import topics
from events_calendar import begin_form
from events_calendar.admin import forms as decisions
from events_calendar.admin.dates import MoveForm, PreviewForm, ReasonForm
from events_calendar.admin.forms import ProposalForm, QueueFilterForm
from events_calendar.admin.legal_duties import legal_duties
from events_calendar.admin.reasons import refusal_reasons
from events_calendar.admin.school_holidays import school_holidays
from events_calendar.admin.venue_chooser import WordsFilterForm
from events_calendar.admin.venues import venue_viewset
from events_calendar.admin.whole_event import CancelForm
from events_calendar.forms import CalendarForm
from events_calendar.models import EventPage, Occurrence
from events_calendar.options import filter_options
from events_calendar.repeating import RepeatFields, RepeatForm
from events_calendar.venue_forms import VenueListForm, WeekForm
from events_calendar.wizard_forms import StepForm, WhatForm, WhenForm, WhereForm
from framework_calendar import gathering, proposal_forms, year_register
from framework_calendar.admin.allocation_forms import ChoiceForm, Ways
from framework_calendar.admin.calls import call_viewset
from framework_calendar.models import Call
from framework_calendar.open_forms import OpenProposalsForm
from framework_calendar.proposal_forms import begin as proposal_begin
from framework_calendar.year_forms import YearForm, options_of
from home.admin.cop_opening import OpenCopForm
from home.models import ContactPage
from news.forms import ArchiveForm
from ngo_pages.forms import FilterForm, InitiativeFilterForm, NgoFilterForm
from ngo_pages.models import NgoPage
from ngo_pages.options import Options, options_for
from search.admin.silenced import silenced_viewset
from search.admin.synonyms import TrialForm, synonyms_viewset
from search.forms import SearchForm
from tests.accounts.factories import event_form, news_form
from tests.events_calendar.factories import at
from tests.house.addresses.world import World

Maker = Callable[[World, dict[str, Any]], forms.BaseForm]


def _choice(world: World, data: dict[str, Any]) -> ChoiceForm:
    found = gathering.round_of(Call.objects.get(pk=world.words["round"]))
    (proposal,) = found.proposals.values()
    # Another slot, unless the choice itself is what is tried: then all that is typed is read.
    typed = {f"{proposal.pk}-{name}": value for name, value in {"wybor": "inny", **data}.items()}
    return ChoiceForm(typed, proposal=proposal, allocation=None, ways=Ways(found), venues={}, places=[("", "poza portalem")])


def request_of(world: World) -> Any:
    """A posted form of somebody who lives here."""
    request = RequestFactory().post("/pl/")
    request.user = world.people.resident
    request.session = SessionStore()
    return request


def page_form(model: type[Page], world: World, data: dict[str, Any]) -> forms.BaseForm:
    """The editor's form of a page type, bound."""
    form_class = model.get_edit_handler().get_form_class()  # type: ignore[attr-defined]
    streams = {f.name: streamfield([]) for f in model._meta.get_fields() if isinstance(f, StreamField)}
    good = {**nested_form_data(streams), **(event_form() if model is EventPage else news_form())}
    return form_class({**good, **data}, instance=model(locale=world.tree.home.locale), parent_page=world.tree.home, for_user=world.admin)


def _totp(world: World, data: dict[str, Any]) -> forms.BaseForm:
    form = account_forms.MfaActivateForm(data, user=world.people.resident)
    form.secret = generate_totp_secret()
    return form


# By module and name. Each makes the form bound to the data.
FORMS: dict[str, Maker] = {
    "accounts.forms.PlainFields": lambda world, data: account_forms.PlainFields(data),
    "accounts.forms.LoginForm": lambda world, data: account_forms.LoginForm(data, request=request_of(world)),
    "accounts.forms.SignupForm": lambda world, data: account_forms.SignupForm(data),
    "accounts.forms.ResetPasswordForm": lambda world, data: account_forms.ResetPasswordForm(data),
    "accounts.forms.ResetPasswordKeyForm": lambda world, data: account_forms.ResetPasswordKeyForm(data, user=world.people.resident),
    "accounts.forms.ChangePasswordForm": lambda world, data: account_forms.ChangePasswordForm(world.people.resident, data),
    "accounts.forms.SetPasswordForm": lambda world, data: account_forms.SetPasswordForm(world.people.resident, data),
    "accounts.forms.AddEmailForm": lambda world, data: account_forms.AddEmailForm(world.people.resident, data),
    "accounts.forms.ReauthenticateForm": lambda world, data: account_forms.ReauthenticateForm(data, user=world.people.resident),
    "accounts.forms.MfaAuthenticateForm": lambda world, data: account_forms.MfaAuthenticateForm(data, user=world.people.resident),
    "accounts.forms.MfaReauthenticateForm": lambda world, data: account_forms.MfaReauthenticateForm(data, user=world.people.resident),
    "accounts.forms.MfaActivateForm": _totp,
    "accounts.forms.ProfileForm": lambda world, data: account_forms.ProfileForm(data, instance=User()),
    "accounts.forms.SendConfirmationForm": lambda world, data: account_forms.SendConfirmationForm(data),
    "accounts.forms.CloseAccountForm": lambda world, data: account_forms.CloseAccountForm(world.people.resident, data),
    "accounts.forms.MailSettingsForm": lambda world, data: account_forms.MailSettingsForm(world.people.moderator, data),
    "accounts.organisation_admin.MembershipForm": lambda world, data: _membership(data),
    "accounts.organisation_admin.OrganisationForm": lambda world, data: _organisation(world, data),
    "accounts.user_admin.PortalUserCreationForm": lambda world, data: PortalUserCreationForm(data),
    "accounts.user_admin.PortalUserEditForm": lambda world, data: PortalUserEditForm(data, instance=User()),
    "accounts.workflows.ApproveForm": lambda world, data: ApproveForm(data),
    "accounts.workflows.ChangesForm": lambda world, data: ChangesForm(data),
    "calendar_imports.admin.forms.ChoicesForm": lambda world, data: imports.ChoicesForm(data, user=world.admin),
    "calendar_imports.admin.forms.FileChoicesForm": lambda world, data: imports.FileChoicesForm(data, user=world.admin),
    "calendar_imports.admin.forms.ReasonForm": lambda world, data: imports.ReasonForm(data),
    "calendar_imports.admin.forms.UploadForm": lambda world, data: imports.UploadForm(data, user=world.admin, cops=[]),
    "calendar_imports.own_sources.AddressForm": lambda world, data: AddressForm(data, user=world.people.ngo_owner),
    "core.document_forms.PortalDocumentForm": lambda world, data: get_document_form(PortalDocument)(data, user=world.admin),
    "core.forms.PortalPageForm": lambda world, data: page_form(EventPage, world, data),
    "core.gallery.forms.SampleForm": lambda world, data: SampleForm(data),
    "core.image_forms.PortalImageForm": lambda world, data: _image(world, data),
    "core.redirect_forms.PortalRedirectForm": lambda world, data: PortalRedirectForm(data),
    "core.topic_admin.TopicForm": lambda world, data: topics.get_form_class()(data),
    "core.territory_chooser.NameFilterForm": lambda world, data: NameFilterForm(data),
    "events_calendar.begin_form.AnswerForm": lambda world, data: begin_form.AnswerForm(data),
    "events_calendar.begin_form.BeginForm": lambda world, data: begin_form.BeginForm(data, organisations=[world.people.ngo], asked={}),
    "events_calendar.begin_form.CancelForm": lambda world, data: begin_form.CancelForm(
        data, needed="Napisz, dlaczego.", dates=[(at("2026-12-01 18:00"), "wtorek")]
    ),
    "events_calendar.begin_form.ReasonForm": lambda world, data: begin_form.ReasonForm(data, needed="Napisz, dlaczego."),
    "events_calendar.forms.CalendarForm": lambda world, data: CalendarForm(data, options=filter_options(world.tree.calendar)),
    "events_calendar.admin.dates.MoveForm": lambda world, data: MoveForm(
        {"start": _START, "end": _END, **data}, event=EventPage(), row=Occurrence()
    ),
    "events_calendar.admin.dates.PreviewForm": lambda world, data: PreviewForm({"start": _START, "end": _END, **data}, event=EventPage()),
    "events_calendar.admin.whole_event.CancelForm": lambda world, data: CancelForm(data),
    "events_calendar.admin.dates.ReasonForm": lambda world, data: ReasonForm(data),
    "events_calendar.editing.EventPageForm": lambda world, data: page_form(EventPage, world, data),
    "events_calendar.repeating.RepeatFields": lambda world, data: RepeatFields(data),
    "events_calendar.repeating.RepeatForm": lambda world, data: _repeat(data),
    "events_calendar.admin.school_holidays.SchoolHolidaysForm": lambda world, data: school_holidays.get_form_class()(data),
    "events_calendar.admin.venue_chooser.WordsFilterForm": lambda world, data: WordsFilterForm(data),
    "events_calendar.admin.venue_form.VenueForm": lambda world, data: _venue(world, data),
    "events_calendar.venue_forms.VenueListForm": lambda world, data: VenueListForm(data, communes=[("2263011", "Słupsk")]),
    "events_calendar.venue_forms.WeekForm": lambda world, data: WeekForm(data),
    "events_calendar.admin.forms.ProposalForm": lambda world, data: ProposalForm(data, event=EventPage()),
    "events_calendar.admin.forms.QueueFilterForm": lambda world, data: QueueFilterForm(data, user=world.admin),
    "framework_calendar.admin.allocation_forms.ChoiceForm": lambda world, data: _choice(world, data),
    "events_calendar.admin.legal_duties.LegalDutyForm": lambda world, data: legal_duties.get_form_class()(data),
    "events_calendar.admin.reasons.RefusalReasonForm": lambda world, data: refusal_reasons.get_form_class()(data),
    "events_calendar.admin.forms.ApproveForm": lambda world, data: decisions.ApproveForm(data),
    "events_calendar.admin.forms.ReasonForm": lambda world, data: decisions.ReasonForm(data),
    "framework_calendar.year_forms.YearForm": lambda world, data: YearForm(data, options=options_of(2027, year_register.entries(2027))),
    "events_calendar.wizard_forms.base.StepForm": lambda world, data: StepForm(data),
    "events_calendar.wizard_forms.what.WhatForm": lambda world, data: WhatForm(data),
    "events_calendar.wizard_forms.when.WhenForm": lambda world, data: WhenForm(data),
    "events_calendar.wizard_forms.where.WhereForm": lambda world, data: WhereForm(data, offers=[], communes=[], nearby=[]),
    "framework_calendar.admin.calls.CallForm": lambda world, data: _call(world, data),
    "framework_calendar.open_forms.OpenProposalsForm": lambda world, data: OpenProposalsForm(data, communes=[], topics=[]),
    "framework_calendar.proposal_forms.begin._OwnOrganisation": lambda world, data: proposal_begin._OwnOrganisation(
        data, organisations=[world.people.ngo, world.people.office]
    ),
    "framework_calendar.proposal_forms.begin.BeginForm": lambda world, data: proposal_forms.BeginForm(
        data, organisations=[world.people.ngo], earlier=[]
    ),
    "framework_calendar.proposal_forms.begin.InviteForm": lambda world, data: proposal_forms.InviteForm(data),
    "framework_calendar.proposal_forms.begin.JoinForm": lambda world, data: proposal_forms.JoinForm(data, organisations=[world.people.ngo]),
    "framework_calendar.proposal_forms.what.WhatForm": lambda world, data: proposal_forms.WhatForm(data, asks=["headcount", "audience"]),
    "framework_calendar.proposal_forms.wishes.WishForm": lambda world, data: proposal_forms.WishForm(
        data, rank=1, year=2027, venues=[], communes=[]
    ),
    "framework_calendar.proposal_forms.with_whom.WithForm": lambda world, data: proposal_forms.WithForm(
        data, asks=["brings", "seeks"], questions=[], own=world.people.ngo
    ),
    "home.admin.cop_opening.OpenCopForm": lambda world, data: OpenCopForm(data),
    "home.models.contact.ContactPageForm": lambda world, data: page_form(ContactPage, world, data),
    "news.forms.ArchiveForm": lambda world, data: ArchiveForm(data, topics=list(Topic.objects.all()), years=[2026]),
    "ngo_pages.forms.FilterForm": lambda world, data: FilterForm(data, options=_options(world)),
    "ngo_pages.forms.InitiativeFilterForm": lambda world, data: InitiativeFilterForm(data, options=_options(world)),
    "ngo_pages.forms.NgoFilterForm": lambda world, data: NgoFilterForm(data, options=_options(world)),
    "search.admin.silenced.SilencedForm": lambda world, data: silenced_viewset.get_form_class()(data),
    "search.admin.synonyms.SynonymForm": lambda world, data: synonyms_viewset.get_form_class()(data),
    "search.admin.synonyms.TrialForm": lambda world, data: TrialForm(data),
    "search.forms.SearchForm": lambda world, data: SearchForm(data, list(Topic.objects.all())),
}


_START, _END = "2026-12-01 18:00", "2026-12-01 20:00"


def _repeat(data: dict[str, Any]) -> forms.BaseForm:
    start = datetime(2026, 12, 1, 17, tzinfo=UTC)
    return RepeatForm({"repeat": "weekly", "repeat_count": "3", **data}, start=start, end=start + timedelta(hours=2))


def _membership(data: dict[str, Any]) -> forms.BaseForm:
    return forms.modelform_factory(Membership, form=MembershipForm, fields=["user", "role"])(data)


def _organisation(world: World, data: dict[str, Any]) -> forms.BaseForm:
    management = {f"memberships-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return organisations.get_form_class()({**management, **data}, for_user=world.admin)


def _venue(world: World, data: dict[str, Any]) -> forms.BaseForm:
    rows = ("hours", "exceptions", "pictures")
    management = {f"{row}-{name}": "0" for row in rows for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return venue_viewset.get_form_class()({**management, **data}, for_user=world.admin)


def _call(world: World, data: dict[str, Any]) -> forms.BaseForm:
    management = {f"questions-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return call_viewset.get_form_class()({**management, **data}, for_user=world.admin)


def _image(world: World, data: dict[str, Any]) -> forms.BaseForm:
    return get_image_form(PortalImage)(data, user=world.admin)


def _options(world: World) -> Options:
    return options_for(world.tree.ngos, NgoPage.objects.readable(world.tree.home.locale_id), {})
