"""What a card says of what it does not show."""

from dataclasses import replace

import pytest

from pushdesk.model.payload import PayloadShape
from pushdesk.services.preview.profile import OPTIONS, Card, cards
from pushdesk.ui.preview import shown
from pushdesk.ui.preview.content import content_of
from pushdesk.ui.theme.tokens import Role
from tests.ui.preview.rendering import MESSAGE, ORIGIN, PICTURES, VALUES, card, content, face

ACTIONS = [{"action": name, "title": name} for name in "abc"]


def words(identifier: str, **options: object) -> list[str]:
    """The chips' texts."""
    return [chip.text for chip in shown.chips(card(identifier), content(**options))]


@pytest.mark.parametrize("identifier", [one.id for one in cards()])
def test_a_plain_message_is_shown_everywhere(identifier: str) -> None:
    assert shown.chips(card(identifier), content()) == (("all fields shown", Role.OK),)


def test_what_is_ignored_is_named() -> None:
    assert words("macos-safari", image="lime", actions=ACTIONS[:2]) == ["image, actions not shown"]
    assert words("ios-home-screen", icon="red", lang="de", silent=True) == [
        "icon not shown",
        "silent, lang ignored",
    ]


@pytest.mark.parametrize("one", cards(), ids=lambda one: one.id)
@pytest.mark.parametrize("option", OPTIONS)
def test_each_ignored_option_is_on_the_card_with_its_source(one: Card, option: str) -> None:
    full = content(**{option: VALUES[option]})
    chips = " ".join(chip.text for chip in shown.chips(one, full))
    if option in one.platform.ignored([option]) and option != "navigate":
        assert option in chips
        assert one.platform.options[option].source in shown.why(one, full)


def test_following_the_link_is_the_workers_work() -> None:
    assert words("windows-chrome", navigate="https://a.example/") == ["all fields shown"]
    assert "service worker" in shown.why(card("windows-chrome"), content(navigate="https://a.example/"))


@pytest.mark.parametrize("one", cards(), ids=lambda one: one.id)
def test_what_the_payload_has_no_place_for_is_not_drawn_and_named_on_the_card(one: Card) -> None:
    document = MESSAGE | VALUES
    shape = content_of(document, ORIGIN, PICTURES, PayloadShape.TEXT)
    assert shape.used == {"title", "body"}
    plain = content_of({name: document[name] for name in ("title", "body")}, ORIGIN)
    assert replace(shape, left_out=()) == plain
    lost = [name for name in OPTIONS if name not in {"title", "body"}]
    found = shown.chips(one, shape)
    assert {chip.role for chip in found} == {Role.WARN}
    assert ", ".join(chip.text.removesuffix(" not sent") for chip in found) == ", ".join(lost)
    assert max(chip.text.count(",") for chip in found) == 3
    assert "actions is not sent: the payload’s shape has no place for it." in shown.why(one, shape)
    drawn = face(one.id, shape)
    assert "actions" in drawn.words()
    assert drawn.sheet.actions == ()
    read = "{{ notification.title }}{{ notification.actions | tojson }}"
    some = content_of(MESSAGE | {"actions": ACTIONS[:2]}, ORIGIN, {}, PayloadShape.CUSTOM, read)
    assert (some.left_out, some.actions) == (("body",), ("a", "b"))


def test_buttons_beyond_the_number_are_counted() -> None:
    assert words("windows-chrome", actions=ACTIONS) == ["1 action cut"]
    assert words("gnome-firefox", actions=ACTIONS * 2) == ["4 actions cut"]
    assert words("macos-safari", actions=ACTIONS) == ["actions not shown"]


def test_the_collapsed_card_says_what_is_behind_it() -> None:
    hidden = words("android-chrome-collapsed", image="lime", actions=ACTIONS[:2])
    assert hidden == ["image, actions when expanded"]
    assert words("android-firefox", actions=ACTIONS[:2], image="lime") == [
        "image not shown",
        "actions when expanded",
    ]


def test_what_hardly_shows_is_said_as_such() -> None:
    assert words("kde-chrome", image="lime", badge="blue") == ["image, badge may not show"]


def test_the_band_is_said_with_its_source() -> None:
    one = card("windows-chrome")
    tip = shown.bands(one)
    assert "Title: 2 lines, cut after 50 to 70 characters, sources differ" in tip
    assert one.platform.title_band.source in tip
    assert one.source in tip


def test_a_cards_own_band_is_said_with_its_own_source() -> None:
    tip = shown.bands(card("android-chrome-expanded"))
    assert "Body: 7 lines, cut after 200 to 460 characters" in tip
    assert "Emarsys" in tip
