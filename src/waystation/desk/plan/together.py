"""Several things bought together: what was ticked is put into the problem at once and everything is planned again."""

from collections.abc import Iterator

import msgspec
from django.utils.translation import gettext as _

from waystation.desk.plan import solver, tried
from waystation.desk.plan.ruled import Ruled
from waystation.desk.plan.streaming import failed
from waystation.planning.questions.buys import Thing
from waystation.store.plans.planned import Proposal
from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys

SHELF = "plan/package/1"


class Package(msgspec.Struct):
    """``things`` as ``planning.questions.buys`` names them; ``saves``, ``least`` and ``most`` in weeks of waiting;
    ``apart``: what the things save one by one, added up."""

    proposal: str
    things: list[Thing]
    saves: float
    least: float
    most: float
    apart: float


def look(keys: Keys) -> Package | None:
    return kept.look_as(keys.secret, SHELF, Package)


def planned(
    keys: Keys, proposal: Proposal, things: list[Thing], apart: float, seconds: int
) -> Iterator[tuple[str, int]]:
    """Lines of progress; keeps what was found."""
    yield _("Planning as it is, then once more with all that was ticked."), 0
    try:
        [answer] = solver.ask("package", proposal.now.problem, seconds, things=things)
    except (solver.SolverFailed, ValueError) as error:
        said = failed(error, Ruled(proposal.day_of)) if isinstance(error, solver.SolverFailed) else ""
        tried.keep(keys, "buys", said or _("No plan was found in time: let it look longer."))
        yield said or _("No plan was found in time: let it look longer."), 100
        return
    saves, least, most = (answer[name] / 10 for name in ("saves", "least", "most"))
    found = Package(proposal.name, things, saves, least, most, apart)
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(found), kept.CACHE)
    tried.clear(keys, "buys")
    yield _("Done."), 100
