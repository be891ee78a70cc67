"""The menu: short as it stands, else folded group by group, and every page of a member still in it once."""

import re

import pytest

from cast import EVERYBODY
from waystation.desk.web.menu import LONGEST, Item, folded

NAMES = (
    "today", "road", "cases", "timeline", "search", "alarms", "inbox", "duplicates", "accounts", "houses", "plan",
    "programme", "journeys", "members", "log", "settings",
)  # fmt: skip


def made(names, here=""):
    return {name: Item(f"/{name}", name.title(), name == here) for name in names}


def labels(line):
    return [(entry.head.label if entry.head else "", [item.label for item in entry.items]) for entry in line]


def test_a_short_menu_stands_as_it_is():
    assert labels(folded(made(NAMES[:LONGEST]), {"hotline"})) == [(name.title(), []) for name in NAMES[:LONGEST]]


def test_a_long_menu_folds_what_is_less_often_needed_first_and_keeps_the_rest_at_hand():
    line = folded(made((*NAMES[:5], "members", "log", "settings")), {"counsellor"})
    assert labels(line)[-1] == ("", ["Members", "Log", "Settings"])
    assert [head for head, _items in labels(line)[:-1]] == ["Today", "Road", "Cases", "Timeline", "Search"]


def test_the_longest_menu_is_one_line_of_few_headings_and_says_where_the_reader_is():
    line = folded(made(NAMES, here="road"), {"coordinator"})
    assert [head for head, _items in labels(line)] == ["Today", "Cases", "Alarms", "Inbox", "Houses", "Plan", ""]
    assert [entry.here for entry in line] == ["", "Road", "", "", "", "", ""]


def test_a_role_has_its_own_page_at_the_head_of_its_group():
    heads = [head for head, items in labels(folded(made(NAMES), {"travel"})) if items]
    assert heads == ["Cases", "Journeys", ""]


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_every_page_of_a_member_stands_in_the_menu_once_and_works_without_script(alliance, pages, name):
    page = pages(name).get("/settings")
    bar = page[page.index("<nav") : page.index("</nav>")]
    links = re.findall(r'href="([^"]+)"', bar)
    assert len(links) == len(set(links)) and "/settings" in links
    top = re.sub(r"<details.*?</details>", "<details>", bar, flags=re.DOTALL)
    assert top.count("<li") <= LONGEST and 'aria-current="page"' in bar
