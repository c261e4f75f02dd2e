"""What the pages of the directory show. Thin: parse the address, call the query sets, name what the template needs."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import registry
from core.collation import alphabetical
from core.navigation import keep_query
from core.paging import last_values, page_of, page_prefix, query_with
from core.privacy import public_q
from core.untranslated import untranslated
from ngo_pages.activities import Activity
from ngo_pages.forms import FilterForm, InitiativeFilterForm, NgoFilterForm
from ngo_pages.options import Options, options_for

if TYPE_CHECKING:
    from accounts.models import Organisation
    from core.models import PortalPage
    from ngo_pages.models import InitiativeIndexPage, InitiativePage, NgoIndexPage, NgoPage
    from ngo_pages.querysets import DirectoryQuerySet

PER_PAGE = 24
QUICK = 8


def _listing(
    page: PortalPage, request: HttpRequest, form: FilterForm, options: Options, narrow: Callable[[dict[str, str]], DirectoryQuerySet]
) -> TemplateResponse:
    """A filtered list with its counts, chips and pages."""
    chosen = form.chosen()
    words = {"q": chosen["q"]} if "q" in chosen else {}
    found = set(narrow(words).order_by().values_list("pk", flat=True)) if words else None
    offered = options.beside(chosen, found)
    form.offer(offered)
    keep_query(request, chosen)
    listing = page_of(narrow(chosen).for_cards(), request.GET.get("strona"), PER_PAGE)
    return TemplateResponse(
        request,
        page.get_template(request),
        {
            **page.get_context(request),
            "form": form,
            "offered": offered,
            "listing": listing,
            "count": listing.page.paginator.count,
            "total": options.total,
            "chosen": chosen,
            "active": [
                {"label": _chip(form, name, value, options), "remove_url": page.get_url(request) + query_with(chosen, **{name: None})}
                for name, value in chosen.items()
            ],
            "prefix": page_prefix(chosen),
            "reset_url": page.get_url(request) if chosen else "",
        },
        status=listing.status,
    )


def _chip(form: FilterForm, name: str, value: str, options: Options) -> str:
    names = {option.value: option.name for option in getattr(options, name, [])}
    return names.get(value) or f"{form.fields[name].label}: {value}"


def ngo_index(page: NgoIndexPage, request: HttpRequest) -> TemplateResponse:
    """The directory: by name, field of activity, commune, county and topic."""
    from ngo_pages.models import NgoPage

    pages = NgoPage.objects.readable(page.locale_id)
    options = options_for(page, pages, {"pole": ("activities", alphabetical(Activity.choices, itemgetter(1)))})
    form = NgoFilterForm(last_values(request.GET, NgoFilterForm.base_fields), options=options)

    def narrow(chosen: dict[str, str]) -> DirectoryQuerySet:
        found = pages
        if "q" in chosen:
            found = found.described_by(chosen["q"])
        if "pole" in chosen:
            found = found.active_in(chosen["pole"])
        return _in_places(found, chosen)

    response = _listing(page, request, form, options, narrow)
    context: dict[str, Any] = response.context_data or {}
    chosen = context["chosen"]
    context["summary_line"] = ngettext("%(count)s organizacja", "%(count)s organizacji", context["count"]) % {"count": context["count"]}
    context["untranslated"] = untranslated(
        page,
        request,
        lambda index: NgoPage.objects.readable(index.locale_id),
        lambda count: (
            ngettext("%(count)s organizacja ma profil tylko po polsku", "%(count)s organizacji ma profil tylko po polsku", count)
            % {"count": count}
        ),
    )
    context["kept"] = [{"name": name, "value": value} for name, value in chosen.items() if name != "q"]
    context["everywhere_url"] = f"/{get_language()}/szukaj/{query_with({}, q=chosen['q'])}" if "q" in chosen else ""
    context["quick"] = [
        {
            "label": option.label,
            "url": page.get_url(request) + query_with(chosen, pole=None if chosen.get("pole") == option.value else option.value),
            "current": chosen.get("pole") == option.value,
        }
        for option in sorted(context["offered"].pole, key=lambda option: (chosen.get("pole") != option.value, -option.count))[:QUICK]
    ]
    return response


def initiative_index(page: InitiativeIndexPage, request: HttpRequest) -> TemplateResponse:
    """Local initiatives: by state, commune and topic."""
    from ngo_pages.models import InitiativePage, InitiativeState

    pages = InitiativePage.objects.readable(page.locale_id)
    options = options_for(page, pages, {"stan": ("state", InitiativeState.choices)})
    form = InitiativeFilterForm(last_values(request.GET, InitiativeFilterForm.base_fields), options=options)

    def narrow(chosen: dict[str, str]) -> DirectoryQuerySet:
        found = pages.order_by("-first_published_at", "sort_key")
        if "stan" in chosen:
            found = found.in_state(chosen["stan"])
        return _in_places(found, chosen)

    response = _listing(page, request, form, options, narrow)
    context: dict[str, Any] = response.context_data or {}
    context["summary_line"] = ngettext("%(count)s inicjatywa", "%(count)s inicjatyw", context["count"]) % {"count": context["count"]}
    context["untranslated"] = untranslated(
        page,
        request,
        lambda index: InitiativePage.objects.readable(index.locale_id),
        lambda count: (
            ngettext("%(count)s inicjatywa jest opisana tylko po polsku", "%(count)s inicjatyw jest opisanych tylko po polsku", count)
            % {"count": count}
        ),
    )
    chosen = context["chosen"]
    context["quick"] = [
        {
            "label": option.label,
            "url": page.get_url(request) + query_with(chosen, stan=None if chosen.get("stan") == option.value else option.value),
            "current": chosen.get("stan") == option.value,
        }
        for option in context["offered"].stan
    ]
    return response


def _in_places(pages: Any, chosen: dict[str, str]) -> Any:
    if "gmina" in chosen:
        pages = pages.in_commune(chosen["gmina"])
    if "powiat" in chosen:
        pages = pages.in_county(chosen["powiat"])
    if "temat" in chosen:
        pages = pages.about(chosen["temat"])
    return pages


def _topic_tags(page: PortalPage, index_slug: str) -> list[dict[str, str]]:
    return [
        {"label": topic.label, "url": f"/{get_language()}/{index_slug}/{query_with({}, temat=topic.slug)}"} for topic in page.topics.all()
    ]


def ngo_context(page: NgoPage, request: HttpRequest) -> dict[str, Any]:
    """An organisation's profile: facts, contacts, and what other apps know of it."""
    organisation = page.organisation
    return {
        "organisation": organisation,
        "activity_tags": [
            {"label": label, "url": f"/{get_language()}/organizacje/{query_with({}, pole=code)}"}
            for code, label in zip(
                [code for code in page.activities if code in Activity.values],
                page.get_activities_labels(),
                strict=True,
            )
        ],
        "topic_tags": _topic_tags(page, "organizacje"),
        "facts": [
            {"term": _("Forma prawna"), "value": organisation.get_legal_form_display(), "icon": "landmark"},
            {"term": _("Działa w"), "value": str(page.territory or organisation.territory or ""), "icon": "map-pin"},
            {"term": _("Rok założenia"), "value": page.founded, "icon": "calendar"},
            {"term": "KRS", "value": organisation.krs, "icon": "file-text"},
            {"term": "REGON", "value": organisation.regon, "icon": "file-text"},
            {"term": "NIP", "value": organisation.nip, "icon": "file-text"},
        ],
        "related_lists": [
            {"name": related.name, "template": related.template, "items": items}
            for related in registry.related_lists_for("ngo")
            if (items := list(related.items(page, request)))
        ],
    }


