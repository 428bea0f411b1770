"""platforms.toml: complete, sourced, and what the facts say."""

from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest

from pushdesk.model.errors import BugError, NotFound
from pushdesk.services.delivery import push_services
from pushdesk.services.preview import profile
from pushdesk.services.preview.platform_file import (
    METRICS,
    OPTIONS,
    PAINTERS,
    BandEntry,
    NumberEntry,
    WordEntry,
    parse,
)
from pushdesk.services.preview.profile import Support, cards, platform, platforms
from tests.services.preview import facts

QUOTED = Path(__file__).with_name("quoted_facts.txt")
CONTRACT_IDS = set(facts.PLATFORMS)


def file_text() -> str:
    return files(profile.__package__).joinpath("platforms.toml").read_text("utf-8")


def test_the_platforms_are_the_contracts() -> None:
    assert {one.id for one in platforms()} == CONTRACT_IDS
    assert platform("safari-ios").system == "iOS"
    with pytest.raises(NotFound, match="chrome-windows"):
        platform("netscape")


@pytest.mark.parametrize("place", facts.PLATFORMS)
@pytest.mark.parametrize("option", sorted(facts.OPTIONS))
def test_each_option_on_each_platform_is_what_the_facts_say(place: str, option: str) -> None:
    fact = platform(place).options[option]
    marks = {"-": Support.IGNORED, "~": Support.PARTIAL, "y": Support.SHOWN}
    assert fact.support is marks[facts.marked(option)[place]]
    trust = facts.CONFIDENCE.get(option, "H" * len(facts.PLATFORMS)).replace(" ", "")
    assert fact.confidence == trust[facts.PLATFORMS.index(place)]
    # One is not from there: macOS does not show what Chrome takes.
    bcd = (place, option) != ("chrome-macos", "image")
    assert fact.source.startswith("mdn/browser-compat-data 8.0.10" if bcd else "Braze")


def test_what_the_facts_add_is_noted_with_its_source_and_nothing_else_is() -> None:
    left = {(one.id, name) for one in platforms() for name in OPTIONS if one.options[name].note}
    for options, places, note, source in facts.NOTES:
        for option, place in product(options.split(), places):
            fact = platform(place).options[option]
            assert (fact.note.startswith(note), source in fact.source) == (True, True), (place, option)
            left.remove((place, option))
    assert not left


def test_every_source_and_note_is_worded_as_it_was_looked_up() -> None:
    file = profile._file()
    limits = [
        limit
        for one in (*file.platform, *file.card)
        for _, limit in one
        if isinstance(limit, BandEntry | NumberEntry | WordEntry)
    ]
    said = {entry.source for entry in (*limits, *file.fact, *file.card)} | {fact.note for fact in file.fact}
    assert sorted(said - {""}) == QUOTED.read_text("utf-8").splitlines()


def test_the_matrix_in_the_test_has_every_option() -> None:
    assert set(facts.OPTIONS) == set(OPTIONS) == set(facts.VALUES)


@pytest.mark.parametrize("place", sorted(facts.BANDS))
def test_texts_are_cut_where_the_facts_say(place: str) -> None:
    one = platform(place)
    title, body = facts.BANDS[place]
    assert (one.title_band.shortest, one.title_band.longest) == title
    assert (one.body_band.shortest, one.body_band.longest) == body


@pytest.mark.parametrize("card", cards(), ids=lambda card: card.id)
def test_a_card_is_cut_as_its_platform_unless_it_shows_another_state(card: profile.Card) -> None:
    title, body = facts.OWN_BANDS.get(card.id) or facts.BANDS[card.platform.id]
    assert (card.title_band.shortest, card.title_band.longest) == title
    assert (card.body_band.shortest, card.body_band.longest) == body
    for own, shared in (
        (card.title_band, card.platform.title_band),
        (card.body_band, card.platform.body_band),
    ):
        if own != shared:
            assert facts.OWN_SOURCES[card.id] in own.source
            assert own.confidence == "L"


