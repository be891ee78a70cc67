"""``docs/protocol.md`` names what the code has: errors, kinds, roles, places, sizes."""

import re
from pathlib import Path

import msgspec
import pytest

from waystation.circles import errors, files, letters, standing
from waystation.circles.book import Book
from waystation.circles.envelope import FLOOR, MAX_ENVELOPE, SIGNED, place
from waystation.circles.news import AgainNews, MemberNews, TeamNews
from waystation.circles.secret import EPOCH_CARD_SIZE, MEMBER_CARD_SIZE

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()
ERRORS = [
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.CircleError) and value is not errors.CircleError
]


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_is_on_the_page(error):
    assert re.search(rf"^\| `{error}` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("kind", standing.CONTROL)
def test_every_control_entry_is_on_the_page(kind):
    assert f"**{kind}** `[" in PAGE


@pytest.mark.parametrize(("kind", "body"), [("member", MemberNews), ("team", TeamNews), ("again", AgainNews)])
def test_every_statement_of_the_directory_is_on_the_page_with_all_its_fields(kind, body):
    [line] = re.findall(rf"^\*\*{kind}\*\* `\[(.*?)\]`\.", PAGE, re.MULTILINE | re.DOTALL)
    fields = re.sub(r"\[[^]]*\]", "list", line).split(",")
    assert len(fields) == len(msgspec.structs.fields(body))


@pytest.mark.parametrize("question", [q for q in vars(Book) if not q.startswith("_")])
def test_every_question_to_a_book_is_on_the_page(question):
    assert f"| `{question}` |" in PAGE


@pytest.mark.parametrize("role", standing.ROLES)
def test_every_role_is_on_the_page(role):
    assert f"`{role}`" in PAGE


@pytest.mark.parametrize("use", ["entry", "drop", "control", "wrap", "back"])
def test_every_place_is_on_the_page(use):
    assert f"| `{use}` |" in PAGE
    assert place(b"c" * 16, b"e" * 16, use.encode()).startswith(b"waystation/1/" + use.encode())


def test_sizes_on_the_page_are_the_codes():
    for number in (EPOCH_CARD_SIZE, MEMBER_CARD_SIZE, FLOOR):
        assert str(number) in PAGE
    assert f"{MAX_ENVELOPE >> 20} MiB" in PAGE
    assert SIGNED.decode() in PAGE


def test_what_letters_are_bound_to_is_on_the_page():
    for purpose in (letters.INFO, letters.AT_REST, letters.ANSWER, letters.DRAFT):
        assert f"`{purpose.decode()}`" in PAGE
    assert f"multiple of {letters.STEP} bytes" in PAGE and f"At most {letters.MOST >> 10} KiB" in PAGE


def test_the_sizes_and_places_of_files_are_on_the_page():
    assert f"`{files.PLACE.decode()}`" in PAGE
    for number in (files.CHUNK, files.SEALED):
        assert f"{number:,}" in PAGE


def test_the_page_asks_for_a_review():
    assert "needs such a review before it carries a real case" in PAGE
