"""Canaries: words of no language, each typed into one box, so that to find one on the disk is to find what was typed.

canaries = Canaries()
type_boxes(page, canaries)  # every text box of the form on the page
canaries.boxes["journey", "legs", "booking"]  # the word that Sam typed there
"""

from waystation.casework.compartments import Kind
from waystation.casework.fields import fields

STEMS = ("кенарщъжюк", "zqcanaryqxkj")  # occur in no language
TEXT_BOXES = "main {form} input[type=text]:not([inputmode]), main {form} textarea"


def text_boxes(kind: Kind) -> set[tuple[str, str, str]]:
    """(compartment, list, field) of all free text in a compartment that stands in a form."""
    structs = {"": kind.struct} | {a.name: a.record for a in fields(kind.struct).values() if a.kind == "records"}
    return {
        (kind.key, collection, about.name)
        for collection, struct in structs.items()
        for about in fields(struct).values()
        if about.kind in ("text", "long") and not about.acted
    }


class Canaries:
    """The words, where the last of them was typed, and what the pages showed to those who may read it."""

    def __init__(self):
        self.words: list[str] = []
        self.boxes: dict[tuple[str, str, str], str] = {}  # by compartment, list and field
        self.secrets: list[str] = []  # ten words, passphrases and second factors' keys that were typed
        self.shown = ""
        self.statuses: dict[str, int] = {}  # of pages made from all parts
        self.case = self.house = ""  # addresses

    @property
    def parts(self) -> set[str]:
        """The compartments that were typed into."""
        return {compartment for compartment, _list, _field in self.boxes}

    def new(self) -> str:
        n = len(self.words)
        # Latin and Cyrillic by turns, so that both encodings are looked for.
        self.words.append(f"{STEMS[n % 2]}{n:04d}")
        return self.words[-1]


def type_boxes(page, canaries, form="form") -> dict[str, str]:
    """Types a word into every text box of the form on the page."""
    names = page.locator(TEXT_BOXES.format(form=form)).evaluate_all("boxes => boxes.map(b => b.name)")
    typed = {name: canaries.new() for name in names}
    for name, word in typed.items():
        page.fill(f'main {form} [name="{name}"]', word)
    return typed
