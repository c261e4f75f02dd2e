"""/api/dane/v1/framework/<year>/: a year for programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation
from core.models import Topic
from tests.events_calendar.factories import at
from tests.factories import SiteTree
from tests.framework_calendar.factories import allocate, make_call, make_proposal
from tests.framework_calendar.published import placed, published_call

pytestmark = pytest.mark.django_db
URL = "/api/dane/v1/framework/2027/"


def read(client: Client, url: str) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def club(site_tree: SiteTree) -> Organisation:
    return Organisation.objects.create(kind="ngo", name="Klub Żagiel", slug="klub-zagiel")


def test_before_the_publication_a_year_has_calls_and_nothing_else(client: Client, club: Organisation) -> None:
    allocate(make_proposal(make_call(), club), at("2027-05-08 15:00"))
    found = read(client, URL)
    assert found["nabory"] == [
        {
            "cop": "slupsk",
            "nazwa": "Ramowy kalendarz imprez 2027",
            "etap": "open",
            "nabor_od": "2026-11-01",
            "nabor_do": "2026-12-15",
            "dzien_ogloszenia": "2027-01-20",
        }
    ]
    assert (found["liczba"], found["propozycje"], found["pierwsze_zyczenia_procent"]) == (0, [], None)


def test_after_it_every_proposal_with_its_wish(client: Client, site_tree: SiteTree, club: Organisation) -> None:
    call, sea = published_call(), Topic.objects.create(name="Morze", name_en="Sea", slug="morze")
    picnic = placed(call, site_tree.calendar_slupsk, club, "Piknik", at("2027-05-08 15:00"), rank=2, topics=[sea])
    allocate(make_proposal(call, club, title="Bal"), None)
    found = read(client, URL)
    first, second = found["propozycje"]
    assert (first["nazwa"], first["zyczenie"], first["poczatek"]) == ("Piknik", 2, "2027-05-08T15:00:00+02:00")
    assert first["adres_strony"] == f"http://testserver{picnic.event.url}"  # type: ignore[union-attr]
    assert (second["nazwa"], second["zyczenie"], second["poczatek"]) == ("Bal", None, None)
    assert second["dlaczego_bez_terminu"]
    assert (found["liczba"], found["wydarzenia"], found["pierwsze_zyczenia_procent"]) == (2, 1, 0)
    for query, count in (("temat=morze", 1), ("temat=las", 0), ("kwartal=1", 0), ("kwartal=2", 1), ("cop=tczew", 0), ("gmina=2263011", 2)):
        assert read(client, f"{URL}?{query}")["liczba"] == count, query
    assert read(client, f"{URL}?na_strone=1")["nastepna"] == f"http://testserver{URL}?strona=2&na_strone=1"
    assert read(client, f"{URL}?na_strone=1&strona=2")["nastepna"] is None


@pytest.mark.parametrize(
    ("url", "status"), [("/api/dane/v1/framework/2031/", 404), ("/api/dane/v1/framework/1/", 422), (f"{URL}?kwartal=5", 422)]
)
def test_what_there_is_not_is_told_in_words(client: Client, club: Organisation, url: str, status: int) -> None:
    make_call()
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.json()["bledy"]
