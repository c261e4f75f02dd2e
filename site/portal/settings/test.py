"""Tests: the demo's shape on a database of its own, with quick passwords and memory instead of files."""

import os
import tempfile
from pathlib import Path

from .base import *
from .base import NEAR_CACHE, database_from, env

DEBUG = False
DEMO = True
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
WAGTAILADMIN_BASE_URL = "http://testserver"
WAGTAILAPI_BASE_URL = WAGTAILADMIN_BASE_URL

DATABASES = {"default": database_from(env("DATABASE_URL", default="sqlite:///:memory:"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: live-server and race tests use several connections. Two runs at once do not meet.
    _run = os.environ.setdefault("PORTAL_TEST_RUN", str(os.getpid()))
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"portal-test-{_run}.sqlite3")}

# The tests of Elasticsearch read the variable themselves; all others run without it.
ELASTICSEARCH_URL = []
METRICS_TOKEN = ""

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "Portal Współpracy <portal@example.org>"
STATIC_ROOT = Path(tempfile.gettempdir()) / "portal-test-static"  # whitenoise wants it there; nothing is collected
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = Path(tempfile.gettempdir()) / "portal-test-media"
DOCUMENT_ROOT = Path(tempfile.gettempdir()) / "portal-test-documents"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}, "near": NEAR_CACHE}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
