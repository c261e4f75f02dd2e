"""Fields of an organisation's activity, after article 4(1) of the Act of 24 April 2003 on public benefit activity and
volunteering (ustawa o działalności pożytku publicznego i o wolontariacie), in shorter words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import folded_words


class Activity(models.TextChoices):
    SOCIAL_SUPPORT = "social_support", _("Pomoc społeczna")  # point 1
    FAMILY = "family", _("Wspieranie rodziny i pieczy zastępczej")  # point 1a
    LEGAL_HELP = "legal_help", _("Nieodpłatna pomoc prawna i poradnictwo")  # point 1b
    REINTEGRATION = "reintegration", _("Integracja i reintegracja społeczna i zawodowa")  # point 2
    CHARITY = "charity", _("Działalność charytatywna")  # point 3
    TRADITION = "tradition", _("Tradycja i świadomość obywatelska")  # point 4
    REGIONAL_LANGUAGE = "regional_language", _("Mniejszości i język regionalny")  # point 5
    MIGRANTS = "migrants", _("Integracja cudzoziemców")  # point 5a
    HEALTH = "health", _("Ochrona i promocja zdrowia")  # point 6
    DISABILITY = "disability", _("Wsparcie osób z niepełnosprawnościami")  # point 7
    EMPLOYMENT = "employment", _("Promocja zatrudnienia")  # point 8
    SENIORS = "seniors", _("Wsparcie osób w wieku emerytalnym")  # point 10
    LOCAL_COMMUNITIES = "local_communities", _("Rozwój społeczności lokalnych")  # point 13
    EDUCATION = "education", _("Edukacja, oświata i wychowanie")  # point 14
    YOUTH_LEISURE = "youth_leisure", _("Wypoczynek dzieci i młodzieży")  # point 15
    CULTURE = "culture", _("Kultura i ochrona dziedzictwa")  # point 16
    SPORT = "sport", _("Kultura fizyczna i sport")  # point 17
    ENVIRONMENT = "environment", _("Ekologia, ochrona przyrody i zwierząt")  # point 18
    TOURISM = "tourism", _("Turystyka i krajoznawstwo")  # point 19
    PUBLIC_SAFETY = "public_safety", _("Porządek i bezpieczeństwo publiczne")  # point 20
    RESCUE = "rescue", _("Ratownictwo i ochrona ludności")  # point 24
    VOLUNTEERING = "volunteering", _("Promocja i organizacja wolontariatu")  # point 27
    ADDICTIONS = "addictions", _("Przeciwdziałanie uzależnieniom")  # point 32
    NGO_SUPPORT = "ngo_support", _("Wspieranie organizacji pozarządowych")  # point 33


# What people call it, where the words of the act do not have it.
ALSO_CALLED = {
    Activity.SOCIAL_SUPPORT: _("bezdomność, ubóstwo"),
    Activity.LEGAL_HELP: _("prawo, prawnik, porady"),
    Activity.CHARITY: _("dobroczynność, zbiórki"),
    Activity.TRADITION: _("patriotyzm, historia"),
    Activity.REGIONAL_LANGUAGE: _("kaszubski, Kaszubi"),
    Activity.MIGRANTS: _("migranci, uchodźcy"),
    Activity.EMPLOYMENT: _("praca, bezrobocie"),
    Activity.SENIORS: _("seniorzy, osoby starsze"),
    Activity.YOUTH_LEISURE: _("kolonie, wakacje"),
    Activity.ENVIRONMENT: _("środowisko, klimat, psy, koty"),
    Activity.RESCUE: _("straż pożarna, OSP, WOPR"),
    Activity.VOLUNTEERING: _("wolontariusze"),
    Activity.ADDICTIONS: _("nałogi, alkohol"),
}


def activities_named(beginning: str) -> list[str]:
    """The codes of the fields that have a word with this (folded) beginning, in the language of the page."""
    return [
        field.value
        for field in Activity
        if any(begins(word, beginning) for word in folded_words(f"{field.label} {ALSO_CALLED.get(field, '')}"))
    ]


def begins(word: str, beginning: str) -> bool:
    """Whether a word of a description has this beginning: of one or two letters only as a whole, since "or" says nothing of it."""
    return word == beginning or (len(beginning) > 2 and word.startswith(beginning))
