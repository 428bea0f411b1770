"""The JSON view: the draft's document as text to edit; where it breaks is marked and said."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QColor, QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from pushdesk.ui.compose import json_text
from pushdesk.ui.compose.differing import units
from pushdesk.ui.compose.draft import JSON_FIELD, DraftValue
from pushdesk.ui.compose.entry import TextBox
from pushdesk.ui.compose.json_highlighter import JsonHighlighter
from pushdesk.ui.compose.json_text import Broken
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import button, column, label, restyle, row
from pushdesk.ui.widgets.text import mono_font


class JsonView(QWidget):
    """`edited(value, field, typing)` and `refused(sentence)` as the form's."""

    edited = Signal(object, str, str)
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._value = DraftValue()
        self.editor = TextBox("The message as JSON", '{"title": "Hello"}')
        self.editor.setFont(mono_font(self.font(), 1.0))
        self.editor.setTabStopDistance(self.editor.fontMetrics().horizontalAdvance("  "))
        self._highlighter = JsonHighlighter(self.editor.document(), theme)
        self.problem = label(kind="problem", wrap=True, selectable=True)
        self.problem.setMinimumWidth(120)
        self.go = button("Go there", self._go, "link", "Go to the place where the JSON breaks")
        self.drop = button("Use the form’s value", self._drop, "link", "Drop this text, use the form’s value")
        self._trouble = QWidget()
        self._trouble.setLayout(column(self.problem, row(self.go, self.drop, 1, gap=14), gap=2))
        self.tidy = button("Tidy", self._drop, "", "Write the JSON in order")
        self.tidy.setToolTip("The API’s order, two blanks a level")
        copy = button("Copy", self._copy, "", "Copy the JSON")
        self.setLayout(column(self.editor, self._trouble, row(self.tidy, copy, 1), gap=8))
        self.editor.typed.connect(self._typed)
        self.editor.refused.connect(self.refused)
        theme.changed.connect(self._say_broken)
        self.show_value(DraftValue())

    def show_value(self, value: DraftValue) -> None:
        """Show `value`; only what differs in the text is touched."""
        self._value = value
        self.editor.show_text(value.json_shown)
        self.tidy.setEnabled(value.json is not None and value.broken is None)
        self._say_broken()

    def focus_option(self, name: str) -> None:
        """Go to an option by its name, or to where the text breaks or says a name again."""
        self.editor.setFocus()
        if name == JSON_FIELD:
            self._go()
            return
        text = self._value.json_shown
        start = text.find(json_text.written(name) + ":")
        if start >= 0:
            self._select(units(text[:start]), units(json_text.written(name)))

    def add_undo(self, steps: list[QAction]) -> None:
        """The draft's undo and redo, for the context menu."""
        self.editor.addActions(steps)

    def _typed(self, text: str) -> None:
        self.edited.emit(self._value.with_json(text), JSON_FIELD, JSON_FIELD)

    def _drop(self) -> None:
        self.edited.emit(self._value.without_json(), JSON_FIELD, "")
        self.editor.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.editor.text())

    def _say_broken(self) -> None:
        broken = self._value.broken
        self._trouble.setVisible(broken is not None)
        restyle(self.editor, "problem", broken is not None)
        self.editor.setExtraSelections([] if broken is None else [self._line(broken), self._place(broken)])
        if broken is not None:
            self.problem.setText(broken.sentence)
            self.problem.setAccessibleName(broken.sentence)

    def _cursor(self, broken: Broken) -> QTextCursor:
        block = self.editor.document().findBlockByNumber(broken.line - 1)
        cursor = QTextCursor(block)
        place = min(units(block.text()[: broken.column - 1]), block.length() - 1)
        cursor.setPosition(block.position() + place)
        return cursor

    def _line(self, broken: Broken) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        made.format.setBackground(QColor(self._theme.tokens.bad.paper))
        made.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
        made.cursor = self._cursor(broken)
        return made

    def _place(self, broken: Broken) -> QTextEdit.ExtraSelection:
        """A wave under the character; under the one before where the line ends there."""
        made = QTextEdit.ExtraSelection()
        made.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        made.format.setUnderlineColor(QColor(self._theme.tokens.bad.ink))
        made.cursor = self._cursor(broken)
        way = QTextCursor.MoveOperation.PreviousCharacter if made.cursor.atBlockEnd() else _NEXT
        made.cursor.movePosition(way, QTextCursor.MoveMode.KeepAnchor)
        return made

    def _go(self) -> None:
        self.editor.setFocus()
        if self._value.broken is not None:
            self.editor.setTextCursor(self._cursor(self._value.broken))
        elif self._value.repeated:
            line = self._value.repeated[0].lines[-1]
            self.editor.setTextCursor(QTextCursor(self.editor.document().findBlockByNumber(line - 1)))
        self.editor.ensureCursorVisible()

    def _select(self, start: int, length: int) -> None:
        cursor = QTextCursor(self.editor.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        self.editor.setTextCursor(cursor)
        self.editor.ensureCursorVisible()


_NEXT = QTextCursor.MoveOperation.NextCharacter
