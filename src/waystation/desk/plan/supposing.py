"""What is supposed or has happened, from a form: into the problem, into words, and into the files where somebody writes
it there."""

import os
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.casework.errors import BadValue
from waystation.casework.folds import State
from waystation.casework.parts import plan as plans
from waystation.planning.problem import RISKS, Household
from waystation.planning.questions.supposing import Supposition
from waystation.store.files import casefiles, cases
from waystation.store.plans.planned import Proposal
from waystation.store.plans.waiters import Gathered, monday_of
from waystation.store.sealed.keys import Keys

NEW = "New arrival"  # the planned id of somebody who has no file yet
LATEST = 8  # weeks by which a missed flight is put off at most
HOUSEHOLDS = ("weight", "never", "refused", "missed", "apart", "pin")  # what is supposed of a household
FORMS = ("b", "r", "s", "m", "a")  # of what happened: the ids of their fields begin so


class Unchosen(BadValue):
    """Nothing that can be was chosen in a field."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


def wrong_at(error: Exception, post: Any) -> str:
    """The id of the field that is wrong; empty where it is none."""
    if not isinstance(error, Unchosen):
        return ""
    form = post.get("form", "")
    return f"{form}-{error.field}" if form in FORMS else error.field


def chosen(post: Any, name: str, among: tuple[int, ...]) -> int:
    """One of these numbers, the first where something else was typed."""
    typed = post.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and int(typed) in among else among[0]


def supposition(post: Any, gathered: Gathered) -> Supposition | None:
    """From the form; None where nothing is supposed. Raises BadValue."""
    kind, about = post.get("kind", ""), post.get("about", "")
    household, programme = post.get("household", ""), post.get("programme", "")
    if kind in HOUSEHOLDS and not household:
        raise Unchosen("household", _("Choose the household."))
    if kind in ("never", "refused", "pin") and not programme:
        raise Unchosen("programme", _("Choose its pathway."))
    match kind:
        case "":
            return None
        case "no_programme" | "place" if not about or about in {h.id for h in gathered.problem.houses}:
            raise Unchosen("about", _("Choose a pathway."))
        case "no_house" | "bed" | "burned" if not about or about in gathered.routes:
            raise Unchosen("about", _("Choose a house."))
        case "no_programme" | "place" | "no_house" | "bed" | "burned":
            return Supposition(kind, about)
        case "weight":
            return Supposition("weight", household, weight=chosen(post, "weight", RISKS))
        case "never" | "refused":
            return Supposition(kind, household, programme)
        case "missed":
            return Supposition("missed", household, week=chosen(post, "later", tuple(range(1, LATEST + 1))))
        case "apart":
            waiter = gathered.waiters.get(household)
            if waiter is None or not waiter.parts:
                raise Unchosen("household", _("They have not agreed to travel apart."))
            return Supposition("apart", household, parts=tuple((id_, len(who)) for id_, who in waiter.parts))
        case "arrived":
            return Supposition("arrived", NEW, household=_arrival(post, gathered))
        case "pin":
            try:
                week = gathered.week_of(post.get("week_of", ""))
            except ValueError as error:
                raise Unchosen("week_of", _("Choose the day on which the week begins.")) from error
            return Supposition("pin", household, programme, week)
    raise Unchosen("kind", _("Choose what is supposed."))


def _arrival(post: Any, gathered: Gathered) -> Household:
    """Somebody without a file yet: how many, how urgent, by which pathways. Raises BadValue."""
    size = post.get("size", "")
    if not (size.isascii() and size.isdigit() and 1 <= int(size) <= 20):
        raise Unchosen("size", _("Say how many they are, 1 to 20."))
    eligible = tuple(p for p in gathered.routes if p in post.getlist("ways"))
    needs = tuple(need for need in ("step_free", "minors") if post.get(need))
    places = tuple(place.id for place in gathered.problem.places)
    weight = chosen(post, "weight", RISKS)
    return Household(
        NEW, int(size), weight, 0, 6 if weight >= 8 else 26, eligible, needs=needs, settles_in=places,  # type: ignore[arg-type]
    )  # fmt: skip


def in_words(one: Supposition) -> str:
    people, weeks = one.household.size if one.household else 0, one.week or 0
    told = {"about": one.about, "programme": one.programme, "weight": one.weight, "weeks": weeks, "people": people}
    return {
        "no_programme": _("%(about)s is suspended"), "no_house": _("%(about)s closes"),
        "place": _("one more place each time in %(about)s"), "bed": _("one more bed in %(about)s"),
        "pin": _("%(about)s goes by %(programme)s in a fixed week"),
        "never": _("%(about)s never goes by %(programme)s"), "weight": _("%(about)s counts %(weight)s"),
        "burned": _("%(about)s is burned"), "refused": _("%(about)s was refused by %(programme)s"),
        "missed": ngettext("%(about)s missed the flight and leaves %(weeks)s week later",
                           "%(about)s missed the flight and leaves %(weeks)s weeks later", weeks),
        "apart": _("%(about)s travels apart, as agreed"),
        "arrived": ngettext("somebody new arrives, %(people)s person",
                            "somebody new arrives, %(people)s people", people),
    }[one.kind] % told  # fmt: skip


# -- into the files ----------------------------------------------------------------------------------------------------


def kept(one: Supposition, gathered: Gathered) -> dict[str, Any]:
    """What the proposal keeps of it, so that it can be written down."""
    found = {"kind": one.kind, "about": one.about, "weight": one.weight,
             "pathway": gathered.routes.get(one.programme, "")}  # fmt: skip
    if one.kind == "pin" and one.week is not None:
        found["day"] = gathered.day_of(one.week).isoformat()
    return found


def can_write(proposal: Proposal) -> bool:
    """Whether it is a fact of one case's Plan: everything else is written where it happens."""
    one = proposal.supposes
    return one.get("kind") in ("pin", "never", "weight", "refused") and one.get("about") in proposal.numbers


def write(keys: Keys, proposal: Proposal, reason: str, least: int) -> None:
    """Writes into the case's Plan what was supposed of it. Raises BadValue, NotYourRole."""
    one, reason = proposal.supposes, " ".join(reason.split())
    if not can_write(proposal):
        raise BadValue(_("This is not written into a case."))
    if len(reason) < least:
        raise BadValue(_("Write why, in a sentence."))
    file = casefiles.open_file(keys, bytes.fromhex(proposal.numbers[one["about"]]), only=("needs", "plan"))
    circle, by = cases.ensure_part(file, "plan"), keys.member.hex()
    if one["kind"] == "weight":
        cases.state(keys, circle, "plan", "", "", {"weight": one["weight"], "weight_why": reason})
    elif one["kind"] == "refused":
        state = file.part("plan").state
        rows = state.rows("ways") if state else {}
        record = next((r for r, row in rows.items() if row.get("pathway") == one["pathway"]), os.urandom(6).hex())
        cases.state(keys, circle, "plan", "ways", record, {"pathway": one["pathway"], "may": False, "why": reason})
    else:
        pin = {"never": one["kind"] == "never", "pathway": one["pathway"], "reason": reason, "by": by}
        pin |= {"week_of": one["day"]} if one["kind"] == "pin" else {}
        plans.check_pin(file.part("plan").state or State(), pin, monday_of(keys))
        cases.state(keys, circle, "plan", "pins", os.urandom(6).hex(), pin)
