"""The 16-byte ids that key every row."""

from typing import Any

from django.db import models


class Id(models.BinaryField):
    """16 bytes, as bytes on every database."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else bytes(value)

    def to_python(self, value: Any) -> bytes | None:
        return None if value is None else bytes(value)


class Sealed(models.BinaryField):
    """Ciphertext, as bytes on every database."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)
