"""Fixtures for all tests: a home of its own for each run, a quick Argon2id, the cast."""

import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="waystation-test-")
os.environ["WAYSTATION_HOME"] = HOME
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.store.settings")
os.environ.pop("DATABASE_URL", None)
if url := os.environ.get("WAYSTATION_TEST_DATABASE_URL"):  # as test_postgres.py sets it: the same tests elsewhere
    os.environ["DATABASE_URL"] = url

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

hypothesis_settings.register_profile("project", deadline=None, derandomize=True)
hypothesis_settings.load_profile("project")


def pytest_sessionfinish() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_configure() -> None:
    os.makedirs(os.path.join(HOME, "static"), exist_ok=True)


def pytest_collection_modifyitems(items):
    """Whatever has the node's database has the door's too."""
    for item in items:
        if "db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(databases=["default", "door"]))


@pytest.fixture(autouse=True)
def _quick_passphrases(settings):
    """Argon2id with 1 MiB instead of 256: the same code in a thousandth of the time."""
    settings.ARGON2_MEMORY = 1024


@pytest.fixture
def alliance(db):
    """An organisation with its teams, each member enrolled, as the cast of this project's stories."""
    from cast import Alliance

    return Alliance.founded()
