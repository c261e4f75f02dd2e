"""Thin views of the calendar: parse, call, render."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, ngettext

from core import registry
from core.navigation import keep_query
from core.paging import last_values, page_of, query_with
from core.querysets import own_page_of
from core.untranslated import untranslated
from events_calendar import days, facts, grids, ical, years
from events_calendar.addresses import CalendarAddress
from events_calendar.facets import facets_of
from events_calendar.feeds import EventFeed
from events_calendar.forms import SWITCH, CalendarForm, View
from events_calendar.models import CalendarFolderPage, CalendarPage, EventKind, EventPage
from events_calendar.options import filter_options
from events_calendar.rows import Programme

if TYPE_CHECKING:
    from accounts.models import Organisation

PER_PAGE = 10
RELATED = 4


def calendar(page: CalendarPage | CalendarFolderPage, request: HttpRequest) -> TemplateResponse:
    """The calendar of all COPs or of one, in six views, narrowed by filters."""
    form = form_of(page, request)
    form.is_valid()
    view = form.cleaned_data.get("widok") or View.MONTH.value
    address = CalendarAddress(
        base=page.get_url(request) or "",
        tree=page.url_path,
        params=form.params,
        view=view,
        day=form.cleaned_data.get("data") or days.today(),
        asked=form.cleaned_data.get("data"),
    )
    keep_query(request, address.kept if form.cleaned_data.get("data") else {**address.kept, "data": ""})
    events = page.events()
    programme = form.programme(events)
    form.count_choices(facets_of(events, str(page.pk)), events)
    shown, status = _shown(programme, address, request)
    if shown.get("few") and shown["empty"] and "gmina" in form.params:
        shown.update(_beyond_commune(page, form, address))
    elif shown["empty"] and not shown.get("few"):
        shown["anything_ahead"] = programme.dates.from_day(days.today()).exists()
        shown["no_match"] = _no_match(view)
    response = TemplateResponse(
        request,
        page.get_template(request),
        {
            **page.get_context(request),
            **shown,
            "form": form,
            "untranslated": untranslated(
                page,
                request,
                lambda index: index.events().coming(days.today()),
                lambda count: (
                    ngettext(
                        "%(count)s nadchodzące wydarzenie opisano tylko po polsku",
                        "%(count)s nadchodzących wydarzeń opisano tylko po polsku",
                        count,
                    )
                    % {"count": count}
                ),
            ),
            "view": view,
            "address": address,
            "views": [{"label": kind.label, "url": address.at(address.day, kind), "current": kind == view} for kind in SWITCH],
            # Among the quick links stands today already, where one looks at few days.
            "today_url": "" if shown["has_today"] or shown.get("few") else address.at(days.today()),
            "quick": [*_soon(address), *_quick(form, address)],
            "active": _active(form, address),
            "reset_url": address.bare() if form.params else "",
            "rss_url": address.file(page.reverse_subpage("rss")),
            "feed_title": feed_title(page, form),
            "ics_url": address.file(page.reverse_subpage("ics")),
            # Programs that subscribe take the scheme away again and ask over HTTP.
            "webcal_url": f"webcal://{request.get_host()}{address.file(page.reverse_subpage('ics'))}",
            "venues_url": f"/{get_language()}/kalendarz/miejsca/",
            "list_url": address.at(days.today(), View.LIST),
            "kinds": EventKind.choices,
            "doors": [door for offered in registry.calendar_doors for door in offered(address.day.year)],
        },
        status=status,
    )
    return response


def calendar_feed(page: CalendarPage | CalendarFolderPage, request: HttpRequest) -> HttpResponse:
    """The coming events as an RSS channel, with the calendar's filters; a wrong one is refused, as by the file."""
    form = form_of(page, request)
    if not form.is_valid():
        return refusal(form)
    query = query_with(form.params) if form.params else ""
    return EventFeed(form.programme(page.events()), feed_title(page, form), query)(request, parent=page)


def refusal(form: CalendarForm) -> HttpResponse:
    lines = [f"{form.fields[name].label}: {' '.join(str(error) for error in errors)}" for name, errors in form.errors.items()]
    return HttpResponse("\n".join(lines), status=400, content_type="text/plain; charset=utf-8")


def feed_title(page: CalendarPage | CalendarFolderPage, form: CalendarForm) -> str:
    """The calendar's name with what it is narrowed to: "Kalendarz: Ustka", so that two channels in one reader differ."""
    chosen = [_label(form, name, value) for name, value in form.params.items()]
    return f"{page.title}: {', '.join(chosen)}" if chosen else page.title


def _label(form: CalendarForm, name: str, value: str) -> str:
    """One filter that holds, in words."""
    field: Any = form.fields[name]
    if name in form.CHOICES:
        return str(dict(field.choices).get(value, value))
    if name in form.FLAGS:
        return str(field.label)
    if name == "miejsce" and form.venues:
        return gettext("miejsce: %(place)s") % {"place": form.venues[0].full_name}
    # Of three filters with free words, two say which they are.
    said = {"miejsce": gettext("miejsce: „%(words)s”"), "odbiorcy": gettext("dla kogo: „%(words)s”")}.get(name, "„%(words)s”")
    return said % {"words": value}


