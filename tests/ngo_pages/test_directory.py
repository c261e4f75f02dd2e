"""The directory of organisations: filters, counts, pages, bad input, cost."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from core import pagecache
from core.models import PageTopic, Territory, Topic
from ngo_pages.models import NgoPage
from tests.factories import SiteTree
from tests.measure import queries, weight
from tests.ngo_pages.factories import NgoPageFactory, OrganisationFactory, many_ngos

pytestmark = pytest.mark.django_db
URL = "/pl/organizacje/"


def html(client: Client, query: str = "", status: int = 200) -> str:
    answer = client.get(URL + query)
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


@pytest.fixture
def profiles(site_tree: SiteTree) -> dict[str, NgoPage]:
    slupsk, kobylnica, tczew = (Territory.objects.get(code=code) for code in ("2263011", "2212062", "2214011"))
    made = {
        "przystan": ("Słupska Przystań", slupsk, ["seniors", "volunteering"]),
        "zielona": ("Zielona Kobylnica", kobylnica, ["environment"]),
        "szkola": ("Tczewska Szkoła Obywatela", tczew, ["education"]),
    }
    pages = {}
    for slug, (name, place, activities) in made.items():
        organisation = OrganisationFactory(name=name, slug=slug, territory=place, town=place.name)
        pages[slug] = NgoPageFactory(parent=site_tree.ngos, organisation=organisation, territory=place, activities=activities)
    ecology = Topic.objects.create(name="Środowisko", name_en="Environment", slug="srodowisko")
    PageTopic.objects.create(tag=ecology, content_object=pages["zielona"])
    return pages


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Słupska", "Zielona", "Tczewska"}),
        ("?q=PRZYSTAN", {"Słupska"}),
        ("?q=słupsk", {"Słupska"}),
        ("?q=slupsk", {"Słupska"}),
        ("?q=szkola+tczewska", {"Tczewska"}),
        ("?pole=seniors", {"Słupska"}),
        ("?gmina=2212062", {"Zielona"}),
        ("?powiat=2214", {"Tczewska"}),
        ("?powiat=2212&pole=environment", {"Zielona"}),
        ("?temat=srodowisko", {"Zielona"}),
        ("?q=środowiskiem", {"Zielona"}),  # a topic
        ("?q=environment", {"Zielona"}),
        ("?q=ekologia", {"Zielona"}),  # a field of activity
        ("?q=seniorzy", {"Słupska"}),  # what people call a field
        ("?q=seniorzy+tczew", set()),
        ("?q=edukacja+w+Tczew", {"Tczewska"}),
        ("?gmina=2212062&gmina=2214011", {"Tczewska"}),  # of a repeated parameter the last counts
        ("?nieznany=1", {"Słupska", "Zielona", "Tczewska"}),
    ],
)
def test_filters_narrow_the_list(client: Client, profiles: dict[str, NgoPage], query: str, found: set[str]) -> None:
    page = html(client, query)
    assert {name for name in ("Słupska", "Zielona", "Tczewska") if f">{name} " in page} == found


def test_counts_and_words(client: Client, profiles: dict[str, NgoPage]) -> None:
    page = html(client, "?pole=seniors")
    assert "1 organizacja" in page
    assert "z 3 w całym spisie" in page
    assert "Słupsk (gmina miejska) (1)" in page
    assert "Kobylnica (gmina wiejska)" not in page, "no commune is offered that would leave nothing"
    assert 'value="environment">Ekologia, ochrona przyrody i zwierząt (1)' in page, "a field's own choice does not narrow it"
    assert 'aria-label="Wybrane filtry"' in page


def test_numbers_beside_choices_hold_with_the_other_filters(client: Client, profiles: dict[str, NgoPage]) -> None:
    def offered(query: str) -> dict[str, list[str]]:
        form = client.get(URL + query).context["form"]
        return {name: [str(label) for _value, label in form.fields[name].widget.choices][1:] for name in form.any_of}

    for slug in ("przystan", "szkola"):
        PageTopic.objects.create(tag=Topic.objects.get(slug="srodowisko"), content_object=profiles[slug])
    pagecache.bump()
    cache.clear()
    assert offered("")["temat"] == ["Środowisko (3)"]
    assert offered("?powiat=2212")["temat"] == ["Środowisko (1)"]
    assert offered("?q=szkola")["gmina"] == ["Tczew (gmina miejska) (1)"]
    assert offered("?gmina=2263011&pole=education") == {
        "pole": [
            "Edukacja, oświata i wychowanie (0)",
            "Promocja i organizacja wolontariatu (1)",
            "Wsparcie osób w wieku emerytalnym (1)",
        ],
        "gmina": ["Słupsk (gmina miejska) (0)", "Tczew (gmina miejska) (1)"],
        "powiat": [],
        "temat": [],
    }
    nothing = html(client, "?gmina=2263011&pole=education")
    assert "Żadna organizacja nie pasuje do wyboru" in nothing
    assert 'aria-invalid="true"' not in nothing


def test_nothing_found_says_what_to_do(client: Client, profiles: dict[str, NgoPage]) -> None:
    page = html(client, "?q=nieistniejąca")
    assert "Żadna organizacja nie pasuje do wyboru" in page
    assert 'href="/pl/organizacje/"' in page


@pytest.mark.parametrize(
    ("query", "kept", "message"),
    [
        ("?q=" + "a" * 201, "a" * 201, "Wpisz najwyżej 200 znaków."),
        ("?q=a%07b", "", "znak, którego nie da się wpisać"),
        ("?q=a%ED%A0%80b", "", "znak, którego nie da się wpisać"),
        ("?gmina=9999999", 'value="9999999" selected', "Nie ma tej wartości na liście"),
        ("?gmina=abc", 'value="abc" selected', "Nie ma tej wartości na liście"),
        ("?powiat=22", 'value="22" selected', "Nie ma tej wartości na liście"),
        ("?pole=seniors%22", "", "Nie ma tej wartości na liście"),
        ("?temat=nie-ma", 'value="nie-ma" selected', "Nie ma tej wartości na liście"),
    ],
)
def test_bad_values_are_told_beside_the_field_and_do_not_narrow(
    client: Client, profiles: dict[str, NgoPage], query: str, kept: str, message: str
) -> None:
    page = html(client, query)
    assert message in page
    assert kept in page
    assert 'aria-invalid="true"' in page
    assert "3 organizacj" in page


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "' OR 1=1 --", "%", "_", "żółć"])
def test_markup_and_sql_are_ordinary_text(client: Client, profiles: dict[str, NgoPage], text: str) -> None:
    answer = client.get(URL, {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert "Żadna organizacja" in answer.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "999999", "abc", "1.5"])
def test_a_page_that_does_not_exist_is_a_404_with_a_list(client: Client, profiles: dict[str, NgoPage], number: str) -> None:
    page = html(client, f"?strona={number}", status=404)
    assert "Słupska Przystań" in page


def test_nul_and_long_addresses_are_refused_before_the_page(client: Client, profiles: dict[str, NgoPage]) -> None:
    assert client.get(URL + "?q=a%00b").status_code == 400
    assert client.get(URL + "?q=" + "a" * 10_000).status_code == 414


def test_pages_keep_the_filter(client: Client, site_tree: SiteTree) -> None:
    many_ngos(site_tree.ngos, 30, activities=["sport"])
    page = html(client, "?pole=sport")
    assert 'href="?pole=sport&amp;strona=2"' in page
    assert "30 organizacj" in page


def test_drafts_are_not_listed_nor_counted(client: Client, profiles: dict[str, NgoPage]) -> None:
    profiles["zielona"].unpublish()
    page = html(client)
    assert "Zielona Kobylnica" not in page
    assert "2 organizacj" in page


def test_the_list_costs_the_same_with_ten_and_a_thousand(client: Client, site_tree: SiteTree) -> None:
    place = Territory.objects.get(code="2263011")
    many_ngos(site_tree.ngos, 10, activities=["sport"], territory=place)
    urls = (URL, f"{URL}?q=zbiorcza", f"{URL}?q=sport+zbiorcza", f"{URL}?pole=sport&gmina=2263011&powiat=2263")
    few = {url: len(queries(client, url)) for url in urls}
    many_ngos(site_tree.ngos, 990, activities=["sport"], territory=place)
    for url in urls:
        assert len(queries(client, url)) == few[url] <= 18, url
        assert weight(client.get(url).content) <= 100_000


def test_lists_and_choices_are_in_polish_order(client: Client, site_tree: SiteTree) -> None:
    ustka, leba = (
        Territory.objects.create(code=code, name=name, kind="commune", parent=Territory.objects.get(code=code[:4]))
        for code, name in (("2212011", "Ustka"), ("2212099", "Łeba"))
    )
    for name, slug, place in (("Żagle", "zagle", ustka), ("Zdrowie", "zdrowie", leba), ("Łączka", "laczka", leba)):
        page = NgoPageFactory(
            parent=site_tree.ngos,
            organisation=OrganisationFactory(name=name, slug=slug),
            territory=place,
            activities=["sport", "disability", "environment"],
        )
        for topic in ("Zdrowie", "Środowisko"):
            PageTopic.objects.create(tag=Topic.objects.get_or_create(name=topic, slug=topic[-4:])[0], content_object=page)
    response = client.get(URL)
    assert [item.title for item in response.context["listing"].page.object_list] == ["Łączka", "Zdrowie", "Żagle"]
    form = response.context["form"]
    assert [label for _value, label in form.fields["gmina"].choices][1:] == ["Łeba (2)", "Ustka (1)"]
    assert [label for _value, label in form.fields["temat"].choices][1:] == ["Środowisko (3)", "Zdrowie (3)"]
    assert [label[:5] for _value, label in form.fields["pole"].choices][1:] == ["Ekolo", "Kultu", "Wspar"]


def test_the_name_of_a_commune_finds_its_organisations(client: Client, site_tree: SiteTree) -> None:
    kobylnica = Territory.objects.get(code="2212062")
    leba = Territory.objects.create(code="2208011", name="Łeba", kind="commune")
    lebork = Territory.objects.create(code="2208021", name="Lębork", kind="commune")
    NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(name="Przystań", slug="a", territory=kobylnica))
    NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(name="Latarnia", slug="b"), territory=leba)
    NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(name="Zamek", slug="c", town="Lębork"), territory=lebork)
    found = {"kobylnica": "Przystań", "w+Kobylnicy": "Przystań", "leba": "Latarnia", "Łeba": "Latarnia", "lebork": "Zamek"}
    for query, name in found.items():
        response = client.get(f"{URL}?q={query}")
        assert [item.title for item in response.context["listing"].page.object_list] == [name], query


@pytest.mark.parametrize("query", ["?q=psów", "?q=bezdomne", "?q=psy"])
def test_words_are_looked_for_in_the_summary_and_what_people_call_a_field(client: Client, profiles: dict[str, NgoPage], query: str) -> None:
    profiles["zielona"].summary = "Szukamy domów dla bezdomnych psów i kotów."
    profiles["zielona"].save()
    page = html(client, query)
    assert ">Zielona " in page
    assert ">Słupska " not in page


def test_words_without_an_organisation_lead_to_the_whole_portal(client: Client, profiles: dict[str, NgoPage]) -> None:
    link = '<a href="/pl/szukaj/?q=chleb+i+s%C3%B3l">Szukaj tych słów w całym portalu</a>'
    assert link in html(client, "?q=chleb+i+sól&pole=seniors")
    assert "w całym portalu" not in html(client, "?gmina=2263011&pole=education")
