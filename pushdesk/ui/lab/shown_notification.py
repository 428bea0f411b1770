"""The notification of a caught message as the lab's devices show it, with buttons that reach the worker."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from pushdesk.model.lab import CaughtState
from pushdesk.model.views import CaughtRow
from pushdesk.services.lab.worker_rules import Showing, read_push
from pushdesk.ui.lab.card_data import BUILTIN, VIRTUAL
from pushdesk.ui.widgets.basics import button, clear, column, label, row
from pushdesk.ui.widgets.flow import FlowLayout

_LONGEST_BODY = 400


def showing(payload: str | None, size: int) -> Showing | None:
    """What the receiver's worker would put up; None where nobody knows the payload."""
    if payload is None:
        return read_push(b"") if size == 0 else None
    return read_push(payload.encode("utf-8", "replace"))


class ShownNotification(QFrame):
    """`pressed(action)`: the name of a button, empty for the notification itself; `closed()`: the ✕."""

    pressed = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.title = label("", "strong", wrap=True, selectable=True)
        self.body = label("", "muted", wrap=True, selectable=True)
        self.note = label("", "small", wrap=True)
        self._buttons = FlowLayout(gap=6)
        self.close_it = button("✕", self.closed.emit, name=self.tr("Close the notification"))
        top = row(self.title, self.close_it, gap=8)
        top.setStretch(0, 1)
        top.setAlignment(self.close_it, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(top, self.body, self._buttons, self.note, gap=5, margins=(13, 11, 13, 11)))
        self._said: tuple[object, ...] = ()

    def say(self, row: CaughtRow, payload: str | None, kind: str) -> None:
        """Show another message's; hidden where nothing is known of it."""
        found = showing(payload, row.size)
        there = found is not None and row.state is not CaughtState.REFUSED
        self.setVisible(there)
        clickable = kind in {VIRTUAL, BUILTIN} and row.state is CaughtState.SHOWN
        said = (row.number, payload, kind, row.state)
        if found is None or not there or said == self._said:
            return
        self._said = said
        body = str(found.options.get("body") or "")
        self.title.setText(found.title)
        self.body.setText(body if len(body) <= _LONGEST_BODY else body[:_LONGEST_BODY] + "…")
        self.body.setVisible(bool(body))
        self.setAccessibleName(self.tr("Notification: {}").format(found.title))
        self._show_buttons(found, clickable)
        note = self._note(row.state, kind)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _show_buttons(self, found: Showing, clickable: bool) -> None:
        clear(self._buttons)
        actions = found.options.get("actions")
        for entry in actions if isinstance(actions, list) else []:
            if isinstance(entry, dict):
                name, title = str(entry.get("action", "")), str(entry.get("title", ""))
                self._add(title or name, lambda name=name: self.pressed.emit(name), clickable)
        if clickable:
            self._add(self.tr("Click it"), lambda: self.pressed.emit(""), True)
        self.close_it.setVisible(clickable)

    def _add(self, text: str, run: object, clickable: bool) -> None:
        assert callable(run)
        made = button(text.replace("&", "&&"), run, name=text)
        made.setEnabled(clickable)
        self._buttons.addWidget(made)

    def _note(self, state: CaughtState, kind: str) -> str:
        match state:
            case CaughtState.SHOWN if kind not in {VIRTUAL, BUILTIN}:
                return self.tr("Click it in the browser itself.")
            case CaughtState.WAITING | CaughtState.DROPPED:
                return self.tr("As it would be shown; the device did not get it.")
            case CaughtState.CLICKED:
                return self.tr("It was clicked.")
            case CaughtState.CLOSED:
                return self.tr("It was closed.")
        return ""
