"""The style sheet and the palette, made from tokens and nothing else."""

from dataclasses import asdict
from importlib import resources
from string import Template

from PySide6.QtGui import QColor, QPalette

from pushdesk.ui.theme.tokens import Role, Tokens


def stylesheet(tokens: Tokens, points: float = 10.0, line: int = 15) -> str:
    """The window's QSS; the application's font has this size in points, and lines so many pixels high."""
    values: dict[str, object] = {
        name: value for name, value in asdict(tokens).items() if not isinstance(value, dict)
    }
    for role in Role:
        pair = tokens.pair(role)
        values |= {f"{role}_ink": pair.ink, f"{role}_paper": pair.paper}
    for size in ("title", "stat", "small", "heading"):
        values[size] = f"{points * getattr(tokens, f'size_{size}'):.2f}"
    heights = {"text": 3, "text_small": 1, "text_nav": 5, "text_spin": 13, "text_spin_focus": 11}
    values |= {name: line + more for name, more in heights.items()}
    values["badge_radius"] = (line + 1) // 2
    sheet = resources.files(__package__).joinpath("style.qss").read_text("utf-8")
    return Template(sheet).substitute(values)


def palette(tokens: Tokens) -> QPalette:
    """What Fusion draws with where the style sheet says nothing."""
    made = QPalette(QColor(tokens.panel), QColor(tokens.window))
    roles = {
        QPalette.ColorRole.Window: tokens.window,
        QPalette.ColorRole.WindowText: tokens.ink,
        QPalette.ColorRole.Base: tokens.field,
        QPalette.ColorRole.AlternateBase: tokens.header,
        QPalette.ColorRole.Text: tokens.ink,
        QPalette.ColorRole.PlaceholderText: tokens.placeholder,
        QPalette.ColorRole.Button: tokens.panel,
        QPalette.ColorRole.ButtonText: tokens.ink,
        QPalette.ColorRole.BrightText: tokens.accent_ink,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.accent_ink,
        QPalette.ColorRole.Link: tokens.link,
        QPalette.ColorRole.LinkVisited: tokens.link,
        QPalette.ColorRole.ToolTipBase: tokens.panel,
        QPalette.ColorRole.ToolTipText: tokens.ink,
        QPalette.ColorRole.Light: tokens.line,
        QPalette.ColorRole.Mid: tokens.line,
        QPalette.ColorRole.Dark: tokens.field_line,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return made
