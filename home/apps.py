from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Strony portalu")

    def ready(self) -> None:
        from accounts import mail
        from core import content_checks, registry
        from home import signals
        from home.admin.checks import event_problems, ngo_problems, translation_problems
        from home.querysets import pages_of
        from home.services import contact

        signals.connect()
        registry.organisation_pages.append(registry.OrganisationPages(pages_of, own_of="cop"))
        content_checks.register(event_problems)
        content_checks.register(ngo_problems)
        content_checks.register(translation_problems)
        mail.register_kind(
            mail.MailKind(
                code=contact.MAIL_KIND,
                label=_("Wiadomości z formularza kontaktu"),
                why=_("ten adres przyjmuje wiadomości z formularza kontaktu portalu"),
                offered_to=lambda _user: False,
            )
        )
