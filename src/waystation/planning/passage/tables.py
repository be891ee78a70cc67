"""Reading a table of entry rules as the Passport Index data sets publish it: "tidy", in ISO 3166-1 alpha-2 codes.

    Passport,Destination,Requirement
    AF,AL,e-visa
    AF,BB,visa required

Both known editions (ilyankou/passport-index-dataset, 2025; imorte/passport-index-data, 2026) have this form.
"""

import datetime
from sys import intern

from waystation.planning.passage.rules import MOST_DAYS, OWN, WORDS, EntryTable
from waystation.planning.tables import Row, rows

COLUMNS = ("Passport", "Destination", "Requirement")


def read_entry_rules(data: bytes, source: str, as_of: datetime.date) -> EntryTable:
    """The table in these bytes. Raises BadFile, which names the line and the column."""
    rules: dict[str, dict[str, str]] = {}
    for row in rows(data, COLUMNS):
        passport, destination = intern(row.code("Passport")), intern(row.code("Destination"))
        of_passport = rules.setdefault(passport, {})
        if destination in of_passport:
            raise row.wrong("Destination", f"stands twice for the passport {passport}")
        of_passport[destination] = _requirement(row, passport == destination)
    return EntryTable(rules, source, as_of)


def _requirement(row: Row, own: bool) -> str:
    word = row["Requirement"]
    if word.isascii() and word.isdecimal():
        if not 1 <= int(word) <= MOST_DAYS:
            raise row.wrong("Requirement", f"is not from 1 to {MOST_DAYS} days")
    elif word not in WORDS:
        raise row.wrong("Requirement", f"is no number of days and none of {', '.join(WORDS)}")
    if (word == OWN) != own:
        raise row.wrong("Requirement", f"is not right: {OWN} stands for one's own country, and only for it")
    return intern(word)
