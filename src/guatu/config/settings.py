"""All settings, read from the environment; safe by default. `docs/reference/settings.md` lists them."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from guatu.config.environment import database, env_bool, env_int, env_list, env_text

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env_text("GUATU_DATA", "data")).resolve()

DEBUG = False
SECRET_KEY = env_text("GUATU_SECRET_KEY") or (
    (DATA / "secret_key").read_text(encoding="ascii").strip()
    if (DATA / "secret_key").exists()
    else ""
)
ALLOWED_HOSTS = env_list("GUATU_HOSTS") or ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = env_list("GUATU_ORIGINS")

# A county's intranet often has no certificates: plain HTTP is one explicit choice.
PLAIN_HTTP = env_bool("GUATU_PLAIN_HTTP")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else env_int("GUATU_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("GUATU_BEHIND_PROXY") else None
)
SESSION_COOKIE_AGE = env_int("GUATU_SESSION_HOURS", default=10) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "guatu_session"
CSRF_COOKIE_NAME = "guatu_csrf"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

AUDIT_DIGEST = env_text("GUATU_AUDIT_DIGEST", "sha256")  # or sm3
AUDIT_PRIVATE_DAYS = env_int("GUATU_AUDIT_PRIVATE_DAYS", default=1095)  # then retention erases
DATABASES = {"default": database(env_text("GUATU_DATABASE"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EVIDENCE_ROOT = DATA / "evidence"
SPOOL_ROOT = DATA / "spool"  # files that background tasks have yet to read
FONTS = env_text("GUATU_FONTS")  # a folder of the office's own fonts, for printed paper
EVIDENCE_MAX_BYTES = env_int("GUATU_EVIDENCE_MAX_MB", default=20) * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "guatu.shell",
    "guatu.audit",
    "guatu.jobs",
    "guatu.accounts",
    "guatu.campaigns",
    "guatu.notices",
    "guatu.ledgers",
    "guatu.planning",
    "guatu.dispatch",
    "guatu.supervision",
    "guatu.meetings",
    "guatu.worklists",
    "guatu.burden",
    "guatu.overview",
    "guatu.sheets",
    "guatu.paper",
    "guatu.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "guatu.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guatu.accounts.middleware.ActorMiddleware",
    "guatu.config.errors.ErrorMiddleware",
]
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["guatu.accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "guatu.accounts.passwords.SimilarityValidator"},
    {
        "NAME": "guatu.accounts.passwords.LengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "guatu.accounts.passwords.CommonValidator"},
]
CSRF_FAILURE_VIEW = "guatu.config.errors.csrf_failure"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"

ROOT_URLCONF = "guatu.config.urls"
WSGI_APPLICATION = "guatu.config.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "guatu.shell.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "guatu.config.navigation.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

STATIC_URL = "static/"
STATIC_ROOT = None  # WhiteNoise serves from the apps: bundles carry their hash in the name
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "guatu_language"
USE_I18N = True
TIME_ZONE = env_text("GUATU_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# Notices leave the house only where one of these is set: no outside host is called otherwise.
PUBLIC_ADDRESS = env_text("GUATU_ADDRESS").rstrip("/")  # of this installation, in what is sent
MAIL_HOST = env_text("GUATU_MAIL_HOST")
MAIL_PORT = env_int("GUATU_MAIL_PORT", default=25)
MAIL_SECURITY = env_text("GUATU_MAIL_SECURITY", "none")  # or starttls, tls
MAIL_USER = env_text("GUATU_MAIL_USER")
MAIL_PASSWORD = env_text("GUATU_MAIL_PASSWORD")
MAIL_FROM = env_text("GUATU_MAIL_FROM")
WEBHOOK_HOSTS = env_list("GUATU_WEBHOOK_HOSTS")
SEND_CA_FILE = env_text("GUATU_SEND_CA_FILE")  # of an intranet's own authority
SEND_CONNECT_SECONDS = env_int("GUATU_SEND_CONNECT_SECONDS", default=5)
SEND_SECONDS = env_int("GUATU_SEND_SECONDS", default=15)  # of one message, all in all
QUIET_HOURS = env_text("GUATU_QUIET_HOURS", "20-8")  # "0-0": none
QUIET_DAYS_OFF = env_bool("GUATU_QUIET_DAYS_OFF", default=True)
REPEAT_HOURS = env_int("GUATU_REPEAT_HOURS", default=12)  # the same to the same is held

# What one request may bring, files included; a form without its files stays far below.
UPLOAD_MAX_BYTES = env_int("GUATU_UPLOAD_MAX_MB", default=100) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("GUATU_LOG_LEVEL", "INFO")},
}
