"""
One settings file; what differs between machines comes from the environment, parsed strictly.

DEBUG            "True" or "False" (default False: safe unless somebody says otherwise)
SECRET_KEY       required unless DEBUG
ALLOWED_HOSTS    comma list, required unless DEBUG
CSRF_TRUSTED_ORIGINS   comma list of https://... origins, when a proxy changes the host
DATABASE_URL     postgres://user:password@host/name; without it SQLite below DATA_DIR
DATA_DIR         where the SQLite file and uploaded files live (default: var/ beside manage.py)
SEAL_KEY         secret under which the private keys of seals are kept; without it nobody signs on screen
PUBLIC_URL       https://... under which the app is reached; printed on papers, and in e-mail (default: none)
EMAIL_HOST       SMTP server; without it nothing leaves by e-mail. EMAIL_PORT (587), EMAIL_USER, EMAIL_PASSWORD
EMAIL_TLS        "True" for STARTTLS (default True); EMAIL_FROM: the sender, required with EMAIL_HOST
BEHIND_PROXY     "True" when a reverse proxy ends TLS and sets X-Forwarded-Proto (default False)
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, *, default: bool) -> bool:
    """Return the environment variable as a bool; anything but "True" or "False" stops the start."""
    text = os.environ.get(name, str(default))
    if text not in ("True", "False"):
        raise ImproperlyConfigured(f'{name} harus "True" atau "False", bukan "{text}".')
    return text == "True"


def env_list(name: str) -> list[str]:
    """Return the comma-separated environment variable as a list without blanks."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def env_required(name: str, *, in_debug: str) -> str:
    """Return the environment variable; in DEBUG it may be missing, in production that stops the start."""
    value = os.environ.get(name, in_debug if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"{name} belum diisi. Lihat README, bagian Produksi.")
    return value


DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = env_required("SECRET_KEY", in_debug="hanya-untuk-pengembangan-" + "x" * 32)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or (["127.0.0.1", "localhost", "[::1]", "testserver"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
# At least 32 characters. Changed or lost, seals must be made anew: what they sealed stays checkable.
SEAL_KEY = os.environ.get("SEAL_KEY", "hanya-untuk-pengembangan-" + "x" * 32 if DEBUG else "")
if SEAL_KEY and len(SEAL_KEY) < 32:
    raise ImproperlyConfigured("SEAL_KEY terlalu pendek: paling sedikit 32 huruf. Lihat README, bagian Segel.")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))

# E-mail: only where a server is named; "" is asked for as `settings.EMAIL_HOST` (forum.mail).
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 20  # seconds: one dead server must not hold up everything that waits for the clock
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "")
if EMAIL_HOST and not (DEFAULT_FROM_EMAIL and PUBLIC_URL):
    raise ImproperlyConfigured("EMAIL_HOST memerlukan EMAIL_FROM dan PUBLIC_URL. Lihat README, bagian Produksi.")

INSTALLED_APPS = [
    "forum",
    "plans",
    "meetings",
    "bangkit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are small but the signal is weak; Django pads responses against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "forum.middleware.LoginMiddleware",
    "forum.middleware.KabupatenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bangkit.urls"
WSGI_APPLICATION = "bangkit.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bangkit.context.frame",
            ],
        },
    },
]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database: SQLite unless DATABASE_URL names PostgreSQL.
if "DATABASE_URL" in os.environ:
    DATABASES = {"default": dj_database_url.config(conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "db.sqlite3",
            "OPTIONS": {
                # The default (DEFERRED) answers "database is locked" to whoever reads, then writes.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            # A file for the tests too: in memory all threads share one connection, and nothing ever races.
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts
AUTH_USER_MODEL = "forum.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "forum.backends.ForumBackend"]
LOGIN_URL = "forum:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "forum:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "forum/lockout.html"
AXES_ENABLE_ADMIN = False
AXES_CLIENT_IP_CALLABLE = "forum.backends.client_address"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Language and time. The zone of a page is its kabupaten's (forum.middleware); UTC is only what is stored.
LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Makassar"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # True would also format keys and years, and read "1,234" as 1.234
FORMAT_MODULE_PATH = ["bangkit.formats"]

# Static and uploaded files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Uploads are read by our own views only; MEDIA_URL is not served.
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Security. TLS ends at the proxy; over plain http on a laptop (DEBUG) the cookies must still work.
SECURE_SSL_REDIRECT = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SECURE = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env_bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# No request bodies, names or addresses in the log: a path and a level are enough to find a fault.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # axes writes user names and addresses of failed log-ins at WARNING; they are in its table already.
    "loggers": {"axes": {"level": "ERROR"}},
}
