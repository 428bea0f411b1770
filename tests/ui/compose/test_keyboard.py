"""Compose by keyboard alone: Tab comes to everything in the order it stands in, whenever it was made."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pushdesk.model.audience import Choice, Selector
from pushdesk.settings import Settings
from pushdesk.ui.compose.check_card import CheckCard
from pushdesk.ui.compose.presets import PRESETS
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.compose.vibrate_field import VibrateField
from pushdesk.ui.compose.views import View
from pushdesk.ui.palette import CommandPalette
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.window import MainWindow
from tests.ui.fakes import FakeDesk, FakeEngine

# Three errors with a fix, and more that only stands there.
WRONG = {
    "title": "T",
    "body": "B",
    "silent": True,
    "vibrate": [100],
    "renotify": True,
    "image": "https://a.example/i.png",
    "actions": [{"action": "a", "title": "A"}, {"action": "b", "title": "B"}, {"action": "c", "title": "C"}],
}


@pytest_asyncio.fixture
async def window(theme: Theme, settings: Settings, desk: FakeDesk) -> AsyncIterator[MainWindow]:
    """The window, started, with Compose in front."""
    made = MainWindow(settings, theme, lambda: FakeEngine(desk))
    made.resize(1440, 900)
    made.show()
    made.start()
    await made.settled()
    await made.bridge.idle()
    yield made
    closed = asyncio.Event()
    made.closed.connect(closed.set)
    made.close()
    await closed.wait()


def compose(window: MainWindow) -> ComposeScreen:
    """The screen in the window."""
    screen = window.screens["compose"]
    assert isinstance(screen, ComposeScreen)
    return screen


def walked(start: QWidget) -> list[QWidget]:
    """What has the focus after each press of Tab, from `start` until it comes round."""
    start.setFocus()
    found, now = list[QWidget](), QApplication.focusWidget()
    while now is not None and now not in found:
        found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
    assert now is start
    return found


def column_of(window: MainWindow, part: QWidget) -> int:
    """0 for the form, 1 for the previews, 2 for audience, checks and last test; -1 outside."""
    columns = compose(window).widget
    homes = (columns._form, columns._preview, columns._side)
    return next((number for number, home in enumerate(homes) if home.isAncestorOf(part)), -1)


def place(window: MainWindow, part: QWidget) -> tuple[int, int]:
    """Where it stands on its column's whole length, its middle in rows as high as a button."""
    home = compose(window).widget._side.widget()
    assert home is not None
    corner = part.mapTo(home, QPoint(0, part.height() // 2 if part.height() < 60 else 0))
    return corner.y() // 12, corner.x()


async def test_cards_and_chips_that_came_later_are_walked_in_the_order_they_stand(window: MainWindow) -> None:
    screen = compose(window)
    screen.put_document({"title": "T", "body": "B"}, "Plain")
    screen.put_document(WRONG, "Wrong")
    for device in screen.recipients.devices[:2]:
        screen.audience._add(Choice(Selector.ID, device.id))
    await window.bridge.idle()
    every = walked(screen.views.form.fields["title"])
    side = [part for part in every if column_of(window, part) == 2]
    assert [place(window, part) for part in side] == sorted(place(window, part) for part in side)
    cards = [part for part in side if isinstance(part, CheckCard)]
    assert cards == [card for card in screen.checks.cards if card.isVisible()]
    assert len(cards) > 2
    first = cards[0]
    assert side[side.index(first) + 1] is first.fix_button
    assert [part for part in side if part in screen.audience.chips] == screen.audience.chips
    assert side[len(screen.audience.chips)] is screen.audience.add_button


async def test_after_a_fix_without_a_box_of_its_own_the_keyboard_stays_among_the_checks(
    window: MainWindow,
) -> None:
    screen = compose(window)
    # Neither has a box, and both are notes: the second stands where the first was once that is mended.
    screen.put_document({"title": "T", "TAG": "t", "pushdesk": 1, "silent": True, "vibrate": [1]}, "Wrong")
    await window.bridge.idle()
    if screen.checks.more.isVisible():
        screen.checks.more.click()
    rules = [one.rule for one in screen.checks.shown]
    for rule in ("unknown-option", "reserved-name"):
        place = [one.rule for one in screen.checks.shown].index(rule)
        card = screen.checks.cards[place]
        card.fix_button.setFocus()
        QTest.keyClick(card.fix_button, Qt.Key.Key_Space)
        shown = screen.checks.shown
        assert rule not in [one.rule for one in shown]
        assert screen.checks.cards[min(place, len(shown) - 1)].hasFocus()
    assert rules[0] == "silent-with-vibrate"
    screen.checks.cards[0].fix_button.click()
    vibrate = screen.views.form.fields["vibrate"]
    assert isinstance(vibrate, VibrateField)
    assert vibrate.box.hasFocus()


async def test_the_palette_shows_each_view_of_the_message_and_the_torture_presets(window: MainWindow) -> None:
    screen, registry = compose(window), window.actions_registry
    palette = window.findChild(CommandPalette)
    assert palette is not None
    for words, view, place in (
        ("json", View.JSON, screen.views.json.editor),
        ("headers", View.HEADERS, screen.views.tabs.button(View.HEADERS)),
        ("form", View.FORM, screen.views.form.fields["title"]),
    ):
        window.navigate("devices")
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(palette.field, words)
        assert palette.texts[0] == registry.get(f"compose.view.{view.name.lower()}").text()
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
        assert (window.place, screen.views.view, place.hasFocus()) == ("compose", view, True)
    for words in ("torture", "preset", "try"):
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(palette.field, words)
        found = set(palette.texts[: len(PRESETS)])
        assert found == {f"Try a torture preset: {one.title}" for one in PRESETS}
        palette.close()


async def test_tab_walks_the_columns_from_left_to_right(window: MainWindow) -> None:
    screen = compose(window)
    screen.put_document(WRONG, "Wrong")
    await window.bridge.idle()
    columns = [column_of(window, part) for part in walked(screen.views.form.fields["title"])]
    inside = [number for number in columns[: columns.index(2) + columns.count(2)] if number >= 0]
    assert inside == sorted(inside)
    assert set(inside) == {0, 1, 2}


async def test_in_a_narrow_window_tab_never_comes_to_what_is_behind(window: MainWindow) -> None:
    screen = compose(window)
    window.resize(1000, 640)
    screen.put_document(WRONG, "Wrong")
    await window.bridge.idle()
    assert screen.widget.narrow
    seen = walked(screen.views.form.fields["title"])
    assert {column_of(window, part) for part in seen} == {-1, 0, 1}
    assert all(part.isVisible() for part in seen)
    screen.go_to("audience")
    assert screen.audience.add_button.hasFocus()
    assert screen.widget.tabs.button(1) in walked(screen.audience.add_button)
    assert {column_of(window, part) for part in walked(screen.audience.add_button)} == {-1, 0, 2}
