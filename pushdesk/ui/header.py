"""The bar over a screen: its title, its chips, its buttons."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from pushdesk.ui.actions import ActionButton
from pushdesk.ui.header_fit import Widths, shares
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import clear, row
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.text import ElidedLabel

HEIGHT = 52
_EDGE, _GAP, _WIDE_GAP, _CHIP_GAP, _WIDGET_GAP = 18, 10, 12, 8, 6


@runtime_checkable
class GivesWay(Protocol):
    """A header widget that can do with less than its full width."""

    @property
    def widths(self) -> Widths: ...


class HeaderBar(QFrame):
    """Follows a ScreenHeader; the buttons come once there is something they can work on."""

    def __init__(
        self,
        theme: Theme,
        header: ScreenHeader,
        actions: Sequence[QAction],
        open_palette: Callable[[], None],
        widgets: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._header = header
        self.setProperty("surface", "panel")
        self.setProperty("rule", "bottom")
        self.setFixedHeight(max(HEIGHT, self.fontMetrics().height() * 3))
        self._title = ElidedLabel(kind="title")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(_CHIP_GAP)
        self._shown_chips: list[ChipLabel] = []
        self._note = ElidedLabel(kind="muted")
        for part in (self._title, self._note):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._buttons = [ActionButton(action, self) for action in actions]
        self._keys = _palette_button(open_palette)
        self._widgets = tuple(widgets)
        for widget in self._widgets:
            widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        middle = row(*self._widgets, gap=_WIDGET_GAP)
        left = row(self._title, self._chips, middle, self._note, gap=_WIDE_GAP)
        self.setLayout(row(left, 1, self._keys, *self._buttons, gap=_GAP, margins=(_EDGE, 0, _EDGE, 0)))
        header.changed.connect(self._follow)
        self._follow()
        self.set_ready(False)

    def set_ready(self, ready: bool) -> None:
        """Show the buttons and the like, or hide them while there is no desk."""
        for widget in self._widgets:
            widget.setVisible(ready)
        for button in self._buttons:
            button.set_present(ready)

    def _follow(self) -> None:
        self._note.setText(self._header.note)
        chips = self._header.chips
        if len(self._shown_chips) != len(chips):
            clear(self._chips)
            self._shown_chips = [ChipLabel(self._theme) for _ in chips]
            for shown in self._shown_chips:
                self._chips.addWidget(shown)
        for shown, chip in zip(self._shown_chips, chips, strict=True):
            shown.say(*chip)
        self._fit()

    # -- in a narrow window

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is divided anew."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """So is the same width when a button or a chip says something else."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        """Only maximum widths and what is hidden change, so that the window can always get smaller."""
        shown = [widget for widget in self._widgets if not widget.isHidden()]
        buttons = [button for button in self._buttons if not button.isHidden()]
        whole = self._header.title + self._header.tail
        title = self._title_width(whole)
        parts = [_widths(widget) for widget in shown]
        found = shares(
            self.width() - 2 * _EDGE - self._taken(len(shown)),
            self._note.sizeHint().width() + _WIDE_GAP if self._header.note else 0,
            title,
            parts,
            self._keys.sizeHint().width() + _GAP,
            [button.saved for button in buttons],
        )
        self._title.setText(whole if found.title >= title else self._header.title)
        self._title.setMaximumWidth(found.title)
        self._note.setMaximumWidth(max(found.note - _WIDE_GAP, 0))
        self._note.setVisible(found.note > 0)
        self._keys.setVisible(found.keys)
        for widget, width in zip(shown, found.parts, strict=True):
            widget.setMaximumWidth(width)
        for place, button in enumerate(buttons):
            button.be_brief(place in found.brief)

    def _title_width(self, text: str) -> int:
        """What the title's label wants for `text`, whatever it says now."""
        advance = self._title.fontMetrics().horizontalAdvance
        return self._title.sizeHint().width() - advance(self._title.text()) + advance(text)

    def _taken(self, widgets: int) -> int:
        """What the buttons, the states' chips and the gaps take in any case."""
        buttons = sum(button.full_width + _GAP for button in self._buttons if not button.isHidden())
        chips = sum(chip.sizeHint().width() + _CHIP_GAP for chip in self._shown_chips)
        groups = (chips > 0) + (widgets > 0)
        inner = max(widgets - 1, 0) * _WIDGET_GAP - (_CHIP_GAP if chips else 0)
        return buttons + chips + inner + groups * _WIDE_GAP


def _widths(widget: QWidget) -> Widths:
    if isinstance(widget, GivesWay):
        return widget.widths
    width = widget.sizeHint().width()
    return Widths(width, width, width)


def _palette_button(open_palette: Callable[[], None]) -> QToolButton:
    keys = QToolButton()
    keys.setText("Ctrl K")
    keys.setProperty("kind", "keys")
    keys.setAccessibleName("Open the command palette")
    keys.setToolTip("Every command by name (Ctrl+K)")
    keys.clicked.connect(open_palette)
    return keys
