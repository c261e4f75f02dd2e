"""One at a time for each page: what writes a page in the admin reads it after the other writer is done."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse

from core.querysets import take_turn

# Wagtail's views that read a page, wait for the person's forms and hooks, and then write all of its columns.
WRITING_VIEWS = ("confirm_workflow_cancellation", "edit", "unpublish", "workflow_action")


def one_at_a_time(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view in one transaction that begins with the page's row.

    Otherwise a text that is approved while somebody saves it would be written back as a draft, though history says that it
    was published.
    """

    @functools.wraps(view)
    def taking_turns(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            take_turn(int(kwargs["page_id"] if "page_id" in kwargs else args[0]))
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                # Django would write it when the turn is over, and the text may be decided or taken back by then.
                response.render()
            return response

    return taking_turns
