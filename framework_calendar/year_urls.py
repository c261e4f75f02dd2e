"""The framework calendar's public pages, below /pl/kalendarz/ramowy/."""

from django.urls import path

from framework_calendar import year_files, year_views

urlpatterns = [
    path("", year_views.years, name="framework_years"),
    path("<int:year>/", year_views.year, name="framework_year"),
    path("<int:year>/dane.csv", year_files.csv_file, name="framework_year_csv"),
    path("<int:year>/kalendarz.ics", year_files.ics_file, name="framework_year_ics"),
    path("<int:year>/kalendarz.pdf", year_files.pdf_file, name="framework_year_pdf"),
]
