"""Demo profiles of organisations and local initiatives."""

from __future__ import annotations

from typing import Any

from core.demo.loading import DemoRun
from core.demo.reading import fixture
from core.registry import DemoLoader, demo_loaders
from ngo_pages.models import InitiativePage, NgoPage


def load_ngos(run: DemoRun) -> None:
    cop_of = run.cop_by_commune()
    for row in fixture("ngo_pages"):
        organisation = run.organisations[row["organisation"]]
        code = organisation.territory.code
        run.page(
            f"ngo:{row['organisation']}",
            run.pages["ngos"],
            NgoPage,
            {**row, "territory": code, "cop": cop_of.get(code, "cio")},
            organisation=organisation,
            mission=row["mission"],
            activities=row["activities"],
            founded=row.get("founded"),
            help_wanted=row.get("help_wanted", ""),
        )


def load_initiatives(run: DemoRun) -> None:
    for row in fixture("initiatives"):
        texts: dict[str, Any] = {name: row.get(name) or "" for name in ("aim", "place", "who", "how_to_join", "state", "informal_group")}
        run.page(
            f"initiative:{row['key']}",
            run.pages["initiatives"],
            InitiativePage,
            row,
            **texts,
            organisation=run.organisations.get(row.get("organisation") or ""),
        )


demo_loaders.append(DemoLoader("organisations' profiles", load_ngos, 55))
demo_loaders.append(DemoLoader("initiatives", load_initiatives, 70))
