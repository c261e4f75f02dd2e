"""Closed lists that events and places share."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    MEETING = "meeting", _("spotkanie")
    TRAINING = "training", _("szkolenie")
    CONSULTATION = "consultation", _("konsultacje")
    FAIR = "fair", _("targi i pikniki")
    CULTURE = "culture", _("kultura")
    SPORT = "sport", _("sport")
    ADVICE = "advice", _("doradztwo")


class Accessibility(models.TextChoices):
    STEP_FREE = "step_free", _("wejście bez stopni")
    LIFT = "lift", _("winda")
    TOILET = "toilet", _("toaleta dla osób z niepełnosprawnościami")
    LOOP = "loop", _("pętla indukcyjna")
    SIGN_LANGUAGE = "pjm", _("tłumaczenie na polski język migowy (PJM)")
    ASSISTANCE_DOG = "assistance_dog", _("można wejść z psem asystującym")
    PARKING = "parking", _("miejsce parkingowe dla osób z niepełnosprawnościami")
    ONLINE = "online", _("można wziąć udział przez internet")

    @classmethod
    def of_places(cls) -> list[tuple[str, str | Promise]]:
        """What a place can offer: an interpreter comes when asked for, and a room is not online."""
        said = {cls.SIGN_LANGUAGE: _("tłumaczenie na polski język migowy (PJM) na prośbę")}
        return [(one.value, said.get(one, one.label)) for one in cls if one is not cls.ONLINE]

    @classmethod
    def on_request(cls) -> list[str]:
        """What somebody has to ask a place for: no event there has it until its organiser says so."""
        return [cls.SIGN_LANGUAGE.value]


class Equipment(models.TextChoices):
    PROJECTOR = "projector", _("rzutnik i ekran")
    SOUND = "sound", _("nagłośnienie")
    MICROPHONES = "microphones", _("mikrofony")
    STAGE = "stage", _("scena")
    COMPUTERS = "computers", _("komputery")
    INTERNET = "internet", _("internet bezprzewodowy")
    WHITEBOARD = "whiteboard", _("tablica albo flipchart")
    TABLES = "tables", _("stoły")
    CHAIRS = "chairs", _("krzesła")
    KITCHEN = "kitchen", _("kuchnia")
    CLOAKROOM = "cloakroom", _("szatnia")
    POWER = "power", _("przyłącze prądu")


class Circumstance(models.TextChoices):
    """What of an event the law may ask more for. Ticked by who asks; the conditions of `LegalDuty` are made of them."""

    OUTDOORS = "outdoors", _("odbywa się na otwartym terenie, nie w budynku")
    TRAFFIC = "traffic", _("utrudnia ruch na drodze: bieg, rajd, przemarsz, zamknięta ulica")
    ROAD_STAND = "road_stand", _("scena, stoiska albo namioty stoją na ulicy, chodniku albo placu, który jest drogą")
    ASSEMBLY = "assembly", _("to zgromadzenie: wspólne wyrażenie stanowiska w sprawach publicznych")
    ALCOHOL = "alcohol", _("sprzedaż albo podawanie alkoholu")
    FOOD = "food", _("sprzedaż albo wydawanie jedzenia przyrządzanego na miejscu")
    MUSIC = "music", _("muzyka, film albo przedstawienie innych autorów, na żywo albo z nagrania")
    COLLECTION = "collection", _("zbiórka pieniędzy albo rzeczy do puszek lub koszy, w miejscu dla wszystkich")
    LOTTERY = "lottery", _("loteria fantowa albo bingo")
    FIREWORKS = "fireworks", _("fajerwerki")


class Attendance(models.TextChoices):
    """Who may come."""

    OPEN = "open", _("otwarte dla wszystkich")
    SIGN_UP = "sign_up", _("otwarte, trzeba się zapisać")
    CLOSED = "closed", _("zamknięte, tylko dla zaproszonych")
