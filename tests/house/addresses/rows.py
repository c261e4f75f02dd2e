"""Each address with an example of it and of what it takes."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.accounts.account_fixtures import PASSWORD


@dataclass(frozen=True)
class Row:
    """An example of an address: words of `World.words` stand in {braces} where the address has a variable part.

    `takes` are the parameters it knows, each with a good value; of those in `several` all values count, of others the last;
    `pairs` are combinations that contradict one another;
    `asks` are the fields of the form that is posted to it, each with a good value.
    """

    path: str
    role: str = ""
    takes: dict[str, str] = field(default_factory=dict)
    several: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    asks: dict[str, str] = field(default_factory=dict)
    # Words of a field that are kept to themselves: what was typed is not in the answer.
    secret: tuple[str, ...] = ("password", "password1", "password2", "oldpassword", "code")


_CALENDAR = {
    "q": "spotkanie",
    "rodzaj": "meeting",
    "temat": "morze",
    "gmina": "2263011",
    "powiat": "2263",
    "organizator": "fundacja-dobra",
    "miejsce": "sala",
    "odbiorcy": "seniorzy",
    "data": "2026-11-24",
    "bezplatne": "1",
    "dostepne": "1",
    "online": "1",
    "widok": "lista",
    "strona": "1",
}
_SEARCH = {
    "q": "zebranie",
    "typ": "news",
    "temat": "morze",
    "gmina": "2263011",
    "organizator": "slupsk",
    "rok": "2026",
    "od": "2026-01-01",
    "do": "2026-12-31",
    "nadchodzace": "1",
    "moja": "2263011",
    "kolejnosc": "data",
}
_SEVERAL = ("typ", "temat", "gmina", "organizator")
_FILE = {name: value for name, value in _CALENDAR.items() if name not in ("data", "widok", "strona")}
_NEWS = {"rok": "2026", "temat": "morze", "strona": "1"}
_NEW_PASSWORDS = {"password1": "nowe-haslo-morze-9", "password2": "nowe-haslo-morze-9"}
_LIST = {"q": "fundacja", "p": "1", "ordering": "town"}
_PEOPLE = {"q": "anna", "p": "1", "ordering": "name", "cop": "1", "group": "1", "is_active": "true", "is_superuser": "false"}
_SYNONYMS = {"q": "ngo", "p": "1", "ordering": "folded", "locale": "pl", "two_way": "true"}
_QUERIES = {
    **{"q": "zebranie", "p": "1", "ordering": "-without", "okres": "30", "locale": "pl", "pytania": "bez-wynikow"},
    **{"day_from": "2026-01-01", "day_to": "2026-12-31"},
}
_PLACES = {"q": "sala", "p": "1", "ordering": "sort_key", "bookable": "true", "active": "true"}
_COP = {
    "name": "COP Bytów",
    "town": "Bytów",
    "slug": "bytow",
    "territory": "",
    "serves": "",
    "address": "ul. Wysoka 1",
    "email": "bytow@cop.example.org",
    "phone": "59 000 00 00",
    "website": "https://bytow.example.org",
}
# What a person types or chooses from a list on the pages of a request; radios and ticks are no words.
_WHAT = {
    **{"title": "Warsztaty", "summary": "Uczymy się.", "description": "Przyjdź.", "kind": "training", "headcount": "20"},
    **{"sign_up": "", "price": "", "audience": "seniorzy", "co_organisers": "Koło z Bierkowa", "gives_back": "Ciasto"},
    **{"contact_email": "biuro@example.org", "contact_phone": "59 000 00 00"},
}
_WHEN = {
    **{"day": "2027-12-01", "start": "18:00", "end": "20:00", "last_day": "", "repeat_added": "8.12.2027"},
    **{"repeat": "", "repeat_every": "1", "repeat_month": "date", "repeat_until": "", "repeat_count": "", "repeat_without": ""},
    **{"setup_minutes": "15", "cleanup_minutes": "15"},
}
_WHERE = {
    **{"people": "20", "commune": "", "place_name": "Świetlica", "address": "Leśna 1", "territory": "2263011"},
    **{"online_url": "https://example.org/spotkanie", "equipment_note": "Kabel", "accessibility_note": "Trzy stopnie"},
}
_IMPORTED = {"venue": "", "commune": "", "kind": "meeting", "accessibility_note": "Trzy stopnie"}
_IMPORT = {**_IMPORTED, "cop": "1", "organiser": "1"}
# The same of a proposal's pages, which are as many fields for each wish.
_PROPOSAL = {
    **{"title": "Piknik", "summary": "Popołudnie.", "aim": "Poznamy się.", "description": "Przyjdź.", "kind": "fair", "headcount": "100"},
    **{"audience": "rodziny", "accessibility_note": "Trzy stopnie"},
}
_WISH = {
    **{"day": "", "weekday": "5", "month": "5", "first_day": "", "last_day": "", "begins": "15:00", "ends": "18:00"},
    **{"venue": "", "place_name": "Park", "commune": "2263011"},
}
_WISHES = {f"w{rank}-{name}": value for rank in (1, 2, 3) for name, value in _WISH.items()}
_WITH = {"brings": "Scena", "seeks": "Namiot", "invite_1": "", "invite_2": "", "invite_3": ""}
_PROPOSE = "pl/kalendarz/ramowy/<int:year>/<slug:cop>/zglos/"
_PROPOSE_PATH = "/pl/kalendarz/ramowy/{year}/slupsk/zglos/"
_CALLS = {"q": "kalendarz", "p": "1", "ordering": "opens"}
_FRAMEWORK = {"kwartal": "2", "gmina": "2263011", "temat": "morze", "cop": "ustka", "zmiany": "1"}
_ACCOUNT = "pl/konto/"

# By the pattern of the URL configuration.
ADDRESSES: dict[str, Row] = {
    "healthz": Row("/healthz"),
    "readyz": Row("/readyz"),
    "metrics": Row("/metrics"),
    "robots.txt": Row("/robots.txt"),
    "sitemap.xml": Row("/sitemap.xml"),
    "sitemap-<str:section>.xml": Row("/sitemap-{section}.xml", takes={"p": "1"}),
    # Wagtail's API refuses parameters it does not know, as tests/core/test_api.py says; here it must only not break.
    **{
        f"api/v2/^{kind}/{end}": Row(f"/api/v2/{kind}/{example}", takes=takes)
        for kind, one in (("pages", "{closed}"), ("images", "{document}"), ("documents", "{document}"))
        for end, example, takes in (("", "", {}), ("<int:pk>/", f"{one}/", {}), ("find/", "find/", {"id": "1"}))
    },
    "^media/(?P<path>.*)$": Row("/media/{file}"),
    "api/dane/v1/": Row("/api/dane/v1/"),
    "api/dane/v1/openapi.json": Row("/api/dane/v1/openapi.json"),
    "api/dane/v1/terminy/": Row(
        "/api/dane/v1/terminy/",
        takes={
            "od": "2026-11-01",
            "do": "2026-12-31",
            "gmina": "2263011",
            "cop": "slupsk",
            "organizator": "fundacja-dobra",
            "miejsce": "sala",
            "temat": "morze",
            "strona": "1",
            "na_strone": "10",
        },
        pairs=("od=2026-12-02&do=2026-12-01", "od=2026-01-01&do=2099-01-01", "od=9999-12-31&do=0001-01-01"),
    ),
    "api/dane/v1/framework/<rok>/": Row(
        "/api/dane/v1/framework/{framework}/",
        takes={"kwartal": "2", "gmina": "2263011", "temat": "morze", "cop": "slupsk", "strona": "1", "na_strone": "10"},
        pairs=("strona=10000&na_strone=500",),
    ),
    "api/dane/v1/szukaj/": Row(
        "/api/dane/v1/szukaj/",
        takes={**_SEARCH, "jezyk": "pl", "strona": "1", "na_strone": "10"},
        pairs=("od=2026-12-02&do=2026-12-01", "strona=1000&na_strone=100"),
    ),
    "api/dane/v1/miejsca/": Row("/api/dane/v1/miejsca/", takes={"gmina": "2263011", "strona": "1", "na_strone": "10"}),
    "api/dane/v1/miejsca/<skrot>/": Row("/api/dane/v1/miejsca/{place}/"),
    "api/dane/v1/miejsca/<skrot>/wolne/": Row(
        "/api/dane/v1/miejsca/{place}/wolne/",
        takes={"od": "2026-12-01", "do": "2026-12-07"},
        pairs=("od=2026-12-02&do=2026-12-01", "od=2026-01-01&do=2026-12-31", "od=2099-12-31&do=2099-12-31"),
    ),
    r"dokumenty/^(\d+)/(.*)$": Row("/dokumenty/{document}/statut.txt"),
    "dokumenty/authenticate_with_password/<int:restriction_id>/": Row(
        "/dokumenty/authenticate_with_password/{file_closing}/", asks={"password": "nie-to"}
    ),
    "pl/moje/": Row("/pl/moje/", "resident"),
    "pl/moje/e-maile/": Row("/pl/moje/e-maile/", "resident"),
    "pl/moje/e-maile/wypisz/<str:token>/": Row("/pl/moje/e-maile/wypisz/{token}/"),
    "pl/moje/kalendarz/adres/": Row("/pl/moje/kalendarz/adres/", "resident", asks={"co": "nowy"}),
    "pl/moje/dane/": Row("/pl/moje/dane/", "resident", asks={"first_name": "Ala", "last_name": "Nowak"}),
    "pl/moje/dane/usun/": Row("/pl/moje/dane/usun/", "resident", asks={"password": "nie-to"}),
    "pl/moje/dane/usunieto/": Row("/pl/moje/dane/usunieto/"),
    "pl/szukaj/": Row(
        "/pl/szukaj/",
        takes={
            **_SEARCH,
            "strona": "1",
        },
        several=_SEVERAL,
        pairs=("od=2026-05-02&do=2026-05-01", "od=9999-12-31&do=0001-01-01", "typ=news&typ=event&typ=zly&gmina=22&gmina=99"),
    ),
    "pl/szukaj/podpowiedzi/": Row("/pl/szukaj/podpowiedzi/", takes={"q": "zeb"}),
    "pl/szukaj/rss/": Row("/pl/szukaj/rss/", takes=_SEARCH, several=_SEVERAL, pairs=("od=2026-05-02&do=2026-05-01",)),
    "pl/komponenty/": Row("/pl/komponenty/", "admin"),
    "pl/mapa-strony/": Row("/pl/mapa-strony/"),
    "pl/kontakt/wiadomosc/<int:page_id>/": Row(
        "/pl/kontakt/wiadomosc/{contact}/",
        asks={"cop": "slupsk", "imie": "Ala", "twoj_e_mail": "ala@example.org", "temat": "Pytanie", "wiadomosc": "Dzień dobry"},
    ),
    "pl/demo/poczta/": Row("/pl/demo/poczta/"),
    # Asking for a slot, and a request's own pages.
    "pl/kalendarz/zglos/": Row("/pl/kalendarz/zglos/", "ngo", takes={"miejsce": "sala", "data": "2026-12-01"}, asks={"wzor": ""}),
    "pl/kalendarz/zglos/<int:pk>/co/": Row("/pl/kalendarz/zglos/{draft}/co/", "ngo", asks=_WHAT),
    "pl/kalendarz/zglos/<int:pk>/kiedy/": Row("/pl/kalendarz/zglos/{draft}/kiedy/", "ngo", asks=_WHEN),
    "pl/kalendarz/zglos/<int:pk>/gdzie/": Row("/pl/kalendarz/zglos/{draft}/gdzie/", "ngo", takes={"data": "2026-12-01"}, asks=_WHERE),
    "pl/kalendarz/zglos/<int:pk>/sprawdz/": Row("/pl/kalendarz/zglos/{draft}/sprawdz/", "ngo", takes={"data": "2026-12-01"}),
    "pl/kalendarz/zglos/<int:pk>/usun/": Row("/pl/kalendarz/zglos/{draft}/usun/", "ngo"),
    # The framework calendar's public pages.
    "pl/kalendarz/ramowy/": Row("/pl/kalendarz/ramowy/"),
    "pl/kalendarz/ramowy/<int:year>/": Row("/pl/kalendarz/ramowy/{framework}/", takes={**_FRAMEWORK, "widok": "rok", "strona": "1"}),
    "pl/kalendarz/ramowy/<int:year>/dane.csv": Row("/pl/kalendarz/ramowy/{framework}/dane.csv", takes=_FRAMEWORK),
    "pl/kalendarz/ramowy/<int:year>/kalendarz.ics": Row("/pl/kalendarz/ramowy/{framework}/kalendarz.ics", takes=_FRAMEWORK),
    "pl/kalendarz/ramowy/<int:year>/kalendarz.pdf": Row(
        "/pl/kalendarz/ramowy/{framework}/kalendarz.pdf", takes={**_FRAMEWORK, "format": "a4"}
    ),
    "pl/moje/terminy/<int:pk>/": Row("/pl/moje/terminy/{request}/", "ngo"),
    "pl/moje/terminy/czeka/<int:pk>/": Row("/pl/moje/terminy/czeka/{watch}/", "ngo"),
    "pl/moje/terminy/<int:pk>/obowiazki/<int:line>/": Row("/pl/moje/terminy/{request}/obowiazki/{duty_line}/", "ngo"),
    "pl/moje/terminy/<int:pk>/zmien/": Row("/pl/moje/terminy/{request}/zmien/", "ngo"),
    "pl/moje/terminy/<int:pk>/<slug:what>/": Row("/pl/moje/terminy/{request}/{action}/", "ngo", asks={"reason": "Zmiana planów"}),
    # Calendars from elsewhere. Another address of a calendar is asked for on the network, so its form is tried with ours alone.
    "pl/moje/kalendarze/nowy/": Row("/pl/moje/kalendarze/nowy/", "ngo", asks={"url": "http://127.0.0.1/kalendarz.ics"}),
    "pl/moje/kalendarze/<int:pk>/": Row("/pl/moje/kalendarze/{source}/", "ngo", takes={"strona": "1", "usun": "1"}),
    "pl/moje/kalendarze/<int:pk>/<int:run_id>/": Row("/pl/moje/kalendarze/{source}/{reading}/", "ngo", takes={"strona": "1"}),
    # Proposing for the yearly call, and what others propose.
    "pl/kalendarz/ramowy/<int:year>/propozycje/": Row(
        "/pl/kalendarz/ramowy/{year}/propozycje/", "ngo", takes={"gmina": "2263011", "temat": "morze", "szuka": "1", "strona": "1"}
    ),
    "pl/kalendarz/ramowy/<int:year>/propozycje/<int:pk>/dolacz/": Row(
        "/pl/kalendarz/ramowy/{year}/propozycje/{their_proposal}/dolacz/", "ngo", asks={"brings": "Namiot"}
    ),
    _PROPOSE: Row(_PROPOSE_PATH, "ngo"),
    _PROPOSE + "<int:pk>/co/": Row(_PROPOSE_PATH + "{proposal_draft}/co/", "ngo", asks=_PROPOSAL),
    _PROPOSE + "<int:pk>/kiedy/": Row(_PROPOSE_PATH + "{proposal_draft}/kiedy/", "ngo", asks=_WISHES),
    _PROPOSE + "<int:pk>/z-kim/": Row(_PROPOSE_PATH + "{proposal_draft}/z-kim/", "ngo", asks=_WITH),
    _PROPOSE + "<int:pk>/sprawdz/": Row(_PROPOSE_PATH + "{proposal_draft}/sprawdz/", "ngo"),
    _PROPOSE + "<int:pk>/usun/": Row(_PROPOSE_PATH + "{proposal_draft}/usun/", "ngo"),
    "pl/moje/ramowy/<int:pk>/": Row("/pl/moje/ramowy/{proposal}/", "ngo"),
    "pl/moje/ramowy/<int:pk>/obowiazki/<int:line>/": Row("/pl/moje/ramowy/{proposal}/obowiazki/{proposal_duty}/", "ngo"),
    "pl/moje/ramowy/<int:pk>/zmien/": Row("/pl/moje/ramowy/{proposal}/zmien/", "ngo"),
    "pl/moje/ramowy/<int:pk>/wycofaj/": Row("/pl/moje/ramowy/{proposal}/wycofaj/", "ngo", asks={"reason": "Zmiana planów"}),
    "pl/moje/ramowy/<int:pk>/zapros/": Row("/pl/moje/ramowy/{proposal}/zapros/", "ngo", asks={"nazwa": "Koło"}),
    "pl/moje/ramowy/<int:pk>/wspolnie/<int:row>/<slug:what>/": Row(
        "/pl/moje/ramowy/{their_proposal}/wspolnie/{co_organiser}/{answer}/", "ngo"
    ),
    r"pl/^((?:[\w\-]+/)*[\w\-]+\.(?:ics|csv|json))$": Row("/pl/kalendarz/kalendarz.ics"),
    r"pl/^((?:[\w\-]+/)*)$": Row("/pl/"),
    "pl/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": Row(
        "/pl/_util/authenticate_with_password/{closing}/{closed}/", asks={"password": "nie-to"}
    ),
    "pl/_util/login/": Row("/pl/_util/login/"),
    # Accounts: allauth's addresses with our forms.
    _ACCOUNT + "login/": Row(
        "/pl/konto/login/", takes={"next": "/pl/", "demo": "redakcja@example.org"}, asks={"login": "ala@example.org", "password": "nie-to"}
    ),
    _ACCOUNT + "logout/": Row("/pl/konto/logout/", "resident", takes={"next": "/pl/"}),
    _ACCOUNT + "inactive/": Row("/pl/konto/inactive/"),
    _ACCOUNT + "signup/": Row("/pl/konto/signup/", takes={"next": "/pl/"}, asks={"email": "nowa@example.org", **_NEW_PASSWORDS}),
    _ACCOUNT + "reauthenticate/": Row("/pl/konto/reauthenticate/", "resident", takes={"next": "/pl/"}, asks={"password": "nie-to"}),
    _ACCOUNT + "email/": Row("/pl/konto/email/", "resident", asks={"email": "nowa@example.org"}),
    _ACCOUNT + "zaloguj/": Row("/pl/konto/zaloguj/", takes={"next": "/pl/"}),
    _ACCOUNT + "rejestracja/": Row("/pl/konto/rejestracja/", takes={"next": "/pl/"}),
    _ACCOUNT + "wyloguj/": Row("/pl/konto/wyloguj/", "resident", takes={"next": "/pl/"}),
    _ACCOUNT + "confirm-email/": Row("/pl/konto/confirm-email/", asks={"email": "nowa@example.org"}),
    _ACCOUNT + "password/change/": Row("/pl/konto/password/change/", "resident", asks={"oldpassword": PASSWORD, **_NEW_PASSWORDS}),
    _ACCOUNT + "password/set/": Row("/pl/konto/password/set/", "resident"),
    _ACCOUNT + "password/reset/": Row("/pl/konto/password/reset/", asks={"email": "ala@example.org"}),
    _ACCOUNT + "login/code/confirm/": Row("/pl/konto/login/code/confirm/"),
    _ACCOUNT + r"^confirm-email/(?P<key>[-:\w]+)/$": Row("/pl/konto/confirm-email/{key}/"),
    _ACCOUNT + "password/reset/key/done/": Row("/pl/konto/password/reset/key/done/"),
    _ACCOUNT + "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Row("/pl/konto/password/reset/key/{key}/"),
    _ACCOUNT + "password/reset/done/": Row("/pl/konto/password/reset/done/"),
    _ACCOUNT + "2fa/": Row("/pl/konto/2fa/", "resident"),
    _ACCOUNT + "2fa/authenticate/": Row("/pl/konto/2fa/authenticate/"),
    _ACCOUNT + "2fa/reauthenticate/": Row("/pl/konto/2fa/reauthenticate/", "resident"),
    _ACCOUNT + "2fa/totp/activate/": Row("/pl/konto/2fa/totp/activate/", "resident", asks={"code": "123456"}),
    _ACCOUNT + "2fa/totp/deactivate/": Row("/pl/konto/2fa/totp/deactivate/", "resident"),
    _ACCOUNT + "2fa/recovery-codes/": Row("/pl/konto/2fa/recovery-codes/", "resident"),
    _ACCOUNT + "2fa/recovery-codes/generate/": Row("/pl/konto/2fa/recovery-codes/generate/", "resident"),
    _ACCOUNT + "2fa/recovery-codes/download/": Row("/pl/konto/2fa/recovery-codes/download/", "resident"),
    # The admin: only what is ours.
    "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/": Row(
        "/admin/bulk/wagtailcore/page/{bulk_action}/", "admin", takes={"id": "all", "childOf": "1"}
    ),
    "admin/dodaj/<slug:what>/": Row("/admin/dodaj/{what}/", "admin"),
    "admin/choose-page/chosen-multiple/": Row("/admin/choose-page/chosen-multiple/", "admin", takes={"id": "2"}),
    "admin/nowe-cop/": Row("/admin/nowe-cop/", "admin", asks=_COP),
    "admin/wyslij-jeszcze-raz/<str:key>/": Row("/admin/wyslij-jeszcze-raz/{key}/", "admin"),
    "admin/organizacje/": Row("/admin/organizacje/", "admin", takes={**_LIST, "kind": "ngo", "legal_form": "association"}),
    "admin/organizacje/results/": Row("/admin/organizacje/results/", "admin", takes={**_LIST, "kind": "ngo"}),
    "admin/organizacje/new/": Row("/admin/organizacje/new/", "admin"),
    "admin/organizacje/edit/<int:pk>/": Row("/admin/organizacje/edit/{organisation}/", "admin"),
    "admin/organizacje/delete/<int:pk>/": Row("/admin/organizacje/delete/{organisation}/", "admin"),
    "admin/organizacje/history/<int:pk>/": Row("/admin/organizacje/history/{organisation}/", "admin", takes={"p": "1"}),
    "admin/organizacje/history-results/<int:pk>/": Row("/admin/organizacje/history-results/{organisation}/", "admin", takes={"p": "1"}),
    "admin/organizacje/usage/<int:pk>/": Row("/admin/organizacje/usage/{organisation}/", "admin", takes={"p": "1"}),
    "admin/raporty/dokumenty-bez-tekstu/": Row(
        "/admin/raporty/dokumenty-bez-tekstu/", "admin", takes={"text_state": "scan", "p": "1", "ordering": "title", "export": "csv"}
    ),
    "admin/raporty/dokumenty-bez-tekstu/results/": Row(
        "/admin/raporty/dokumenty-bez-tekstu/results/", "admin", takes={"text_state": "scan", "p": "1", "ordering": "title"}
    ),
    "admin/raporty/dokumenty-bez-tekstu/<int:pk>/jeszcze-raz/": Row(
        "/admin/raporty/dokumenty-bez-tekstu/{document}/jeszcze-raz/", "admin", takes={"next": "/admin/"}
    ),
    "admin/tematy/": Row("/admin/tematy/", "admin", takes=_LIST),
    "admin/tematy/results/": Row("/admin/tematy/results/", "admin", takes=_LIST),
    "admin/tematy/new/": Row("/admin/tematy/new/", "admin"),
    "admin/tematy/edit/<int:pk>/": Row("/admin/tematy/edit/{topic}/", "admin"),
    "admin/tematy/delete/<int:pk>/": Row("/admin/tematy/delete/{topic}/", "admin"),
    "admin/tematy/history/<int:pk>/": Row("/admin/tematy/history/{topic}/", "admin", takes={"p": "1"}),
    "admin/tematy/history-results/<int:pk>/": Row("/admin/tematy/history-results/{topic}/", "admin", takes={"p": "1"}),
    "admin/tematy/usage/<int:pk>/": Row("/admin/tematy/usage/{topic}/", "admin", takes={"p": "1"}),
    "admin/wybor-organizacji/": Row("/admin/wybor-organizacji/", "admin", takes={"q": "fundacja", "p": "1"}),
    "admin/wybor-organizacji/results/": Row("/admin/wybor-organizacji/results/", "admin", takes={"q": "fundacja", "p": "1"}),
    "admin/wybor-organizacji/chosen/<str:pk>/": Row("/admin/wybor-organizacji/chosen/{organisation}/", "admin"),
    "admin/wybor-organizacji/chosen-multiple/": Row("/admin/wybor-organizacji/chosen-multiple/", "admin", takes={"id": "1"}),
    "admin/wybor-organizacji/create/": Row("/admin/wybor-organizacji/create/", "admin"),
    "admin/wybor-obszaru/": Row("/admin/wybor-obszaru/", "admin", takes={"q": "słup", "p": "1"}),
    "admin/wybor-obszaru/results/": Row("/admin/wybor-obszaru/results/", "admin", takes={"q": "słup", "p": "1"}),
    "admin/wybor-obszaru/chosen/<str:pk>/": Row("/admin/wybor-obszaru/chosen/{territory}/", "admin"),
    "admin/wybor-obszaru/chosen-multiple/": Row("/admin/wybor-obszaru/chosen-multiple/", "admin", takes={"id": "1"}),
    "admin/wybor-obszaru/create/": Row("/admin/wybor-obszaru/create/", "admin"),
    "admin/miejsca/": Row("/admin/miejsca/", "admin", takes=_PLACES),
    "admin/miejsca/results/": Row("/admin/miejsca/results/", "admin", takes=_PLACES),
    "admin/miejsca/new/": Row("/admin/miejsca/new/", "admin"),
    "admin/miejsca/edit/<int:pk>/": Row("/admin/miejsca/edit/{venue}/", "admin"),
    "admin/miejsca/delete/<int:pk>/": Row("/admin/miejsca/delete/{venue}/", "admin"),
    "admin/miejsca/history/<int:pk>/": Row("/admin/miejsca/history/{venue}/", "admin", takes={"p": "1"}),
    "admin/miejsca/history-results/<int:pk>/": Row("/admin/miejsca/history-results/{venue}/", "admin", takes={"p": "1"}),
    "admin/miejsca/usage/<int:pk>/": Row("/admin/miejsca/usage/{venue}/", "admin", takes={"p": "1"}),
    "admin/wybor-miejsca/": Row("/admin/wybor-miejsca/", "admin", takes={"q": "sala", "p": "1"}),
    "admin/wybor-miejsca/results/": Row("/admin/wybor-miejsca/results/", "admin", takes={"q": "sala", "p": "1"}),
    "admin/wybor-miejsca/chosen/<str:pk>/": Row("/admin/wybor-miejsca/chosen/{venue}/", "admin"),
    "admin/wybor-miejsca/chosen-multiple/": Row("/admin/wybor-miejsca/chosen-multiple/", "admin", takes={"id": "1"}),
    "admin/wybor-miejsca/create/": Row("/admin/wybor-miejsca/create/", "admin"),
    "admin/ferie/": Row("/admin/ferie/", "admin", takes={"q": "ferie", "p": "1", "ordering": "first_day"}),
    "admin/ferie/results/": Row("/admin/ferie/results/", "admin", takes={"q": "ferie", "p": "1", "ordering": "first_day"}),
    "admin/ferie/new/": Row("/admin/ferie/new/", "admin"),
    "admin/ferie/edit/<int:pk>/": Row("/admin/ferie/edit/{school_holidays}/", "admin"),
    "admin/ferie/delete/<int:pk>/": Row("/admin/ferie/delete/{school_holidays}/", "admin"),
    "admin/ferie/history/<int:pk>/": Row("/admin/ferie/history/{school_holidays}/", "admin", takes={"p": "1"}),
    "admin/ferie/history-results/<int:pk>/": Row("/admin/ferie/history-results/{school_holidays}/", "admin", takes={"p": "1"}),
    "admin/ferie/usage/<int:pk>/": Row("/admin/ferie/usage/{school_holidays}/", "admin", takes={"p": "1"}),
    "admin/nabory/": Row("/admin/nabory/", "admin", takes=_CALLS),
    "admin/nabory/results/": Row("/admin/nabory/results/", "admin", takes=_CALLS),
    "admin/nabory/new/": Row("/admin/nabory/new/", "admin"),
    "admin/nabory/edit/<int:pk>/": Row("/admin/nabory/edit/{call}/", "admin"),
    "admin/nabory/delete/<int:pk>/": Row("/admin/nabory/delete/{call}/", "admin"),
    "admin/nabory/history/<int:pk>/": Row("/admin/nabory/history/{call}/", "admin", takes={"p": "1"}),
    "admin/nabory/history-results/<int:pk>/": Row("/admin/nabory/history-results/{call}/", "admin", takes={"p": "1"}),
    "admin/nabory/usage/<int:pk>/": Row("/admin/nabory/usage/{call}/", "admin", takes={"p": "1"}),
    "admin/obowiazki/": Row("/admin/obowiazki/", "admin", takes={"q": "zbiórka", "p": "1", "ordering": "name"}),
    "admin/obowiazki/results/": Row("/admin/obowiazki/results/", "admin", takes={"q": "zbiórka", "p": "1", "ordering": "name"}),
    "admin/obowiazki/new/": Row("/admin/obowiazki/new/", "admin"),
    "admin/obowiazki/edit/<int:pk>/": Row("/admin/obowiazki/edit/{legal_duty}/", "admin"),
    "admin/obowiazki/delete/<int:pk>/": Row("/admin/obowiazki/delete/{legal_duty}/", "admin"),
    "admin/obowiazki/history/<int:pk>/": Row("/admin/obowiazki/history/{legal_duty}/", "admin", takes={"p": "1"}),
    "admin/obowiazki/history-results/<int:pk>/": Row("/admin/obowiazki/history-results/{legal_duty}/", "admin", takes={"p": "1"}),
    "admin/obowiazki/usage/<int:pk>/": Row("/admin/obowiazki/usage/{legal_duty}/", "admin", takes={"p": "1"}),
    "admin/pomoc/": Row("/admin/pomoc/", "admin"),
    "admin/kalendarz/podglad-terminow/": Row("/admin/kalendarz/podglad-terminow/", "admin"),
    "admin/kalendarz/terminy/<int:page_id>/": Row("/admin/kalendarz/terminy/{event}/", "admin"),
    "admin/kalendarz/terminy/<int:page_id>/odwolaj/": Row(
        "/admin/kalendarz/terminy/{event}/odwolaj/", "admin", asks={"reason": "Remont sali"}
    ),
    "admin/kalendarz/terminy/<int:page_id>/przywroc/": Row("/admin/kalendarz/terminy/{event}/przywroc/", "admin"),
    "admin/kalendarz/terminy/<int:page_id>/<int:stamp>/": Row(
        "/admin/kalendarz/terminy/{event}/{date}/", "admin", asks={"action": "cancel", "reason": "Remont sali"}, secret=("action",)
    ),
    "admin/skrzynka-nadawcza/": Row(
        "/admin/skrzynka-nadawcza/", "admin", takes={"p": "1", "state": "done", "kind": "x", "ordering": "kind"}
    ),
    "admin/skrzynka-nadawcza/results/": Row("/admin/skrzynka-nadawcza/results/", "admin", takes={"p": "1", "state": "done"}),
    "admin/skrzynka-nadawcza/new/": Row("/admin/skrzynka-nadawcza/new/", "admin"),
    "admin/skrzynka-nadawcza/edit/<int:pk>/": Row("/admin/skrzynka-nadawcza/edit/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/delete/<int:pk>/": Row("/admin/skrzynka-nadawcza/delete/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/history/<int:pk>/": Row("/admin/skrzynka-nadawcza/history/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/history-results/<int:pk>/": Row("/admin/skrzynka-nadawcza/history-results/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/usage/<int:pk>/": Row("/admin/skrzynka-nadawcza/usage/{entry}/", "admin"),
    "admin/skrzynka-nadawcza/inspect/<int:pk>/": Row("/admin/skrzynka-nadawcza/inspect/{entry}/", "admin"),
    "admin/powody-odmowy/": Row("/admin/powody-odmowy/", "admin", takes={"p": "1", "ordering": "label"}),
    "admin/powody-odmowy/results/": Row("/admin/powody-odmowy/results/", "admin", takes={"p": "1", "ordering": "label"}),
    "admin/powody-odmowy/new/": Row("/admin/powody-odmowy/new/", "admin"),
    "admin/powody-odmowy/edit/<int:pk>/": Row("/admin/powody-odmowy/edit/{reason}/", "admin"),
    "admin/powody-odmowy/delete/<int:pk>/": Row("/admin/powody-odmowy/delete/{reason}/", "admin"),
    "admin/powody-odmowy/history/<int:pk>/": Row("/admin/powody-odmowy/history/{reason}/", "admin", takes={"p": "1"}),
    "admin/powody-odmowy/history-results/<int:pk>/": Row("/admin/powody-odmowy/history-results/{reason}/", "admin", takes={"p": "1"}),
    "admin/powody-odmowy/usage/<int:pk>/": Row("/admin/powody-odmowy/usage/{reason}/", "admin", takes={"p": "1"}),
    "admin/synonimy/": Row("/admin/synonimy/", "admin", takes=_SYNONYMS),
    "admin/synonimy/results/": Row("/admin/synonimy/results/", "admin", takes=_SYNONYMS),
    "admin/synonimy/new/": Row("/admin/synonimy/new/", "admin", takes={"words": "ngo", "locale": "en"}),
    "admin/synonimy/edit/<int:pk>/": Row("/admin/synonimy/edit/{synonym}/", "admin"),
    "admin/synonimy/delete/<int:pk>/": Row("/admin/synonimy/delete/{synonym}/", "admin"),
    "admin/synonimy/inspect/<int:pk>/": Row("/admin/synonimy/inspect/{synonym}/", "admin"),
    "admin/synonimy/history/<int:pk>/": Row("/admin/synonimy/history/{synonym}/", "admin", takes={"p": "1"}),
    "admin/synonimy/history-results/<int:pk>/": Row("/admin/synonimy/history-results/{synonym}/", "admin", takes={"p": "1"}),
    "admin/synonimy/usage/<int:pk>/": Row("/admin/synonimy/usage/{synonym}/", "admin", takes={"p": "1"}),
    "admin/pomijane-slowa/": Row("/admin/pomijane-slowa/", "admin", takes={"p": "1", "ordering": "words"}),
    "admin/pomijane-slowa/results/": Row("/admin/pomijane-slowa/results/", "admin", takes={"p": "1", "ordering": "words"}),
    "admin/pomijane-slowa/new/": Row("/admin/pomijane-slowa/new/", "admin", takes={"words": "jan"}),
    "admin/pomijane-slowa/edit/<int:pk>/": Row("/admin/pomijane-slowa/edit/{silenced}/", "admin"),
    "admin/pomijane-slowa/delete/<int:pk>/": Row("/admin/pomijane-slowa/delete/{silenced}/", "admin"),
    "admin/pomijane-slowa/history/<int:pk>/": Row("/admin/pomijane-slowa/history/{silenced}/", "admin", takes={"p": "1"}),
    "admin/pomijane-slowa/history-results/<int:pk>/": Row("/admin/pomijane-slowa/history-results/{silenced}/", "admin", takes={"p": "1"}),
    "admin/pomijane-slowa/usage/<int:pk>/": Row("/admin/pomijane-slowa/usage/{silenced}/", "admin", takes={"p": "1"}),
    "admin/czego-szukaja/": Row("/admin/czego-szukaja/", "admin", takes=_QUERIES),
    "admin/czego-szukaja/results/": Row("/admin/czego-szukaja/results/", "admin", takes=_QUERIES),
    "admin/terminy/": Row(
        "/admin/terminy/",
        "admin",
        takes={
            "q": "warsztaty",
            "stan": "czeka",
            "cop": "slupsk",
            "miejsce": "sala-a",
            "od": "2026-11-24",
            "do": "2026-12-24",
            "za_dlugo": "on",
            "od_razu": "on",
            "p": "1",
        },
        pairs=("od=2026-12-02&do=2026-12-01",),
    ),
    "admin/terminy/oczekujacy/": Row("/admin/terminy/oczekujacy/", "admin"),
    "admin/terminy/<int:pk>/": Row("/admin/terminy/{request}/", "admin"),
    "admin/importy/": Row("/admin/importy/", "admin", takes={"p": "1"}),
    "admin/importy/nowy/": Row("/admin/importy/nowy/", "admin", asks=_IMPORT),
    "admin/importy/<int:pk>/": Row("/admin/importy/{import}/", "admin", takes={"p": "1", "jakie": "new", "cofnij": "1"}),
    "admin/importy/<int:pk>/postep/": Row("/admin/importy/{import}/postep/", "admin"),
    "admin/importy/kalendarze/": Row("/admin/importy/kalendarze/", "admin", takes={"p": "1"}),
    "admin/importy/kalendarze/<int:pk>/": Row("/admin/importy/kalendarze/{source}/", "admin", takes={"p": "1", "usun": "1"}),
    "admin/uzgadnianie-terminow/": Row("/admin/uzgadnianie-terminow/", "admin"),
    "admin/uzgadnianie-terminow/<int:pk>/": Row("/admin/uzgadnianie-terminow/{round}/", "admin"),
    "admin/uzgadnianie-terminow/<int:pk>/tydzien/": Row(
        "/admin/uzgadnianie-terminow/{round}/tydzien/", "admin", takes={"tydzien": "2027-05-03", "gmina": "2263011"}
    ),
    "admin/uzgadnianie-terminow/<int:pk>/kolizje/": Row("/admin/uzgadnianie-terminow/{round}/kolizje/", "admin"),
    "admin/uzgadnianie-terminow/<int:pk>/podzial/": Row(
        "/admin/uzgadnianie-terminow/{round}/podzial/",
        "admin",
        takes={"pokaz": "wszystkie", "p": "1", "propozycja": "1", "oglos": "1"},
    ),
    "admin/users/": Row("/admin/users/", "admin", takes=_PEOPLE),
    "admin/users/results/": Row("/admin/users/results/", "admin", takes=_PEOPLE),
    "admin/users/new/": Row("/admin/users/new/", "admin"),
    "admin/users/edit/<int:pk>/": Row("/admin/users/edit/{person}/", "admin"),
}

# By page type and, where it answers more addresses than its own, the name of the route.
PAGES: dict[str, Row] = {
    "home.HomePage": Row("/pl/"),
    "home.SectionPage": Row("/pl/dzial/"),
    "home.ContentPage": Row("/pl/dzial/strona/"),
    "home.CopIndexPage": Row("/pl/cop/"),
    "home.CopPage": Row("/pl/cop/slupsk/"),
    "home.ContactPage": Row("/pl/kontakt/", takes={"cop": "slupsk"}),
    "news.NewsIndexPage": Row("/pl/aktualnosci/", takes=_NEWS),
    "news.NewsIndexPage:rss": Row("/pl/aktualnosci/rss/"),
    "news.NewsFolderPage": Row("/pl/aktualnosci/slupsk/", takes=_NEWS),
    "news.NewsFolderPage:rss": Row("/pl/aktualnosci/slupsk/rss/"),
    "news.NewsPage": Row("/pl/aktualnosci/slupsk/zebranie/"),
    "events_calendar.CalendarPage": Row("/pl/kalendarz/", takes={**_CALENDAR, "cop": "slupsk"}),
    "events_calendar.CalendarPage:rss": Row("/pl/kalendarz/rss/", takes={**_FILE, "cop": "slupsk"}),
    "events_calendar.CalendarPage:ics": Row("/pl/kalendarz/kalendarz.ics", takes={**_FILE, "cop": "slupsk"}),
    "events_calendar.CalendarPage:venues": Row(
        "/pl/kalendarz/miejsca/", takes={"q": "sala", "gmina": "2263011", "osoby": "20", "dostepne": "1", "strona": "1"}
    ),
    "events_calendar.CalendarPage:venue": Row("/pl/kalendarz/miejsca/sala/", takes={"data": "2026-11-24"}),
    "events_calendar.CalendarPage:venue_ics": Row("/pl/kalendarz/miejsca/{place}/kalendarz.ics"),
    "events_calendar.CalendarPage:own_ics": Row("/pl/kalendarz/moj/{secret}.ics"),
    "events_calendar.CalendarFolderPage": Row("/pl/kalendarz/slupsk/", takes=_CALENDAR),
    "events_calendar.CalendarFolderPage:rss": Row("/pl/kalendarz/slupsk/rss/", takes=_FILE),
    "events_calendar.CalendarFolderPage:ics": Row("/pl/kalendarz/slupsk/kalendarz.ics", takes=_FILE),
    "events_calendar.EventPage": Row("/pl/kalendarz/slupsk/spotkanie/"),
    "events_calendar.EventPage:ics": Row("/pl/kalendarz/slupsk/spotkanie/wydarzenie.ics"),
    "ngo_pages.NgoIndexPage": Row(
        "/pl/organizacje/", takes={"q": "fundacja", "pole": "seniors", "gmina": "", "powiat": "", "temat": "", "strona": "1"}
    ),
    "ngo_pages.NgoPage": Row("/pl/organizacje/fundacja-dobra/"),
    "ngo_pages.InitiativeIndexPage": Row("/pl/inicjatywy/", takes={"stan": "idea", "gmina": "", "temat": "", "strona": "1"}),
    "ngo_pages.InitiativePage": Row("/pl/inicjatywy/lawka/"),
    "problem_groups.GroupIndexPage": Row("/pl/grupy/", takes={"strona": "1"}),
    "problem_groups.GroupPage": Row("/pl/grupy/transport/"),
}

ROWS = {**ADDRESSES, **PAGES}
