"""The header in wide and narrow windows."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.actions import ActionButton, Actions
from pushdesk.ui.header import HeaderBar
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.templates.menu_chip import MenuChip
from pushdesk.ui.theme.theme import Theme

COMMANDS = ("Show on this computer", "Send test to me", "Send to 1 device…")
# The narrowest, a usual and the first window, without the navigation.
NARROWEST, USUAL, FIRST = 804, 1084, 1244
ENGLISH = (
    "Your parcel is on its way",
    ("Template", "none", "Shape", "PushDesk JSON"),
    (
        ("Show on this computer", "Show"),
        ("Send test to me", "Send test"),
        ("Send later…", "Later…"),
        ("Send to 1 device…", ""),
    ),
)
GERMAN = (
    "Ihr Paket ist unterwegs zu Ihnen",
    ("Vorlage", "keine", "Form", "PushDesk-JSON"),
    (
        ("Auf diesem Computer anzeigen", "Anzeigen"),
        ("Test an meine Geräte senden", "Test senden"),
        ("Später senden…", "Später…"),
        ("An 1 284 Geräte senden…", ""),
    ),
)


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


class Composing(HeaderBar):
    """Compose's header in some language: a title with a tail, two chips, four commands with short texts."""

    def __init__(
        self, theme: Theme, title: str, words: tuple[str, ...], commands: tuple[tuple[str, str], ...]
    ) -> None:
        header, self.registry, self.menus = ScreenHeader(title), Actions(), (QMenu(), QMenu())
        header.say(tail=" — draft")
        self.chips = tuple(
            MenuChip(theme, name, menu) for name, menu in zip(words[::2], self.menus, strict=True)
        )
        for chip, value in zip(self.chips, words[1::2], strict=True):
            chip.choose(value)
        actions = [
            self.registry.add(text, text, lambda: None, short=short, primary=not short)
            for text, short in commands
        ]
        super().__init__(theme, header, actions, lambda: None, self.chips)
        self.set_ready(True)

    @property
    def title_shown(self) -> str:
        """What of the title can be read."""
        return self._title.shown(self._title.contentsRect().width())

    @property
    def buttons(self) -> list[str]:
        """What the buttons say."""
        return [button.text() for button in self._buttons]

    def clipped(self) -> list[QWidget]:
        """Buttons and chips too narrow to be read, and parts that stand on another or beyond the bar."""
        (keys,) = self.findChildren(QToolButton)
        every: tuple[QWidget, ...] = (self._title, *self.chips, keys, *self._buttons)
        parts = [one for one in every if one.isVisible()]
        narrow: list[QWidget] = [one for one in self._buttons if one.width() < one.sizeHint().width()]
        narrow += [one for one in self.chips if one.width() < one.widths.least]
        narrow += [two for one, two in pairwise(parts) if one.geometry().right() >= two.geometry().left()]
        return narrow + [one for one in parts if one.geometry().right() >= self.width()]


@pytest.mark.parametrize(("title", "words", "commands"), [ENGLISH, GERMAN], ids=["English", "German"])
@pytest.mark.parametrize("width", [NARROWEST, USUAL, FIRST])
def test_composes_header_shows_its_title_and_all_commands_at_every_width(
    theme: Theme,
    qtbot: QtBot,
    width: int,
    title: str,
    words: tuple[str, ...],
    commands: tuple[tuple[str, str], ...],
) -> None:
    bar = Composing(theme, title, words, commands)
    qtbot.addWidget(bar)
    bar.show()
    bar.resize(width, bar.height())
    lay_out()
    assert bar.clipped() == []
    # All of it, with its tail or without; or a good part of it, never a part of the tail.
    whole = bar.title_shown in (title, f"{title} — draft")
    assert whole or len(bar.title_shown) >= (8 if width == NARROWEST else 20)
    assert "—" not in bar.title_shown or whole
    assert all(said in names for said, names in zip(bar.buttons, commands, strict=True))


def test_a_brief_button_is_called_as_before_and_says_all_again_where_there_is_room(
    theme: Theme, qtbot: QtBot
) -> None:
    bar = Composing(theme, *ENGLISH)
    qtbot.addWidget(bar)
    bar.show()
    for width, said in ((NARROWEST, 1), (2000, 0)):
        bar.resize(width, bar.height())
        lay_out()
        commands = ENGLISH[2]
        assert bar.buttons == [names[said] or names[0] for names in commands]
        assert [one.accessibleName() for one in bar.findChildren(ActionButton)] == [
            names[0] for names in commands
        ]
    assert bar.title_shown == "Your parcel is on its way — draft"


def test_no_width_shows_half_of_the_titles_tail(theme: Theme, qtbot: QtBot) -> None:
    bar = Composing(theme, *ENGLISH)
    qtbot.addWidget(bar)
    bar.show()
    for width in range(NARROWEST, FIRST, 8):
        bar.resize(width, bar.height())
        lay_out()
        assert bar.title_shown.endswith(" — draft") or "—" not in bar.title_shown
