"""What is in a public table is kept as numbers; the sentences that stood there before are still read."""

import pytest

from waystation.store.travel import references
from waystation.store.travel.counting import MOST_BYTES, Counted, counted, encoded

LEFT_OUT = "; only LK names its border with IN, left out; only A names its border with B, left out"


def test_numbers_come_back_as_they_were_put(db):
    found = Counted(rules=39_601, passports=199)
    references.put("entry-rules", b"a table", "an invented source", "2026-02-17", found)
    assert references.get("entry-rules").counted == references.look("entry-rules").counted == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("39,601 rules of 199 passports", Counted(rules=39_601, passports=199)),
        ("9 rules of 1 passport", Counted(rules=9, passports=1)),
        ("6,072 airports", Counted(airports=6072)),
        ("37,594 pairs of airports", Counted(pairs=37_594)),
        ("6 countries", Counted(countries=6)),
        ("324 borders of 250 countries", Counted(borders=324, countries=250)),
        ("3 borders of 9 countries" + LEFT_OUT, Counted(borders=3, countries=9, one_sided=(("LK", "IN"), ("A", "B")))),
        ("as somebody wrote it", Counted(said="as somebody wrote it")),
        ("", Counted()),
    ],
)
def test_a_sentence_of_an_earlier_program_is_read_as_its_numbers(sentence, found):
    assert counted(sentence) == found


def test_a_table_with_very_many_one_sided_borders_still_fits_its_column():
    found = Counted(borders=1, one_sided=tuple(("LK", "IN") for _ in range(300)))
    assert len(encoded(found).encode()) <= MOST_BYTES
    assert 10 < len(counted(encoded(found)).one_sided) < 300
