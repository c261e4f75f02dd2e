"""Pages that a portal of fifty communes might have: the haystack in which the demo's pages must be found.

Everything is drawn from a seeded random number generator, so a corpus of one size is always the same. The pages speak of
what offices write about (roads, water, enrolment, council sessions, festivals) in the places of the demo and around, hence
share places and everyday words with the demo's pages without answering the questions of tests/search/queries.yaml.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from core.search_documents import SearchDocument

# Where the pages are from: nominative, genitive, locative, TERYT code. None is a place of the demo: a page from Sztum would
# be as right an answer to "Sztumu" as the demo's, and nobody could say which of fifty is missing from the first ten.
PLACES = [
    ("Malbork", "Malborka", "Malborku", "2209011"),
    ("Chojnice", "Chojnic", "Chojnicach", "2202011"),
    ("Człuchów", "Człuchowa", "Człuchowie", "2203011"),
    ("Czersk", "Czerska", "Czersku", "2202033"),
    ("Rumia", "Rumi", "Rumi", "2215021"),
    ("Reda", "Redy", "Redzie", "2215011"),
    ("Hel", "Helu", "Helu", "2211011"),
    ("Władysławowo", "Władysławowa", "Władysławowie", "2211043"),
    ("Jastarnia", "Jastarni", "Jastarni", "2211021"),
    ("Skarszewy", "Skarszew", "Skarszewach", "2213093"),
    ("Skórcz", "Skórcza", "Skórczu", "2213021"),
    ("Brusy", "Brus", "Brusach", "2202023"),
    ("Debrzno", "Debrzna", "Debrznie", "2203053"),
    ("Czarne", "Czarnego", "Czarnem", "2203023"),
    ("Krynica Morska", "Krynicy Morskiej", "Krynicy Morskiej", "2210011"),
    ("Nowy Staw", "Nowego Stawu", "Nowym Stawie", "2209073"),
    ("Dzierzgoń", "Dzierzgonia", "Dzierzgoniu", "2216013"),
    ("Skarżysko", "Skarżyska", "Skarżysku", "2610011"),
    ("Koszalin", "Koszalina", "Koszalinie", "3261011"),
    ("Darłowo", "Darłowa", "Darłowie", "3213011"),
    ("Sławno", "Sławna", "Sławnie", "3213021"),
    ("Elbląg", "Elbląga", "Elblągu", "2861011"),
    ("Braniewo", "Braniewa", "Braniewie", "2802011"),
    ("Toruń", "Torunia", "Toruniu", "0463011"),
    ("Grudziądz", "Grudziądza", "Grudziądzu", "0462011"),
    ("Tuchola", "Tucholi", "Tucholi", "0416053"),
    ("Chełmno", "Chełmna", "Chełmnie", "0404011"),
    ("Iława", "Iławy", "Iławie", "2807011"),
    ("Ostróda", "Ostródy", "Ostródzie", "2815011"),
    ("Bydgoszcz", "Bydgoszczy", "Bydgoszczy", "0461011"),
]
# Places of the demo, named in passing: near misses for a query that asks for one. Genitive, locative.
NEIGHBOURS = [
    ("Słupska", "Słupsku"),
    ("Kobylnicy", "Kobylnicy"),
    ("Damnicy", "Damnicy"),
    ("Główczyc", "Główczycach"),
    ("Smołdzina", "Smołdzinie"),
    ("Ustki", "Ustce"),
    ("Lęborka", "Lęborku"),
    ("Łeby", "Łebie"),
    ("Kartuz", "Kartuzach"),
    ("Chmielna", "Chmielnie"),
    ("Sierakowic", "Sierakowicach"),
    ("Żukowa", "Żukowie"),
    ("Tczewa", "Tczewie"),
    ("Pelplina", "Pelplinie"),
    ("Gniewu", "Gniewie"),
    ("Subków", "Subkowach"),
    ("Sopotu", "Sopocie"),
    ("Gdyni", "Gdyni"),
    ("Gdańska", "Gdańsku"),
    ("Pruszcza Gdańskiego", "Pruszczu Gdańskim"),
    ("Kolbud", "Kolbudach"),
    ("Trąbek Wielkich", "Trąbkach Wielkich"),
    ("Kwidzyna", "Kwidzynie"),
    ("Prabut", "Prabutach"),
    ("Gardei", "Gardei"),
    ("Sztumu", "Sztumie"),
    ("Wejherowa", "Wejherowie"),
    ("Bytowa", "Bytowie"),
    ("Miastka", "Miastku"),
]
STREETS = ["Lipowej", "Polnej", "Szkolnej", "Ogrodowej", "Leśnej", "Morskiej", "Kościuszki", "Mickiewicza", "Dworcowej", "Rynkowej"]
MONTHS = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
]
WEEKDAYS = ["w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę"]

# Theme: kind, topic, titles, sentences. {n} nominative, {g} genitive, {l} locative, {s} street, {m} month, {d} day,
# {x} number, {o} and {u} a neighbour's genitive and locative.
THEMES: list[tuple[str, str, list[str], list[str]]] = [
    (
        "news",
        "bezpieczenstwo",
        ["Remont ulicy {s} w {l}", "Zamknięta droga do {g}", "Objazd przez {n} do końca {m}"],
        [
            "Wykonawca sfrezuje starą nawierzchnię i położy dwie warstwy asfaltu.",
            "Kierowców prosimy o cierpliwość i jazdę zgodnie z tymczasowym oznakowaniem.",
            "Chodnik po stronie parzystej pozostanie otwarty dla pieszych.",
            "Koszt robót drogowych wynosi {x} tysięcy złotych.",
            "Autobusy linii podmiejskich pojadą objazdem i zatrzymają się na przystankach zastępczych.",
        ],
    ),
    (
        "news",
        "srodowisko",
        ["Harmonogram wywozu odpadów w {l}", "Nowe zasady segregacji w gminie {n}", "Punkt selektywnej zbiórki w {l} czynny dłużej"],
        [
            "Pojemniki wystaw przed posesję do godziny szóstej rano.",
            "Bioodpady odbieramy od {m} co tydzień, a zimą co dwa tygodnie.",
            "Opakowania szklane wrzucaj do zielonych worków.",
            "Odpady wielkogabarytowe odbierzemy po wcześniejszym zgłoszeniu telefonicznym.",
            "Opłata za gospodarowanie odpadami nie zmieni się w tym roku.",
        ],
    ),
    (
        "news",
        "wspolpraca",
        ["Sesja rady w {l}", "Radni z {g} przyjęli uchwały", "Porządek obrad rady gminy {n}"],
        [
            "Porządek obrad obejmuje zmiany w uchwale budżetowej i przyjęcie sprawozdania finansowego.",
            "Transmisję z obrad obejrzysz na stronie urzędu.",
            "Komisje opiniują projekty uchwał {d} {m}.",
            "Interpelacje i zapytania radnych publikujemy w biuletynie.",
            "Przewodnicząca rady zaprasza mieszkańców do sali obrad.",
        ],
    ),
    (
        "page",
        "dzieci-i-rodzina",
        ["Rekrutacja do przedszkoli w {l}", "Zapisy do żłobka: gmina {n}", "Dowożenie uczniów w gminie {n}"],
        [
            "Wniosek o przyjęcie dziecka złożysz elektronicznie albo w sekretariacie.",
            "O kolejności decydują kryteria ustawowe i samorządowe.",
            "Listę zakwalifikowanych wywiesimy {d} {m}.",
            "Odwołanie rozpatrzy dyrektorka placówki w ciągu siedmiu dni.",
            "Grupy liczą najwyżej {x} dzieci.",
        ],
    ),
    (
        "event",
        "kultura",
        ["Koncert w {l}", "Wieczór autorski w bibliotece w {l}", "Wystawa fotografii w {l}", "Dożynki gminne w {l}"],
        [
            "Wystąpi zespół znany z festiwali w całym kraju.",
            "Wejściówki odbierzesz w kasie domu kultury od {d} {m}.",
            "Spotkanie poprowadzi dziennikarka lokalnego radia.",
            "Wystawę można oglądać do końca {m}, od wtorku do niedzieli.",
            "Na scenie zobaczysz korowód z wieńcami i zespoły ludowe.",
            "Organizatorzy przygotowali strefę gastronomiczną i parking.",
        ],
    ),
    (
        "event",
        "sport",
        ["Turniej szachowy w {l}", "Zawody pływackie: {n}", "Mecz ligi okręgowej w {l}", "Bieg niepodległości w {l}"],
        [
            "Zawodnicy rywalizują w trzech kategoriach wiekowych.",
            "Biuro zawodów przyjmuje zgłoszenia od godziny ósmej.",
            "Zwycięzcy otrzymają puchary i dyplomy.",
            "Na trybunach zmieści się {x} kibiców.",
            "Sędzią głównym będzie arbiter klasy państwowej.",
        ],
    ),
    (
        "news",
        "zdrowie",
        ["Szczepienia przeciw grypie w {l}", "Nocna opieka lekarska: {n}", "Oddaj krew w {l}"],
        [
            "Rejestracja przychodni przyjmuje telefony od siódmej trzydzieści.",
            "Weź ze sobą dokument tożsamości i kartę szczepień.",
            "Krwiodawcy otrzymają posiłek regeneracyjny i dzień wolny.",
            "Lekarka rodzinna zbada Cię przed zabiegiem.",
            "Ambulans stanie na parkingu przy ulicy {s}.",
        ],
    ),
    (
        "page",
        "prawo",
        ["Podatek od nieruchomości w gminie {n}", "Meldunek w {l}", "Dowód osobisty w urzędzie w {l}", "Ewidencja działalności: {n}"],
        [
            "Formularz wypełnisz na miejscu, a urzędniczka sprawdzi dane.",
            "Opłata skarbowa wynosi {x} złotych i wnosisz ją w kasie albo przelewem.",
            "Termin płatności pierwszej raty upływa {d} {m}.",
            "Sprawę załatwisz też przez profil zaufany.",
            "Od decyzji przysługuje odwołanie do samorządowego kolegium.",
        ],
    ),
    (
        "news",
        "cyfryzacja",
        ["Elektroniczne biuro obsługi w {l}", "Awaria telefonów w urzędzie: {n}", "Bezpłatne wi-fi na rynku w {l}"],
        [
            "Wniosek wyślesz przez skrzynkę podawczą urzędu.",
            "Informatycy przenoszą serwery do nowej serwerowni.",
            "Za utrudnienia przepraszamy i prosimy o kontakt mailowy.",
            "Hasło do sieci nie jest potrzebne, a czas połączenia wynosi {x} minut.",
        ],
    ),
    (
        "news",
        "srodowisko",
        ["Wymiana kopciuchów w gminie {n}", "Jakość powietrza w {l}", "Wodociąg w {l}: przerwa w dostawie wody"],
        [
            "Program obejmuje dopłaty do pomp ciepła i kotłów na biomasę.",
            "Stacja pomiarowa podaje stężenie pyłów co godzinę.",
            "Beczkowóz stanie przy ulicy {s}.",
            "Po wznowieniu dostaw przepuść wodę, aż będzie przejrzysta.",
            "Ankietę o źródłach ciepła wypełnia każdy właściciel budynku.",
        ],
    ),
    (
        "page",
        "edukacja",
        ["Stypendia dla uczniów z {g}", "Matury w {l}: terminy", "Rozkład zajęć szkoły muzycznej w {l}"],
        [
            "Stypendium otrzyma uczennica lub uczeń ze średnią powyżej pięciu.",
            "Komisja rozpatrzy wnioski do {d} {m}.",
            "Przesłuchania do klasy skrzypiec i fortepianu odbędą się w auli.",
            "Nauczyciele prowadzą konsultacje przedmiotowe po lekcjach.",
            "Zaświadczenie o dochodach dołącz w oryginale.",
        ],
    ),
    (
        "news",
        "bezpieczenstwo",
        ["Policja z {g} ostrzega przed oszustami", "Zawody strażackie: gmina {n}", "Ćwiczenia syren alarmowych w {l}"],
        [
            "Dzielnicowy radzi nie podawać nikomu kodu z wiadomości.",
            "Drużyny rywalizowały w sztafecie pożarniczej i ćwiczeniu bojowym.",
            "Sygnał ciągły przez trzy minuty oznacza koniec próby.",
            "Komenda przekazała jednostce nowy wóz za {x} tysięcy złotych.",
        ],
    ),
    (
        "event",
        "seniorzy",
        ["Dzień seniora w {l}", "Klub seniora w {l}: plan na {m}", "Potańcówka dla seniorów: {n}"],
        [
            "Seniorki i seniorzy spotkają się przy kawie i muzyce z dawnych lat.",
            "Klub zaprasza na gimnastykę, brydża i zajęcia z pamięci.",
            "Wycieczka autokarowa wyruszy spod ratusza.",
            "Zapisy przyjmuje gospodyni klubu do {d} {m}.",
        ],
    ),
    (
        "news",
        "mlodziez",
        ["Młodzieżowa rada w {l} wybrana", "Ferie w {l}", "Półkolonie: gmina {n}"],
        [
            "Uczniowie szkół średnich wybrali piętnaścioro radnych.",
            "Lodowisko i pływalnia będą czynne codziennie.",
            "Opiekunki zapewniają obiad i ubezpieczenie.",
            "Karnet kosztuje {x} złotych za tydzień.",
        ],
    ),
    (
        "page",
        "pomoc-spoleczna",
        ["Ośrodek pomocy społecznej w {l}", "Dodatek mieszkaniowy w gminie {n}", "Karta dużej rodziny: {n}"],
        [
            "Pracownica socjalna przeprowadzi wywiad środowiskowy.",
            "Do wniosku dołącz zaświadczenie o zarobkach z trzech miesięcy.",
            "Świadczenie wypłacamy do dwudziestego dnia miesiąca.",
            "Ośrodek przyjmuje interesantów {w} do siedemnastej.",
        ],
    ),
    (
        "news",
        "dotacje",
        ["Dotacje dla klubów sportowych w {l}", "Wyniki otwartego konkursu ofert: {n}", "Dofinansowanie zabytków w {l}"],
        [
            "Wpłynęło {x} ofert, komisja dopuściła do oceny większość z nich.",
            "Burmistrz podpisał umowy z oferentami {d} {m}.",
            "Parafia odnowi ołtarz i organy.",
            "Środki pochodzą z budżetu gminy i rządowego funduszu.",
            "Sprawozdania z realizacji zadań wpłyną w przyszłym roku.",
        ],
    ),
    (
        "news",
        "wies",
        ["Fundusz sołecki: gmina {n}", "Wybory sołtysów w gminie {n}", "Szacowanie szkód łowieckich: {n}"],
        [
            "Zebrania wiejskie wybrały przedsięwzięcia na przyszły rok.",
            "Sołtyska podziękowała radzie sołeckiej za współpracę.",
            "Rolnik zgłasza szkodę dzierżawcy obwodu.",
            "Za pieniądze z funduszu powstaną wiata i oświetlenie drogi.",
        ],
    ),
    (
        "page",
        "turystyka",
        ["Szlaki kajakowe w okolicy {g}", "Informacja turystyczna w {l}", "Muzeum w {l}: godziny otwarcia"],
        [
            "Foldery i mapy dostaniesz bezpłatnie w punkcie informacji.",
            "Bilet ulgowy przysługuje uczniom i emerytom.",
            "Sezon trwa od {m} do jesieni.",
            "Z wieży widokowej zobaczysz zatokę i zamek.",
            "Parking dla autokarów znajduje się przy ulicy {s}.",
        ],
    ),
    (
        "news",
        "konsultacje",
        ["Konsultacje planu miejscowego w {l}", "Studium uwarunkowań: gmina {n}", "Ankieta o transporcie w {l}"],
        [
            "Projekt planu wyłożono do publicznego wglądu w pokoju numer {x}.",
            "Uwagi należy składać na piśmie do {d} {m}.",
            "Dyskusja publiczna odbędzie się w sali narad urzędu.",
            "Wyniki ankiety posłużą do ułożenia rozkładu jazdy.",
        ],
    ),
    (
        "news",
        "ekonomia-spoleczna",
        ["Targi pracy w {l}", "Oferty pracy w urzędzie: {n}", "Dotacje na start firmy w {l}"],
        [
            "Pracodawcy szukają spawaczy, opiekunek i kierowców.",
            "Kandydat składa życiorys i list motywacyjny.",
            "Urząd pracy przyzna {x} jednorazowych wsparć na podjęcie działalności.",
            "Rozmowy kwalifikacyjne zaplanowano na {d} {m}.",
        ],
    ),
    (
        "organisation",
        "sport",
        ["Klub Sportowy „Grom” {n}", "Miejski Klub Pływacki {n}", "Towarzystwo Szachowe w {l}"],
        [
            "Klub szkoli zawodników w sekcjach młodzieżowych i seniorskich.",
            "Treningi prowadzą instruktorzy z uprawnieniami związku.",
            "Składka członkowska wynosi {x} złotych miesięcznie.",
            "Zarząd zbiera się {w} w siedzibie klubu.",
        ],
    ),
    (
        "organisation",
        "kultura",
        ["Towarzystwo Miłośników Ziemi: {n}", "Stowarzyszenie Chór „Cantate” {n}", "Koło Pszczelarzy w {l}"],
        [
            "Towarzystwo wydaje rocznik i opiekuje się izbą pamięci.",
            "Chórzyści występują podczas uroczystości państwowych i kościelnych.",
            "Pszczelarze dzielą się sprzętem i doświadczeniem.",
            "Walne zebranie członków odbywa się w {m}.",
        ],
    ),
    (
        "event",
        "edukacja",
        ["Wykład w uniwersytecie trzeciego wieku w {l}", "Noc w bibliotece: {n}", "Festiwal nauki w {l}"],
        [
            "Profesor opowie o odkryciach astronomów i bitwach morskich.",
            "Czytelnicy zwiedzą magazyny i pracownię introligatorską.",
            "Studentki pokażą doświadczenia chemiczne.",
            "Wstęp jest wolny, liczba krzeseł ograniczona do {x}.",
        ],
    ),
    (
        "page",
        "dostepnosc",
        ["Plan dostępności urzędu w {l}", "Opłaty cmentarne: {n}", "Regulamin parku w {l}"],
        [
            "Koordynatorka odpowiada za realizację planu.",
            "Opłatę za przedłużenie miejsca wnosi się co dwadzieścia lat.",
            "W parku nie wolno rozpalać ognia ani puszczać psów luzem.",
            "Raport o stanie zapewniania dostępności przekazujemy wojewodzie.",
        ],
    ),
]
GENERAL = [
    "Szczegółowych informacji udziela sekretariat pod numerem telefonu podanym na stronie.",
    "Zapraszamy mieszkanki i mieszkańców gminy oraz gości.",
    "Urząd jest czynny od poniedziałku do piątku w godzinach od 7:30 do 15:30.",
    "W razie pytań napisz na adres urzędu albo przyjdź osobiście.",
    "Prace potrwają do {d} {m} i nie powinny zakłócić ruchu.",
    "Zadanie finansuje gmina przy udziale środków województwa.",
    "Wójt podziękował pracownikom i wszystkim zaangażowanym osobom.",
    "Liczba miejsc jest ograniczona, decyduje kolejność zgłoszeń.",
    "Spotkanie rozpocznie się {w} o godzinie {h} w sali przy ulicy {s}.",
    "W wydarzeniu wzięło udział {x} osób z całego powiatu.",
    "Regulamin i formularz zgłoszenia pobierzesz z załączników.",
    "Organizator zastrzega możliwość zmiany terminu z powodu pogody.",
    "To kolejny krok w rozwoju miejscowości, zapowiadany od kilku lat.",
    "Patronat objęły starostwo powiatowe i lokalna gazeta.",
    "Dziękujemy sponsorom, wolontariuszom i służbom porządkowym.",
    "Dojazd autobusem z dworca, przystanek przy ulicy {s}.",
    "Wejście znajduje się od strony podwórza, winda jest na parterze.",
    "O wynikach poinformujemy w biuletynie i na tablicy ogłoszeń.",
    "Poprzednia edycja cieszyła się dużym zainteresowaniem rodzin.",
    "Decyzję podjęto jednogłośnie po krótkiej dyskusji.",
    "Wniosek może złożyć każdy, kto mieszka w miejscowości {n}.",
    "Dokumenty należy dostarczyć najpóźniej {d} {m}.",
    "Biblioteka, szkoła i świetlica przyłączają się do akcji.",
    "Stowarzyszenia z {g} przygotowały własny program.",
    "W {l} mieszka coraz więcej młodych rodzin z dziećmi.",
    "Gmina {n} otrzymała na ten cel {x} tysięcy złotych.",
    "Do {o} pojedzie delegacja uczniów i nauczycielek.",
    "Podobne rozwiązanie działa już w {u}.",
    "Przyjechali goście z {o} i okolic.",
    "Autobus do {o} odjedzie dziesięć minut wcześniej.",
    "Nagrodę specjalną odebrała drużyna z {o}.",
    "W {u} takie spotkanie odbyło się wiosną.",
]


def generated_documents(count: int, seed: int = 20) -> Iterator[SearchDocument]:
    """`count` pages without keys of their own; `make_pages` of tests/search/corpus.py gives them pages to stand for."""
    draw = random.Random(seed)
    today = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for _number in range(count):
        kind, topic, titles, sentences = draw.choice(THEMES)
        nominative, genitive, locative, code = draw.choice(PLACES)

        def filled(text: str, place: tuple[str, str, str] = (nominative, genitive, locative)) -> str:
            neighbour = draw.choice(NEIGHBOURS)
            return text.format(
                n=place[0],
                g=place[1],
                l=place[2],
                o=neighbour[0],
                u=neighbour[1],
                s=draw.choice(STREETS),
                m=draw.choice(MONTHS),
                d=draw.randint(1, 28),
                x=draw.randint(12, 480),
                w=draw.choice(WEEKDAYS),
                h=draw.randint(8, 19),
            )

        body = draw.sample(sentences, draw.randint(3, len(sentences))) + draw.sample(GENERAL, draw.randint(6, 14))
        draw.shuffle(body)
        start = today + timedelta(days=draw.randint(-400, 200), hours=draw.randint(-4, 8)) if kind in ("news", "event") else None
        yield SearchDocument(
            key="",
            locale="pl",
            kind=kind,
            title=filled(draw.choice(titles)),
            summary=filled(draw.choice(sentences)),
            body=" ".join(filled(sentence) for sentence in body),
            date=start,
            end=start + timedelta(hours=2) if start and kind == "event" else None,
            place=nominative,
            territory_code=code,
            topics=[topic],
        )
