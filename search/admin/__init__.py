"""What editors manage and read about the search in Wagtail's admin."""
