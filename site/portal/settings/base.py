"""Settings that every environment shares. What differs stands in demo.py, test.py and production.py."""

from pathlib import Path
from typing import Any

import environ
from django.utils.translation import gettext_lazy

ROOT = Path(__file__).resolve().parents[3]

env = environ.Env()
# Everything the portal writes on an embedded machine: database, media, cache, collected static files.
VAR = Path(env("PORTAL_VAR", default=str(ROOT / "var")))

INSTALLED_APPS = [
    # Ours, the last to be assembled first, so that its templates and commands win.
    "home",
    "search",
    "calendar_imports",
    "framework_calendar",
    "problem_groups",
    "news",
    "events_calendar",
    "ngo_pages",
    "accounts",
    "core",
    # wagtail-localize takes the place of wagtail.locales.
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.api.v2",
    "accounts.users_app.PortalUsersConfig",  # Wagtail's, with our forms
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "django_filters",  # the templates of the filters in Wagtail's lists
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "core.middleware.RequestLimitsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.pagecache.PrivateAnswersMiddleware",
    "core.pagecache.AnonymousPageCacheMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.KnownSiteMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.PortalLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.expired.WriterMiddleware",
    "accounts.expired.AdminDoorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.AdminFilterMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
# The portal stands at the root of its host: no request may move its addresses (gunicorn.conf.py).
FORCE_SCRIPT_NAME = ""

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.portal",
            ],
        },
    },
]

# --- Database. Never ATOMIC_REQUESTS: on SQLite every read would take the write lock.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


# In a process's own memory, in front of the cache that all processes share (core.pagecache): at most 7 MB of pages.
NEAR_CACHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "near", "OPTIONS": {"MAX_ENTRIES": 200}}


def database_from(url: str) -> dict:
    """The Django configuration of the database at `url`, with our SQLite options where it is SQLite."""
    config = environ.Env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {**config.get("OPTIONS", {}), **SQLITE_OPTIONS}
    else:
        config.setdefault("CONN_HEALTH_CHECKS", True)
    # Opening one costs SQLite a millisecond for its settings and functions, and the last one to close empties the journal.
    config.setdefault("CONN_MAX_AGE", 60)
    return config


# Who reads /metrics sends this; without it there is none. What each process counts is kept in the folder.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
METRICS_DIR = env("METRICS_DIR", default=str(VAR / "metrics"))

# Addresses of Elasticsearch with commas between them; without any the search runs inside the portal's database alone.
ELASTICSEARCH_URL: list[str] = [address.strip() for address in env.list("ELASTICSEARCH_URL", default=[]) if address.strip()]
# What all names there begin with, where several portals share the servers.
ELASTICSEARCH_PREFIX = env("ELASTICSEARCH_PREFIX", default="portal")


# --- People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.PersonalDataValidator"},
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
    ),
]
ACCOUNT_ADAPTER = "accounts.adapter.PortalAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a changed address is a changed owner: the password is asked for once more
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Beside allauth's own: wrong passwords for one address from all places together (accounts.adapter). From one place it takes five.
ACCOUNT_RATE_LIMITS = {"login_failed_everywhere": "50/10m/key"}
# What one address may ask of the search within a minute: a whole office is one address, a hundred times a second is a program.
SEARCHES_PER_MINUTE = {"page": 1_800, "suggestions": 3_600, "rss": 600, "api": 1_800}
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "add_email": "accounts.forms.AddEmailForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.MfaAuthenticateForm",
    "reauthenticate": "accounts.forms.MfaReauthenticateForm",
    "activate_totp": "accounts.forms.MfaActivateForm",
}
MFA_TOTP_ISSUER = "Portal Współpracy"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "moje"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/pl/konto/login/"

# --- Languages: Polish is the source of the interface's texts.
LANGUAGE_CODE = "pl"
# Each language is called by its own name, in every language; within the admin's sentences by the sentence's.
LANGUAGES = [("pl", "Polski"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = [("pl", gettext_lazy("polski")), ("en", gettext_lazy("angielski"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
TIME_ZONE = "Europe/Warsaw"
USE_TZ = True
WAGTAIL_USER_TIME_ZONES = ["Europe/Warsaw"]  # one region, one clock: nothing to choose from
WAGTAILADMIN_PERMITTED_LANGUAGES = [("pl", "Polski"), ("en", "English")]

# --- Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
DEMO_MAILBOX = VAR / "mail"  # where the demo keeps the mails it "sends"
MEDIA_ROOT = VAR / "media"
DOCUMENT_ROOT = VAR / "documents"  # never below MEDIA_ROOT: only Wagtail's view may hand documents out
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor sends many
FILE_UPLOAD_PERMISSIONS = 0o644
WAGTAILIMAGES_IMAGE_MODEL = "core.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.image_forms.PortalImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "core.PortalDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.document_forms.PortalDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # it asks who may read
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "rtf", "txt", "xlsx", "zip"]

# --- Wagtail
WAGTAILAPI_LIMIT_MAX = 50
WAGTAIL_SITE_NAME = "Portal Współpracy"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_AUTOSAVE_INTERVAL = 3000
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "accounts.publishing.publish_approved"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False  # without one, the person gets a link to set it
WAGTAILEMBEDS_FINDERS: list = []  # no third-party requests from a page
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "core.admin_search"},
}
TAGGIT_CASE_INSENSITIVE = True

# --- Security that holds everywhere
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.refused.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin's preview shows pages in a frame

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        # Each saved page runs two of its small tasks; only their failures are news.
        "django_tasks": {"level": "WARNING"},
        # A line for each request, and one for each node that does not answer: the search itself says when it is without them.
        "elastic_transport": {"level": "ERROR"},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
}

# Calendars that organisations give by their address are never read from this machine or its network; the tests' own server is there.
IMPORTS_FROM_LOOPBACK = env.bool("IMPORTS_FROM_LOOPBACK", default=False)
