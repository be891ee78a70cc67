"""Enrolled again: a new card follows an old member on the word of two governors, and on nothing less."""

from circle_cast import ILYA, MARA, NOOR, PAT, RUTH
from test_directory import Organisation

from waystation.circles.news import AgainNews
from waystation.circles.secret import Secret

NEW = Secret.new()


def says(house, who, old=ILYA, new=NEW, reason="lost the phone"):
    house.states(who, "again", AgainNews(old.id, new.card.data, reason))


def test_the_word_of_two_governors_makes_a_card_follow_a_member():
    house = Organisation()
    says(house, PAT)
    assert house.directory().follows(ILYA.id) is None
    says(house, RUTH)
    directory = house.directory()
    [line] = directory.again
    assert directory.follows(ILYA.id) == NEW.id and line.by == [PAT.id, RUTH.id] and line.reason == "lost the phone"


def test_one_governor_who_says_it_twice_is_one_word():
    house = Organisation()
    says(house, PAT)
    says(house, PAT, reason="really")
    assert house.directory().follows(ILYA.id) is None


def test_a_members_word_counts_for_nothing():
    house = Organisation()
    says(house, PAT)
    says(house, NOOR)
    says(house, ILYA)
    assert house.directory().follows(ILYA.id) is None


def test_two_words_for_two_cards_make_neither_follow():
    house = Organisation()
    says(house, PAT)
    says(house, RUTH, new=Secret.new())
    assert house.directory().follows(ILYA.id) is None


def test_to_follow_gives_no_right_by_itself():
    house = Organisation()
    says(house, PAT)
    says(house, RUTH)
    directory = house.directory()
    assert not directory.is_member(NEW.id, directory.minute) and not directory.holders(NEW.id, directory.minute)


def test_nobody_follows_somebody_who_never_was():
    house = Organisation()
    says(house, PAT, old=Secret.new())
    says(house, MARA, old=Secret.new())
    assert house.directory().again == []


def test_the_word_of_a_governor_dismissed_before_counts_for_nothing():
    house = Organisation()
    says(house, RUTH)
    house.dismisses(MARA, PAT)
    house.passes(5)
    says(house, PAT)  # under the old key, the only one that Pat still opens
    assert house.directory().follows(ILYA.id) is None
