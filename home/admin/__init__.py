"""What the portal adds to Wagtail's admin; `home.wagtail_hooks` registers it."""
