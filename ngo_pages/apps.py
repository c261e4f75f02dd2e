from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NgoPagesConfig(AppConfig):
    name = "ngo_pages"
    verbose_name = _("Organizacje i inicjatywy")

    def ready(self) -> None:
        from ngo_pages import related

        related.register()
