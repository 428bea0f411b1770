"""Each card draws what its platform shows, and nothing that it ignores: by platforms.toml and by hand."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from pushdesk.services.preview.profile import OPTIONS, Card, Support, cards
from pushdesk.ui.preview import text
from pushdesk.ui.preview.cutting import ELLIPSIS
from pushdesk.ui.preview.face import PANE
from tests.ui.preview.rendering import (
    PICTURES,
    TWO,
    VALUES,
    WIDTH,
    card,
    content,
    drawn,
    face,
    inside,
    pixels_of,
    plain,
)

pytestmark = pytest.mark.usefixtures("qapp")

# What can be seen on a still picture; the others are what a platform does.
SEEN = {"title", "body", "icon", "image", "badge", "timestamp", "dir", "actions"}
ROOM = {"icon": "icon", "image": "image_height", "actions": "button_height"}
IDS = [one.id for one in cards()]


def expected(one: Card, option: str) -> bool:
    """Whether the file says that the option is seen on this card."""
    support = one.platform.options[option].support
    room = option not in ROOM or one.metrics[ROOM[option]] > 0
    shown = support is Support.SHOWN or (support is Support.PARTIAL and option in ROOM)
    return option in SEEN and shown and room


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("identifier", IDS)
def test_an_option_is_seen_exactly_where_the_file_says_so(identifier: str, option: str) -> None:
    before = drawn(identifier, content())
    after = drawn(identifier, content(**{option: VALUES[option]}))
    assert (before != after) is expected(card(identifier), option)


def test_every_option_has_a_value_here() -> None:
    assert set(VALUES) == set(OPTIONS)


@pytest.mark.parametrize(
    ("option", "colour", "where"),
    [
        ("icon", "#ff0000", set(IDS) - {"macos-safari", "ios-home-screen"}),
        ("image", "#00ff00", {"windows-chrome", "windows-edge", "android-chrome-expanded", "kde-chrome"}),
    ],
)
def test_pictures_are_where_they_are_known_to_be(option: str, colour: str, where: set[str]) -> None:
    everything = content(icon="red", image="lime", badge="blue", actions=TWO)
    assert {one for one in IDS if pixels_of(drawn(one, everything), colour) > 400} == where
    assert option in everything.used


def test_the_hero_is_on_top_and_as_wide_as_the_toast() -> None:
    image = inside("windows-chrome", drawn("windows-chrome", content(image="lime")))
    assert image.pixelColor(image.width() // 2, 1).name() == "#00ff00"
    assert image.pixelColor(2, 90).name() == image.pixelColor(image.width() - 3, 90).name() == "#00ff00"


def test_a_badge_is_a_mask_in_one_colour_on_android_only() -> None:
    badge = content(badge="blue")
    changed = {one for one in IDS if drawn(one, badge) != drawn(one, content())}
    assert changed == {"android-chrome-collapsed", "android-chrome-expanded"}
    assert not pixels_of(drawn("android-chrome-collapsed", badge), "#0000ff")


def test_buttons_are_where_they_are_known_to_be() -> None:
    buttons = content(actions=TWO)
    with_buttons = {one for one in IDS if face(one, buttons).sheet.actions}
    assert with_buttons == {
        "windows-chrome",
        "windows-edge",
        "windows-firefox",
        "macos-chrome",
        "android-chrome-expanded",
        "gnome-firefox",
        "kde-chrome",
    }


@pytest.mark.parametrize("identifier", IDS)
def test_a_third_button_is_cut(identifier: str) -> None:
    three = content(actions=[*TWO, {"action": "c", "title": "Third"}])
    assert drawn(identifier, three) == drawn(identifier, content(actions=TWO))


@pytest.mark.parametrize("identifier", IDS)
def test_dark_is_dark(identifier: str) -> None:
    light, dark = (inside(identifier, drawn(identifier, content(), dark=one)) for one in (False, True))
    assert average(light) > average(dark) + 80


def average(image: QImage) -> float:
    """The mean lightness, of every third pixel."""
    found = [
        image.pixelColor(x, y).lightness()
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    ]
    return sum(found) / len(found)


@pytest.mark.parametrize("identifier", IDS)
def test_a_text_is_cut_within_the_band_and_the_lines(identifier: str) -> None:
    long = face(identifier, content(title="word " * 40, body="word " * 300)).sheet
    one = card(identifier)
    assert long.shown_title.endswith(ELLIPSIS)
    assert long.shown_body.endswith(ELLIPSIS)
    assert len(long.shown_title) <= one.title_band.longest + one.title_lines + 1
    assert long.shown_body.count("\n") < one.body_lines
    assert len(long.shown_body) <= one.body_band.longest + one.body_lines + 2


@pytest.mark.parametrize("identifier", IDS)
def test_a_usual_body_of_the_shorter_length_is_shown_whole(identifier: str) -> None:
    """The sources counted with the platform's font; the stand-in is narrowed until it holds as much."""
    one = card(identifier)
    usual = ("Order 4821 left the house and will be with you tomorrow by noon. " * 6)[
        : one.body_band.shortest
    ].strip()
    short = face(identifier, content(title="Title", body=usual)).sheet.shown_body.replace("\n", " ")
    assert len(short) >= 0.88 * len(usual)


