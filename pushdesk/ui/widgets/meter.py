"""ByteMeter: how much of the one record is used."""

from PySide6.QtWidgets import QProgressBar, QWidget

from pushdesk.model.payload import PAYLOAD_LIMIT
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import column, label, restyle, row
from pushdesk.ui.widgets.humane import NO_VALUE, count

# From here on a small change may cross the limit.
_NEAR = 0.9


class ByteMeter(QWidget):
    """`438 of 3 993 bytes` over a bar: green, amber near the limit, red beyond."""

    def __init__(self, limit: int = PAYLOAD_LIMIT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self._words = label(selectable=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, limit)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Payload size")
        self._aside = label("one record, aes128gcm", "muted")
        self.setLayout(column(row(self._words, 1, self._aside), self.bar, gap=5))
        self.set_bytes(0)

    @property
    def text(self) -> str:
        """What it says now."""
        return self._words.text()

    def set_bytes(self, number: int | None) -> None:
        """Show `number` bytes; None where there is no payload yet to measure."""
        shown = NO_VALUE if number is None else count(number)
        over = number is not None and number > self._limit
        self._words.setText(f"{shown} of {count(self._limit)} bytes")
        self.bar.setValue(min(number or 0, self._limit))
        near = number is not None and number > self._limit * _NEAR
        restyle(self.bar, "role", Role.BAD.value if over else Role.WARN.value if near else Role.OK.value)
        self._aside.setText(
            f"{count(number - self._limit)} too many" if over and number else "one record, aes128gcm"
        )