def test_a_cards_own_band_has_its_own_source_and_confidence() -> None:
    expanded = next(card for card in cards() if card.id == "android-chrome-expanded")
    assert "Emarsys" in expanded.body_band.source
    assert expanded.body_band.confidence == "L"
    text = file_text()
    part = "shortest = 200, longest = 460, source ="
    with pytest.raises(BugError, match="source"):
        parse(text.replace(part, "shortest = 200, longest = 460, from =", 1))


@pytest.mark.parametrize("place", facts.PLATFORMS)
def test_limits_are_what_the_facts_say(place: str) -> None:
    one = platform(place)
    assert one.max_actions == (0 if place.startswith("safari") else 2)
    assert one.payload.value == (2744 if place == "firefox-android" else 3993)
    days = {"fcm": 28, "mozilla": 30, "apple": 30}
    assert (one.keeps.value / 86_400 if one.keeps else None) == days.get(one.push_service)


@pytest.mark.parametrize("place", facts.PLATFORMS)
def test_limits_are_trusted_as_far_as_their_sources(place: str) -> None:
    one = next(entry for entry in profile._file().platform if entry.id == place)
    assert one.title == facts.PLATFORM_TITLES[place]
    found = (
        one.title_band, one.body_band, one.max_actions, one.payload_limit, one.longest_ttl, one.push_service
    )  # fmt: skip
    trust, band, buttons, payload = facts.LIMITS[place]
    assert "".join(entry.confidence if entry else "-" for entry in found) == trust
    keeps, user = facts.SERVICES[one.push_service.value]
    wanted = (band, band, buttons, payload, keeps, user)
    assert all(part in entry.source for entry, part in zip(found, wanted, strict=True) if entry)
    assert f"{one.browser}-{one.system}".lower() == place


@pytest.mark.parametrize("place", facts.PLATFORMS)
def test_each_platform_belongs_to_a_push_service_that_the_desk_knows(place: str) -> None:
    names = {"chrome": "fcm", "edge": "wns", "firefox": "mozilla", "safari": "apple"}
    assert platform(place).push_service == names[place.split("-")[0]]
    assert platform(place).push_service in push_services.catalogue()


def test_what_a_platform_ignores_is_named_in_one_order_and_only_if_used() -> None:
    ios = platform("safari-ios")
    assert ios.ignored(["tag", "title", "icon", "something of my own"]) == ("icon", "tag")
    assert ios.ignored([]) == ()


def test_there_is_a_card_for_every_platform_and_two_for_chrome_on_android() -> None:
    shown = [card.platform.id for card in cards()]
    assert set(shown) == CONTRACT_IDS
    assert {card.id for card in cards()} == set(facts.CARDS)
    assert len(cards()) >= 10
    assert {card.variant for card in cards() if card.platform.id == "chrome-android"} == {
        "collapsed",
        "expanded",
    }


@pytest.mark.parametrize("card", cards(), ids=lambda card: card.id)
def test_a_card_can_be_painted(card: profile.Card) -> None:
    assert card.painter in PAINTERS
    assert tuple(card.metrics) == METRICS
    assert card.source
    assert 11 <= card.metrics["body_size"] <= 16
    assert 1 <= card.metrics["line_height"] <= 1.6
    assert 2 * card.metrics["padding"] + card.metrics["icon"] < card.width / 2
    has_buttons = card.platform.options["actions"].support is not Support.IGNORED
    assert has_buttons or card.metrics["button_height"] == 0
    has_image = card.platform.options["image"].support is not Support.IGNORED
    assert has_image or card.metrics["image_height"] == 0


@pytest.mark.parametrize("card", cards(), ids=lambda card: card.id)
def test_a_card_is_as_large_as_its_source_says(card: profile.Card) -> None:
    place, painter, variant, width, title, body, source, confidence = facts.CARDS[card.id]
    assert (card.platform.id, card.painter, card.variant) == (place, painter, variant)
    assert (card.width, card.title_lines, card.body_lines) == (width, title, body)
    assert source in card.source
    assert card.confidence == confidence
    assert [f"{length:g}" for length in card.metrics.values()] == facts.METRICS[card.id].split()
    assert card.title == facts.CARD_TITLES[card.id]


def test_every_painter_has_a_card() -> None:
    assert {card.painter for card in cards()} == set(PAINTERS)
