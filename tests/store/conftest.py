"""An installation whose database other processes open too: a file, or a database on the server of DATABASE_URL."""

import os
import secrets
from urllib.parse import urlsplit, urlunsplit

import pytest
from store_writers import RealNode


@pytest.fixture(scope="module")
def real_node(tmp_path_factory):
    node = RealNode(tmp_path_factory.mktemp("node"), _database(os.environ.get("DATABASE_URL", "")))
    node.run("found")
    return node


@pytest.fixture
def number(real_node):
    """A case that Mara opened there."""
    return real_node.run("case")[0]["number"]


def _database(url: str) -> str:
    """The URL of a new, empty database on the same server; empty for a file."""
    if not url:
        return ""
    import psycopg

    fresh = "waystation_" + secrets.token_hex(4)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {fresh}")
    return urlunsplit(urlsplit(url)._replace(path="/" + fresh))
