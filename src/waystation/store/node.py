"""The installation's own settings: public or harmless ones, and the id of its directory."""

from typing import Any

from waystation.store.models import Setting

DEFAULTS: dict[str, Any] = {
    "cover_name": "Northlight Travel Notes",
    "cover_line": "Notes and lists",
    "accent": "teal",
    "door_leave": "https://www.wikipedia.org/",
    "languages": ["en", "ru"],
    "idle_minutes": 15,
    "session_hours": 12,
    "directory": "",
    "live": False,
    "retention_days": {},
    "payment_limits": {"CAD": 500, "EUR": 500, "USD": 500},
    "accounts_currency": "",
    "demonstration": False,
}


def setting(key: str) -> Any:
    """A setting's value, or its default. Raises KeyError for an unknown one."""
    default = DEFAULTS[key]
    value = Setting.objects.filter(pk=key).values_list("value", flat=True).first()
    return default if value is None else value


def settings() -> dict[str, Any]:
    return DEFAULTS | dict(Setting.objects.values_list("key", "value"))


def change(key: str, value: Any) -> None:
    """Raises KeyError for an unknown setting."""
    if key not in DEFAULTS:
        raise KeyError(key)
    Setting.objects.update_or_create(key=key, defaults={"value": value})


def directory_id() -> bytes:
    """The id of the organisation's directory circle; empty before ``waystation init``."""
    return bytes.fromhex(setting("directory"))
