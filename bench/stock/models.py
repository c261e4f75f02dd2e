"""Naive page types, as Wagtail's tutorial shows them: the peer of `make bench`."""

from calendar import Calendar
from datetime import date

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index


class NaiveHomePage(Page):
    intro = RichTextField(blank=True)
    template = "naive/home.html"

    content_panels = [*Page.content_panels, FieldPanel("intro")]

    def get_context(self, request):
        context = super().get_context(request)
        context["news"] = NewsPage.objects.live().order_by("-date")[:10]
        context["events"] = EventPage.objects.live().order_by("start")[:5]
        context["menu"] = self.get_children().live().in_menu()
        return context


class NewsIndexPage(Page):
    template = "naive/index.html"


class NewsPage(Page):
    date = models.DateTimeField()
    intro = models.CharField(max_length=300)
    body = RichTextField(blank=True)
    image = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    template = "naive/news.html"

    content_panels = [*Page.content_panels, FieldPanel("date"), FieldPanel("intro"), FieldPanel("body"), FieldPanel("image")]


class EventPage(Page):
    start = models.DateTimeField()
    end = models.DateTimeField()
    place = models.CharField(max_length=200)
    body = RichTextField(blank=True)
    template = "naive/event.html"

    content_panels = [*Page.content_panels, FieldPanel("start"), FieldPanel("end"), FieldPanel("place"), FieldPanel("body")]


class MonthPage(Page):
    """A month of events, asked for as the tutorial asks for children."""

    template = "naive/month.html"

    def get_context(self, request):
        context = super().get_context(request)
        day = date.fromisoformat(request.GET["data"])
        weeks = Calendar().monthdatescalendar(day.year, day.month)
        events = EventPage.objects.live().filter(start__date__range=(weeks[0][0], weeks[-1][-1])).order_by("start")
        context["weeks"] = [[(here, [event for event in events if event.start.date() == here]) for here in week] for week in weeks]
        return context


class SearchedPage(Page):
    """A page whose body is searched, as Wagtail's guide to the search shows it: the peer of bench/search."""

    body = models.TextField(blank=True)

    search_fields = [*Page.search_fields, index.SearchField("body")]
