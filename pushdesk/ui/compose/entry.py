"""Boxes to type into whose undo is the draft's: LineBox and TextBox. Far too long is refused."""

import re

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

from pushdesk.ui.compose.differing import changed_part, units
from pushdesk.ui.compose.json_text import MOST_CHARACTERS

UNDO_KEYS = ("Ctrl+Z",)
REDO_KEYS = ("Ctrl+Shift+Z", "Ctrl+Y")
_OWN_STEPS = {"edit-undo", "edit-redo"}
# Half a character has no picture; Qt takes the others for ends of paragraphs and frames.
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
# A byte order mark in front does not come back out of Qt.
_MARK = "\ufeff"
_ENDS = _HALVES | {0xFDD0: "\ufffd", 0xFDD1: "\ufffd", 0x2029: "\n", 0x0D: "\n"}
# A word of so many characters is wrapped like a word; Qt's time for longer ones grows with their square.
_ENDLESS = re.compile(r"\S{5000}")


def is_step(event: QKeyEvent) -> bool:
    """Whether the keys mean undo or redo."""
    keys = QKeySequence(event.keyCombination())
    standard = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
    return standard or keys in {QKeySequence(text) for text in (*UNDO_KEYS, *REDO_KEYS)}


def too_long(most: int) -> str:
    """Why a pasted text was not taken."""
    return f"{_no_room(most)}, and the clipboard still has it."


def _no_room(most: int) -> str:
    return f"That text is too long: there is room for {most:,} characters. Nothing was changed"


def _takes(box: "LineBox | TextBox", event: QDropEvent, most: int) -> bool:
    """Whether what is dropped has room. Else that is said, and whoever it was dragged from keeps it."""
    moved = event.source() is box and event.dropAction() is Qt.DropAction.MoveAction
    if moved or units(event.mimeData().text()) + units(box.text()) <= most:
        return True
    event.setDropAction(Qt.DropAction.IgnoreAction)
    event.ignore()
    box.dragLeaveEvent(QDragLeaveEvent())
    box.refused.emit(f"{_no_room(most)}.")
    return False


def drafts_menu(box: QWidget, menu: QMenu) -> QMenu:
    """The usual context menu with the draft's undo and redo (the box's actions) in place of the box's own."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for action in menu.actions():
        if action.objectName() in _OWN_STEPS:
            menu.removeAction(action)
    menu.insertActions(menu.actions()[0], box.actions())
    return menu


class LineBox(QLineEdit):
    """One line. `typed(text)` comes with a person's changes, `refused(sentence)` where one is too long."""

    typed = Signal(str)
    refused = Signal(str)

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setMaxLength(MOST_CHARACTERS)
        self._text = ""
        self._over = False
        self.inputRejected.connect(self._reject)
        self.textEdited.connect(self._edited)

    def show_text(self, text: str) -> None:
        """Show `text`; where that stands already the caret stays, else it goes to what changed."""
        shown = self.text()
        if text != shown:
            text = text.translate(_HALVES).removeprefix(_MARK)
        self._text = text
        if text != shown:
            start, _, part = changed_part(shown, text)
            focused = self.hasFocus()
            self.setText(text)
            self.setCursorPosition(units(text[: start + len(part)]) if focused else 0)

    def dropEvent(self, event: QDropEvent) -> None:
        """A text may be dropped where it has room."""
        if _takes(self, event, MOST_CHARACTERS):
            super().dropEvent(event)

    def _reject(self) -> None:
        self._over = True

    def _edited(self, text: str) -> None:
        if self._over:
            self._over = False
            self.setText(self._text)
            self.refused.emit(too_long(MOST_CHARACTERS))
            return
        self._text = text
        self.typed.emit(text)

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the window's keys here, not the line's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and is_step(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Where there is nothing to undo, the line's own memory stays out of it."""
        if is_step(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The usual menu with the draft's undo."""
        drafts_menu(self, self.createStandardContextMenu()).popup(event.globalPos())


class TextBox(QPlainTextEdit):
    """Several lines; signals as LineBox's. Tab leaves it."""

    typed = Signal(str)
    refused = Signal(str)

    def __init__(
        self, name: str, hint: str = "", most: int = MOST_CHARACTERS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._most = most
        self._text = ""
        self._showing = False
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.textChanged.connect(self._edited)

    def text(self) -> str:
        """The text as it is: toPlainText() makes blanks out of no-break spaces."""
        return self.document().toRawText().replace("\u2029", "\n")

    def show_text(self, text: str) -> None:
        """Show `text`, changing no more than what differs; says nothing."""
        if text == self._text:  # with every keystroke all boxes are shown their texts
            return
        text = text.replace("\r\n", "\n").translate(_ENDS).removeprefix(_MARK)
        start, end, part = changed_part(shown := self.text(), text)
        if start == end and not part:
            return
        self._make_room(text)
        cursor = QTextCursor(self.document())
        self._showing = True
        cursor.beginEditBlock()
        cursor.setPosition(units(shown[:start]))
        cursor.setPosition(units(shown[:end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(part)
        cursor.endEditBlock()
        self._showing = False
        self._text = self.text()
        self._wrap(text)
        if not self.hasFocus():
            cursor.setPosition(0)
        self.setTextCursor(cursor)

    def _make_room(self, text: str) -> None:
        """Before `text` is in it; the way back is taken once a word without an end is out of it (`_wrap`)."""
        if _ENDLESS.search(text):
            self._wrap(text)

    def _wrap(self, text: str) -> None:
        """Anywhere, where a word has no end: a key in one of 99,000 characters took 280 ms, and takes 10."""
        modes = QTextOption.WrapMode
        mode = modes.WrapAnywhere if _ENDLESS.search(text) else modes.WrapAtWordBoundaryOrAnywhere
        if mode != self.wordWrapMode():
            self.setWordWrapMode(mode)

    def _edited(self) -> None:
        # Qt says the same of new colours.
        if not self._showing and (text := self.text()) != self._text:
            self._text = text
            self._wrap(text)
            self.typed.emit(text)

    def dropEvent(self, event: QDropEvent) -> None:
        """A text may be dropped where it has room."""
        if _takes(self, event, self._most):
            super().dropEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste and drop: plain text, unless there is no room for it."""
        text = source.text()
        number = len(text) + self.document().characterCount() - len(self.textCursor().selectedText())
        if number > self._most:
            self.refused.emit(too_long(self._most))
        else:
            self._make_room(text)
            super().insertFromMimeData(source)

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the window's keys here, too."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and is_step(event):
            event.ignore()
            return False
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The usual menu with the draft's undo."""
        drafts_menu(self, self.createStandardContextMenu()).popup(event.globalPos())
