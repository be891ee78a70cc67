"""The demonstration's borders: the first lists taken over by the travel desk, and two small invented public tables, of
which the newer one changes a rule."""

from typing import Any

from waystation.casework.visas.facts import borders as facts
from waystation.cli.demofiller import Filler, statement
from waystation.store.files import cases, programme
from waystation.store.travel import references
from waystation.store.travel.counting import Counted

SOURCE = "Invented for the demonstration"
# What holders of a Russian passport are asked for, before and after a change: all that the demonstration's pages need.
BEFORE = {"AE": "90", "AM": "180", "GE": "360", "KZ": "30", "RS": "30", "RU": "-1", "TR": "60", **dict.fromkeys(
    ("CA", "DE", "FR", "GB", "LT", "US"), "visa required")}  # fmt: skip
AFTER = BEFORE | {"RS": "visa required"}
FLIGHTS = (
    "SVO-TBS SVO-EVN SVO-IST SVO-BEG SVO-DXB TBS-IST TBS-VNO TBS-FRA EVN-CDG EVN-IST EVN-VIE IST-YYZ IST-FRA IST-VNO "
    "IST-CDG IST-BEG BEG-FRA BEG-YYZ FRA-YYZ CDG-YYZ DXB-YYZ ALA-IST VIE-VNO"
)
BORDERS = {"GE": "TR AM RU", "AM": "GE", "TR": "GE", "RU": "GE KZ LT", "KZ": "RU", "LT": "RU"}


def borders(filling: Filler) -> None:
    """Sam began the lists two months ago; Pat imported the tables."""
    sam = filling.at("sam", 60)
    circle = cases.ensure_part(programme.opened(sam, "borders"), "borders")
    items: list[Any] = [
        statement("borders", name, f"{name[0]}{n}", row)
        for name in facts.LISTS
        for n, row in enumerate(facts.starters(name))
    ]
    items += [statement("borders", "fares", f"f{n}", row) for n, row in enumerate(_fares(filling))]
    cases.put_all(sam, circle, "borders", items)
    rates(filling)
    for day, rules in ((420, BEFORE), (30, AFTER)):
        lines = ["Passport,Destination,Requirement", *(f"RU,{to},{word}" for to, word in rules.items())]
        references.put("entry-rules", _table(lines), SOURCE, filling.day(day), Counted(rules=len(rules), passports=1))
    pairs = [pair.split("-") for pair in FLIGHTS.split()]
    both = [way for a, b in pairs for way in ((a, b), (b, a))]
    flown = [f"XX,0,{a},0,{b},0,,0,320" for a, b in both]
    references.put("routes", _table(flown), SOURCE, filling.day(30), Counted(pairs=len(both)))
    head = "iso2,iso3,name,region,subregion,landlocked,lat,lon,languages_iso639_3,land_borders_iso2"
    lands = [f"{country},,{country},,,0,0,0,,{others}" for country, others in BORDERS.items()]
    references.put("borders", _table([head, *lands]), SOURCE, filling.day(30), Counted(countries=len(BORDERS)))


def rates(filling: Filler) -> None:
    """What Sam and Ruth typed of exchange rates; nobody has one for the dram yet."""
    known = (
        ("sam", 6, "GEL", "EUR", "0.3218"), ("ruth", 12, "EUR", "CAD", "1.6120"), ("sam", 44, "EUR", "TRY", "48.9"),
    )  # fmt: skip
    for n, (who, ago, one, into, number) in enumerate(known):
        keys = filling.at(who, ago)
        row = {"one": one, "into": into, "rate": number, "on": filling.day(ago), "source": "Invented central bank"}
        circle = cases.ensure_part(programme.opened(keys, "rates"), "rates")
        cases.put_all(keys, circle, "rates", [statement("rates", "rates", f"r{n}", row)])


def _fares(filling: Filler) -> list[dict[str, Any]]:
    """What travel agents offered this week, in several currencies, and an offer that is over."""
    flights = (
        ("IST", "YYZ", "XX 41", -4.0, 640, "EUR", -2, 1), ("TBS", "IST", "XX 17", -4.6, 366, "GEL", -2, 1),
        ("EVN", "VNO", "XX 9", -5.0, 98_000, "AMD", -3, 2), ("IST", "CDG", "XX 8", -3.0, 95, "EUR", 1, 9),
    )  # fmt: skip
    return [
        {"from_place": start, "to_place": end, "carrier": carrier, "departs": filling.time(ago),
         "arrives": filling.time(ago - (0.45 if end == "YYZ" else 0.12)), "price": price, "currency": currency,
         "seats": 6, "until": filling.day(until), "agent": "Harbour Travel (invented)", "as_of": filling.day(offered)}
        for start, end, carrier, ago, price, currency, until, offered in flights
    ]  # fmt: skip


def _table(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
