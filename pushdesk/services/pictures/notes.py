"""What is to be noted of a picture (too small, too heavy, wrongly shaped): the rules of pictures.toml.

The measures come from whoever decoded the picture, which is the window: Qt reads all five kinds there
anyway to show them, so that nothing here needs a second decoder.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pushdesk.model.errors import BugError

_KILO = 1000


@dataclass(frozen=True)
class Measures:
    """Pixels and bytes of one picture. `plain`: nothing but white shows; `see_through`: 0 to 1.

    `scales` where it is drawn sharp at any size (SVG), so that pixels mean nothing.
    """

    width: int
    height: int
    bytes: int
    plain: bool = True
    see_through: float = 0.0
    scales: bool = False

    @property
    def ratio(self) -> float:
        """Width to height."""
        return self.width / max(self.height, 1)

    @property
    def shortest(self) -> int:
        """The shorter side."""
        return min(self.width, self.height)

    @property
    def longest(self) -> int:
        """The longer side."""
        return max(self.width, self.height)

    @property
    def unpacked(self) -> int:
        """The bytes of its pixels, four each, as a device holds them to draw it."""
        return self.width * self.height * 4

    def words(self) -> str:
        """`512 × 512 · 14 kB`."""
        size = "any size" if self.scales else f"{self.width} × {self.height}"
        return f"{size} · {weight(self.bytes)}"


class Rule(BaseModel):
    """One line of pictures.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str
    picture: Literal["icon", "image", "badge", "action"]
    measure: Literal["width", "shortest", "longest", "ratio", "bytes", "plain", "see_through"]
    least: float | None = None
    most: float | None = None
    sentence: str
    source: str = Field(min_length=1)
    confidence: Literal["H", "M", "L"]

    def broken_by(self, measures: Measures) -> bool:
        """Whether the picture has too little or too much of it."""
        if measures.scales and self.measure in {"width", "shortest", "longest"}:
            return False
        value = float(getattr(measures, self.measure))
        return (self.least is not None and value < self.least) or (
            self.most is not None and value > self.most
        )


@dataclass(frozen=True)
class Note:
    """One sentence about a picture, with its source."""

    rule: str
    sentence: str
    source: str
    confidence: str


def notes(picture: str, measures: Measures) -> tuple[Note, ...]:
    """What is to be noted of the picture in the option `picture` (`action` for an action's icon)."""
    return tuple(_notes(picture, measures))


def _notes(picture: str, measures: Measures) -> Iterator[Note]:
    for rule in rules():
        if rule.picture == picture and rule.broken_by(measures):
            sentence = rule.sentence.format(
                width=measures.width,
                height=measures.height,
                weight=weight(measures.bytes),
                unpacked=weight(measures.unpacked),
            )
            yield Note(rule.id, sentence, rule.source, rule.confidence)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule; raises BugError where our own file is wrong."""
    text = files(__package__).joinpath("pictures.toml").read_text("utf-8")
    try:
        found = tuple(Rule.model_validate(entry) for entry in tomllib.loads(text)["rule"])
    except ValidationError as problem:
        raise BugError(f"pictures.toml: {problem}") from None
    if any(rule.least is None and rule.most is None for rule in found):
        raise BugError("pictures.toml: a rule has neither least nor most")
    return found


def weight(number: int) -> str:
    """`980 bytes`, `14 kB`, `1.2 MB`."""
    if number < _KILO:
        return f"{number} bytes"
    if number < _KILO**2:
        return f"{round(number / _KILO)} kB"
    return f"{number / _KILO**2:.1f} MB"
