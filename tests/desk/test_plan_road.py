"""The road of a plan without a browser: its table, sentences and dots say what the plan says of everybody."""

import re
from html import unescape

import pytest
from plan_cast import house, household, pathway, planned_by

from waystation.desk.plan import road
from waystation.planning.standing import standing, ways
from waystation.store.plans import planned


@pytest.fixture
def proposal(alliance, pages):
    """Five people, three of them in one household; three places every other week, and a house for three."""
    north = pathway(alliance, places=3)
    house(alliance, "Birch", sleeps=3)
    household(alliance, "Quiet Heron", [north], risk="low", people=3)
    household(alliance, "Amber Fox", [north], risk="high"), household(alliance, "Tall Cedar", [])
    planned_by(pages, "ilya")
    return planned.look(alliance.ilya)


def roads(page):
    """Of each plan: its rows of numbers, its sentences' numbers, its dots."""
    for key in ("now", "proposed"):
        part = page[page.index(f'data-of="{key}"') :]
        rows = [re.findall(r"<td>(\d+)</td>", row) for row in part[: part.index("</tbody>")].split("<tr ")[1:]]
        said = [re.findall(r"\d+", text.split(":")[1]) for text in re.findall(r'<tr data-said="([^"]+)"', part)]
        dots = unescape(re.search(r'data-dots="([^"]*)"', part)[1]).split()
        yield key, [[int(n) for n in row] for row in rows], said[: len(rows)], dots


def test_table_sentences_and_dots_say_where_everybody_stands_in_each_week(proposal, pages):
    page = pages("ilya").get("/plan")
    for key, rows, said, dots in roads(page):
        found = getattr(proposal, key)
        crowd = ways(found.problem, found.plan)
        told = [list(standing(crowd, week)) for week in range(found.problem.weeks)]
        assert rows == told == [[int(n) for n in numbers] for numbers in said]
        at = [dot.split(":")[1] for dot in dots]
        assert told == [[sum(way[week] == str(s) for way in at) for s in range(5)] for week in range(len(told))]
        assert sum(told[0]) == 5
    assert told[-1] == [0, 1, 0, 0, 4], "who has no pathway waits in the house, the others have left"


def test_a_crowd_is_drawn_with_fewer_dots_and_the_page_says_for_how_many_each_stands(proposal, pages, monkeypatch):
    assert "One dot is one person." in pages("ilya").get("/plan")
    monkeypatch.setattr(road, "MOST", 2)
    page = pages("ilya").get("/plan")
    assert "One dot is about so many people: 3." in page.replace("</bdi>", "").replace("<bdi>", "")
    assert all(len(dots) <= 2 for _key, _rows, _said, dots in roads(page))


def test_the_picture_names_nobody(proposal, pages):
    page = pages("ilya").get("/plan")
    picture = page[page.index('id="road"') : page.index('id="told"')]
    assert "data-dots" in picture and not re.search("Heron|Fox|Cedar|Birch", picture)
