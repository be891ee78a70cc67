"""Django's settings for a node, from few environment variables; ``docs/install-and-run.md`` lists them all.

``WAYSTATION_HOME`` is the folder with the node's key and databases, ``DATABASE_URL`` and ``DOOR_DATABASE_URL`` others,
and ``WAYSTATION_HOSTS`` the names under which it is reached.
"""

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from waystation.store import machinecache
from waystation.store.nodekey import node_key

HOME = Path(os.environ.get("WAYSTATION_HOME", "var")).resolve()
SECRET_KEY = hashlib.sha256(b"waystation/1/django" + node_key(HOME)).hexdigest()
machinecache.choose(HOME)
DEBUG = False  # never: error pages of a debug server show what was typed
ALLOWED_HOSTS = [h for h in re.split(r"[\s,]+", os.environ.get("WAYSTATION_HOSTS", "127.0.0.1,localhost,[::1]")) if h]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in ("127.0.0.1", "localhost", "[::1]")]


def database(url: str) -> dict[str, object]:
    """Django's settings for a database URL: empty for SQLite in HOME, ``sqlite:///path`` or ``postgresql://…``."""
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        path = unquote(parts.path[1:]) if url else str(HOME / "node.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # WAL so that readers never wait; FULL so that an acknowledged entry survives a power cut;
                # secure_delete and memory temp store so that nothing deleted lingers and nothing spills to disk.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-20000",
            },
        }
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgresql://")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
    }


DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", "")),
    "door": database(os.environ.get("DOOR_DATABASE_URL", f"sqlite:///{HOME / 'door.sqlite3'}")),
}
DOOR_NODE_KEY = os.environ.get("WAYSTATION_NODE_KEY", "")  # at a door elsewhere: whose questions it answers
DOOR_CALM = int(os.environ.get("WAYSTATION_DOOR_CALM", "30"))  # letters a minute; door/flood.py says why
DATABASE_ROUTERS = ["waystation.door.router.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["waystation.store", "waystation.door", "waystation.desk", "django.contrib.staticfiles"]
MIDDLEWARE = [
    "waystation.store.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "waystation.desk.web.bodies.QuietBodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "waystation.desk.web.middleware.Sessions",
]
ROOT_URLCONF = "waystation.desk.urls"
WSGI_APPLICATION = "waystation.desk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.i18n",
                "waystation.desk.web.context.page",
            ],
            "builtins": ["waystation.desk.templatetags.words", "waystation.desk.templatetags.arrows"],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("ar", "العربية")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
LANGUAGE_COOKIE_NAME = "lang"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
CSRF_COOKIE_NAME = "form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = bool(os.environ.get("WAYSTATION_HTTPS"))
CSRF_FAILURE_VIEW = "waystation.desk.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["waystation.store.uploads.InMemory"]  # nothing spills to a temporary file
SILENCED_SYSTEM_CHECKS = ["models.W042"]
# Only the fact of an error is logged: Django's own handlers write request data and local variables.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"quiet": {"()": "waystation.store.quiet.Quiet"}},
    "formatters": {"plain": {"()": "waystation.store.quiet.Plain"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["quiet"], "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "propagate": False},
    },
}
