"""What each platform does with a message: the facts of platforms.toml as values, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pushdesk.model.errors import NotFound
from pushdesk.services.preview.platform_file import (
    METRICS,
    OPTIONS,
    BandEntry,
    CardEntry,
    NumberEntry,
    PlatformEntry,
    PlatformFile,
    Support,
    parse,
)

__all__ = [
    "METRICS",
    "OPTIONS",
    "Band",
    "Card",
    "Limit",
    "OptionFact",
    "Platform",
    "Support",
    "cards",
    "platform",
    "platforms",
]


@dataclass(frozen=True)
class OptionFact:
    """What one platform does with one option; `note` says more where there is more to say."""

    support: Support
    note: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Band:
    """Characters (grapheme clusters) before a platform cuts; a band, because sources differ."""

    shortest: int
    longest: int
    source: str
    confidence: str


@dataclass(frozen=True)
class Limit:
    """A number and who says so."""

    value: int
    source: str
    confidence: str


@dataclass(frozen=True)
class Platform:
    """A browser on a system. `options` has every name in OPTIONS.

    `push_service` is a name of push_services.toml; `payload` the bytes it takes; `keeps` the seconds for
    which that push service keeps a message at most, None where nobody says.
    """

    id: str
    title: str
    browser: str
    system: str
    push_service: str
    options: Mapping[str, OptionFact]
    title_band: Band
    body_band: Band
    buttons: Limit
    payload: Limit
    keeps: Limit | None

    @property
    def max_actions(self) -> int:
        """The number of buttons it shows; the others are cut without a word."""
        return self.buttons.value

    def ignored(self, used: Iterable[str]) -> tuple[str, ...]:
        """Those of `used` that it does nothing with, in OPTIONS' order; unknown names are not judged."""
        names = set(used)
        return tuple(
            name for name in OPTIONS if name in names and self.options[name].support is Support.IGNORED
        )


@dataclass(frozen=True)
class Card:
    """One preview on the wall. `metrics` has every name in METRICS, in px at 100 %.

    The bands are the card's own where it shows another state than the one its platform is judged by.
    """

    id: str
    platform: Platform
    title: str
    painter: str
    variant: str
    width: int
    title_lines: int
    body_lines: int
    title_band: Band
    body_band: Band
    metrics: Mapping[str, float]
    source: str
    confidence: str


def platforms() -> tuple[Platform, ...]:
    """All platforms in the file's order."""
    return tuple(_by_id().values())


def platform(identifier: str) -> Platform:
    """The platform with that id; raises NotFound."""
    found = _by_id().get(identifier)
    if found is None:
        raise NotFound(f"There is no platform “{identifier}”: use {', '.join(_by_id())}.")
    return found


@cache
def cards() -> tuple[Card, ...]:
    """All cards in the file's order."""
    return tuple(_card(entry) for entry in _file().card)


@cache
def _file() -> PlatformFile:
    return parse(files(__package__).joinpath("platforms.toml").read_text("utf-8"))


@cache
def _by_id() -> Mapping[str, Platform]:
    return MappingProxyType({entry.id: _platform(entry, _file()) for entry in _file().platform})


def _platform(entry: PlatformEntry, file: PlatformFile) -> Platform:
    facts = {
        name: OptionFact(fact.support, fact.note, fact.source, fact.confidence)
        for fact in file.fact
        if entry.id in fact.platforms
        for name in fact.options
    }
    return Platform(
        id=entry.id,
        title=entry.title,
        browser=entry.browser,
        system=entry.system,
        push_service=entry.push_service.value,
        options=MappingProxyType({name: facts[name] for name in OPTIONS}),
        title_band=_band(entry.title_band),
        body_band=_band(entry.body_band),
        buttons=_limit(entry.max_actions),
        payload=_limit(entry.payload_limit),
        keeps=_limit(entry.longest_ttl) if entry.longest_ttl else None,
    )


def _band(entry: BandEntry) -> Band:
    return Band(entry.shortest, entry.longest, entry.source, entry.confidence)


def _limit(entry: NumberEntry) -> Limit:
    return Limit(entry.value, entry.source, entry.confidence)


def _card(entry: CardEntry) -> Card:
    one = platform(entry.platform)
    values = entry.model_dump() | {
        "platform": one,
        "title_band": _band(entry.title_band) if entry.title_band else one.title_band,
        "body_band": _band(entry.body_band) if entry.body_band else one.body_band,
        "metrics": MappingProxyType({name: entry.metrics[name] for name in METRICS}),
    }
    return Card(**values)
