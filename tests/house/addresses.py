"""Every address and form of the portal with an example: the tables that `test_bad_input` walks. A new one needs a row here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from inspect import isclass
from pkgutil import walk_packages
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override
from wagtail import hooks
from wagtail.documents.forms import get_document_form
from wagtail.fields import StreamField
from wagtail.images.forms import get_image_form
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, get_page_models
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts import forms as account_forms
from accounts.mail import preferences
from accounts.models import Membership, User
from accounts.organisation_admin import MembershipForm, organisations
from accounts.user_admin import PortalUserCreationForm, PortalUserEditForm
from accounts.workflows import ApproveForm, ChangesForm
from core.gallery import SampleForm
from core.models import PageTopic, PortalDocument, PortalImage, PortalPage, Topic
from events_calendar.forms import CalendarForm
from events_calendar.models import EventPage
from events_calendar.options import filter_options
from home.admin.cop_opening import OpenCopForm
from home.models import ContactPage
from news.forms import ArchiveForm
from ngo_pages.forms import FilterForm, InitiativeFilterForm, NgoFilterForm
from ngo_pages.models import NgoPage
from ngo_pages.options import Options, options_for
from search.forms import SearchForm
from tests.accounts.account_fixtures import PASSWORD
from tests.accounts.factories import People, event_form, make_event, make_news, make_people, news_form
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory, SectionPageFactory, make_contact_page
from tests.ngo_pages.factories import InitiativePageFactory, NgoPageFactory
from tests.problem_groups.factories import GroupPageFactory

OUR_APPS = ("accounts", "core", "events_calendar", "home", "news", "ngo_pages", "problem_groups", "search")


def is_ours(module: str) -> bool:
    return module.split(".")[0] in OUR_APPS


# --- A portal with one of everything


@dataclass(frozen=True)
class World:
    """One page of each type, one person of each role, and the words that stand for them in the rows' paths."""

    tree: SiteTree
    people: People
    admin: User
    words: dict[str, str]

    def person(self, role: str) -> User | None:
        """Who opens the address: nobody, someone with an account, or someone who may do everything in the admin."""
        return {"": None, "resident": self.people.resident, "admin": self.admin}[role]


def make_world(tree: SiteTree) -> World:
    """Fill the smallest tree."""
    people = make_people(tree)
    people.resident.set_password(PASSWORD)
    people.resident.save()
    EmailAddress.objects.create(user=people.resident, email=people.resident.email, verified=True, primary=True)
    admin = User.objects.create_superuser("wszystko@example.org", PASSWORD)
    section = SectionPageFactory(parent=tree.home, slug="dzial")
    ContentPageFactory(parent=section, slug="strona")
    closed = ContentPageFactory(parent=tree.home, slug="zamknieta")
    closing = PageViewRestriction.objects.create(page=closed, restriction_type="password", password="haslo")
    contact = make_contact_page(tree.home)
    document = PortalDocument.objects.create(title="Statut", file="documents/statut.txt")
    # Programs get only the files that a page uses.
    body = json.dumps([{"type": "text", "value": f'<p data-block-key="a"><a linktype="document" id="{document.pk}">Statut</a></p>'}])
    news = make_news(tree.news_slupsk, people.editor, live=True, title="Zebranie", slug="zebranie", author_line="Redakcja", body=body)
    event = make_event(
        tree.calendar_slupsk,
        people.editor,
        live=True,
        title="Spotkanie",
        slug="spotkanie",
        organiser=people.ngo,
        territory=tree.slupsk.territory,
    )
    NgoPageFactory(parent=tree.ngos, organisation=people.ngo)
    InitiativePageFactory(parent=tree.initiatives, slug="lawka")
    GroupPageFactory(parent=tree.groups, slug="transport")
    topic = Topic.objects.create(name="Morze", name_en="Sea", slug="morze")
    PageTopic.objects.create(tag=topic, content_object=news)
    PageTopic.objects.create(tag=topic, content_object=event)
    closed_files = document.collection.add_child(name="Zamknięte")
    file_closing = CollectionViewRestriction.objects.create(collection=closed_files, restriction_type="password", password="haslo")
    return World(
        tree,
        people,
        admin,
        {
            "contact": str(contact.pk),
            "document": str(document.pk),
            "closed": str(closed.pk),
            "closing": str(closing.pk),
            "file_closing": str(file_closing.pk),
            "organisation": str(people.ngo.pk),
            "person": str(people.editor.pk),
            "entry": "1",
            "token": preferences.unsubscribe_path(people.moderator, ["workflow.submitted"]).rstrip("/").rsplit("/", 1)[-1],
            "key": "1x-abc",
            "section": "strony",
            "file": "ulotka.txt",
            "bulk_action": "delete",
        },
    )


