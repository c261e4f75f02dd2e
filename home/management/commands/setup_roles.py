"""Makes the groups, permissions, collections, folders and workflows of all roles. Safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from home.services import cops


class Command(BaseCommand):
    help = "Makes every role of the portal from the organisations in the database; run again, it adds what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        opened = cops.setup_roles()
        if options["verbosity"]:
            self.stdout.write(f"Role gotowe: CIO, {len(opened)} COP z grupami, kolekcjami, folderami i obiegiem tekstów.")
