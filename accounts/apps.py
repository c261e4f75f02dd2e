from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Konta i organizacje")

    def ready(self) -> None:
        from accounts import mail, organisation_pages, permissions, workflow_mail
        from accounts.mail import services
        from core import outbox, registry, schedule

        outbox.register_handler(services.OUTBOX_KIND, services.send, _("wysłanie e-maila"))
        schedule.daily(at=time(7), name="accounts.mail_digests")(services.collect_digests)
        schedule.daily(at=time(3, 40), name="accounts.prune_mails")(services.prune)
        mail.register_kind(
            mail.MailKind(
                code="account.security",
                label=_("Bezpieczeństwo konta"),
                why=_("ktoś podał ten adres w portalu, zakładając konto, logując się albo zmieniając hasło"),
                security=True,
            )
        )
        permissions.install()
        organisation_pages.connect()
        workflow_mail.register_kinds()
        registry.publication_refused.append(workflow_mail.refused_by_clock)
        workflow_mail.take_over_notifications()
