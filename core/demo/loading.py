"""What a loader needs at hand: today, the things loaded so far, and a way to add a page once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.utils import timezone
from wagtail.models import Collection, Locale, Page

from core import pagecache
from core.demo import bodies, pictures
from core.demo.drawing import Job
from core.demo.reading import fixture
from core.models import DemoItem, PortalDocument, PortalImage, PortalPage, Territory, Topic
from core.search_documents import enqueue_page

P = TypeVar("P", bound=PortalPage)


@dataclass
class DemoRun:
    """One run of `load_demo`. Loaders add to the dictionaries, by natural key."""

    today: date
    say: Callable[[str], None]
    bare: bool = False  # no invented addresses, texts and people: the beginning of a real portal
    territories: dict[str, Territory] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    organisations: dict[str, Any] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    documents: dict[str, PortalDocument] = field(default_factory=dict)
    venues: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)  # by key, such as "news:portal-ruszyl"
    drawn: dict[str, bytes] = field(default_factory=dict)  # pictures by key; the one for sharing by "shared:" and the key
    loaded: dict[str, DemoItem] = field(default_factory=dict)
    created: int = 0

    def __post_init__(self) -> None:
        self.loaded = {item.key: item for item in DemoItem.objects.all()}
        self.polish = Locale.objects.get(language_code="pl")
        self._ids_by_url: dict[str, int] = {}
        self._figures: dict[str, int] = {}

    # --- Remembering

    def is_loaded(self, key: str) -> bool:
        """Whether an earlier run loaded it; then it is the visitor's, even if they deleted it."""
        return key in self.loaded

    def remember(self, key: str, object_id: int, revision_id: int | None = None) -> None:
        self.loaded[key] = DemoItem.objects.create(key=key, object_id=object_id, base_date=self.today, revision_id=revision_id)
        self.created += 1

    # --- Resolving

    def resolve(self, kind: str, what: str) -> int | None:
        """Ids for `core.demo.bodies`: a page by its address, a document by its key, a figure by its motif."""
        if kind == "page":
            return self._ids_by_url.get(what)
        if kind == "document":
            return self.documents[what].pk
        return self._figure(what)

    def _figure(self, motif: str) -> int:
        if motif not in self._figures:
            seed = f"figure-{motif}"
            stored = PortalImage.objects.filter(title=f"Ilustracja: {motif}").first()
            content = self.drawn.get(seed) or pictures.draw_all([Job(seed, seed, motif)])[seed]
            self._figures[motif] = (stored or pictures.store(f"Ilustracja: {motif}", seed, content)).pk
        return self._figures[motif]

    def know(self, key: str, page: Page) -> None:
        """Make the page known under its key and its address, for links and for children."""
        self.pages[key] = page
        # Below the site's root, which is the home page: "/portal/aktualnosci/" is served at "/pl/aktualnosci/".
        below_home = page.url_path.split("/", 2)[2]
        self._ids_by_url[f"/{page.locale.language_code}/{below_home}"] = page.pk

    # --- Pages

    def find(self, key: str) -> Page | None:
        """A page by its key in whichever file it stands."""
        if ":" in key:
            return self.pages.get(key)
        return next(
            (self.pages[f"{kind}:{key}"] for kind in ("news", "event", "initiative", "group", "page") if f"{kind}:{key}" in self.pages),
            None,
        )

    def cop_by_commune(self) -> dict[str, str]:
        """The slug of the COP that serves each commune, by TERYT code."""
        return {code: row["slug"] for row in fixture("organisations")["cops"] for code in row["serves"]}

    def untouched(self, kind: str, rows: list[dict[str, Any]], model: type[P]) -> Iterator[tuple[DemoItem, dict[str, Any], P]]:
        """Pages of an earlier day that nobody has edited since, with their rows: their dates may move."""
        for row in rows:
            item = self.loaded.get(f"{kind}:{row['key']}")
            if item is None or item.base_date == self.today:
                continue
            page = model.objects.filter(pk=item.object_id).first()
            if page is not None and page.latest_revision_id == item.revision_id:
                yield item, row, page

    def moved(self, item: DemoItem, page: PortalPage) -> None:
        """The page's dates now count from today."""
        item.base_date = self.today
        item.save(update_fields=["base_date"])
        enqueue_page(page.pk)
        pagecache.bump()

    def picture(self, key: str, title: str, cop: str) -> PortalImage | None:
        """The picture drawn for this key, kept in the collection of its COP."""
        if key not in self.drawn:
            return None
        return pictures.store(title, key.replace(":", "-"), self.drawn[key], self.collections.get(cop))

    def shared_picture(self, key: str, title: str, cop: str = "") -> PortalImage | None:
        """The picture with the page's title, for where a link to it is shared."""
        content = self.drawn.get(f"shared:{key}")
        if content is None:
            return None
        return pictures.store_shared(f"{title} (do udostępniania)", f"{key.replace(':', '-')}-link", content, self.collections.get(cop))

    def body(self, blocks: list[dict[str, Any]] | None, seed: str) -> str:
        return bodies.stream(blocks or [], seed, self.resolve)

    def page(
        self, key: str, parent: Page, model: type[P], row: dict[str, Any], *, prepare: Callable[[P], None] | None = None, **fields: Any
    ) -> P | None:
        """Add a live page under `parent` unless an earlier run did; returns it, or None when a visitor deleted it.

        The bulk variant of publishing: the same checks as the editor's (`full_clean`), without a revision for each.
        """
        if key in self.loaded:
            page = model.objects.filter(pk=self.loaded[key].object_id).select_related("locale").first()
            if page is not None:
                self.know(key, page)
            return page
        now = timezone.now()
        page = model(
            title=row["title"],
            slug=row["slug"],
            summary=row.get("summary", ""),
            locale=self.polish,
            live=True,
            first_published_at=fields.pop("published", now),
            last_published_at=now,
            territory=self.territories.get(str(row.get("territory") or "")),
            owner_cop=self.organisations.get(row.get("cop") or row.get("owner_cop") or row.get("owner cop") or ""),
            show_in_menus=bool(row.get("in_menu")),
            **fields,
        )
        if hasattr(page, "body") and row.get("body"):
            page.body = self.body(row["body"], key)
        page.listing_image = self.picture(key, row["title"], row.get("cop") or "")
        page.social_image = self.shared_picture(key, row["title"], row.get("cop") or "")
        if prepare is not None:
            prepare(page)
        parent.add_child(instance=page)
        if row.get("topics"):
            page.topics.set([self.topics[slug] for slug in row["topics"]])
            page.save()
        self.remember(key, page.pk)
        self.know(key, page)
        return page
