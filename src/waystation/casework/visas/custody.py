"""Where originals are: the hand-overs of each document, oldest first, and where it is now.

Like evidence custody it has no gaps: a line that somebody takes out of the list still stands here.
"""

from typing import Any

from waystation.casework.errors import BadValue
from waystation.casework.folds import State
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _

SIGNED = ("our_safe", "member", "courier", "authority")  # who takes an original in one of these ways signs for it
Row = dict[str, Any]


def hand_overs(papers: State, document: str) -> list[Row]:
    """A document's hand-overs, oldest first."""
    records = [key.partition("/")[2] for key in papers.first if key.startswith("custody/")]
    rows = [papers.row("custody", record) for record in records]
    mine = [row for row in rows if row.get("document") == document]
    return sorted(mine, key=lambda row: str(row.get("at") or ""))  # stable: as stated where two have one minute


def hand_over(papers: State, document: str, values: dict[str, str], by: str, at: str) -> Row:
    """The row of a new line of custody. Raises BadValue."""
    if document not in papers.records("documents"):
        raise BadValue(_("Choose a document of this case."))
    row = {name: " ".join(values.get(name, "").split()) for name in ("place", "holder", "signed_by", "note")}
    if row["place"] not in vocabulary("original_place"):
        raise BadValue(_("Say where the original is from now on."))
    if row["place"] in SIGNED and not row["signed_by"]:
        raise BadValue(_("Say who signed for it."))
    return row | {"document": document, "by": by, "at": at}
