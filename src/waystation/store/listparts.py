"""In which part of a list a case's row stands: whoever keeps lists must know it, and whoever deletes from them."""

PARTS = 128  # of a list: a save rewrites one of them, 40 KB of 10,000 cases; a list opens them all
BUSY = -1  # the part that whoever changes a list writes first, so that a deletion waits for them


def part_of(number: bytes) -> int:
    """In which part of a list a case stands."""
    return number[0] % PARTS


def part_of_sheet(circle: bytes) -> int:
    """And a leg's sheet, which has a number of its own that nobody notes for its deletion."""
    return circle[0] % PARTS
