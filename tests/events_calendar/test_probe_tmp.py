import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.news.factories import NewsPageFactory
from tests.events_calendar.factories import EventPageFactory, at
pytestmark = pytest.mark.django_db
def test_probe(site_tree, client):
    n = NewsPageFactory(parent=site_tree.news_slupsk)
    e = EventPageFactory(parent=site_tree.calendar_slupsk)
    from django.core.cache import cache
    for url in ["/pl/aktualnosci/", "/pl/aktualnosci/slupsk/", n.url, "/pl/kalendarz/", "/pl/kalendarz/slupsk/", "/pl/kalendarz/?widok=tydzien&data=2026-11-26","/pl/kalendarz/?widok=lista&data=2026-11-26","/pl/kalendarz/?widok=rok&data=2026-11-26", e.url, "/pl/aktualnosci/rss/", "/pl/kalendarz/rss/", "/pl/kalendarz/kalendarz.ics", e.url+"wydarzenie.ics", "/pl/kalendarz/slupsk/kalendarz.ics","/pl/kalendarz/slupsk/rss/"]:
        with CaptureQueriesContext(connection, ) as c:
            r = client.get(url)
        client.get(url); from core import pagecache as pc
        with CaptureQueriesContext(connection) as c2:
            r = client.get(url + ("&" if "?" in url else "?") + "strona=1")
        print(url, r.status_code, len(c), len(c2), len(r.content))
        if url in ("x", "/pl/kalendarz/"):
            for q in c: print("   ", q["sql"][:230])
    print(client.get(e.url+"wydarzenie.ics").content.decode()[-900:])
    print(client.get("/pl/kalendarz/rss/").content.decode())
