"""What there is in the sources: the addresses, page types and form classes that need rows."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from inspect import isclass
from pkgutil import walk_packages

from django import forms
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override
from wagtail import hooks
from wagtail.models import get_page_models

from core.models import PortalPage

OUR_APPS = (
    "accounts",
    "calendar_imports",
    "core",
    "events_calendar",
    "framework_calendar",
    "home",
    "news",
    "ngo_pages",
    "problem_groups",
    "search",
)


def is_ours(module: str) -> bool:
    return module.split(".")[0] in OUR_APPS


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
