"""Colours for JSON: names, texts, numbers, and the words true, false, null; light and dark."""

import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from pushdesk.ui.theme.theme import Theme

# Colouring more of one line than anybody sees would make each keystroke in it slow.
MOST_IN_A_LINE = 4000
_TOKEN = re.compile(
    r'(?P<name>"(?:\\.|[^"\\])*"(?=\s*:))'
    r'|(?P<text>"(?:\\.|[^"\\])*"?)'
    r"|(?P<number>-?\d[\d.eE+-]*)"
    r"|(?P<word>\b(?:true|false|null)\b)"
    r"|(?P<mark>[{}\[\],:])"
)


class JsonHighlighter(QSyntaxHighlighter):
    """Follows the theme; a line is coloured by itself, because a text in JSON never runs over its end."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._formats: dict[str, QTextCharFormat] = {}
        self._choose()
        theme.changed.connect(self._recolour)

    def highlightBlock(self, text: str) -> None:
        """Called by Qt for each line that changed. Qt counts in UTF-16, Python in characters."""
        shown = text[:MOST_IN_A_LINE]
        plain = shown.isascii()
        for found in _TOKEN.finditer(shown):
            start, end = found.span()
            if not plain:
                start, end = _units(shown[:start]), _units(shown[:end])
            self.setFormat(start, end - start, self._formats[found.lastgroup or "mark"])

    def _recolour(self) -> None:
        self._choose()
        self.rehighlight()

    def _choose(self) -> None:
        tokens = self._theme.tokens
        colours = {
            "name": tokens.info.ink,
            "text": tokens.ok.ink,
            "number": tokens.warn.ink,
            "word": tokens.bad.ink,
            "mark": tokens.muted,
        }
        for kind, colour in colours.items():
            made = QTextCharFormat()
            made.setForeground(QColor(colour))
            if kind == "name":
                made.setFontWeight(QFont.Weight.DemiBold)
            self._formats[kind] = made


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
