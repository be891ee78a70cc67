"""Documents and code say the same: fields, vocabularies, roles, links, tests and commands that are named exist."""

import importlib.util
import re
from pathlib import Path

import pytest

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.fields import fields
from waystation.casework.roles import MATRIX, ROLES
from waystation.casework.vocabularies import every
from waystation.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|^    .*?$|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def load_tool(name):
    spec = importlib.util.spec_from_file_location(f"{name}_tool", ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load_tool("vocabularies")


def links(page):
    """(file, anchor) of a page's links into this project."""
    for target in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if not re.match(r"[a-z]+:", target):
            path, _sep, anchor = target.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


def anchors(page):
    """The places in a page that a link may name: its headings as the usual viewers name them, and ids."""
    text = page.read_text("utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", re.sub(r"<[^>]*>", "", h).lower()).replace(" ", "-") for h in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"', text))


# -- what the code knows better ----------------------------------------------------------------------------------------


def test_the_written_pages_are_as_the_code_has_it():
    assert TOOL.stale() == [], "run tools/vocabularies.py"


@pytest.mark.parametrize("kind", COMPARTMENTS.values(), ids=lambda k: k.key)
def test_every_field_of_a_compartment_is_on_the_page(kind):
    page = TOOL.PAGE.read_text("utf-8")
    section = page.split(f'<a id="compartment-{kind.key}">')[1].split("\n### ")[0].split("\n## ")[0]
    for about in fields(kind.struct).values():
        assert f"| `{about.name}` |" in section
        for inner in fields(about.record).values() if about.record else ():
            assert f"| `{about.name}.{inner.name}` |" in section


@pytest.mark.parametrize("vocabulary", every(), ids=lambda v: v.name)
def test_every_vocabulary_is_on_the_page_with_source_and_keys(vocabulary):
    page = TOOL.PAGE.read_text("utf-8")
    section = page.split(f'<a id="vocabulary-{vocabulary.name}">')[1].split("\n### ")[0]
    assert vocabulary.source.rstrip(".") in section and vocabulary.as_of in section
    assert all(f"| `{word.key}` |" in section for word in vocabulary)


# -- roles -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_page_that_says_what_it_opens(role):
    text = TOOL.role_page(role).read_text("utf-8")
    assert TOOL.filled(text, role) == text
    rows = dict(re.findall(r"^\| ([A-Z]\w+) \| ([^|]+) \|", text, re.MULTILINE))
    opened = {COMPARTMENTS[key].label for key, row in MATRIX.items() if role in row and row[role].reads}
    assert {label for label, word in rows.items() if word.strip() != "no"} == opened


@pytest.mark.parametrize("role", ROLES)
def test_every_role_page_says_what_to_do_when_and_what_is_not_there(role):
    text = TOOL.role_page(role).read_text("utf-8")
    for heading in ("What you open", "Your day", "What to do when", "What you cannot do yet"):
        assert f"\n## {heading}\n" in text


WORDS = {text.rstrip(".:?").casefold() for _context, text in load_tool("messages").collect()}


def shown(label):
    """Whether pages show such a label, or one that begins with it."""
    label = label.rstrip(".:?,").casefold()
    return label in WORDS or any(word.startswith((label + " ", label + ":", label + ",")) for word in WORDS)


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_is_told_to_press_stands_on_the_pages(role):
    """Labels are bold under "Your day"."""
    day = TOOL.role_page(role).read_text("utf-8").split("## Your day")[1].split("## What to do when")[0]
    labels = [" ".join(label.split()) for label in re.findall(r"\*\*([^*]+)\*\*", day)]
    assert labels
    assert [label for label in labels if not shown(label) and not label.endswith(":")] == []


# -- links, tests, commands --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_no_link_is_broken(page):
    for target, anchor in links(page):
        assert target.is_relative_to(ROOT) and target.exists(), f"{page.name} links to {target.name}"
        assert not anchor or anchor in anchors(target), f"{page.name} links to {target.name}#{anchor}"


def test_every_page_is_linked_from_the_readme():
    linked = {target for target, _anchor in links(README)}
    assert {page.name for page in PAGES if page != README and page not in linked} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_test_and_tool_that_a_page_names_is_there(page):
    for named in set(re.findall(r"`((?:tests|tools|docs|src)/[\w./-]+\.(?:py|md|json))`", page.read_text("utf-8"))):
        assert (ROOT / named).exists(), f"{page.name} names {named}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_that_a_page_names_is_there(page):
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^    )make ([a-z]+)", text, re.MULTILINE)) <= targets
    assert set(re.findall(r"(?:`|^    )waystation ([a-z]+)", text, re.MULTILINE)) <= set(COMMANDS)


def test_every_promise_names_its_test_or_says_that_there_is_none():
    text = (ROOT / "docs" / "promises.md").read_text("utf-8")
    promised = text.split("\n## What is promised\n")[1].split("\n## What is not promised\n")[0]
    for promise in re.split(r"\n(?=\d+\. )", promised)[1:]:
        assert re.search(r"`tests/|[Nn]o test yet|Column by column", promise), promise[:80]


def test_the_readme_asks_for_a_review_and_says_what_is_not_there():
    text = README.read_text("utf-8")
    assert "needs such a review before it carries a real case" in text and "**Not yet:**" in text


def test_pictures_are_small_enough_to_travel_with_every_checkout():
    assert sum(path.stat().st_size for path in (ROOT / "docs" / "pictures").glob("*.png")) < 1_500_000


def test_what_a_seized_disk_shows_names_every_column():
    from django.apps import apps

    told = {}
    for line in (ROOT / "docs/attacks.md").read_text("utf-8").splitlines():
        if line.startswith("| `"):
            tables = re.findall(r"`(\w+)`", line.split("|")[1])
            told |= {table: set(re.findall(r"`(\w+)`", line)) for table in tables}
    for room in ("store", "door"):
        for model in apps.get_app_config(room).get_models():
            columns = {field.name for field in model._meta.local_fields} - {"pk"}
            assert columns <= told.get(model.__name__.lower(), set()), (model.__name__, columns)
