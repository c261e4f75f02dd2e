from calendar_imports.models.events import ImportedEvent
from calendar_imports.models.runs import ImportRow, ImportRun
from calendar_imports.models.sources import CalendarSource

__all__ = ["CalendarSource", "ImportRow", "ImportRun", "ImportedEvent"]
