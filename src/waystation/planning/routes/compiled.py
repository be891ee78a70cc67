"""The search of ``search``, compiled: the same labels in the same order, for thousands of questions at a time.

    found = best_ways(room(1 << 14, places), question, net, law, rest)       # labels that arrived; -1: too little room

Numba makes machine code of these functions when they are first called, which takes some seconds: a page that asks one
question asks ``search``, and ``batch`` asks here. Import this module only where it is used. The machine code is kept
beside Python's own (``__pycache__``, or the user's folder for caches) until this file changes, and is made anew by each
process where neither may be written to. So all that is compiled stands in this one file, and whoever changes a number
that comes from ``lawful`` or ``network`` touches it. That both searches find the same is a property test.

A label is one row of whole numbers, in the columns below. Labels stay where they are; the heap holds their numbers.
"""

from typing import NamedTuple

import numba
import numpy as np

from waystation.planning.machinecode import machine_code
from waystation.planning.routes.lawful import CLOSED as CLOSED_COST
from waystation.planning.routes.lawful import MOST_MINUTES
from waystation.planning.routes.network import TO_GROUND, Ints

# Columns of a label: what it costs, where it is, which visas are used up, the label before it, the step that led here,
# what it comes to at least in all, and the label that was closed before it at the same place.
RISK, EUROS, MINUTES, LEGS, KIND, AT, USED, BEFORE, HOW, FROM_KIND, STEP_EUROS, STEP_MINUTES, LEAST = range(13)
NEXT, COLUMNS = LEAST + 4, LEAST + 5
AIR, LAND, TO_AN_AIRPORT, EXIT, BORDER = range(5)
DEPARTING, ARRIVED, LANDSIDE, GROUND = range(4)
CLOSED, MOST = int(CLOSED_COST), MOST_MINUTES
GROUND_EUROS, GROUND_MINUTES = TO_GROUND
MADE, WAITING, FOUND, FULL, BEAT = range(5)


class Net(NamedTuple):
    """The network. ``edges`` are rows of (to, euros, minutes), those of kind k from place n from ``first[k, n]`` to
    ``first[k, n + 1]``: flights abroad, flights within, land borders, and ways to airports."""

    country: Ints
    zone: Ints
    first: Ints
    edges: Ints


ABROAD, WITHIN, BORDERS, AIRPORTS = range(4)  # kinds of edges
ENTER, TRANSIT, MOVE, CROSS, USES = range(5)  # rows of a law: ``lawful.Lawful`` in its order
START_KIND, START, GOAL, BY_COUNTRY, MOST_LEGS = range(5)  # of a question, an array of whole numbers


class Room(NamedTuple):
    """Room for labels, their heap, the last label closed at each place, and the best ways. ``sizes``: how many labels
    are made, wait, have arrived, whether there was too little room, and which of the best beat a label last."""

    labels: Ints
    heap: Ints
    closed: Ints
    front: Ints
    sizes: Ints


def room(labels: int, places: int) -> Room:
    """Room for so many labels, in a network of so many airports or countries, whichever are more."""
    return Room(
        np.empty((labels, COLUMNS), np.int64), np.empty(labels, np.int64), np.empty((4, places), np.int64),
        np.empty((labels, 4), np.int64), np.zeros(5, np.int64),
    )  # fmt: skip


# -- the heap ----------------------------------------------------------------------------------------------------------


@machine_code
def _before(labels: Ints, one: int, other: int) -> bool:
    """Whether a label leaves the heap before another: by what it comes to, then by when it was made."""
    for column in range(LEAST, LEAST + 4):
        if labels[one, column] != labels[other, column]:
            return labels[one, column] < labels[other, column]
    return one < other


