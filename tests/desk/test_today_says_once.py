"""Today says each thing once, in the most urgent place."""

import datetime
import re


def at(hours):
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)
    return moment.isoformat(timespec="minutes")


def section(page, key):
    return page.partition(f'id="g-{key}"')[2].partition("</section>")[0]


def test_what_is_mine_and_late_stands_under_late_alone_and_first(alliance, pages):
    number = alliance.case()
    me, other = alliance.id("ilya").hex(), alliance.id("mara").hex()
    for record, what, owner, due in (
        ("t1", "Ring the aunt", other, -30), ("t2", "Ask the clerk", me, -2),
        ("t3", "Buy a lamp", me, 3), ("t4", "Water the plants", other, 3),
    ):  # fmt: skip
        alliance.write("ilya", number, "needs", "tasks", record, what=what, owner=owner, due=at(due))
    page = pages("ilya").get("/today")
    for what in ("Ring the aunt", "Ask the clerk", "Buy a lamp", "Water the plants"):
        assert page.count(what) == 1
    late = section(page, "late")
    assert late.index("Ask the clerk") < late.index("Ring the aunt")
    assert "mine" in re.sub(r"<[^>]+>", " ", late.partition("Ask the clerk")[2].partition("</li>")[0])
    assert "Buy a lamp" in section(page, "mine")
    assert "Water the plants" in section(page, "due")


def test_who_owns_nothing_has_no_card_of_their_own(alliance, pages):
    number = alliance.case()
    alliance.write("ilya", number, "needs", "tasks", "t1", what="Ring", owner=alliance.id("mara").hex(), due=at(3))
    assert 'id="g-mine"' not in pages("ilya").get("/today")
