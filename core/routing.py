"""Index pages that find what lies below them by its whole address: one query, where Wagtail takes two for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail.url_routing import RouteResult

if TYPE_CHECKING:
    from wagtail.models import Page as Base
else:
    Base = object


class FlatIndex(Base):
    """An index whose pages stand directly below it."""

    def entries(self) -> Any:
        """Every page of the kind that is listed here, in whatever language: a query set with `at(url_path)`."""
        raise NotImplementedError

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) == 1:
            found = self.entries().at(f"{self.url_path}{path_components[0]}/")
            if found is not None:
                found._cached_parent_obj = self
                return found.route(request, [])
        return super().route(request, path_components)


class FolderIndex(Base):
    """An index with one folder for each COP, in which the pages lie (design decision 14). Folders are routable pages."""

    # What follows the index or a folder in an address and is no page.
    own_routes: tuple[str, ...] = ("rss",)

    def entries(self) -> Any:
        """Every page that lies in the folders: a query set with `at(url_path)`."""
        raise NotImplementedError

    def folders(self) -> Any:
        """Every folder."""
        raise NotImplementedError

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components and path_components[0] in self.own_routes:
            return super().route(request, path_components)
        if len(path_components) >= 2 and path_components[1] not in self.own_routes:
            found = self.entries().at(f"{self.url_path}{'/'.join(path_components[:2])}/")
            if found is not None:
                return found.route(request, path_components[2:])
        elif path_components:
            folders = self.folders().live().filter(url_path=f"{self.url_path}{path_components[0]}/")
            found = folders.select_related("owner_cop", "social_image").first()
            if found is not None:
                found._cached_parent_obj = self
                return found.route(request, path_components[1:])
        return super().route(request, path_components)


class ServedByView(Base):
    """A page whose content a view makes, in a preview as well."""

    def view(self, request: HttpRequest) -> TemplateResponse:
        """The page's answer."""
        raise NotImplementedError

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        request.is_preview = False  # type: ignore[attr-defined]
        return self.view(request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        return self.view(request)
