"""The section that is closed until somebody wants more: the form stays short."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from pushdesk.ui.widgets.basics import button, column, label, row
from pushdesk.ui.widgets.text import ElidedLabel


class MoreOptions(QWidget):
    """A line that opens and closes the rest; closed, it names what is set inside."""

    def __init__(self, title: str, inner: QLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._set: tuple[str, ...] = ()
        self.toggle = button("", self._toggle, "link", title)
        self.toggle.setSizePolicy(label().sizePolicy())
        self._aside = ElidedLabel(kind="muted")
        self._aside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = row(self.toggle, gap=10)
        line.addWidget(self._aside, 1)
        self._inner = QWidget()
        inner.setContentsMargins(0, 2, 0, 0)
        self._inner.setLayout(inner)
        self.setLayout(column(line, self._inner, gap=6))
        self.open(False)

    @property
    def is_open(self) -> bool:
        """Whether the rest is shown."""
        return not self._inner.isHidden()

    def open(self, open_: bool = True) -> None:
        """Show the rest, or hide it."""
        self._inner.setVisible(open_)
        self.toggle.setText(f"{'▾' if open_ else '▸'} {self._title}")
        self.say_set(self._set)

    def say_set(self, names: Sequence[str]) -> None:
        """The names of what is set inside."""
        self._set = tuple(names)
        words = ", ".join(names)
        self._aside.setText("" if self.is_open else words)
        state = "open" if self.is_open else "closed"
        self.toggle.setAccessibleDescription(f"{state}, set: {words}" if words else state)

    def _toggle(self) -> None:
        self.open(not self.is_open)
