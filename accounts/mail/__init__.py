"""The one mail engine of the portal. Every app says here what mails it has and to whom they go.

    from accounts import mail

    mail.register_kind(mail.MailKind("workflow.to_review", _("Teksty do sprawdzenia"), _("sprawdzasz teksty swojego COP")))
    mail.notify("workflow.to_review", moderator, context={"title": page.title, "url": edit_url})

`notify` writes rows in the caller's transaction; the outbox sends after the commit. The text is a template
`templates/emails/<kind with / for .>.txt`: its first line is the subject, paragraphs are parted by blank lines, nothing
is escaped by hand (the HTML part is made from the text). See `accounts.mail.rendering` for the names it knows.
"""

from accounts.mail.kinds import MailKind, register_kind
from accounts.mail.services import notify, send_ready

__all__ = ["MailKind", "notify", "register_kind", "send_ready"]