@machine_code
def _push(room: Room, label: int) -> None:
    labels, heap, at = room.labels, room.heap, room.sizes[WAITING]
    room.sizes[WAITING] += 1
    while at > 0 and _before(labels, label, heap[(at - 1) // 2]):
        heap[at] = heap[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at] = label


@machine_code
def _pop(room: Room) -> int:
    labels, heap, sizes = room.labels, room.heap, room.sizes
    sizes[WAITING] -= 1
    first, last, at = heap[0], heap[sizes[WAITING]], 0
    while 2 * at + 1 < sizes[WAITING]:
        below = 2 * at + 1
        if below + 1 < sizes[WAITING] and _before(labels, heap[below + 1], heap[below]):
            below += 1
        if not _before(labels, heap[below], last):
            break
        heap[at] = heap[below]
        at = below
    heap[at] = last
    return first


# -- what beats what ---------------------------------------------------------------------------------------------------


@numba.njit(inline="always")
def _beaten(front: Ints, sizes: Ints, a: int, b: int, c: int, d: int) -> bool:
    """Whether one of the best so far is as good in all: first asked is the one that beat the last label, which it
    mostly does again."""
    count, n, beaten = sizes[FOUND], sizes[BEAT], False
    for _n in range(count):
        if front[n, 0] <= a and front[n, 1] <= b and front[n, 2] <= c and front[n, 3] <= d:
            sizes[BEAT], beaten = n, True
            break
        n = n + 1 if n + 1 < count else 0
    return beaten


@machine_code
def _beaten_here(room: Room, label: int) -> bool:
    """Whether an earlier label at this place is as good in all and used no visa that this one has left; if not, this
    one is an earlier one from now on."""
    labels, mine = room.labels, room.labels[label]
    earlier = room.closed[mine[KIND], mine[AT]]
    while earlier >= 0:
        other = labels[earlier]
        if (
            other[USED] & ~mine[USED] == 0 and other[RISK] <= mine[RISK] and other[EUROS] <= mine[EUROS]
            and other[MINUTES] <= mine[MINUTES] and other[LEGS] <= mine[LEGS]
        ):  # fmt: skip
            return True
        earlier = other[NEXT]
    labels[label, NEXT] = room.closed[mine[KIND], mine[AT]]
    room.closed[mine[KIND], mine[AT]] = label
    return False


@machine_code
def _try(
    room: Room,
    question: Ints,
    rest: Ints,
    label: int,
    how: int,
    from_kind: int,
    kind: int,
    at: int,
    risk: int,
    euros: int,
    minutes: int,
    leg: int,
    bit: int,
) -> None:
    """Into the heap with the step from ``label`` that costs this much, unless it can become none of the best."""
    labels, sizes = room.labels, room.sizes
    a, b, c, legs, used = risk, euros, minutes, leg, bit
    if label >= 0:
        before = labels[label]
        a, b, c = a + before[RISK], b + before[EUROS], c + before[MINUTES]
        legs, used = legs + before[LEGS], used | before[USED]
    least = rest[kind - ARRIVED, question[MOST_LEGS] - legs, at]
    at_risk, at_euros, at_minutes = a + least[0], b + least[1], c + least[2]
    if at_risk >= CLOSED or at_minutes > MOST or _beaten(room.front, sizes, at_risk, at_euros, at_minutes, legs):
        return
    new = sizes[MADE]
    if new == labels.shape[0]:
        sizes[FULL] = 1
        return
    mine = labels[new]
    mine[RISK], mine[EUROS], mine[MINUTES], mine[LEGS] = a, b, c, legs
    mine[KIND], mine[AT], mine[USED], mine[BEFORE] = kind, at, used, label
    mine[HOW], mine[FROM_KIND], mine[STEP_EUROS], mine[STEP_MINUTES] = how, from_kind, euros, minutes
    mine[LEAST], mine[LEAST + 1], mine[LEAST + 2], mine[LEAST + 3] = at_risk, at_euros, at_minutes, legs
    sizes[MADE] += 1
    _push(room, new)


# -- where one can go on, in the order of ``search`` -------------------------------------------------------------------


@machine_code
def _through_the_border(room: Room, question: Ints, net: Net, law: Ints, rest: Ints, label: int, at: int) -> None:
    country, used = net.country[at], room.labels[label, USED]
    bit = law[USES, country]
    if law[ENTER, country] < CLOSED and used & bit == 0:
        _try(room, question, rest, label, BORDER, ARRIVED, LANDSIDE, at, law[ENTER, country], 0, 0, 0, bit)


@machine_code
def _along(
    room: Room,
    question: Ints,
    net: Net,
    law: Ints,
    rest: Ints,
    label: int,
    edges: int,
    how: int,
    from_kind: int,
    kind: int,
    risk: int,
) -> None:
    """By one leg along each edge of a kind: ``_try`` for hundreds at once. What nobody will take is left out here, by
    numbers alone: handing arrays over costs more than looking at an edge."""
    mine, front, sizes = room.labels[label], room.front, room.sizes
    at, used, a, b, c, legs = mine[AT], mine[USED], mine[RISK] + risk, mine[EUROS], mine[MINUTES], mine[LEGS] + 1
    least, country, table = rest[kind - ARRIVED, question[MOST_LEGS] - legs], net.country, net.edges
    for edge in range(net.first[edges, at], net.first[edges, at + 1]):
        to, euros, minutes, more, bit = table[edge, 0], table[edge, 1], table[edge, 2], 0, 0
        if edges == WITHIN and country[to] != country[at]:
            more = law[MOVE, country[to]]
        elif edges == BORDERS and net.zone[at] == net.zone[to]:
            more = law[MOVE, to]
        elif edges == BORDERS:
            more, bit = law[CROSS, to], law[USES, to]
        in_time = c + minutes + least[to, 2] <= MOST
        if in_time and more < CLOSED and used & bit == 0 and not _beaten(
            front, sizes, a + more + least[to, 0], b + euros + least[to, 1], c + minutes + least[to, 2], legs
        ):  # fmt: skip
            _try(room, question, rest, label, how, from_kind, kind, to, risk + more, euros, minutes, 1, bit)


@machine_code
def _onward(room: Room, question: Ints, net: Net, law: Ints, rest: Ints, label: int) -> None:
    kind, at, more = room.labels[label, KIND], room.labels[label, AT], room.labels[label, LEGS] < question[MOST_LEGS]
    if kind == ARRIVED:
        _through_the_border(room, question, net, law, rest, label, at)
        changing = law[TRANSIT, net.country[at]]
        if more and changing < CLOSED:
            _along(room, question, net, law, rest, label, ABROAD, AIR, DEPARTING, ARRIVED, changing)
    elif kind == LANDSIDE:
        to = net.country[at]
        _try(room, question, rest, label, EXIT, LANDSIDE, GROUND, to, 0, GROUND_EUROS, GROUND_MINUTES, 0, 0)
        if more:
            _along(room, question, net, law, rest, label, ABROAD, AIR, DEPARTING, ARRIVED, 0)
            _along(room, question, net, law, rest, label, WITHIN, AIR, LANDSIDE, LANDSIDE, 0)
    elif more:
        _along(room, question, net, law, rest, label, BORDERS, LAND, GROUND, GROUND, 0)
        _along(room, question, net, law, rest, label, AIRPORTS, TO_AN_AIRPORT, GROUND, LANDSIDE, 0)


@machine_code
def _arrived(question: Ints, net: Net, kind: int, at: int) -> bool:
    if question[BY_COUNTRY]:
        return (kind == GROUND and at == question[GOAL]) or (kind == LANDSIDE and net.country[at] == question[GOAL])
    return kind == LANDSIDE and at == question[GOAL]


@machine_code
def best_ways(room: Room, question: Ints, net: Net, law: Ints, rest: Ints) -> Ints:
    """The numbers of the labels that arrived, in order. ``rest[kind - 1, legs left, number, criterion]`` are the
    bounds. Where the room was too small, one number: -1."""
    room.sizes[:] = 0
    room.closed[:] = -1
    found = np.empty(room.front.shape[0], np.int64)
    _try(room, question, rest, -1, -1, -1, question[START_KIND], question[START], 0, 0, 0, 0, 0)
    while room.sizes[WAITING] and not room.sizes[FULL]:
        label = _pop(room)
        mine = room.labels[label]
        a, b, c, d = mine[LEAST], mine[LEAST + 1], mine[LEAST + 2], mine[LEAST + 3]
        if _beaten(room.front, room.sizes, a, b, c, d) or _beaten_here(room, label):
            continue
        if _arrived(question, net, mine[KIND], mine[AT]):
            room.front[room.sizes[FOUND]] = mine[:4]
            found[room.sizes[FOUND]] = label
            room.sizes[FOUND] += 1
        else:
            _onward(room, question, net, law, rest, label)
    return found[: room.sizes[FOUND]].copy() if not room.sizes[FULL] else np.full(1, -1)


@machine_code
def steps(room: Room, arrived: Ints) -> tuple[Ints, Ints]:
    """The steps of some ways, one way after the other, each first to last: rows of (how, from kind, from, to kind, to,
    euros, minutes), and where each way ends."""
    labels, ends, count = room.labels, np.empty(len(arrived), np.int64), 0
    for n in range(len(arrived)):
        at = arrived[n]
        while labels[at, BEFORE] >= 0:
            count, at = count + 1, labels[at, BEFORE]
        ends[n] = count
    found = np.empty((count, 7), np.int64)
    for n in range(len(arrived)):
        at, row = arrived[n], ends[n]
        while labels[at, BEFORE] >= 0:
            row, before = row - 1, labels[at, BEFORE]
            found[row, 0], found[row, 1], found[row, 2] = labels[at, HOW], labels[at, FROM_KIND], labels[before, AT]
            found[row, 3], found[row, 4] = labels[at, KIND], labels[at, AT]
            found[row, 5], found[row, 6] = labels[at, STEP_EUROS], labels[at, STEP_MINUTES]
            at = before
    return found, ends


@machine_code
def least(to: Ints, starts: Ints, source: Ints, weights: Ints, after: Ints, size: int) -> Ints:
    """``bounds.reduced`` of these edges."""
    found = np.full((weights.shape[0], size), CLOSED)
    for n in range(len(source)):
        end = starts[n + 1] if n + 1 < len(source) else len(to)
        for edge in range(starts[n], end):
            for k in range(weights.shape[0]):
                value = weights[k, edge] + after[k, to[edge]]
                if value < found[k, source[n]]:
                    found[k, source[n]] = value
    return found