def put_files() -> None:
    """Each test has folders of its own for files; the document and a public file belong into them."""
    default_storage.save("ulotka.txt", ContentFile(b"Ulotka."))
    storage = PortalDocument._meta.get_field("file").storage  # type: ignore[union-attr]
    storage.save("documents/statut.txt", ContentFile(b"Statut."))


# --- Addresses


@dataclass(frozen=True)
class Row:
    """An example of an address: words of `World.words` stand in {braces} where the address has a variable part.

    `takes` are the parameters it knows, each with a good value; `pairs` are combinations that contradict one another;
    `asks` are the fields of the form that is posted to it, each with a good value.
    """

    path: str
    role: str = ""
    takes: dict[str, str] = field(default_factory=dict)
    pairs: tuple[str, ...] = ()
    asks: dict[str, str] = field(default_factory=dict)
    # Words of a field that are kept to themselves: what was typed is not in the answer.
    secret: tuple[str, ...] = ("password", "password1", "password2", "oldpassword", "code")


_CALENDAR = {
    "q": "spotkanie",
    "rodzaj": "meeting",
    "temat": "morze",
    "gmina": "2263011",
    "powiat": "2263",
    "organizator": "fundacja-dobra",
    "miejsce": "sala",
    "odbiorcy": "seniorzy",
    "data": "2026-11-24",
    "bezplatne": "1",
    "dostepne": "1",
    "online": "1",
    "widok": "lista",
    "strona": "1",
}
_FILE = {name: value for name, value in _CALENDAR.items() if name not in ("data", "widok", "strona")}
_NEWS = {"rok": "2026", "temat": "morze", "strona": "1"}
_NEW_PASSWORDS = {"password1": "nowe-haslo-morze-9", "password2": "nowe-haslo-morze-9"}
_LIST = {"q": "fundacja", "p": "1", "ordering": "town"}
_COP = {
    "name": "COP Bytów",
    "town": "Bytów",
    "slug": "bytow",
    "territory": "",
    "serves": "",
    "address": "ul. Wysoka 1",
    "email": "bytow@cop.example.org",
    "phone": "59 000 00 00",
    "website": "https://bytow.example.org",
}
_ACCOUNT = "pl/konto/"

