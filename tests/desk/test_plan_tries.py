"""A try that does not come to its end: nothing from before is lost, and the page to which it leads says what became of
it, with what was typed."""

import argparse
import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from plan_cast import day, house, household, pathway, planned_by

from waystation.cli import plan as plan_command
from waystation.desk.plan import gantt, solver
from waystation.desk.templatetags.words import number
from waystation.planning.plans import Placement
from waystation.planning.problem import Stay
from waystation.store.plans import planned


@pytest.fixture
def waiting(alliance, pages):
    """Two who wait for one place every other week, and Ilya's plan for them."""
    north = pathway(alliance)
    house(alliance, "Birch", sleeps=2)
    found = {
        "Quiet Heron": household(alliance, "Quiet Heron", [north], risk="low"),
        "Amber Fox": household(alliance, "Amber Fox", [north], priority="emergency"),
    }
    planned_by(pages, "ilya")
    return found


@pytest.fixture
def killed(monkeypatch):
    """Kills the planner's process, after so many of its answers."""
    real = solver._answers

    def kill(after=0):
        def answers(process, task, deadline):
            if not after:
                process.kill()
            for n, answer in enumerate(real(process, task, deadline), 1):
                yield answer
                if n == after:
                    process.kill()

        monkeypatch.setattr(solver, "_answers", answers)

    yield kill
    monkeypatch.setattr(solver, "_answers", real)


def streamed(pages, path, **typed):
    response = pages("ilya").client.post(path, typed)
    assert response.status_code == 200, response.content.decode()[-1500:]
    told = b"".join(response.streaming_content).decode()
    assert re.search(r'href="[^"]+#result"', told), "it leads to the result"
    return told


DIED = "The planner died or ran out of memory."


def result(page):
    """What stands after the heading to which a try leads."""
    assert page.count('id="result"') == 1
    return page[page.index('id="result"') :]


def test_a_table_of_what_one_more_would_buy_outlives_a_planner_that_died(waiting, pages, killed):
    assert "Done." in streamed(pages, "/plan/buys", seconds="15")
    killed()
    assert "Done." not in streamed(pages, "/plan/buys", seconds="15")
    page = result(pages("ilya").get("/plan/buys"))
    assert DIED in page and "What stands here is from before." in page and "One more place each time" in page
    assert page.index(DIED) < page.index("One more place each time")


def test_after_a_dead_planner_the_old_plan_stands_with_a_word_about_the_new_one(waiting, alliance, pages, killed):
    before = planned.look(alliance.ilya).name
    killed()
    assert DIED in streamed(pages, "/plan/changes", kind="burned", about="Birch", form="b", seconds="5")
    assert planned.look(alliance.ilya).name == before
    page = pages("ilya").get("/plan")
    assert DIED in result(page) and "What stands here is from before." in result(page)
    assert re.search(r"<details open><summary>A house is burned.*?<option selected>Birch", page), "as it was typed"


def test_a_later_try_that_succeeds_takes_the_word_away(waiting, pages, killed, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(solver, "_answers", lambda *_task: (_ for _ in ()).throw(solver.SolverFailed("died")))
        planned_by(pages, "ilya")
    assert DIED in pages("ilya").get("/plan")
    planned_by(pages, "ilya")
    assert DIED not in pages("ilya").get("/plan")


def test_a_dead_planners_first_plan_does_not_replace_a_better_one(waiting, alliance, pages, killed, monkeypatch):
    proven = planned.look(alliance.ilya).proposed
    killed(after=1)
    monkeypatch.setattr(solver, "judged", worse(solver.judged))
    told = planned_by(pages, "ilya")
    assert DIED in told and "The plan from before is better, and is kept." in told
    assert planned.look(alliance.ilya).proposed == proven
    assert DIED in result(pages("ilya").get("/plan"))


def worse(judged):
    def found(problem, answer):
        one = judged(problem, answer)
        one.priced += 100
        one.proven = False
        return one

    return found


def test_what_decisions_forbid_by_themselves_is_said_where_the_try_leads(waiting, alliance, pages):
    pin = {"act": "pin", "what": "must", "pathway": next(iter(planned.look(alliance.ilya).routes.values()))}
    pages("ilya").post(
        f"/cases/{waiting['Amber Fox'].hex()}/plan", pin | {"week_of": day(0), "reason": "The embassy said."}
    )
    typed = {"kind": "pin", "household": "Quiet Heron", "programme": "Northern visa", "week_of": day(0)}
    told = streamed(pages, "/plan/make", seconds="5", change="0", **typed)
    assert "What is decided already breaks rules by itself:" in told
    page = pages("ilya").get("/plan")
    assert "What is decided already breaks rules by itself:" in result(page)
    asked = page[page.index('id="kind"') : page.index('id="weight"')]
    assert '<option value="pin" selected>' in asked and "<option selected>Quiet Heron" in asked
    assert "<option selected>Northern visa" in asked and f'value="{day(0)}"' in asked


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"kind": "no_house"}, "about", "Choose a house."),
        ({"kind": "bed", "about": "Northern visa"}, "about", "Choose a house."),
        ({"kind": "place", "about": "Birch"}, "about", "Choose a pathway."),
        ({"kind": "weight", "weight": "8"}, "household", "Choose the household."),
        ({"kind": "never", "household": "Amber Fox"}, "programme", "Choose its pathway."),
        ({"kind": "pin", "household": "Amber Fox", "programme": "Northern visa"}, "week_of", "Choose the day"),
    ],
)
def test_what_was_not_chosen_is_said_beside_its_field_and_the_rest_is_kept(waiting, pages, typed, field, said):
    page = pages("ilya").post("/plan/make", typed, status=400)
    assert "There is no" not in page
    beside = page[page.index(f'<label for="{field}"') :]
    beside = beside[: beside.index("</div>")]
    assert f'id="{field}-wrong">{said}' in beside and f'aria-describedby="{field}-wrong"' in beside
    assert f'<option value="{typed["kind"]}" selected>' in page
    assert all(f"<option selected>{value}" in page for name, value in typed.items() if name in ("about", "household"))


