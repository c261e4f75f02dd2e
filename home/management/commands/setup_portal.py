"""The beginning of a real portal: languages, communes, topics, the page tree, CIO and the nine COPs. Safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from core import registry
from core.demo.loading import DemoRun
from home.services.cops import setup_roles


class Command(BaseCommand):
    help = "Makes the empty portal of the network: page tree, CIO and its COPs with folders, roles and workflows, no invented content."

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("demo")
        from core.demo import content  # noqa: F401 - core's own loaders

        with transaction.atomic():
            run = DemoRun(today=timezone.localdate(), say=self.stdout.write, bare=True)
            for loader in sorted(registry.demo_loaders, key=lambda loader: loader.order):
                if loader.structure:
                    loader.load(run)
            opened = setup_roles()
        call_command("search_index", verbosity=0)
        if options["verbosity"]:
            self.stdout.write(f"Portal gotowy: {len(opened)} COP z folderami, rolami i obiegiem tekstów (w tym CIO).")
