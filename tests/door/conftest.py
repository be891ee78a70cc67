"""Fixtures of the door's stories."""

from visitor import pages, visitor  # noqa: F401
