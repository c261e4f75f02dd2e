"""Synonyms in the admin: who may do what, mistakes beside their fields, and a look before saving."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.search_documents import SearchDocument
from search.embedded import EmbeddedEngine
from search.engine import Filters, Results
from search.models import Synonym
from search.synonyms import Phrase, synonyms
from tests.accounts.factories import People, make_people
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
Publish = Callable[..., SearchDocument]


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def form(**fields: str) -> dict[str, str]:
    return {"locale": "pl", "words": "ngo", "means": "organizacja pozarządowa", "note": "", **fields}


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [
        ("editor", True, False),
        ("moderator", True, True),
        ("tczew_moderator", True, True),
        ("cio", True, True),
        ("officer", False, False),
        ("ngo_owner", False, False),
        ("resident", False, False),
        ("", False, False),
    ],
)
def test_who_may_do_what(client: Client, people: People, role: str, sees: bool, changes: bool) -> None:
    one = Synonym.objects.create(words="jst", means="samorząd")
    if role:
        client.force_login(getattr(people, role))
    for address in ("index", "index_results"):
        assert (client.get(reverse(f"synonyms:{address}")).status_code == 200) is sees
    assert (client.get(reverse("synonyms:inspect", args=[one.pk])).status_code == 200) is sees
    for address in (reverse("synonyms:add"), reverse("synonyms:edit", args=[one.pk]), reverse("synonyms:delete", args=[one.pk])):
        assert (client.get(address).status_code == 200) is changes
    client.post(reverse("synonyms:add"), form())
    assert Synonym.objects.filter(words="ngo").exists() is changes
    client.post(reverse("synonyms:edit", args=[one.pk]), form(words="gmina"))
    assert Synonym.objects.filter(words="gmina").exists() is changes
    client.post(reverse("synonyms:delete", args=[one.pk]))
    assert Synonym.objects.filter(pk=one.pk).exists() is not changes


@pytest.mark.parametrize(
    ("role", "items"),
    [
        ("editor", ["Synonimy", "Czego szukają"]),
        ("moderator", ["Synonimy", "Polecane wyniki", "Czego szukają"]),
        ("cio", ["Synonimy", "Polecane wyniki", "Czego szukają"]),
        ("officer", []),
    ],
)
def test_the_menu_has_one_group_for_the_search(client: Client, people: People, role: str, items: list[str]) -> None:
    client.force_login(getattr(people, role))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    for label in ("Wyszukiwarka", "Synonimy", "Polecane wyniki", "Czego szukają"):
        said = f'"{label}"'.encode("unicode_escape").decode()
        shown = page.count(f'"{label}"') + page.count(said) * (said != f'"{label}"')
        assert shown == (1 if label in items or (label == "Wyszukiwarka" and items) else 0), label
    assert "Promowane wyniki" not in page


def test_one_is_added_found_changed_and_deleted(client: Client, people: People) -> None:
    client.force_login(people.moderator)
    saved = client.post(reverse("synonyms:add"), form(words="Żłobek", means="opieka nad dziećmi\nklub malucha", two_way="on"), follow=True)
    assert "Synonim „Żłobek” już działa." in text(saved)
    one = Synonym.objects.get()
    assert one.two_way
    listing = text(client.get(reverse("synonyms:index"), {"q": "zlobek", "locale": "pl"}))
    assert "opieka nad dziećmi, klub malucha" in listing
    assert "Dodaj synonim" in listing
    assert "Żłobek" not in text(client.get(reverse("synonyms:index_results"), {"locale": "en"}))
    edit = reverse("synonyms:edit", args=[one.pk])
    assert "Zapisaliśmy zmiany synonimu „Żłobek”" in text(client.post(edit, form(words="Żłobek", means="klub malucha"), follow=True))
    one.refresh_from_db()
    assert (one.means, one.two_way) == ("klub malucha", False)
    delete = reverse("synonyms:delete", args=[one.pk])
    assert "Na pewno usunąć ten synonim?" in text(client.get(delete))
    assert "jest usunięty" in text(client.post(delete, follow=True))
    assert not Synonym.objects.exists()


def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays(client: Client, people: People) -> None:
    Synonym.objects.create(words="Łódź", means="statek")
    client.force_login(people.cio)
    answer = client.post(reverse("synonyms:add"), form(words="lodz!", means="miasto <b>Łódź</b>", note="z raportu", proba="port"))
    page = text(answer)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"words"}
    assert "To słowo ma już synonimy w tym języku." in page
    assert "Synonim nie jest jeszcze zapisany" in page
    for kept in ('value="lodz!"', "miasto &lt;b&gt;Łódź&lt;/b&gt;", 'value="z raportu"', 'value="port"'):
        assert kept in page
    assert Synonym.objects.count() == 1


def test_two_who_save_the_same_words_at_once(client: Client, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    Synonym.objects.create(words="ngo", means="fundacja")
    monkeypatch.setattr(Synonym, "clean", lambda self: None)  # it looked before the other one saved
    client.force_login(people.cio)
    answer = client.post(reverse("synonyms:add"), form())
    assert answer.status_code == 200
    assert "To słowo ma już synonimy w tym języku." in text(answer)


def test_the_form_opens_with_what_somebody_looked_for(client: Client, people: People) -> None:
    client.force_login(people.moderator)
    page = text(client.get(reverse("synonyms:add"), {"words": 'zebranie "<i>', "locale": "en"}))
    assert 'value="zebranie &quot;&lt;i&gt;"' in page
    assert '<option value="en" selected>' in page
    assert '<option value="pl" selected>' in text(client.get(reverse("synonyms:add"), {"locale": "xx"}))


# --- A look before saving


class WithSynonyms(EmbeddedEngine):
    """The engine as it is when the analysis of a query knows synonyms: it looks for what a query also stands for."""

    seen: list[dict[Phrase, tuple[Phrase, ...]]]

    def search(self, query: str, locale: str, filters: Filters, **options: int) -> Results:
        known = dict(synonyms(locale))
        self.seen.append(known)
        phrase = tuple(query.lower().split())
        more = " ".join(word for meant in known.get(phrase, ()) for word in meant)
        return super().search(f"{query} {more}".strip(), locale, filters, **options)


@pytest.fixture
def knowing(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> WithSynonyms:
    made = WithSynonyms()
    made.seen = []
    monkeypatch.setattr("search.admin.synonyms.get_engine", lambda: made)
    return made


def sides(page: str) -> tuple[str, str]:
    now, then = re.findall(r"<section> <h4.*?</section>", page)
    return now, then


def test_a_look_shows_both_sides_and_saves_nothing(client: Client, people: People, publish: Publish, knowing: WithSynonyms) -> None:
    publish("Spotkanie fundacji")
    publish("Dzień NGO w Słupsku")
    client.force_login(people.moderator)
    answer = client.post(reverse("synonyms:add"), form(means="fundacja", note="z <i>raportu</i>", sprawdz="1", proba=""))
    page = text(answer)
    now, then = sides(page)
    assert answer.status_code == 200
    assert "Dzień NGO" in now
    assert "Spotkanie fundacji" not in now
    assert "Spotkanie fundacji</a> (aktualność) <strong>nowy</strong>" in then
    assert "Pierwsze wyniki dla „ngo”" in page
    assert knowing.seen == [{}, {("ngo",): (("fundacja",),)}]
    assert 'value="z &lt;i&gt;raportu&lt;/i&gt;"' in page
    assert not Synonym.objects.exists()
    assert dict(synonyms("pl")) == {}


def test_a_look_at_a_stored_one_compares_it_with_itself(client: Client, people: People, publish: Publish, knowing: WithSynonyms) -> None:
    one = Synonym.objects.create(words="ngo", means="fundacja")
    cache.clear()
    publish("Spotkanie fundacji")
    publish("Zebranie stowarzyszenia")
    client.force_login(people.cio)
    edit = reverse("synonyms:edit", args=[one.pk])
    page = text(client.post(edit, form(means="stowarzyszenie", sprawdz="1", proba="ngo")))
    now, then = sides(page)
    assert "Spotkanie fundacji</a> (aktualność) <strong>spada niżej albo znika</strong>" in now
    assert "Zebranie stowarzyszenia</a> (aktualność) <strong>nowy</strong>" in then
    assert knowing.seen == [{("ngo",): (("fundacja",),)}, {("ngo",): (("stowarzyszenie",),)}]
    one.refresh_from_db()
    assert one.means == "fundacja"
    assert "Ten synonim niczego tu nie zmienia." in text(client.post(edit, form(means="fundacja", sprawdz="1", proba="")))


def test_a_look_needs_a_right_form_and_a_right_query(client: Client, people: People, knowing: WithSynonyms) -> None:
    client.force_login(people.cio)
    page = text(client.post(reverse("synonyms:add"), form(means="", sprawdz="1", proba="ngo")))
    assert "Pierwsze wyniki" not in page
    assert 'value="ngo"' in page
    page = text(client.post(reverse("synonyms:add"), form(sprawdz="1", proba="ngo\x07")))
    assert "którego nie da się wpisać z klawiatury" in page
    page = text(client.post(reverse("synonyms:add"), form(sprawdz="1", proba="a" * 301)))
    assert "Wpisz najwyżej 300 znaków." in page
    assert knowing.seen == []
    assert not Synonym.objects.exists()


def test_a_look_is_not_for_who_may_not_save(client: Client, people: People, knowing: WithSynonyms) -> None:
    client.force_login(people.editor)
    client.post(reverse("synonyms:add"), form(sprawdz="1", proba="ngo"))
    assert knowing.seen == []


def test_who_saves_over_somebody_elses_change_is_told_first(client: Client, people: People) -> None:
    one = Synonym.objects.create(words="ngo", means="organizacja pozarządowa")
    address = reverse("synonyms:edit", args=[one.pk])
    client.force_login(people.moderator)
    seen = client.get(address).context["state"]
    Synonym.objects.filter(pk=one.pk).update(means="organizacja pozarządowa\nfundacja")
    tried = client.post(address, form(note="mój", stan=seen, sprawdz="1"))
    assert f'name="stan" value="{seen}"' in text(tried), "a look does not hide the change"
    mistaken = client.post(address, form(means="", stan=seen))
    assert f'name="stan" value="{seen}"' in text(mistaken), "nor does a mistake"
    answer = client.post(address, form(note="mój", stan=seen))
    assert "Ktoś zmienił ten synonim, gdy był tu otwarty." in text(answer)
    assert 'value="mój"' in text(answer)
    one.refresh_from_db()
    assert (one.means, one.note) == ("organizacja pozarządowa\nfundacja", "")
    again = client.post(address, form(note="mój", stan=answer.context["state"]))
    assert again.status_code == 302
    one.refresh_from_db()
    assert (one.means, one.note) == ("organizacja pozarządowa", "mój")
    assert "W obie strony" in (page := text(client.get(reverse("synonyms:inspect", args=[one.pk]))))
    assert "False" not in page
