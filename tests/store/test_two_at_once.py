"""Several processes and threads that write to one database at the same moment: nothing lost, nothing forked."""

import os

from store_writers import go

EACH = 8  # statements of each thread


def test_four_processes_with_two_threads_each_write_to_one_compartment_and_nothing_is_lost(real_node, number):
    """Ilya writes from two processes at once with one key: the case in which numbers would collide and chains fork."""
    who = ("ilya", "ilya", "noor", "lena")
    programs = [real_node.start("write", name, number, f"p{n}n", EACH, 2) for n, name in enumerate(who)]
    written = [line["written"] for printed in go(programs) for line in printed]
    assert len(written) == len(set(written)) == len(who) * EACH * 2
    views = [real_node.run("read", name, number)[0] for name in ("ilya", "noor", "lena")]
    assert sorted(views[0]["notes"]) == sorted(written)
    assert [view["notes"] for view in views] == [views[0]["notes"]] * 3
    assert all(view["flaws"] == [] and view["void"] == 0 for view in views)
    assert all(view["size"] == view["rows"] for view in views)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in views[0]["by"].values())


def test_each_writers_statements_stand_in_the_order_in_which_they_were_acknowledged(real_node, number):
    programs = [real_node.start("write", name, number, f"{name}-", EACH) for name in ("ilya", "noor")]
    printed = go(programs)
    [found] = real_node.run("read", "lena", number)
    for lines, name in zip(printed, ("ilya", "noor"), strict=True):
        mine = [note for note in found["notes"] if note.startswith(name)]
        assert mine == [line["written"] for line in lines]


def test_two_who_begin_the_same_compartment_at_the_same_moment_end_with_one(real_node, number):
    programs = [real_node.start("begin", "ilya", number, "consent", f"by{n}") for n in range(4)]
    circles = {line["circle"] for printed in go(programs) for line in printed}
    assert len(circles) == 1
    [found] = real_node.run("read", "ilya", number, "consent")
    assert sorted(found["notes"]) == ["by0", "by1", "by2", "by3"] and found["flaws"] == []


def test_of_presses_at_the_same_moment_one_opens_a_case_from_a_conversation(real_node, number):
    box = os.urandom(16).hex()
    printed = [line for lines in go([real_node.start("open_from", "mara", box) for _ in range(4)]) for line in lines]
    assert len({line["number"] for line in printed}) == 1
    assert [line["opened"] for line in printed].count(True) == 1


def test_who_dismisses_and_who_lets_in_do_not_wait_for_each_other_for_ever(real_node):
    """Both change a team and the directory."""
    real_node.run("let_in", "claire", "liaison", "otto")
    go([real_node.start("dismiss", "pat", "otto"), real_node.start("let_in", "claire", "liaison", "sam")])
    [said] = real_node.run("inside", "ilya", "liaison")
    assert said == {"inside": ["Claire", "Sam"]}


def test_two_lines_of_the_access_log_never_share_a_number(real_node, number):
    [before] = real_node.run("read", "ilya", number)
    go([real_node.start("log", 25) for _ in range(4)])
    [after] = real_node.run("read", "ilya", number)
    good, lines, broken = after["log"]
    assert broken is None and good == lines == before["log"][0] + 100
