"""The checks beside the message: a card each, gravest first; what concerns nobody chosen is folded away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pushdesk.services.preview.checks import Check, Severity
from pushdesk.ui.compose.check_card import CheckCard
from pushdesk.ui.compose.reading import Reading
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import button, column, label, row
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.humane import counted
from pushdesk.ui.widgets.tab_order import put_before

# So many cards are shown before “more”, errors and touching warnings in any case.
FEW = 4


class Checks(QWidget):
    """`go_to(field)` comes when a card is pressed, `fix(check)` when its button is."""

    go_to = Signal(str)
    fix = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reading = Reading()
        self._said: list[tuple[object, ...]] = []
        self._open = False
        self._mended = 0
        self.cards: list[CheckCard] = []
        self._lines: QVBoxLayout = column(gap=8)
        self._ready = QFrame()
        self._ready.setProperty("surface", "card")
        ready = row(ChipLabel(theme, "Ready", Role.OK), gap=8, margins=(10, 8, 10, 8))
        ready.addWidget(label("No option will throw, and the size fits.", wrap=True), 1)
        self._ready.setLayout(ready)
        self._ready.setAccessibleName("Ready: no option will throw, and the size fits.")
        self.more = button("", self._toggle, "link")
        self.setLayout(column(self._ready, self._lines, row(self.more, 1), gap=8))
        self.show_reading(Reading())

    @property
    def shown(self) -> list[Check]:
        """The checks that have a card now."""
        return list(self._reading.checks[: self._number()])

    @property
    def sentences(self) -> list[str]:
        """What the errors say."""
        return [one.message for one in self._reading.errors]

    def show_reading(self, reading: Reading) -> None:
        """One card for each check; cards are changed in place."""
        self._reading = reading
        self._ready.setHidden(bool(reading.errors))
        said = [_said(one, reading) for one in reading.checks]
        if said != self._said:
            self._said = said
            self._fill()

    def go_on(self) -> None:
        """The keyboard goes to what stands where a check was mended: the next one, the last, or “Ready”."""
        number = self._number()
        place = self.cards[min(self._mended, number - 1)] if number else self._ready
        place.setFocus()

    def _fill(self) -> None:
        number, whole = self._number(), len(self._reading.checks)
        while len(self.cards) < number:
            self._add_card()
        for place, card in enumerate(self.cards):
            card.setVisible(place < number)
            if place < number:
                one = self._reading.checks[place]
                card.show_check(one, _touches(one, self._reading))
        self.more.setVisible(whole > self._least())
        rest = counted(whole - number, "more", "more")
        self.more.setText("Show fewer" if self._open else f"Show {rest}")

    def _least(self) -> int:
        reading = self._reading
        return min(len(reading.checks), max(FEW, len(reading.errors) + len(reading.touching)))

    def _number(self) -> int:
        return len(self._reading.checks) if self._open else self._least()

    def _add_card(self) -> None:
        card, place = CheckCard(self._theme), len(self.cards)
        card.pressed.connect(lambda: self.go_to.emit(self._reading.checks[place].field))
        card.fix.connect(lambda: self._mend(place))
        self.cards.append(card)
        self._lines.addWidget(card)
        put_before(self.more, card, card.fix_button)

    def _mend(self, place: int) -> None:
        self._mended = place
        self.fix.emit(self._reading.checks[place])

    def _toggle(self) -> None:
        self._open = not self._open
        self._fill()


def _touches(one: Check, reading: Reading) -> bool:
    return one.severity is not Severity.WARNING or one in reading.touching


def _said(one: Check, reading: Reading) -> tuple[object, ...]:
    """What of a check can be seen: a fix is another function each time."""
    title = one.fix.title if one.fix else None
    return one.rule, one.severity, one.field, one.message, one.platforms, title, _touches(one, reading)
