"""Words that editors take out: counted no more, suggested to nobody, and gone from the report; found as ever."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from search import counting, polish
from search.models import SearchCount, SilencedPhrase
from search.popular import popular
from search.silenced import silenced
from tests.accounts.factories import People, make_people
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0"}


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def counted(query: str, times: int = 9) -> SearchCount:
    return SearchCount.objects.create(day=timezone.localdate(), locale="pl", query=query, folded=polish.fold(query), searches=times)


def test_what_was_counted_is_gone_and_nothing_more_is_counted(rf: RequestFactory, django_capture_on_commit_callbacks: object) -> None:
    for query in ("jan żuk oszust", "żuk, jan", "jana żuka", "zuk", "jan żukowski"):
        counted(query)
    assert popular("pl", "jan", 5) == ["jan żuk oszust", "jan żukowski", "jana żuka"]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        SilencedPhrase.objects.create(words="Jan  Zuk")
    assert sorted(SearchCount.objects.values_list("query", flat=True)) == ["jan żukowski", "jana żuka", "zuk", "żuk, jan"]
    assert popular("pl", "jan", 5) == ["jan żukowski", "jana żuka"]
    for query in ("Jan ŻUK", "gdzie mieszka jan żuk z Ustki", "jan żukowski z Ustki"):
        counting.count(rf.get("/", **BROWSER), query, "pl", found=True)
    assert SearchCount.objects.filter(query__startswith="gdzie").count() == 0
    assert SearchCount.objects.filter(query="jan żukowski z ustki", searches=1).exists()


def test_a_phrase_that_is_given_back_is_counted_again(rf: RequestFactory, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        phrase = SilencedPhrase.objects.create(words="jan żuk")
    assert silenced("co robi Jan Żuk?")
    assert not silenced("jan i żuk")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        phrase.delete()
    assert not silenced("co robi Jan Żuk?")
    counting.count(rf.get("/", **BROWSER), "Jan Żuk", "pl", found=True)
    assert SearchCount.objects.get().query == "jan żuk"


@pytest.mark.parametrize(
    ("role", "may"),
    [("editor", False), ("moderator", True), ("tczew_moderator", True), ("cio", True), ("ngo_owner", False), ("", False)],
)
def test_who_may_take_words_out(client: Client, people: People, role: str, may: bool) -> None:
    phrase = SilencedPhrase.objects.create(words="jan żuk")
    if role:
        client.force_login(getattr(people, role))
    pages = [reverse("silenced:index"), reverse("silenced:add")]
    pages += [reverse(f"silenced:{view}", args=[phrase.pk]) for view in ("edit", "delete")]
    for address in pages:
        assert (client.get(address).status_code == 200) is may, address
    client.post(reverse("silenced:add"), {"words": "obelga", "note": ""})
    assert SilencedPhrase.objects.filter(words="obelga").exists() is may
    client.post(reverse("silenced:delete", args=[phrase.pk]))
    assert SilencedPhrase.objects.filter(pk=phrase.pk).exists() is not may


def test_from_the_report_to_silence(client: Client, people: People) -> None:
    counted("jan żuk oszust")
    client.force_login(people.moderator)
    report = client.get(reverse("search_report")).content.decode()
    door = f"{reverse('silenced:add')}?words=jan+%C5%BCuk+oszust"
    assert door in report
    assert 'value="jan żuk oszust"' in client.get(door).content.decode()
    client.post(reverse("silenced:add"), {"words": "jan żuk", "note": "osoba prywatna"})
    assert "jan żuk oszust" not in client.get(reverse("search_report")).content.decode()
    client.force_login(people.editor)
    assert reverse("silenced:add") not in client.get(reverse("search_report")).content.decode()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "To pole jest wymagane."),
        ("?!", "Wpisz choć jedno słowo: same znaki nic nie znaczą."),
        ("a", "Takie słowo jest w co drugim pytaniu."),
        ("w i na", "Takie słowo jest w co drugim pytaniu."),
        ("JAN ZUK", "Te słowa portal już pomija."),
        ("jan\x00", "W tym polu jest znak, którego nie da się wpisać z klawiatury."),
        ("a" * 101, "100"),
    ],
)
def test_mistakes_stand_beside_the_field(client: Client, people: People, words: str, told: str) -> None:
    SilencedPhrase.objects.create(words="jan żuk")
    client.force_login(people.moderator)
    response = client.post(reverse("silenced:add"), {"words": words, "note": "dlaczego"})
    assert response.status_code == 200
    assert told in response.content.decode()
    assert 'value="dlaczego"' in response.content.decode()
    assert SilencedPhrase.objects.count() == 1


def test_what_another_wrote_a_moment_before_is_a_mistake(client: Client, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    SilencedPhrase.objects.create(words="jan żuk")
    client.force_login(people.moderator)
    monkeypatch.setattr(SilencedPhrase, "clean", lambda self: None)
    monkeypatch.setattr(SilencedPhrase, "validate_unique", lambda self, exclude=None: None)
    response = client.post(reverse("silenced:add"), {"words": "Jan Żuk", "note": ""})
    assert "Te słowa portal już pomija." in response.content.decode()


def test_counting_asks_nothing_more_of_the_database(rf: RequestFactory, django_assert_num_queries: object) -> None:
    SilencedPhrase.objects.create(words="jan żuk")
    cache.delete("silenced:version")
    silenced("ławka")
    with django_assert_num_queries(0):  # type: ignore[operator]
        silenced("ławka przed domem")
