"""The demo's post office: mails are kept as files, and a page shows them."""

from __future__ import annotations

from django.conf import settings
from django.core.mail.backends.filebased import EmailBackend


class DemoMailbox(EmailBackend):
    """Writes each mail to the folder `DEMO_MAILBOX`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["file_path"] = str(settings.DEMO_MAILBOX)
        super().__init__(*args, **kwargs)
