"""The menu of a table's cells in the editor's language: Wagtail ships its table editor (Handsontable) in English alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from wagtail.admin.telepath import register
from wagtail.contrib.table_block.blocks import TableInput, TableInputAdapter


def cell_menu() -> dict[str, Any]:
    """The commands by their names in the editor, in Handsontable's own form."""
    return {
        "row_above": {"name": gettext("Dodaj wiersz wyżej")},
        "row_below": {"name": gettext("Dodaj wiersz niżej")},
        "after_rows": {"name": "---------"},
        "col_left": {"name": gettext("Dodaj kolumnę z lewej")},
        "col_right": {"name": gettext("Dodaj kolumnę z prawej")},
        "after_columns": {"name": "---------"},
        "remove_row": {"name": gettext("Usuń wiersz")},
        "remove_col": {"name": gettext("Usuń kolumnę")},
        "after_removing": {"name": "---------"},
        "undo": {"name": gettext("Cofnij")},
        "redo": {"name": gettext("Ponów")},
    }


class PortalTableInputAdapter(TableInputAdapter):
    def js_args(self, widget: TableInput) -> list[Any]:
        options, strings = super().js_args(widget)
        # The one language that it has: any other is an error in the browser's console.
        return [{**options, "language": "en-US", "contextMenu": {"items": cell_menu()}}, strings]


register(PortalTableInputAdapter(), TableInput)
