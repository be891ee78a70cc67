"""Screening: questionnaires that may be shipped, their scores and bands, and when somebody must be called at once.

    phq = instrument("phq_9")
    result = phq.result([1, 0, 2, 1, 0, 0, 1, 0, 1])
    result.score, result.band, result.acute

An instrument's items stand in a file only if its licence lets anybody reproduce them (PHQ-9, GAD-7: no permission
required; PCL-5: public domain). Of the others only the score is entered. A translation stands there only word for word
as it was published and validated: other words ask something else. Whoever answered any other on paper has a score, too.
A score is a reason to talk, not a diagnosis.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from waystation.casework.errors import BadValue, UnknownField
from waystation.casework.words import _

BANDS = {  # every word that a file may name, so that translators find it
    "minimal": _("Minimal"), "mild": _("Mild"), "moderate": _("Moderate"),
    "moderately_severe": _("Moderately severe"), "severe": _("Severe"), "below": _("Below the cut-off"),
    "near": _("At the cut-off"), "above": _("Above the cut-off"),
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """``score`` as stored; ``band`` a key of BANDS, empty where none is published; ``acute``: call now."""

    score: int
    band: str
    acute: bool = False


@dataclass(frozen=True)
class Wording:
    """The words of a questionnaire in one language, and where they are from."""

    language: str
    stem: str
    options: tuple[str, ...]
    items: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True)
class Instrument:
    """One questionnaire. ``items`` is empty where the licence allows the score only. ``options``: the answers, whose
    places are their points. ``bands``: the least score of each, upwards. ``per``: stored points for one point as people
    say it (100 where the score is a mean with two decimals). ``acute``: the item, from 0, any point of which means that
    somebody may harm themself; None for none."""

    key: str
    title: str
    source: str
    licence: str
    as_of: str
    stem: str
    options: tuple[str, ...]
    items: tuple[str, ...]
    least: int
    most: int
    bands: tuple[tuple[int, str], ...]
    per: int
    acute: int | None
    thermometer: int | None
    translated: tuple[Wording, ...] = ()

    @property
    def wordings(self) -> dict[str, Wording]:
        """Its words by language, English first; none where the licence allows the score only."""
        own = (Wording(ENGLISH, self.stem, self.options, self.items, self.source),) if self.items else ()
        return {w.language: w for w in (*own, *self.translated)}

    def band(self, score: int, thermometer: int | None = None) -> str:
        """The band of a score. A distress thermometer at its own cut-off counts as the highest."""
        if self.thermometer is not None and thermometer is not None and thermometer >= self.thermometer:
            return self.bands[-1][1]
        return next((band for least, band in reversed(self.bands) if score >= least), "")

    def result(self, answers: Sequence[int | None]) -> Result:
        """The result of answers in the order of the items. Raises BadValue where one is missing or no answer."""
        if not self.items:
            raise BadValue(_("Only the score of this one may be entered."))
        if len(answers) != len(self.items) or None in answers:
            raise BadValue(_("Answer every question, or enter nothing: a part has no score."))
        points = [int(a) for a in answers if a is not None]
        if not all(0 <= p < len(self.options) for p in points):
            raise BadValue(_("Choose one of the answers."))
        score = sum(points)
        return Result(score, self.band(score), self.acute is not None and points[self.acute] > 0)

    def entered(self, text: str, thermometer: int | None = None, acute: bool | None = None) -> Result:
        """The result of a score that was counted elsewhere, as typed. ``acute``: whether the item by which somebody is
        called had any point, where there is one: a score does not tell. Raises BadValue."""
        try:
            score = round(float(text.strip().replace(",", ".")) * self.per)
        except (ValueError, OverflowError) as error:
            raise BadValue(_("This must be a number.")) from error
        if not self.least <= score <= self.most:
            raise BadValue(
                _("This score goes from %(least)s to %(most)s."), least=self.said(self.least), most=self.said(self.most)
            )
        if thermometer is not None and not 0 <= thermometer <= 10:
            raise BadValue(_("The thermometer goes from 0 to 10."))
        if self.acute is not None and acute is None:
            raise BadValue(_("Say whether question %(number)s had any answer but the first."), number=self.acute + 1)
        return Result(score, self.band(score, thermometer), self.acute is not None and bool(acute))

    def said(self, score: int) -> str:
        """A stored score as people say it."""
        return str(score) if self.per == 1 else f"{score / self.per:.2f}"


ENGLISH = "en"
KEYS = ("phq_9", "gad_7", "pcl_5", "rhs_15", "htq")


@cache
def instrument(key: str) -> Instrument:
    """One instrument. Raises UnknownField."""
    if key not in KEYS:
        raise UnknownField(_("There is no such questionnaire here."))
    data = tomllib.loads((files(f"{__package__}.instruments") / f"{key}.toml").read_text("utf-8"))
    items = tuple(data.get("items", ()))
    translated = tuple(
        Wording(language, words["stem"], tuple(words["options"]), tuple(words["items"]), words["source"])
        for language, words in data.get("translation", {}).items()
    )
    options = tuple(data.get("options", ()))
    return Instrument(
        key=key, title=data["title"], source=data["source"], licence=data["licence"], as_of=data["as_of"],
        stem=data.get("stem", ""), options=options, items=items, least=data.get("least", 0),
        most=data.get("most", len(items) * (len(options) - 1)),
        bands=tuple((band["from"], band["word"]) for band in data.get("band", ())), per=data.get("per", 1),
        acute=data["acute_item"] - 1 if "acute_item" in data else None, thermometer=data.get("thermometer"),
        translated=translated,
    )  # fmt: skip


def written(answers: Sequence[int]) -> str:
    """Answers as they are kept, sealed, beside their score."""
    return "".join(str(a) for a in answers)


def read(text: str) -> list[int]:
    """Answers as kept."""
    return [int(c) for c in text if c.isdigit()]
