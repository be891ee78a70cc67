"""The demonstration's ways out: what the travel desk plans, who brings them over which leg, one under way, one held.

Written through the functions that the pages use, for the cases that wait for their departure.
"""

from typing import Any

from waystation.casework.byhand.going import Said
from waystation.cli import demodays, demoplan
from waystation.cli.cohort import LEAVING
from waystation.cli.demofiller import DAY, Filler, statement
from waystation.store.files import casefiles, cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed.readings import Label
from waystation.store.travel import handing, heldcards, journeys, presses, routewarnings, ways

HOUR = 1 / 24  # of a day
PARTNER = "Lighthouse"
# Where from, over where, where to; what the legs are called by their carriers; invented flights on real routes.
ROUTES = (
    (("MCX", "IST", "TR"), ("IST", "YYZ", "CA")), (("GRV", "EVN", "AM"), ("EVN", "CDG", "FR")),
    (("SVO", "IST", "TR"), ("IST", "FRA", "DE")), (("MRV", "IST", "TR"), ("IST", "YYZ", "CA")),
    (("SVO", "EVN", "AM"), ("EVN", "VNO", "LT")), (("KUF", "IST", "TR"), ("IST", "YUL", "CA")),
    (("SVX", "ALA", "KZ"), ("ALA", "YYZ", "CA")),
)  # fmt: skip


class Journeys:
    """The ways out of one filling, one call a case."""

    def __init__(self, filler: Filler):
        self.f, self.n = filler, 0
        self.gone: list[bytes] = []  # cases with a go

    def write(self, number: bytes, code: str, group: str) -> None:
        """A case that leaves soon gets its legs; the first is under way, the second has its go."""
        if group != LEAVING or self.n == len(ROUTES):
            return
        n, self.n = self.n, self.n + 1
        begins = (-0.1, 0.2, 1.2, 2.4, 3.4, 5.2, 8.0)[n]  # days from now
        circle = self._planned(number, code, n, begins)
        demoplan.soon(self.f, number, n, begins)
        if n < 2:
            self._gone(number, circle, under_way=n == 0)
            self.gone.append(number)
        elif n == 2:  # by the same airport as the first: a stop there warns them
            handing.hand_leg(self._file("sam", number), "l1", self.f.secrets["yusuf"].id)
        demodays.write(self.f, number, n)

    def link(self) -> None:
        """Lays out whom a stop on these ways warns, once all are there."""
        every = ways.ways(self.f.at("sam", 0.1))
        for number in self.gone:
            file = self._file("sam", number, 0.1)
            handing.link_legs(file)
            routewarnings.link(file, every)

    def _planned(self, number: bytes, code: str, n: int, begins: float) -> bytes:
        f, sam = self.f, self.f.at("sam", 0.5)
        circle = cases.found_part(sam, Label("case", number, "journey", "", code), 8)
        items, leaves, country = [], -begins, "RU"
        for k, (frm, to, into) in enumerate(ROUTES[n]):
            leg: dict[str, Any] = {
                "number": k + 1, "transport": "air", "from_place": frm, "to_place": to, "from_country": country,
                "to_country": into, "departs": f.time(leaves), "arrives": f.time(leaves - (3.5 + 6 * k) * HOUR),
                "carrier": f"XX {101 + 7 * n + k}", "ticketed": n < 4, "name_on_ticket": True, "escort_briefed": n < 3,
                "meeting_point": "The bench by the kiosk", "phrase": "Is the kiosk open?", "walks_to": "The control",
                "escort": f.id("yusuf"), "airside": k == 0, "budget": 410 + 90 * k, "currency": "EUR",
            }  # fmt: skip
            items.append(statement("journey", "legs", f"l{k + 1}", leg))
            leaves, country = leaves - (3.5 + 4) * HOUR, into
        ready = {
            "papers_in_hand": n < 4, "ready_until": f.day(-90), "exit_check": "go" if n < 4 else "unclear",
            "exit_check_until": f.day(-9), "briefed": n < 3, "device_ready": n < 3, "reception_told": n < 3,
            "reception": f.id("ben"), "lawyer": f.id("claire"), "alias": f"A{300 + n}", "stop_number": "+00 000 0000",
            "abort_plan": "Ask for the lawyer. Say nothing of friends.",
        }  # fmt: skip
        traveller = {"person": "a", "passport": "RU", "document": "foreign_passport", "visas": [country],
                     "use_by": f.day(-200), "visas_from": f.day(2), "visas_entries": "single"}  # fmt: skip
        check_in = {"due": f.time(-begins - 3 * HOUR), "owner": f.id("sam")}
        items += [
            statement("journey", "", "", ready), statement("journey", "travellers", "t1", traveller),
            statement("journey", "ladder", "r1", {"after": 15, "what": "Text in the safe hours", "who": f.id("mara")}),
            statement("journey", "check_ins", "k1", check_in),
        ]  # fmt: skip
        cases.put_all(sam, circle, "journey", items)
        return circle

    def _gone(self, number: bytes, circle: bytes, under_way: bool) -> None:
        """Handed to Yusuf, sealed for the lawyer, given by Sam and approved by Ilya; and pressed, on the way."""
        f, yusuf = self.f, self.f.secrets["yusuf"].id
        for leg in ("l1", "l2") if under_way else ("l1",):
            handing.hand_leg(self._file("sam", number), leg, yusuf)
        file = self._file("sam", number)
        state = journeys.journey(file)
        legs, sheets = journeys.legs_of(file.keys, state), journeys.sheets(file.keys, state)
        heldcards.write(file, {"a": "INVENTED PERSON"}, legs, sheets, f.time(0.4))
        given = Said("given", reason="The last seat before the exit check ends.", unmet=["law"])
        cases.put(f.at("sam", 0.3), circle, "journey", "go", given)
        journeys.approve(self._file("ilya", number, 0.2))
        if under_way:
            sheet = bytes.fromhex(state.get("sheet", "l1", "legs"))
            for ago, what in ((0.13, "met"), (0.1, "under_way"), (0.02, "passed_control")):
                presses.press(f.at("yusuf", ago), sheet, what, f.time(ago), f"{int(ago * DAY):012x}")

    def _file(self, who: str, number: bytes, ago: float = 0.45) -> CaseFile:
        return casefiles.open_file(self.f.at(who, ago), number, only=("journey", "held", "needs"))
