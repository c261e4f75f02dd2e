"""The admin's own addresses, and who stands before them."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from tests.accounts.factories import People


def sign_in(client: Client, people: People, name: str) -> User:
    user: User = getattr(people, name)
    client.force_login(user)
    return user


def add_url(parent: Page, app: str, model: str) -> str:
    return reverse("wagtailadmin_pages:add", args=[app, model, parent.pk])


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
