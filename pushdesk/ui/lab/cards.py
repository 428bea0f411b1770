"""The cards over the table: each a device with its state, its last push, and a menu of what fits it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QToolButton, QWidget

from pushdesk.ui.lab.card_data import CardData
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import column, restyle, row, surface
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.text import ElidedLabel, NoteLabel

Fill = Callable[[QMenu, CardData], None]
_NARROWEST = 47  # in characters
_EDGE = 14
_MARGINS = (13, 9, 10, 10)
_AROUND_NOTE = 13 + 10


class DeviceCard(QFrame):
    """One card; its menu is filled when it opens."""

    def __init__(self, theme: Theme, data: CardData, fill: Fill, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.data = data
        self._fill = fill
        self._name = ElidedLabel(data.name, "strong")
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._chip = ChipLabel(theme)
        self._chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._facts = ElidedLabel(data.facts)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._show_menu)
        # A button with words would leave none of them whole where there are four cards.
        self.button = QToolButton()
        self.button.setText("⋯")
        self.button.setProperty("kind", "menu")
        self.button.setMenu(self.menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        character = self.fontMetrics().averageCharWidth()
        narrowest = character * _NARROWEST
        self.setMinimumWidth(narrowest)
        self._note = NoteLabel("muted", narrowest - _AROUND_NOTE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # The button stands beside the name alone: beside all of it, it would take a sixth of each line.
        head = row(self._name, self._chip, 1, self.button, gap=7)
        self.setLayout(column(head, self._facts, self._note, 1, gap=2, margins=_MARGINS))
        self.say(data)

    def say(self, data: CardData) -> None:
        """The device's newer state."""
        self.data = data
        self._name.setText(data.name)
        self._chip.say(*data.chip)
        self._facts.setText(data.facts)
        self._note.setText(data.note)
        restyle(self._note, "kind", "caution" if data.problem else "muted")
        self.setAccessibleName(f"{data.name}, {data.chip.text}: {data.facts}. {data.note}")
        self.button.setAccessibleName(self.tr("What to do with {}").format(data.name))
        self.button.setToolTip(self.button.accessibleName())

    def _show_menu(self) -> None:
        self.menu.clear()
        self._fill(self.menu, self.data)


class CardStrip(QScrollArea):
    """All cards beside each other; where there is no room for all it scrolls sideways."""

    def __init__(self, theme: Theme, fill: Fill, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fill = fill
        self._cards: dict[str, DeviceCard] = {}
        self._inner = surface("window")
        self._row = QHBoxLayout(self._inner)
        self._row.setContentsMargins(_EDGE, 11, _EDGE, 11)
        self._row.setSpacing(11)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.horizontalScrollBar().rangeChanged.connect(lambda *_: self._fit())

    @property
    def cards(self) -> list[DeviceCard]:
        """From left to right."""
        return list(self._cards.values())

    def say(self, wanted: Sequence[CardData]) -> None:
        """Other cards, or the same ones with newer words: those keep their place and their open menu."""
        if [data.key for data in wanted] != list(self._cards):
            self._arrange(wanted)
        for data in wanted:
            self._cards[data.key].say(data)
        self._fit()

    def show_card(self, key: str) -> None:
        """Bring a card into sight, with the keyboard on it."""
        if (card := self._cards.get(key)) is not None:
            self.ensureWidgetVisible(card)
            card.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self, wanted: Sequence[CardData]) -> None:
        keys = {data.key for data in wanted}
        for key in [key for key in self._cards if key not in keys]:
            gone = self._cards.pop(key)
            self._row.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        have, self._cards = self._cards, {}
        for place, data in enumerate(wanted):
            card = have.get(data.key) or DeviceCard(self._theme, data, self._fill)
            self._cards[data.key] = card
            self._row.insertWidget(place, card, 100)

    def event(self, event: QEvent) -> bool:
        """Another font or other cards: another height."""
        done = super().event(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.Show, QEvent.Type.LayoutRequest}:
            self._fit()
        return done

    def _fit(self) -> None:
        bar = self.horizontalScrollBar()
        needed = bar.sizeHint().height() if bar.maximum() > 0 else 0
        height = self._inner.sizeHint().height() + needed
        if height != self.height():
            self.setFixedHeight(height)
