"""Fixtures for all tests: a home of its own for each run, a quick Argon2id, the cast."""

import copy
import os
import shutil
import tempfile
from typing import Any

HOME = tempfile.mkdtemp(prefix="waystation-test-")
os.environ["WAYSTATION_HOME"] = HOME
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.store.settings")
os.environ.pop("DATABASE_URL", None)
if url := os.environ.get("WAYSTATION_TEST_DATABASE_URL"):  # as test_postgres.py sets it: the same tests elsewhere
    os.environ["DATABASE_URL"] = url
if url := os.environ.get("WAYSTATION_TEST_DOOR_DATABASE_URL"):
    os.environ["DOOR_DATABASE_URL"] = url

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.utils import translation  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

hypothesis_settings.register_profile("project", deadline=None, derandomize=True)
hypothesis_settings.load_profile("project")


@pytest.fixture(autouse=True)
def own_language():
    """No story goes on in the language that another one's page left behind."""
    translation.deactivate()


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
    """An organisation with its teams, each member enrolled, as the cast of this project's stories.

    It is founded once in a run; every test gets the rows of that founding, which takes a twentieth of the time.
    """
    from django.apps import apps

    from cast import Alliance

    models = list(apps.get_app_config("store").get_models())
    if not FOUNDED:
        secrets = Alliance.founded().secrets
        FOUNDED["secrets"], FOUNDED["rows"] = secrets, {model: list(model.objects.all()) for model in models}
    else:
        for model, rows in FOUNDED["rows"].items():
            model.objects.bulk_create(copy.copy(row) for row in rows)
    return Alliance(dict(FOUNDED["secrets"]))


FOUNDED: dict[str, Any] = {}