def test_one_who_arrives_is_one_person(waiting, pages):
    streamed(pages, "/plan/changes", kind="arrived", form="a", size="1", ways="Northern visa", seconds="5")
    page = pages("ilya").get("/plan")
    assert "somebody new arrives, 1 person" in page and "1 people" not in page
    wrong = pages("ilya").post("/plan/changes", {"kind": "arrived", "form": "a", "size": "0"}, status=400)
    assert 'id="a-size-wrong">Say how many they are' in wrong


def test_the_result_begins_where_the_try_leads_and_its_heading_can_be_focused(waiting, pages):
    assert 'href="/plan#result"' in planned_by(pages, "ilya")
    page = pages("ilya").get("/plan")
    assert page.count('id="result" tabindex="-1">Side by side') == 1


def test_of_the_households_nothing_is_ticked_and_what_is_shown_is_marked(waiting, pages):
    page = pages("ilya").get("/plan/households?show=pathway-0")
    assert "checked" not in page and 'aria-label="Amber Fox"' in page
    assert '<option value="pathway-0" selected>Northern visa' in page and page.count(">Show</button>") == 1
    assert "Northern visa</span></h1>" in page and "Ask for the slots ticked" in page
    nobody = pages("ilya").get("/plan/households?show=none")
    assert "Nobody." in nobody and "Ask for the slots ticked" not in nobody


def test_progress_is_told_once_where_nothing_changed(waiting, pages):
    told = re.findall(r"</progress> ([^<]*)</li>", planned_by(pages, "ilya"))
    assert len(told) == len(set(told)) and "2 people with a slot." in " ".join(told)


def test_numbers_of_waiting_are_written_in_one_way():
    with translation.override("en"):
        told = [number(n) for n in (5296.8, 5400, 5879.0, 99.95, 12.34, 3.0)]
    assert told == ["5,297", "5,400", "5,879", "100", "12.3", "3"]


def test_a_short_stay_is_named_on_the_free_weeks_behind_it(waiting, alliance):
    """Two short stays one after the other in one bed: only the second has room behind it."""
    found = planned.look(alliance.ilya)
    stays = {"Amber Fox": Stay("Birch", 0, 1), "Quiet Heron": Stay("Birch", 1, 2)}
    found.now.plan |= {code: Placement(stays=(stay,)) for code, stay in stays.items()}
    [row] = gantt.rows(found.now, found)
    assert [(bar.id, bar.label) for bar in row.bars] == [("Amber Fox", False), ("Quiet Heron", True)]
    assert "scroll it to see later weeks" in render_to_string("desk/plan_gantt.html", {"beds": [row]})


def test_the_chart_of_departures_has_numbers_at_its_side(waiting, pages):
    page = pages("ilya").get("/plan")
    card = page[page.index('id="p-proposed"') :]
    assert re.search(r'text-anchor="end">1</text><text[^>]*>0</text>', card[: card.index("</svg>")]), "one a week"


@pytest.mark.parametrize(("option", "typed"), [("--time", "abc"), ("--time", "nan"), ("--change-price", "much")])
def test_a_mistyped_option_is_told_what_it_takes(option, typed, capsys):
    parser = argparse.ArgumentParser()
    plan_command.arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["problem.json", option, typed])
    said = capsys.readouterr().err
    assert "_seconds" not in said and "_price" not in said and "a " in said.rpartition("argument")[2]
