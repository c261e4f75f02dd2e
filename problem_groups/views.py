"""What the pages of groups show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import get_language, ngettext

from core import private_documents
from core.blocks.media import document_rows
from core.paging import page_of, query_with
from core.privacy import public_q
from core.querysets import linked_pages
from core.untranslated import untranslated
from events_calendar.models import EventPage
from events_calendar.rows import Programme
from ngo_pages.models import NgoPage

if TYPE_CHECKING:
    from problem_groups.models import GroupIndexPage, GroupPage

PER_PAGE = 24


def in_words(count: int) -> str:
    """ "1 organizacja", "2 organizacje", "5 organizacji"."""
    return ngettext("%(count)s organizacja", "%(count)s organizacji", count) % {"count": count}


def index(page: GroupIndexPage, request: HttpRequest) -> TemplateResponse:
    """All groups, by name."""
    from problem_groups.models import GroupPage

    listing = page_of(GroupPage.objects.readable(page.locale_id).for_cards(), request.GET.get("strona"), PER_PAGE)
    count = listing.page.paginator.count
    for group in listing.page.object_list:
        group.members_in_words = in_words(group.member_count)
    return TemplateResponse(
        request,
        page.get_template(request),
        {
            **page.get_context(request),
            "listing": listing,
            "summary_line": ngettext("%(count)s grupa", "%(count)s grup", count) % {"count": count},
            "untranslated": untranslated(
                page,
                request,
                lambda index: GroupPage.objects.readable(index.locale_id),
                lambda missing: (
                    ngettext("%(count)s grupa jest opisana tylko po polsku", "%(count)s grup jest opisanych tylko po polsku", missing)
                    % {"count": missing}
                ),
            ),
        },
        status=listing.status,
    )


def group_context(page: GroupPage, request: HttpRequest) -> dict[str, Any]:
    """Members with the way to their profiles, what belongs to the group, its files."""
    organisations = [member.organisation for member in page.members.select_related("organisation")]
    profiles = {
        profile.organisation_id: profile
        for profile in NgoPage.objects.live().filter(public_q(), locale_id=page.locale_id, organisation__in=organisations).defer("body")
    }
    targets = linked_pages(page.related, page.locale_id)
    chosen = EventPage.objects.filter(pk__in=[target.pk for target in targets])
    # Each once, at its next date, the latest first; what lies far back ends the list.
    events = {row.pk: row for row in reversed(Programme.of(chosen).next_of_each())}
    documents = private_documents.listed(row.document for row in page.documents.select_related("document"))
    return {
        "members": [
            {
                "name": organisation.name,
                "town": organisation.town,
                "url": profiles[organisation.pk].get_url(request) if organisation.pk in profiles else "",
            }
            for organisation in organisations
        ],
        "members_in_words": in_words(len(organisations)),
        "events": list(events.values()),
        "others": [target for target in targets if target.pk not in events],
        "documents": document_rows(documents),
        "topic_tags": [
            {"label": topic.label, "url": f"/{get_language()}/szukaj/{query_with({}, temat=topic.slug)}"} for topic in page.topics.all()
        ],
    }