def _contact(page: InitiativePage) -> Organisation | None:
    """Whom to write or call: the organisation, else the centre that looks after the page. Nobody is left without a way."""
    known = [who for who in (page.organisation, page.owner_cop) if who and (who.email or who.phone)]
    return known[0] if known else None


def initiative_context(page: InitiativePage, request: HttpRequest) -> dict[str, Any]:
    """An initiative: what, where, who, and the way to the organisation's profile."""
    from ngo_pages.models import NgoPage

    profile = None
    if page.organisation_id:
        profile = NgoPage.objects.live().filter(public_q(), locale_id=page.locale_id, organisation_id=page.organisation_id).first()
    return {
        "facts": [
            {"term": _("Gdzie"), "value": page.place or str(page.territory or ""), "icon": "map-pin"},
            {"term": _("Kto to zrobił") if page.is_done else _("Kto to robi"), "value": page.who, "icon": "users"},
            {
                "term": _("Organizacja"),
                "value": page.organisation.name if page.organisation else "",
                "icon": "building-2",
                "url": profile.get_url(request) if profile else "",
            },
            {"term": _("Grupa nieformalna"), "value": page.informal_group, "icon": "users"},
        ],
        "profile": profile,
        "contact": _contact(page),
        "others_url": f"/{get_language()}/inicjatywy/{query_with({}, stan='looking')}",
        "topic_tags": _topic_tags(page, "inicjatywy"),
    }
