"""Loads the demo content of all apps. Run again, it adds what is new and moves the dates that nobody touched."""

from __future__ import annotations

import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from core import registry
from core.demo import pictures
from core.demo.drawing import Job
from core.demo.loading import DemoRun
from core.demo.reading import fixture
from home.services.cops import setup_roles

# Fixture, what begins the key, the field of the key, what to draw when a row names no motif.
ILLUSTRATED = (
    ("news", "news", "key", "meeting"),
    ("events", "event", "key", "meeting"),
    ("ngo_pages", "ngo", "organisation", "meeting"),
    ("initiatives", "initiative", "key", "participation"),
    ("groups", "group", "key", "participation"),
    ("cops", "cop-page", "cop", "houses"),
    ("pages", "page", "key", "education"),
)
# What people pass on gets a picture with its title: news, events, sections. A profile or a group is found by its name, and
# its own picture does; drawing all would cost a third of the loading time more.
SHARED = ("news", "event", "page")


class Command(BaseCommand):
    help = "Loads the demo content; what visitors made or changed stays as it is."

    def handle(self, *args, **options) -> None:
        started = time.monotonic()
        autodiscover_modules("demo")
        from core.demo import content  # noqa: F401 - core's own loaders

        loaders = sorted(registry.demo_loaders, key=lambda loader: loader.order)
        with transaction.atomic():
            run = DemoRun(today=timezone.localdate(), say=self.stdout.write)
            run.drawn = pictures.draw_all(self._missing_pictures(run))
            for loader in loaders:
                if loader.atomic:
                    loader.load(run)
        # wagtail-localize publishes on commit with the objects of the time before: in one transaction the translated home
        # page would forget the children that were added meanwhile.
        for loader in loaders:
            if not loader.atomic:
                loader.load(run)
        if run.created:
            setup_roles()
            call_command("search_index", verbosity=0)
            self.stdout.write(f"Wczytano treści demo: {run.created} pozycji w {time.monotonic() - started:.0f} s.")

    @staticmethod
    def _missing_pictures(run: DemoRun) -> list[Job]:
        jobs = []
        for name, prefix, key_field, motif in ILLUSTRATED:
            for row in fixture(name):
                key = f"{prefix}:{row[key_field]}"
                if not run.is_loaded(key) and not (prefix == "cop-page" and run.is_loaded(f"cop:{row[key_field]}")):
                    drawn = row.get("motif", motif)
                    jobs.append(Job(key, key, drawn))
                    if prefix in SHARED:
                        titles = {"": row["title"], "en:": (row.get("en") or {}).get("title", "")}
                        jobs += [Job(f"shared:{code}{key}", key, drawn, title) for code, title in titles.items() if title]
        return jobs
