"""Tokens: every colour and size of the window, for light and for dark.

Texts keep a contrast of 4.5:1 on every surface they stand on, lines of fields and icons 3:1
(WCAG 2.2, 1.4.3 and 1.4.11); tests/ui/theme/test_tokens.py measures it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a state colour means; nothing but a state has one."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Pair:
    """Ink on paper, as `#rrggbb`."""

    ink: str
    paper: str


@dataclass(frozen=True)
class Tokens:
    """Colours as `#rrggbb`; lengths in device-independent pixels; sizes as factors of the app's font."""

    name: str
    window: str
    panel: str
    header: str
    field: str
    line: str
    row_line: str
    field_line: str
    button_line: str
    ink: str
    muted: str
    placeholder: str
    disabled: str
    accent: str
    accent_hover: str
    accent_ink: str
    link: str
    focus: str
    hover: str
    selected: str
    track: str
    thumb: str
    code: str
    ok: Pair
    warn: Pair
    bad: Pair
    info: Pair
    neutral: Pair
    bad_line: str
    side: str = "#10182b"
    side_ink: str = "#c9d1e2"
    side_on: str = "#22304f"
    side_on_ink: str = "#ffffff"
    side_badge: str = "#2b3b60"
    side_foot: str = "#16203a"
    side_ok: str = "#2fd08f"
    side_off: str = "#7d8aa5"
    brand_from: str = "#5b9bff"
    brand_to: str = "#7b5cff"
    radius: int = 7
    radius_card: int = 9
    gap: int = 10
    margin: int = 18
    size_title: float = 1.16
    size_stat: float = 1.55
    size_small: float = 0.9
    size_heading: float = 0.86

    def pair(self, role: Role) -> Pair:
        """The ink and paper of a state colour."""
        found: Pair = getattr(self, role.value)
        return found


LIGHT = Tokens(
    name="light",
    window="#f6f7f9",
    panel="#ffffff",
    header="#fafbfc",
    field="#ffffff",
    line="#e3e6ea",
    row_line="#f0f2f5",
    field_line="#858fa0",
    button_line="#cfd5de",
    ink="#1b2430",
    muted="#5f6a7d",
    placeholder="#6b7688",
    disabled="#98a2b3",
    accent="#2a66e0",
    accent_hover="#1f57cb",
    accent_ink="#ffffff",
    link="#175cd3",
    focus="#2a66e0",
    hover="#f0f3f8",
    selected="#eaf1ff",
    track="#eceff3",
    thumb="#ffffff",
    code="#f6f7f9",
    ok=Pair("#0f7351", "#e5f5ef"),
    warn=Pair("#8a5c00", "#fff4d6"),
    bad=Pair("#b42318", "#fdeceb"),
    info=Pair("#175cd3", "#e8f0fe"),
    neutral=Pair("#475467", "#eef0f3"),
    bad_line="#f3c6c2",
)

DARK = Tokens(
    name="dark",
    window="#12161f",
    panel="#1a202b",
    header="#1e2531",
    field="#161b25",
    line="#2c3543",
    row_line="#252d3a",
    field_line="#667489",
    button_line="#3d4858",
    ink="#e6eaf2",
    muted="#9aa6b8",
    placeholder="#8b97aa",
    disabled="#5f6b7e",
    accent="#2a66e0",
    accent_hover="#3b76f0",
    accent_ink="#ffffff",
    link="#8ab4ff",
    focus="#6ea0ff",
    hover="#242c39",
    selected="#22345a",
    track="#242c39",
    thumb="#3a4558",
    code="#12161f",
    ok=Pair("#5ed3a4", "#14362b"),
    warn=Pair("#f0c35c", "#3a2f12"),
    bad=Pair("#ff9c93", "#45201d"),
    info=Pair("#93bdff", "#1c3054"),
    neutral=Pair("#b6c0cf", "#2b3443"),
    bad_line="#6b302b",
    side="#0c111d",
    side_foot="#131b2f",
)
