"""The one settings file. Every variable read from the environment is named here, with what it means.

| Variable | Meaning | Default |
| --- | --- | --- |
| DATABASE_URL[_FILE] | postgresql://user:password@host:port/name | given by `make run` |
| REDIS_URL | redis://host:port/0: channel layer, queue and cache move to Redis | PostgreSQL does all three |
| ENTREGENT_SECRET_KEY[_FILE] | signs sessions, guest links; 50 characters or more | none: refuses to start |
| ENTREGENT_TICKET_KEYS[_FILE] | signs QR codes: `1:<base64 seed>[,2:…]`, the last signs | from the secret key |
| ENTREGENT_SEAL_KEYS[_FILE] | opens what kiosks sealed: `<base64 seed>[,…]`, the last seals | from the secret key |
| ENTREGENT_VAPID_PRIVATE_KEY[_FILE] | push services know us by it: 32 bytes in base64url | from the secret key |
| ENTREGENT_PUSH_CONTACT | whom push services write to: mailto:… or https://… | the sender of mail |
| ENTREGENT_WEBHOOK_ALLOW_HOSTS | receivers in one's own network, also http | none |
| ENTREGENT_TICKETING_ALLOW_HOSTS | pretix servers in one's own network, also http | none |
| ENTREGENT_PUSH_ALLOW_HOSTS | push services of one's own network, also http; for tests | none |
| ENTREGENT_BASE_URL | the address people type, as https://host | http://127.0.0.1:8000 |
| ENTREGENT_HOSTS | further host names that are answered | none |
| ENTREGENT_PROXY_COUNT | reverse proxies in front whose X-Forwarded-For is believed | 0 |
| ENTREGENT_DEMO | 1: demo accounts, no second factor demanded | 0 |
| ENTREGENT_DEBUG | 1: Django's debug pages; never in production | 0 |
| ENTREGENT_DATA_DIR | where uploaded files are kept | var |
| ENTREGENT_FEEDS_DIR | folder whose sub-folders scheduled imports may read | DATA_DIR/flux |
| ENTREGENT_FEEDS_ALLOW_HOSTS | hosts of one's own network that scheduled imports may read | none |
| ENTREGENT_FEEDS_CREDENTIALS[_FILE] | a line a host: `host Basic user:password`, `host Bearer token` | none |
| ENTREGENT_CANDIDATE_DAYS | days after which proposed contacts are erased if nobody decides | 180 |
| ENTREGENT_SMTP_URL[_FILE] | smtp[s]://user:password@host:port | smtp://127.0.0.1:1025 |
| ENTREGENT_MAIL_FROM | sender of invitations and notices | a demo address |
| ENTREGENT_WORKERS | worker processes of the queue | 2 |
| ENTREGENT_POOL | database connections a web process keeps at most; 0: none is kept | 12 |
| ENTREGENT_LOG_LEVEL | DEBUG, INFO, WARNING | INFO |
"""

import re
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from backend.config import env

ROOT = Path(__file__).resolve().parents[2]
VERSION = re.search(r"^## v(\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[1]  # type: ignore[index]

DEBUG = env.flag("ENTREGENT_DEBUG")
DEMO = env.flag("ENTREGENT_DEMO")
SECRET_KEY = env.secret("ENTREGENT_SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "ENTREGENT_SECRET_KEY must hold at least 50 characters (`make run` makes one)."
    )
TICKET_KEYS = env.secret("ENTREGENT_TICKET_KEYS")
SEAL_KEYS = env.secret("ENTREGENT_SEAL_KEYS")
BASE_URL = env.base_url("ENTREGENT_BASE_URL", "http://127.0.0.1:8000")
DATA_DIR = Path(env.text("ENTREGENT_DATA_DIR", str(ROOT / "var"))).resolve()
REDIS_URL = env.text("REDIS_URL")
SECURE = BASE_URL.startswith("https://")

_host = urlsplit(BASE_URL).hostname or ""
ALLOWED_HOSTS = [_host, *env.words("ENTREGENT_HOSTS")]
if not SECURE:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [
    BASE_URL,
    *(f"https://{host}" for host in env.words("ENTREGENT_HOSTS") if host != "*"),
]

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "django_q",
    "auditlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "backend.core",
    "backend.live",
    "notifications",
    "backend.webhooks",
    "backend.accounts",
    "backend.contacts",
    "backend.mailings",
    "backend.events",
    "backend.checkins",
]
if DEMO:
    INSTALLED_APPS.append("fixtures.demo")

