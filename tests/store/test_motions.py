"""Motions: what takes two members and belongs to no case."""

import pytest

from waystation.casework.errors import BadValue, NotYourRole
from waystation.store.members import motions

WHY = "The funder asked for the year's lines."


def test_one_asks_another_agrees_and_it_is_used_once(alliance):
    made = motions.ask(alliance.ruth, "accounts", WHY)
    with pytest.raises(NotYourRole):
        motions.agree(alliance.ruth, made.id)
    motions.agree(alliance.otto, made.id)
    [found] = motions.open_ones(alliance.ruth, "accounts")
    assert motions.agreed_by(alliance.ruth, found) == alliance.id("otto")
    motions.use(alliance.ruth, made.id, "accounts")
    with pytest.raises(BadValue):
        motions.use(alliance.ruth, made.id, "accounts")
    assert motions.open_ones(alliance.ruth, "accounts") == []


def test_however_many_are_open_the_directory_is_opened_once(alliance, monkeypatch):
    for n in range(4):
        motions.ask(alliance.ruth, "accounts", f"{WHY} {n}")
    otto, view, opened = alliance.otto, motions.View, []
    monkeypatch.setattr(motions, "View", lambda *arguments: opened.append(1) or view(*arguments))
    assert len(motions.open_ones(otto, "accounts")) == 4 and len(opened) == 1
