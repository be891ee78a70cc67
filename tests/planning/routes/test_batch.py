"""Thousands of questions at once find what each question finds alone: the same ways, in the same order."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from invented import COUNTRIES, ON, RISKS, World

from waystation.planning.passage import Visa
from waystation.planning.routes import Trip, batch
from waystation.planning.routes.batch import Question, many
from waystation.planning.routes.lawful import lawful
from waystation.planning.routes.laws import Laws
from waystation.planning.routes.route import country, place, ways

SEEDS = st.integers(0, 10**9)


def alone(world, question):
    at = country(world.network, place(world.network, question.trip.start))
    law = lawful(world.network, question.who, at, question.trip.on, world.rules, RISKS)
    return ways(world.network, law, question.trip)


def questions(world, count=6):
    people = [world.who, world.traveller(), replace(world.who, visas=(Visa("AA", date(2026, 1, 1), ON, 1),))]
    dice = world.dice

    def trip():
        return Trip(*world.ends(), ON + timedelta(days=dice.choice((0, 0, 3))), dice.choice((1, 3, 4)))

    return [Question(dice.choice(people), trip()) for _n in range(count)]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_every_question_of_many_is_answered_as_if_it_were_asked_alone(seed):
    world = World(seed)
    asked = questions(world)
    for question, answer in zip(asked, many(world.network, asked, world.rules, RISKS), strict=True):
        one = alone(world, question)
        assert answer.vectors == [way.vector for way in one]
        assert answer.ways() == one


@settings(max_examples=100)
@given(SEEDS)
def test_the_law_that_is_kept_is_the_law(seed):
    world = World(seed)
    laws = Laws(world.network, world.rules, RISKS)
    for _n in range(4):
        who, start = world.traveller(), world.dice.choice(COUNTRIES)
        for day in (ON, ON + timedelta(days=world.dice.randint(1, 40))):
            kept = laws.of(who, start, day)
            assert kept.fingerprint == lawful(world.network, who, start, day, world.rules, RISKS).fingerprint
            assert laws.of(who, start, day) is kept


def test_where_labels_need_more_room_they_get_it(monkeypatch):
    monkeypatch.setattr(batch, "LABELS", 2)
    world = World(7)
    asked = questions(world, 20)
    answers = many(world.network, asked, world.rules, RISKS)
    assert [answer.ways() for answer in answers] == [alone(world, question) for question in asked]
    assert any(answer.vectors for answer in answers)
