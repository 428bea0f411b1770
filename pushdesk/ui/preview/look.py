"""A platform's own colours in light and in dark; they are not the desk's tokens and do not follow them."""

from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Look:
    """Colours as `#rrggbb` or `#aarrggbb`. `wallpaper` goes from corner to corner behind the card."""

    wallpaper: tuple[str, str]
    paper: str
    edge: str
    ink: str
    muted: str
    button: str
    button_edge: str
    button_ink: str
    accent: str
    field: str
    shadow: float = 0.16


@dataclass(frozen=True)
class Looks:
    """Both."""

    light: Look
    dark: Look

    def of(self, dark: bool) -> Look:
        """One of them."""
        return self.dark if dark else self.light


@cache
def colour(name: str) -> QColor:
    """The colour, made once."""
    return QColor(name)