def test_the_expanded_card_says_more_than_the_collapsed_one() -> None:
    long = content(body="word " * 200)
    expanded, collapsed = (
        face(f"android-chrome-{variant}", long).sheet.shown_body for variant in ("expanded", "collapsed")
    )
    assert len(expanded) > 4 * len(collapsed)


@pytest.mark.parametrize("identifier", IDS)
def test_hebrew_stands_at_the_right_and_english_at_the_left(identifier: str) -> None:
    def middle(title: str) -> float:
        empty = inside(identifier, drawn(identifier, content(title="\u200b", body="")))
        image = inside(identifier, drawn(identifier, content(title=title, body="")))
        changed = [
            x
            for x in range(image.width())
            for y in range(min(image.height(), empty.height()))
            if image.pixel(x, y) != empty.pixel(x, y)
        ]
        return sum(changed) / len(changed) / image.width()

    assert middle("שלום") > middle("Peace") + 0.2


@pytest.mark.parametrize("identifier", IDS)
@pytest.mark.parametrize(
    "words",
    [
        "👨‍👩‍👧‍👦🇩🇪👍🏽" * 60,
        "Z" + "\u0351\u0489\u0330" * 400 + " algo " * 50,
        "\ud83d\udc00\u0000\u202e\u2066" * 50,
        "W" * 10_000,
        "\n" * 500 + "x",
        "\u200b" * 500,
        "मेरा पार्सल 包裹已发出 طردك في الطريق " * 20,
    ],
    ids=["emoji", "zalgo", "broken", "one word of 10 kB", "empty lines", "nothing wide", "scripts"],
)
def test_any_text_can_be_drawn(identifier: str, words: str) -> None:
    tricky = content(title=words, body=words, actions=[{"title": words, "action": "a"}] * 2)
    image = drawn(identifier, tricky, dark=True)
    assert 60 < image.height() < 600


def test_nothing_leaves_the_card() -> None:
    one = face("macos-safari", content())
    one.sheet.box(QRectF(-500, -500, 2000, 2000), 0, "#ff0000")
    image = QImage(int(WIDTH), int(one.height(WIDTH)), QImage.Format.Format_ARGB32_Premultiplied)
    with QPainter(image) as painter:
        one.draw(painter, QRectF(image.rect()))
    card_pixels = one.card.width * (image.height() - 2 * int(PANE))
    assert pixels_of(image, "#ff0000") == card_pixels


@pytest.mark.parametrize("identifier", IDS)
def test_what_only_some_sources_show_is_pale(identifier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fades(title: str) -> bool:
        pale = drawn(identifier, content(title=title))
        monkeypatch.setattr(text, "FADED", 1.0)
        full = drawn(identifier, content(title=title))
        monkeypatch.undo()
        return pale != full

    band = card(identifier).platform.title_band
    # Narrow letters: the line has room for the whole band.
    assert fades("i" * band.longest) is (band.shortest < band.longest)
    assert not fades("i" * band.shortest)


def test_a_picture_that_nobody_loaded_has_a_place() -> None:
    unknown = content(icon="https://a.example/i.png")
    assert unknown.icon is None
    assert drawn("windows-chrome", unknown) != drawn("windows-chrome", content())


def test_twice_the_pixels_are_used() -> None:
    fine = plain("#000000", 96, 96)
    for x in range(0, 96, 2):
        for y in range(96):
            fine.setPixel(x, y, 0xFFFF0000)
    icon = content(icon="red")
    sharp = type(icon)(**{**vars(icon), "icon": fine})
    image = drawn("windows-chrome", sharp, ratio=2.0)
    assert pixels_of(image, "#ff0000") > 48 * 96 * 0.95
    assert PICTURES["red"].width() == 96
