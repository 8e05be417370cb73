"""Django settings. What differs between installations comes from the environment; see docs/guide/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from openkam.web import environment as env

PACKAGE = Path(__file__).resolve().parent
DATA_DIR = env.data_dir()
LEDGER_DIR = DATA_DIR / "ledger"
UPLOAD_DIR = DATA_DIR / "uploads"

DEBUG = env.flag("OPENKAM_DEBUG")
SECRET_KEY = env.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.names("OPENKAM_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("OPENKAM_TRUSTED_ORIGINS")
BEHIND_TLS = env.flag("OPENKAM_BEHIND_TLS")

INSTALLED_APPS = [
    "openkam.web.shell",
    "openkam.web.accounts",
    "openkam.web.imports",
    "openkam.web.portfolio",
    "openkam.web.people",
    "openkam.web.toolbox",
    "openkam.web.risks",
    "openkam.web.cycles",
    "openkam.web.plans",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "simple_history",
    "rules.apps.AutodiscoverRulesConfig",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Django adds random padding and masks its tokens anew in every answer, which BREACH needs to be fixed; a server
    # or proxy that compresses by itself would add none. Static files are compressed beforehand.
    "django.middleware.gzip.GZipMiddleware",
    "openkam.web.shell.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "openkam.web.shell.middleware.reader_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "openkam.web.shell.middleware.sign_in_required",
    "openkam.web.shell.middleware.told_errors",
]

ROOT_URLCONF = "openkam.web.urls"
WSGI_APPLICATION = "openkam.web.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openkam.web.shell.context.shell",
            ],
            "builtins": ["openkam.web.shell.templatetags.okam"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        env="DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'openkam.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        "transaction_mode": "IMMEDIATE",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# On disk, because the limits on sign-in attempts must count across the server's processes.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "shell.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

EMAIL_CONFIGURED = bool(env.text("OPENKAM_EMAIL_HOST"))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_CONFIGURED
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = env.text("OPENKAM_EMAIL_HOST")
EMAIL_PORT = env.number("OPENKAM_EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("OPENKAM_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("OPENKAM_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("OPENKAM_EMAIL_TLS", default=True)
DEFAULT_FROM_EMAIL = env.text("OPENKAM_EMAIL_FROM", "openkam@localhost")

ACCOUNT_ADAPTER = "openkam.web.shell.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "openkam.web.shell.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = EMAIL_CONFIGURED
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# A form that ends at the provider would need its address in the form-action of our content security policy, and that
# address is not known before the provider is asked. The answer is bound to the browser by its state all the same.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_ONLY = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "OpenKAM"
# An administrator vouches for an address by inviting it; nobody here confirms one by e-mail.
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.text("OPENKAM_OIDC_NAME", "OpenID Connect"),
                "client_id": env.text("OPENKAM_OIDC_CLIENT_ID"),
                "secret": env.text("OPENKAM_OIDC_SECRET"),
                "settings": {"server_url": env.text("OPENKAM_OIDC_SERVER_URL")},
            }
        ]
        if env.text("OPENKAM_OIDC_SERVER_URL")
        else []
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hant", _("Traditional Chinese")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [PACKAGE.parent / "locale"]
TIME_ZONE = env.text("OPENKAM_TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_MAX_BYTES = env.number("OPENKAM_UPLOAD_MAX_MB", 4096) * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "openkam.web.shell.errors.stale_form"
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

LEDGER_ENGINE = env.text("OPENKAM_ENGINE", "duckdb")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
