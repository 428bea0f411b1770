"""platforms.toml as it is written, checked strictly: our own data, so whatever is wrong in it is our bug."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import product
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pushdesk.model.errors import BugError

OPTIONS = (
    "title",
    "body",
    "icon",
    "image",
    "badge",
    "tag",
    "renotify",
    "requireInteraction",
    "silent",
    "vibrate",
    "timestamp",
    "dir",
    "lang",
    "actions",
    "data",
    "navigate",
)
# Lengths in px at 100 %, 0 for none; line_height is a multiple of the font's size.
METRICS = (
    "radius",
    "padding",
    "gap",
    "icon",
    "icon_radius",
    "app_icon",
    "title_size",
    "body_size",
    "meta_size",
    "line_height",
    "image_height",
    "button_height",
    "button_radius",
)
PAINTERS = ("windows", "macos", "android", "ios", "gnome", "kde")


class Support(StrEnum):
    """What a platform does with an option. PARTIAL: it takes it, and shows it only sometimes."""

    SHOWN = "shown"
    IGNORED = "ignored"
    PARTIAL = "partial"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Sourced(_Strict):
    source: Annotated[str, Field(min_length=1)]
    confidence: Literal["H", "M", "L"]


class BandEntry(_Sourced):
    """Characters before the platform cuts."""

    shortest: Annotated[int, Field(gt=0)]
    longest: int

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.shortest > self.longest:
            raise ValueError("a band begins with its shorter end")
        return self


class NumberEntry(_Sourced):
    """One number."""

    value: Annotated[int, Field(ge=0)]


class WordEntry(_Sourced):
    """One word."""

    value: Annotated[str, Field(min_length=1)]


class PlatformEntry(_Strict):
    """A platform without its options."""

    id: str
    title: str
    browser: str
    system: str
    push_service: WordEntry
    title_band: BandEntry
    body_band: BandEntry
    max_actions: NumberEntry
    payload_limit: NumberEntry
    longest_ttl: NumberEntry | None = None


class FactEntry(_Sourced):
    """What all of `platforms` do with each of `options`."""

    options: list[str]
    platforms: list[str]
    support: Support
    note: str = ""


class CardEntry(_Sourced):
    """A preview on the wall; a band it does not have is its platform's."""

    id: str
    platform: str
    title: str
    painter: str
    variant: str
    width: Annotated[int, Field(gt=0)]
    title_lines: Annotated[int, Field(gt=0)]
    body_lines: Annotated[int, Field(gt=0)]
    title_band: BandEntry | None = None
    body_band: BandEntry | None = None
    metrics: dict[str, Annotated[float, Field(ge=0)]]


class PlatformFile(_Strict):
    """The whole file; no fact is missing or said twice, no name leads nowhere."""

    platform: list[PlatformEntry]
    fact: list[FactEntry]
    card: list[CardEntry]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        known = [entry.id for entry in self.platform]
        said = [pair for entry in self.fact for pair in product(entry.platforms, entry.options)]
        _same("facts (platform, option)", said, list(product(known, OPTIONS)))
        _same("platforms", known, sorted(set(known)))
        cards = [card.id for card in self.card]
        _same("cards", cards, sorted(set(cards)))
        for card in self.card:
            _same(f"metrics of {card.id}", list(card.metrics), METRICS)
            if card.platform not in known or card.painter not in PAINTERS:
                raise ValueError(f"{card.id} names the platform {card.platform}, the painter {card.painter}")
        return self


def parse(text: str) -> PlatformFile:
    """The file's content; raises BugError with everything that is wrong."""
    try:
        return PlatformFile.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as problem:
        raise BugError(f"platforms.toml: {problem}") from problem


def _same(what: str, found: Sequence[object], wanted: Sequence[object]) -> None:
    have, need = Counter(found), Counter(wanted)
    if have != need:
        missing, extra = sorted(map(str, need - have)), sorted(map(str, have - need))
        raise ValueError(f"{what}: missing {missing}, too many {extra}")
