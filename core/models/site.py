"""What CIO admins set for the whole portal."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    name = models.CharField(_("nazwa portalu"), max_length=80, default="Portal Współpracy")
    tagline = models.CharField(_("dopisek przy nazwie"), max_length=80, default="Pomorska Sieć COP")
    publisher = models.CharField(_("kto prowadzi"), max_length=200, default="Centrum Inicjatyw Obywatelskich w Słupsku")
    about = models.CharField(_("zdanie o portalu"), max_length=250, blank=True)
    about_en = models.CharField(_("zdanie o portalu po angielsku"), max_length=250, blank=True)
    address = models.CharField(_("adres"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    slot_answer_days = models.PositiveSmallIntegerField(
        _("na prośbę o termin odpowiadamy w ciągu tylu dni roboczych"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Prośba, która czeka dłużej, stoi u moderacji na górze listy, a portal przypomina o niej e-mailem."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline"), FieldPanel("publisher")], _("Nazwa")),
        MultiFieldPanel([FieldPanel("about"), FieldPanel("about_en")], _("Opis w stopce")),
        MultiFieldPanel([FieldPanel("address"), FieldPanel("email"), FieldPanel("phone")], _("Kontakt")),
        MultiFieldPanel([FieldPanel("slot_answer_days")], _("Prośby o termin")),
    ]

    class Meta:
        verbose_name = _("ustawienia portalu")
        verbose_name_plural = _("ustawienia portalu")
