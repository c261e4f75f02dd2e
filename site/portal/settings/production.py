"""Production. It refuses to start, with one line for each, when something it cannot do without is missing."""

import sys

from .base import *
from .base import NEAR_CACHE, VAR, database_from, env

REQUIRED = {
    "SECRET_KEY": "a long random string, the same on every host",
    "ALLOWED_HOSTS": "the portal's host names, with commas between them",
    "DATABASE_URL": "for example postgres://portal:password@127.0.0.1:5432/portal",
    "BASE_URL": "the portal's public address, for example https://portal.example.org",
}
_missing = [name for name in REQUIRED if not env.str(name, default="").strip()]
if _missing:
    sys.exit("\n".join(f"{name} is not set: {REQUIRED[name]}" for name in _missing))

DEBUG = False
DEMO = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = env("BASE_URL").rstrip("/")
WAGTAILAPI_BASE_URL = WAGTAILADMIN_BASE_URL
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

DATABASES = {"default": database_from(env("DATABASE_URL"))}


def _redis(url: str) -> dict:
    """The cache of several hosts. Without it pages are slower and rate limits rest, but all are served; `/readyz` says so."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": url,
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "LOG_IGNORED_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 2,
            # The client's own default waits for seconds, at each reading, for a server that is gone.
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)},
        },
    }


CACHES = {
    "default": _redis(env("REDIS_URL"))
    if env.str("REDIS_URL", default="")
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": env("CACHE_DIR", default=str(VAR / "cache")),
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
    "near": NEAR_CACHE,
}
STATIC_ROOT = env("STATIC_ROOT", default=str(VAR / "static"))
MEDIA_ROOT = env("MEDIA_ROOT", default=str(VAR / "media"))
DOCUMENT_ROOT = env("DOCUMENT_ROOT", default=str(VAR / "documents"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
vars().update(env.email("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=15)
# Behind one proxy the visitor's address is the last it added; without this all visitors would share one rate limit.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"Portal Współpracy <portal@{ALLOWED_HOSTS[0]}>")

_https = WAGTAILADMIN_BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_https)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