# By the pattern of the URL configuration.
ADDRESSES: dict[str, Row] = {
    "healthz": Row("/healthz"),
    "readyz": Row("/readyz"),
    "robots.txt": Row("/robots.txt"),
    "sitemap.xml": Row("/sitemap.xml"),
    "sitemap-<str:section>.xml": Row("/sitemap-{section}.xml", takes={"p": "1"}),
    # Wagtail's API refuses parameters it does not know, as tests/core/test_api.py says; here it must only not break.
    **{
        f"api/v2/^{kind}/{end}": Row(f"/api/v2/{kind}/{example}", takes=takes)
        for kind, one in (("pages", "{closed}"), ("images", "{document}"), ("documents", "{document}"))
        for end, example, takes in (("", "", {}), ("<int:pk>/", f"{one}/", {}), ("find/", "find/", {"id": "1"}))
    },
    "^media/(?P<path>.*)$": Row("/media/{file}"),
    r"dokumenty/^(\d+)/(.*)$": Row("/dokumenty/{document}/statut.txt"),
    "dokumenty/authenticate_with_password/<int:restriction_id>/": Row(
        "/dokumenty/authenticate_with_password/{file_closing}/", asks={"password": "nie-to"}
    ),
    "pl/moje/": Row("/pl/moje/", "resident"),
    "pl/moje/e-maile/": Row("/pl/moje/e-maile/", "resident"),
    "pl/moje/e-maile/wypisz/<str:token>/": Row("/pl/moje/e-maile/wypisz/{token}/"),
    "pl/moje/dane/": Row("/pl/moje/dane/", "resident", asks={"first_name": "Ala", "last_name": "Nowak"}),
    "pl/szukaj/": Row(
        "/pl/szukaj/",
        takes={
            "q": "zebranie",
            "typ": "news",
            "temat": "morze",
            "gmina": "2263011",
            "od": "2026-01-01",
            "do": "2026-12-31",
            "strona": "1",
        },
        pairs=("od=2026-05-02&do=2026-05-01", "od=9999-12-31&do=0001-01-01"),
    ),
    "pl/szukaj/podpowiedzi/": Row("/pl/szukaj/podpowiedzi/", takes={"q": "zeb"}),
    "pl/komponenty/": Row("/pl/komponenty/", "admin"),
    "pl/mapa-strony/": Row("/pl/mapa-strony/"),
    "pl/kontakt/wiadomosc/<int:page_id>/": Row(
        "/pl/kontakt/wiadomosc/{contact}/",
        asks={"imie": "Ala", "twoj_e_mail": "ala@example.org", "temat": "Pytanie", "wiadomosc": "Dzień dobry"},
    ),
    "pl/demo/poczta/": Row("/pl/demo/poczta/"),
    r"pl/^((?:[\w\-]+/)*[\w\-]+\.(?:ics|csv|json))$": Row("/pl/kalendarz/kalendarz.ics"),
    r"pl/^((?:[\w\-]+/)*)$": Row("/pl/"),
    "pl/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": Row(
        "/pl/_util/authenticate_with_password/{closing}/{closed}/", asks={"password": "nie-to"}
    ),
    "pl/_util/login/": Row("/pl/_util/login/"),
    # Accounts: allauth's addresses with our forms.
    _ACCOUNT + "login/": Row(
        "/pl/konto/login/", takes={"next": "/pl/", "demo": "redakcja@example.org"}, asks={"login": "ala@example.org", "password": "nie-to"}
    ),
    _ACCOUNT + "logout/": Row("/pl/konto/logout/", "resident", takes={"next": "/pl/"}),
    _ACCOUNT + "inactive/": Row("/pl/konto/inactive/"),
    _ACCOUNT + "signup/": Row("/pl/konto/signup/", takes={"next": "/pl/"}, asks={"email": "nowa@example.org", **_NEW_PASSWORDS}),
    _ACCOUNT + "reauthenticate/": Row("/pl/konto/reauthenticate/", "resident", takes={"next": "/pl/"}, asks={"password": "nie-to"}),
    _ACCOUNT + "email/": Row("/pl/konto/email/", "resident", asks={"email": "nowa@example.org"}),
    _ACCOUNT + "confirm-email/": Row("/pl/konto/confirm-email/"),
    _ACCOUNT + "password/change/": Row("/pl/konto/password/change/", "resident", asks={"oldpassword": PASSWORD, **_NEW_PASSWORDS}),
    _ACCOUNT + "password/set/": Row("/pl/konto/password/set/", "resident"),
    _ACCOUNT + "password/reset/": Row("/pl/konto/password/reset/", asks={"email": "ala@example.org"}),
    _ACCOUNT + "login/code/confirm/": Row("/pl/konto/login/code/confirm/"),
    _ACCOUNT + r"^confirm-email/(?P<key>[-:\w]+)/$": Row("/pl/konto/confirm-email/{key}/"),
    _ACCOUNT + "password/reset/key/done/": Row("/pl/konto/password/reset/key/done/"),
    _ACCOUNT + "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Row("/pl/konto/password/reset/key/{key}/"),
    _ACCOUNT + "password/reset/done/": Row("/pl/konto/password/reset/done/"),
    _ACCOUNT + "2fa/": Row("/pl/konto/2fa/", "resident"),
    _ACCOUNT + "2fa/authenticate/": Row("/pl/konto/2fa/authenticate/"),
    _ACCOUNT + "2fa/reauthenticate/": Row("/pl/konto/2fa/reauthenticate/", "resident"),
    _ACCOUNT + "2fa/totp/activate/": Row("/pl/konto/2fa/totp/activate/", "resident", asks={"code": "123456"}),
    _ACCOUNT + "2fa/totp/deactivate/": Row("/pl/konto/2fa/totp/deactivate/", "resident"),
    _ACCOUNT + "2fa/recovery-codes/": Row("/pl/konto/2fa/recovery-codes/", "resident"),
    _ACCOUNT + "2fa/recovery-codes/generate/": Row("/pl/konto/2fa/recovery-codes/generate/", "resident"),
    _ACCOUNT + "2fa/recovery-codes/download/": Row("/pl/konto/2fa/recovery-codes/download/", "resident"),
    # The admin: only what is ours.
    "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/": Row(
        "/admin/bulk/wagtailcore/page/{bulk_action}/", "admin", takes={"id": "all", "childOf": "1"}
    ),
    "admin/choose-page/chosen-multiple/": Row("/admin/choose-page/chosen-multiple/", "admin", takes={"id": "2"}),
    "admin/nowe-cop/": Row("/admin/nowe-cop/", "admin", asks=_COP),
    "admin/wyslij-jeszcze-raz/<str:key>/": Row("/admin/wyslij-jeszcze-raz/{key}/", "admin"),
    "admin/organizacje/": Row("/admin/organizacje/", "admin", takes={**_LIST, "kind": "ngo", "legal_form": "association"}),
    "admin/organizacje/results/": Row("/admin/organizacje/results/", "admin", takes={**_LIST, "kind": "ngo"}),
    "admin/organizacje/new/": Row("/admin/organizacje/new/", "admin"),
    "admin/organizacje/edit/<int:pk>/": Row("/admin/organizacje/edit/{organisation}/", "admin"),
    "admin/organizacje/delete/<int:pk>/": Row("/admin/organizacje/delete/{organisation}/", "admin"),
    "admin/organizacje/history/<int:pk>/": Row("/admin/organizacje/history/{organisation}/", "admin", takes={"p": "1"}),
    "admin/organizacje/history-results/<int:pk>/": Row("/admin/organizacje/history-results/{organisation}/", "admin", takes={"p": "1"}),
    "admin/organizacje/usage/<int:pk>/": Row("/admin/organizacje/usage/{organisation}/", "admin", takes={"p": "1"}),
    "admin/wybor-organizacji/": Row("/admin/wybor-organizacji/", "admin", takes={"q": "fundacja", "p": "1"}),
    "admin/wybor-organizacji/results/": Row("/admin/wybor-organizacji/results/", "admin", takes={"q": "fundacja", "p": "1"}),
    "admin/wybor-organizacji/chosen/<str:pk>/": Row("/admin/wybor-organizacji/chosen/{organisation}/", "admin"),
    "admin/wybor-organizacji/chosen-multiple/": Row("/admin/wybor-organizacji/chosen-multiple/", "admin", takes={"id": "1"}),
    "admin/wybor-organizacji/create/": Row("/admin/wybor-organizacji/create/", "admin"),
    "admin/skrzynka-nadawcza/": Row(
        "/admin/skrzynka-nadawcza/", "admin", takes={"p": "1", "state": "done", "kind": "x", "ordering": "kind"}
    ),
    "admin/skrzynka-nadawcza/results/": Row("/admin/skrzynka-nadawcza/results/", "admin", takes={"p": "1", "state": "done"}),
    "admin/skrzynka-nadawcza/new/": Row("/admin/skrzynka-nadawcza/new/", "admin"),
    "admin/skrzynka-nadawcza/edit/<int:pk>/": Row("/admin/skrzynka-nadawcza/edit/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/delete/<int:pk>/": Row("/admin/skrzynka-nadawcza/delete/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/history/<int:pk>/": Row("/admin/skrzynka-nadawcza/history/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/history-results/<int:pk>/": Row("/admin/skrzynka-nadawcza/history-results/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/usage/<int:pk>/": Row("/admin/skrzynka-nadawcza/usage/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/inspect/<int:pk>/": Row("/admin/skrzynka-nadawcza/inspect/{entry}/", "admin"),
    "admin/users/new/": Row("/admin/users/new/", "admin"),
    "admin/users/edit/<int:pk>/": Row("/admin/users/edit/{person}/", "admin"),
}

# By page type and, where it answers more addresses than its own, the name of the route.
PAGES: dict[str, Row] = {
    "home.HomePage": Row("/pl/"),
    "home.SectionPage": Row("/pl/dzial/"),
    "home.ContentPage": Row("/pl/dzial/strona/"),
    "home.CopIndexPage": Row("/pl/cop/"),
    "home.CopPage": Row("/pl/cop/slupsk/"),
    "home.ContactPage": Row("/pl/kontakt/"),
    "news.NewsIndexPage": Row("/pl/aktualnosci/", takes=_NEWS),
    "news.NewsIndexPage:rss": Row("/pl/aktualnosci/rss/"),
    "news.NewsFolderPage": Row("/pl/aktualnosci/slupsk/", takes=_NEWS),
    "news.NewsFolderPage:rss": Row("/pl/aktualnosci/slupsk/rss/"),
    "news.NewsPage": Row("/pl/aktualnosci/slupsk/zebranie/"),
    "events_calendar.CalendarPage": Row("/pl/kalendarz/", takes={**_CALENDAR, "cop": "slupsk"}),
    "events_calendar.CalendarPage:rss": Row("/pl/kalendarz/rss/", takes={**_FILE, "cop": "slupsk"}),
    "events_calendar.CalendarPage:ics": Row("/pl/kalendarz/kalendarz.ics", takes={**_FILE, "cop": "slupsk"}),
    "events_calendar.CalendarFolderPage": Row("/pl/kalendarz/slupsk/", takes=_CALENDAR),
    "events_calendar.CalendarFolderPage:rss": Row("/pl/kalendarz/slupsk/rss/", takes=_FILE),
    "events_calendar.CalendarFolderPage:ics": Row("/pl/kalendarz/slupsk/kalendarz.ics", takes=_FILE),
    "events_calendar.EventPage": Row("/pl/kalendarz/slupsk/spotkanie/"),
    "events_calendar.EventPage:ics": Row("/pl/kalendarz/slupsk/spotkanie/wydarzenie.ics"),
    "ngo_pages.NgoIndexPage": Row(
        "/pl/organizacje/", takes={"q": "fundacja", "pole": "seniors", "gmina": "", "powiat": "", "temat": "", "strona": "1"}
    ),
    "ngo_pages.NgoPage": Row("/pl/organizacje/fundacja-dobra/"),
    "ngo_pages.InitiativeIndexPage": Row("/pl/inicjatywy/", takes={"stan": "idea", "gmina": "", "temat": "", "strona": "1"}),
    "ngo_pages.InitiativePage": Row("/pl/inicjatywy/lawka/"),
    "problem_groups.GroupIndexPage": Row("/pl/grupy/", takes={"strona": "1"}),
    "problem_groups.GroupPage": Row("/pl/grupy/transport/"),
}

ROWS = {**ADDRESSES, **PAGES}


def our_viewsets() -> set[str]:
    """The namespaces of the admin's parts that our apps register."""
    found = set()
    for hook in hooks.get_hooks("register_admin_viewset"):
        if is_ours(hook.__module__):
            made = hook()
            found |= {viewset.url_namespace for viewset in (made if isinstance(made, list) else [made])}
    return found


def _walk(resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, address, (*spaces, entry.namespace) if entry.namespace else spaces)
        else:
            yield address, entry, spaces


def configured_addresses() -> set[str]:
    """The patterns of the URL configuration: all public ones, and of the admin what our apps put there."""
    viewsets = our_viewsets()
    with override("pl"):
        return {
            address
            for address, entry, spaces in _walk(get_resolver())
            if not address.startswith("admin/") or is_ours(entry.callback.__module__) or viewsets.intersection(spaces)
        }


def page_types() -> list[type[PortalPage]]:
    return [model for model in get_page_models() if issubclass(model, PortalPage)]


def routed_addresses() -> set[str]:
    """Every page type and the routes below its own address."""
    found = set()
    for model in page_types():
        label = model._meta.label
        found.add(label)
        if hasattr(model, "get_subpage_urls"):
            found |= {f"{label}:{entry.name}" for entry in model.get_subpage_urls() if str(entry.pattern)}
    return found


# --- Forms

Maker = Callable[[World, dict[str, Any]], forms.BaseForm]


def _request(world: World) -> Any:
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
    "accounts.forms.LoginForm": lambda world, data: account_forms.LoginForm(data, request=_request(world)),
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
    "accounts.forms.MailSettingsForm": lambda world, data: account_forms.MailSettingsForm(world.people.moderator, data),
    "accounts.organisation_admin.MembershipForm": lambda world, data: _membership(data),
    "accounts.organisation_admin.OrganisationForm": lambda world, data: _organisation(world, data),
    "accounts.user_admin.PortalUserCreationForm": lambda world, data: PortalUserCreationForm(data),
    "accounts.user_admin.PortalUserEditForm": lambda world, data: PortalUserEditForm(data, instance=User()),
    "accounts.workflows.ApproveForm": lambda world, data: ApproveForm(data),
    "accounts.workflows.ChangesForm": lambda world, data: ChangesForm(data),
    "core.document_forms.PortalDocumentForm": lambda world, data: get_document_form(PortalDocument)(data, user=world.admin),
    "core.forms.PortalPageForm": lambda world, data: page_form(EventPage, world, data),
    "core.gallery.forms.SampleForm": lambda world, data: SampleForm(data),
    "core.image_forms.PortalImageForm": lambda world, data: _image(world, data),
    "events_calendar.forms.CalendarForm": lambda world, data: CalendarForm(data, options=filter_options(world.tree.calendar)),
    "home.admin.cop_opening.OpenCopForm": lambda world, data: OpenCopForm(data),
    "home.models.contact.ContactPageForm": lambda world, data: page_form(ContactPage, world, data),
    "news.forms.ArchiveForm": lambda world, data: ArchiveForm(data, topics=list(Topic.objects.all()), years=[2026]),
    "ngo_pages.forms.FilterForm": lambda world, data: FilterForm(data, options=_options(world)),
    "ngo_pages.forms.InitiativeFilterForm": lambda world, data: InitiativeFilterForm(data, options=_options(world)),
    "ngo_pages.forms.NgoFilterForm": lambda world, data: NgoFilterForm(data, options=_options(world)),
    "search.forms.SearchForm": lambda world, data: SearchForm(data, list(Topic.objects.all())),
}


def _membership(data: dict[str, Any]) -> forms.BaseForm:
    return forms.modelform_factory(Membership, form=MembershipForm, fields=["user", "role"])(data)


def _organisation(world: World, data: dict[str, Any]) -> forms.BaseForm:
    management = {f"memberships-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return organisations.get_form_class()({**management, **data}, for_user=world.admin)


def _image(world: World, data: dict[str, Any]) -> forms.BaseForm:
    return get_image_form(PortalImage)(data, user=world.admin)


def _options(world: World) -> Options:
    return options_for(world.tree.ngos, NgoPage.objects.readable(world.tree.home.locale_id), {})


def defined_forms() -> set[str]:
    """Every form class that a module of our apps defines."""
    found = set()
    for app in OUR_APPS:
        for module in walk_packages([str(path) for path in import_module(app).__path__], f"{app}."):
            if ".migrations" in module.name:
                continue
            for value in vars(import_module(module.name)).values():
                if isclass(value) and issubclass(value, forms.BaseForm) and is_ours(value.__module__):
                    found.add(f"{value.__module__}.{value.__qualname__}")
    return found
