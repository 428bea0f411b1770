"""The header in wide and narrow windows."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.header import HeaderBar
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.templates.menu_chip import MenuChip
from pushdesk.ui.theme.theme import Theme

COMMANDS = ("Show on this computer", "Send test to me", "Send to 1 device…")


class Bar(HeaderBar):
    """Compose's header, ready, with a title that is far too long and a note."""

    def __init__(self, theme: Theme) -> None:
        header = ScreenHeader("Your order, which you placed the day before yesterday, is on its way — draft")
        header.say(note="12 messages")
        self.asked = list[str]()
        self.menus = QMenu(), QMenu()
        self.chips = MenuChip(theme, "Template", self.menus[0]), MenuChip(theme, "Shape", self.menus[1])
        self.chips[0].choose("none")
        self.chips[1].choose("Declarative Web Push")
        self.commands = [QAction(text) for text in COMMANDS]
        super().__init__(theme, header, self.commands, lambda: self.asked.append("palette"), self.chips)
        self.set_ready(True)

    @property
    def keys(self) -> QToolButton:
        """The palette's hint."""
        (found,) = self.findChildren(QToolButton)
        return found

    def overlapping(self) -> list[tuple[QWidget, QWidget]]:
        """Neighbours that stand on each other, or beyond the bar."""
        parts = [self._title, *self.chips, self._note, self.keys, *self._buttons]
        shown = [part for part in parts if part.isVisible()]
        assert shown[-1].geometry().right() < self.width()
        return [
            (first, second)
            for first, second in pairwise(shown)
            if first.geometry().right() >= second.geometry().left()
        ]


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> Bar:
    """The bar on its own."""
    made = Bar(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def lay_out() -> None:
    """Whatever waits to be arranged is: a maximum width may ask for another arrangement once more."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def resize(bar: Bar, width: int) -> None:
    """Make the bar so wide; nothing in it stands on anything else then."""
    bar.resize(width, bar.height())
    lay_out()
    assert bar.overlapping() == []


def test_in_the_smallest_window_the_chips_can_still_be_read(bar: Bar) -> None:
    resize(bar, 804)
    template, shape = bar.chips
    assert template.width() == template.widths.short
    assert shape.width() >= shape.widths.least
    assert shape.fontMetrics().horizontalAdvance("Declarative…") <= shape.width()
    assert not bar._note.isVisible()
    assert not bar.keys.isVisible()
    assert 0 < bar._title.width() < bar._title.sizeHint().width()


def test_with_room_everything_is_shown_in_full_and_comes_back(bar: Bar) -> None:
    for width in (2000, 804, 2000):
        resize(bar, width)
    assert bar._note.isVisible()
    assert bar.keys.isVisible()
    assert bar._title.width() == bar._title.sizeHint().width()
    assert [chip.width() for chip in bar.chips] == [chip.widths.full for chip in bar.chips]


def test_no_width_between_leaves_two_parts_on_each_other(bar: Bar) -> None:
    for width in range(804, 1700, 40):
        resize(bar, width)


def test_a_longer_button_takes_its_room_from_the_title(bar: Bar) -> None:
    resize(bar, 1300)
    before = bar._title.width()
    bar.commands[2].setText("Send to 10 000 devices…")
    lay_out()
    assert bar._title.width() < before
    assert bar.overlapping() == []


def test_the_bar_never_keeps_the_window_from_getting_smaller(bar: Bar) -> None:
    resize(bar, 2000)
    assert bar.minimumSizeHint().width() <= 804
