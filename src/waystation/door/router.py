"""The door's tables lie in a database of their own, so that a seized door holds nothing of the node's."""

from typing import Any

ALIAS = "door"


class Router:
    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == "door" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        return (db == ALIAS) == (app_label == "door")
