"""Attachments of mails: made when the mail is sent, by a builder that an app registers, from what stands in the row.

So a row holds no file, what is attached is as new as the mail, and it is forgotten with the row's text after the sending.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import MailMessage, User

logger = logging.getLogger(__name__)

# The name under which a message's context keeps what its attachment is made from.
KEY = "attachment"


@dataclass(frozen=True)
class Attachment:
    """A file of a mail. `parameters` are those of its content type, such as the method of an invitation."""

    name: str
    content: bytes
    maintype: str
    subtype: str
    parameters: dict[str, str] = field(default_factory=dict)

    def as_mime(self) -> MIMEBase:
        """Base64, so that its bytes arrive as they are, line ends too."""
        part = MIMEBase(self.maintype, self.subtype, name=self.name, **self.parameters)  # type: ignore[arg-type]
        part.set_payload(self.content)
        encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=self.name)
        return part


Builder = Callable[[dict[str, Any], "User | None", str], Attachment | None]
builders: dict[str, Builder] = {}


def register_builder(name: str, builder: Builder) -> None:
    """Make attachments of this name by `builder(data, recipient, address)`; None from it means a mail without one."""
    builders[name] = builder


def checked(data: dict[str, Any]) -> dict[str, Any]:
    """What a caller gave, if a builder of that name is there; LookupError otherwise."""
    if data.get("builder") not in builders:
        raise LookupError(f"no app has registered attachments of the name {data.get('builder')!r}")
    return data


def of(message: MailMessage, address: str) -> Attachment | None:
    """The attachment of a message. A broken one must not keep the words from the person."""
    data = message.context.get(KEY)
    if not isinstance(data, dict) or data.get("builder") not in builders:
        return None
    try:
        return builders[data["builder"]](data, message.recipient, address)
    except Exception:
        logger.exception("mail: the attachment of %s cannot be made", message)
        return None
