"""Django's settings for a door: those of a node, less everything that a door must not have."""

from typing import Any

from waystation.store.settings import *  # noqa: F403 - the same homes, hosts, logs and languages
from waystation.store.settings import DATABASES as NODE_DATABASES

# A worker keeps its connection: to open one for each visitor took a third of a visit's processor time.
KEPT: dict[str, Any] = NODE_DATABASES["door"] | {"CONN_MAX_AGE": 600}
if "init_command" in KEPT.get("OPTIONS", {}):  # a cache for each thread
    KEPT["OPTIONS"] = {**KEPT["OPTIONS"], "init_command": KEPT["OPTIONS"]["init_command"].replace("-20000", "-500")}
DATABASES = {"default": KEPT, "door": KEPT}
INSTALLED_APPS = ["waystation.door", "django.contrib.staticfiles"]
MIDDLEWARE = [
    "waystation.store.headers.Headers",
    "waystation.door.padding.Padding",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "waystation.door.languages.Languages",
]
ROOT_URLCONF = "waystation.door.urls"
WSGI_APPLICATION = "waystation.door.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "waystation.door.frame.page",
            ],
            "builtins": ["waystation.door.templatetags.door"],
        },
    }
]
