"""Django settings. Everything that differs between machines comes from the environment or from QUDAO_HOME."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from qudao.kit.embedded_postgres import APP, OWNER, Server
from qudao.kit.home import home, secret

PACKAGE = Path(__file__).parent
HOME = home()
EMBEDDED = Server(HOME)


def hosts(environment: Mapping[str, str]) -> list[str]:
    """The names we answer to: this machine's own, the address we listen on (an IPv6 one in brackets), and those of QUDAO_HOSTS."""
    bound = environment.get("QUDAO_BIND", "").strip()
    named = [name.strip() for name in environment.get("QUDAO_HOSTS", "").split(",")]
    return ["127.0.0.1", "localhost", "[::1]", *filter(None, [f"[{bound}]" if ":" in bound else bound, *named])]


DEBUG = False
SECRET_KEY = secret("django")
FIELD_KEYS = secret("field-keys")
LOOKUP_KEY = secret("lookup")
ALLOWED_HOSTS = hosts(os.environ)
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("QUDAO_ORIGINS", "").split(",") if origin]


SERVING = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
"""Limits of the application's sessions; a migration of the owner may take its time."""


def database(url: str, options: str = SERVING, pool: str | None = None) -> dict[str, object]:
    """Return Django's settings of one PostgreSQL URL (``postgresql://user:password@host:port/name?host=/socket``)."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "")) or (parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": options} | ({"pool": {"min_size": 1, "max_size": int(pool), "timeout": 5, "reconnect_timeout": 2}} if pool else {}),
    }


DATABASES = {
    "default": database(os.environ.get("DATABASE_URL") or EMBEDDED.url(APP), pool=os.environ.get("QUDAO_POOL")),
    "owner": database(os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL") or EMBEDDED.url(OWNER), options=""),
}
INSTALLED_APPS = [
    "qudao.organization",  # before allauth: its templates come first
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "qudao.programmes",
    "qudao.partners",
    "qudao.customers",
    "qudao.orders",
    "qudao.settlement",
    "qudao.replay",
    "qudao.imports",
    "qudao.portal",
    "qudao.desk",
    "qudao.api",
    "qudao.reactions",
]

MIDDLEWARE = [
    "qudao.organization.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qudao.organization.access.AccessMiddleware",
    "qudao.organization.idempotency.IdempotencyMiddleware",
]

ROOT_URLCONF = "qudao.urls"
WSGI_APPLICATION = "qudao.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"qudao_format": "qudao.kit.templatetags.qudao_format"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "qudao.organization.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
CSRF_FAILURE_VIEW = "qudao.organization.sign_in.csrf_failed"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "organization_cache"}}

REFUSAL_WORDS = [
    "qudao.portal.refusals.message",
    "qudao.customers.refusals.message",
    "qudao.orders.refusals.message",
    "qudao.settlement.words.message",
    "qudao.programmes.words.message",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "qudao.organization.defects.WithoutValues", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"not_health": {"()": "qudao.organization.defects.NotHealth"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["not_health"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},  # Django's own would mail the exception's text
        "django.request": {"level": "ERROR"},  # what is 4xx stands in qudao.security
        "django.security.csrf": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # a stranger's guess, with all our frames
        "qudao": {"level": "INFO"},
        "qudao.security": {"level": "WARNING"},
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

PROCRASTINATE_DATABASE_ALIAS = "default"
PROCRASTINATE_IMPORT_PATHS = ["qudao.ground.jobs"]
WORKER_CONCURRENCY = 2