MIDDLEWARE = [
    "backend.core.http.middleware.RequestIdMiddleware",
    "backend.core.http.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "backend.config.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "backend.config.urls"
ASGI_APPLICATION = "backend.config.asgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "backend" / "accounts" / "templates"],  # before allauth's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Language and time
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# Database. A pool in the web processes; under ASGI, CONN_MAX_AGE would leak a connection a thread.
WORKER = env.flag("ENTREGENT_WORKER")
_database = env.database()
_database["CONN_HEALTH_CHECKS"] = True  # or a pool hands out connections that died with the server
_pool = env.integer("ENTREGENT_POOL", 12, high=200)
WEB_THREADS = max(2, _pool - 2)  # the sockets need a connection now and then
if WORKER:
    _database["CONN_MAX_AGE"] = 600
elif _pool:
    _database["OPTIONS"] = {
        **_database["OPTIONS"],  # type: ignore[dict-item]
        "pool": {"min_size": 1, "max_size": _pool, "timeout": 10},
    }
DATABASES = {"default": _database}

# Live changes, queue and cache: PostgreSQL by default, Redis when there is one.
LIVE_CHANNEL = "entregent_live"
if REDIS_URL:
    CHANNEL_LAYERS: dict[str, dict[str, object]] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": "entregent"},
        }
    }
    CACHES: dict[str, dict[str, object]] = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "backend.live.layer.PostgresChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

# The queue only wakes work that is kept in tables of ours (docs/adr/0004): a lost job is found again by the sweep.
_workers = env.integer("ENTREGENT_WORKERS", 2, low=1, high=32)
Q_CLUSTER: dict[str, object] = {
    "name": "entregent",
    "workers": _workers,
    "queue_limit": _workers,
    "timeout": 600,
    "retry": 3600,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 250,
    "poll": 0.2,
    "label": "Tâches",
    **({"redis": REDIS_URL} if REDIS_URL else {"orm": "default"}),
}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "backend.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("ENTREGENT_PROXY_COUNT", 0, high=5)
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_reset_password_from_key": f"{BASE_URL}/connexion/nouveau-mot-de-passe/{{key}}",
    "account_signup": f"{BASE_URL}/connexion",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Entregent"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

# Cookies, transport, content
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86_400
CSRF_FAILURE_VIEW = "backend.config.pages.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
PAIRING_TRIES_A_MINUTE = 30
SILENCED_SYSTEM_CHECKS: list[str] = []

# Files
STATIC_URL = "/static/"
STATIC_ROOT = None  # whitenoise serves the files of the applications where they are
PWA_BUILD = ROOT / "pwa" / "build"
MEDIA_ROOT = DATA_DIR / "files"
WHITENOISE_USE_FINDERS = True

# Scheduled imports (RF-8): other hosts must have public addresses and speak https
FEEDS_DIR = Path(env.text("ENTREGENT_FEEDS_DIR") or DATA_DIR / "flux").resolve()
FEEDS_ALLOW_HOSTS = frozenset(host.lower() for host in env.words("ENTREGENT_FEEDS_ALLOW_HOSTS"))
FEEDS_CREDENTIALS = env.credentials("ENTREGENT_FEEDS_CREDENTIALS")

# Proposed contacts on which nobody decides (RF-20, RF-28)
CANDIDATE_DAYS = env.integer("ENTREGENT_CANDIDATE_DAYS", 180, low=1, high=3650)

# Web push (CARD-5): other push services must have public addresses and speak https
VAPID_PRIVATE_KEY = env.secret("ENTREGENT_VAPID_PRIVATE_KEY")
WEBHOOK_ALLOW_HOSTS = frozenset(host.lower() for host in env.words("ENTREGENT_WEBHOOK_ALLOW_HOSTS"))
TICKETING_ALLOW_HOSTS = frozenset(host.lower() for host in env.words("ENTREGENT_TICKETING_ALLOW_HOSTS"))
PUSH_ALLOW_HOSTS = frozenset(host.lower() for host in env.words("ENTREGENT_PUSH_ALLOW_HOSTS"))

# Mail
vars().update(env.smtp("ENTREGENT_SMTP_URL", "smtp://127.0.0.1:1025"))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("ENTREGENT_MAIL_FROM", "Relations publiques <invitations@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
VAPID_CONTACT = env.contact("ENTREGENT_PUSH_CONTACT", f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}")

# Traces are written by triggers into django-auditlog's table (docs/adr/0005); its own middleware stays off.
AUDITLOG_INCLUDE_ALL_MODELS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "backend.core.http.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.text("ENTREGENT_LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.channels.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "daphne": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},  # it would tell where redirections lead, keys included
    },
}