def event(page: EventPage, request: HttpRequest) -> TemplateResponse:
    """One event: what, when, where, for whom, how to get in; one button."""
    now = timezone.now()
    dates = page.dates_told(request)
    row = dates.next
    others = EventPage.objects.readable(page.locale_id).exclude(pk=page.pk)
    if page.path:
        others = others.sibling_of(page)
    return TemplateResponse(
        request,
        page.get_template(request),
        {
            **page.get_context(request),
            "dates": dates,
            "row": row,
            "over": dates.is_over(now),
            "on_now": not row.cancelled and row.start <= now <= row.end,
            "today": not row.cancelled and row.first_day == days.today(),
            "facts": facts.of(page, row, _organiser_url(page.organiser, page, request) if page.organiser else ""),
            "access": facts.access(page, row),
            "topics": [{"label": topic.label, "url": f"/{get_language()}/kalendarz/?temat={topic.slug}"} for topic in page.topics.all()],
            "related": Programme.of(others).coming(days.today(), RELATED),
            "ics_url": f"{page.get_url(request) or ''}{page.reverse_subpage('ics')}",
            "calendar_links": ical.add_links(page, request),
        },
    )


def form_of(page: CalendarPage | CalendarFolderPage, request: HttpRequest) -> CalendarForm:
    one_cop = isinstance(page, CalendarFolderPage)
    root = page.get_parent() if one_cop else page
    return CalendarForm(last_values(request.GET, CalendarForm.PARAMETERS), options=filter_options(root), one_cop=one_cop)


def _shown(programme: Programme, address: CalendarAddress, request: HttpRequest) -> tuple[dict[str, Any], int]:
    """What the chosen view shows, and the answer's status."""
    few = address.view in (View.DAY, View.WEEKEND)
    if few or address.view == View.LIST:
        first, last = grids.period(address)
        dates = programme.dates
        listing = page_of((dates.on_days(first, last) if few else dates.from_day(first)).for_rows(), request.GET.get("strona"), PER_PAGE)
        rows = programme.rows(listing.page.object_list)
        return {
            "listing": listing,
            "prefix": address.pages(),
            "empty": not listing.page.paginator.count,
            **(
                grids.few_days(dates, rows, address)
                if few
                else {"groups": grids.list_groups(rows, first), "has_today": first == days.today()}
            ),
        }, listing.status
    build = {View.WEEK.value: grids.week, View.YEAR.value: years.year}.get(address.view, grids.month)
    return build(programme, address), 200


def _no_match(view: str) -> str:
    """That the filters let through nothing of the period on the page."""
    said = {
        View.MONTH.value: gettext("W tym miesiącu nic nie pasuje do filtrów"),
        View.WEEK.value: gettext("W tym tygodniu nic nie pasuje do filtrów"),
    }
    return said.get(view, gettext("W tym czasie nic nie pasuje do filtrów"))


def _beyond_commune(page: CalendarPage | CalendarFolderPage, form: CalendarForm, address: CalendarAddress) -> dict[str, Any]:
    """Nothing in this commune on that day or weekend: said with its name, and what there is in the others."""
    first, last = grids.period(address)
    nothing = gettext("Tego dnia nie ma wydarzeń: %(place)s") if first == last else gettext("W ten weekend nie ma wydarzeń: %(place)s")
    count = form.programme(page.events(), leave_out="gmina").dates.on_days(first, last).count()
    events = ngettext("%(count)s wydarzenie", "%(count)s wydarzeń", count) % {"count": count}
    label = gettext("W innych gminach: %(events)s") % {"events": events}
    return {
        "nothing": nothing % {"place": _label(form, "gmina", form.params["gmina"])},
        "nearby": {"url": address.without("gmina"), "label": label} if count else None,
    }


def _soon(address: CalendarAddress) -> list[dict[str, Any]]:
    """Today and the coming weekend, each one press away; pressed again they lead back to the month."""
    today = days.today()
    wanted = ((View.DAY, today, gettext("dzisiaj")), (View.WEEKEND, days.weekend_bounds(today)[0], gettext("w ten weekend")))
    links = []
    for view, day, label in wanted:
        current = address.view == view and grids.period(address)[0] == day
        links.append({"label": label, "url": address.at(day, View.MONTH if current else view), "current": current})
    if address.view == View.DAY and address.day != today:
        # The day that one looks at stands among them, so that it can be left the same way.
        label = format_date(address.day, "j E")
        links.insert(1, {"label": label, "url": address.at(address.day, View.MONTH), "current": True})
    return links


def _quick(form: CalendarForm, address: CalendarAddress) -> list[dict[str, Any]]:
    """The filters that most people want, each one press away."""
    wanted = (("bezplatne", gettext("wstęp wolny")), ("dostepne", gettext("wejście bez stopni")), ("online", gettext("przez internet")))
    fields: Any = form.fields
    return [
        {"label": label, "url": address.toggled(name, "1"), "current": name in form.params, "count": fields[name].count}
        for name, label in wanted
    ]


def _active(form: CalendarForm, address: CalendarAddress) -> list[dict[str, str]]:
    """The chosen filters in words, each with the address without it."""
    chips = []
    for name, value in form.params.items():
        if name in form.FLAGS:
            continue  # these stand in the quick row already
        chips.append({"label": _label(form, name, value), "remove_url": address.without(name)})
    return chips


def _organiser_url(organiser: Organisation, page: EventPage, request: HttpRequest) -> str:
    """The organiser's own page: an NGO's profile, a COP's page; nothing where there is none."""
    found = own_page_of(organiser, page.locale_id)
    return (found.get_url(request) or "") if found else ""
