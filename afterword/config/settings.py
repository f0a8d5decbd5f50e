"""Django's settings, read from the environment. Secrets stay outside the code."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from afterword.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()
PUBLIC_URL = environment.public_url()
_public = urlsplit(PUBLIC_URL)
SECURE = _public.scheme == "https"
DEMO = os.environ.get("AFTERWORD_DEMO") == "1"

SECRET_KEY = environment.secret_key()
DEBUG = False
ALLOWED_HOSTS = [_public.hostname or "localhost"]
if not SECURE:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "afterword.tenancy",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "afterword.vault",
    "afterword.audit",
    "afterword.accounts",
    "afterword.clinic",
    "afterword.attention",
    "afterword.consent",
    "afterword.support",
    "afterword.ending",
    "afterword.screening",
    "afterword.messaging",
    "afterword.contact",
    "afterword.followup",
    "afterword.look",
    "afterword.desk",
    "afterword.portal",
]
if DEMO:  # never in production: `make run` alone sets this
    INSTALLED_APPS.append("afterword.demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "afterword.config.headers.HeadersMiddleware",
    "afterword.config.errors.WordsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "afterword.accounts.middleware.StaffMiddleware",
]

ROOT_URLCONF = "afterword.config.urls"
WSGI_APPLICATION = "afterword.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["afterword.support.templatetags.help"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

_role = os.environ.get("AFTERWORD_DATABASE_ROLE", environment.APP_ROLE)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # verbs own their transactions
        "DISABLE_SERVER_SIDE_CURSORS": True,  # pgbouncer in transaction mode
        "OPTIONS": {"prepare_threshold": None},
        **environment.database(_role),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.StaffUser"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "afterword.accounts.adapters.StaffAdapter"
ACCOUNT_FORMS = {
    "login": "afterword.accounts.forms.SignInForm",
    "reauthenticate": "afterword.accounts.forms.ReauthenticateForm",
    "change_password": "afterword.accounts.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
MFA_ADAPTER = "afterword.accounts.adapters.PasskeyAdapter"
MFA_FORMS = {
    "add_webauthn": "afterword.accounts.forms.AddPasskeyForm",
    "authenticate": "afterword.accounts.forms.CodeForm",
    "authenticate_webauthn": "afterword.accounts.forms.PasskeyForm",
    "edit_webauthn": "afterword.accounts.forms.EditPasskeyForm",
    "login_webauthn": "afterword.accounts.forms.SignInPasskeyForm",
    "reauthenticate": "afterword.accounts.forms.ReauthenticateCodeForm",
    "reauthenticate_webauthn": "afterword.accounts.forms.ReauthenticatePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

CACHES = {  # counts of attempts alone; all processes and hosts must share them
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_attempts",
        "KEY_FUNCTION": "afterword.accounts.attempts.make_key",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies()

SESSION_ENGINE = "afterword.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-desk" if SECURE else "desk"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-c" if SECURE else "c"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "afterword.config.errors.csrf_failure"
CLIENT_COOKIE = "__Host-id" if SECURE else "id"

SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_SSL_REDIRECT = False  # TLS ends in front of the application
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
# Nothing to other origins. With `no-referrer` browsers send `Origin: null` with
# our own forms too, and every one of them would be refused as forged.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = HOME / "static"
HELP_FOLDER = HOME / "help"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600

SMTP_URL = os.environ.get("AFTERWORD_SMTP_URL", "")
MAIL_FROM = os.environ.get("AFTERWORD_MAIL_FROM", f"note@{_public.hostname}")
JOURNAL = environment.journal()
KEYS = environment.keys()
EMAIL_BACKEND = "afterword.accounts.mail.StaffMail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "wary": {
            "()": "afterword.config.logs.Wary",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "wary"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Paths of links are secrets, and Django would write those of 404 and 422 down.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        "psycopg.pool": {"level": "ERROR"},  # else a line a second without a database
    },
}
