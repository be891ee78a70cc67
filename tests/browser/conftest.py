"""Chromium, and an installation for each file of stories."""

import shutil

import pytest
from playwright.sync_api import sync_playwright
from visits import Installation, Visitors

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)


@pytest.fixture(scope="session")
def browser():
    assert CHROMIUM, "the browser tests need Chromium: run tools/browser"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def installation(tmp_path_factory, request):
    """One for each file; ``SCENE`` in it names what stands there already."""
    made = Installation(tmp_path_factory.mktemp("installation"), getattr(request.module, "SCENE", ""))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def without_script(browser, installation):
    visitors = Visitors(browser, installation, java_script_enabled=False)
    yield visitors
    visitors.close()


@pytest.fixture
def with_script(browser, installation):
    made = []

    def visitors(**options):
        made.append(Visitors(browser, installation, **options))
        return made[-1]

    yield visitors
    for visitor in made:
        visitor.close()
