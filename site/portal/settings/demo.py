"""One machine, one command: SQLite, files, no mail server. DEBUG stays off, as in production."""

import secrets

from .base import *
from .base import LOGGING, NEAR_CACHE, VAR, database_from, env

DEBUG = False
DEMO = True

VAR.mkdir(exist_ok=True)


def _own_secret_key() -> str:
    """The key of this copy of the demo: made once, kept in the ignored `var/`, readable by its owner only."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = _own_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILAPI_BASE_URL = WAGTAILADMIN_BASE_URL

DATABASES = {"default": database_from(env("DATABASE_URL", default=f"sqlite:///{VAR / 'demo.sqlite3'}"))}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
    "near": NEAR_CACHE,
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Mails go to the console and to the page /pl/demo/poczta/, which shows what was sent.
EMAIL_BACKEND = "core.mailbox.DemoMailbox"
DEFAULT_FROM_EMAIL = "Portal Współpracy <portal@example.org>"

# The first start loads hundreds of pages; one line for each would bury the address and the log-ins.
LOGGING["loggers"]["wagtail"] = {"level": "WARNING"}
