"""Every text is readable on every surface it stands on, in light and in dark (WCAG 2.2 AA)."""

import pytest

from pushdesk.ui.theme.tokens import DARK, LIGHT, Role, Tokens

SURFACES = ("window", "panel", "header", "selected", "code", "hover")


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two `#rrggbb` colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
class TestContrast:
    """For each theme."""

    @pytest.mark.parametrize("surface", SURFACES)
    @pytest.mark.parametrize("ink", ["ink", "muted", "link"])
    def test_text_on_every_surface(self, tokens: Tokens, ink: str, surface: str) -> None:
        assert contrast(getattr(tokens, ink), getattr(tokens, surface)) >= 4.5

    @pytest.mark.parametrize("role", Role)
    def test_chips(self, tokens: Tokens, role: Role) -> None:
        pair = tokens.pair(role)
        assert contrast(pair.ink, pair.paper) >= 4.5
        assert contrast(pair.ink, tokens.panel) >= 4.5

    @pytest.mark.parametrize(
        ("ink", "paper"),
        [
            ("accent_ink", "accent"),
            ("placeholder", "field"),
            ("muted", "track"),
            ("ink", "thumb"),
            ("side_ink", "side"),
            ("side_on_ink", "side_on"),
            ("side_on_ink", "side_badge"),
            ("side_ink", "side_foot"),
        ],
    )
    def test_text_with_a_surface_of_its_own(self, tokens: Tokens, ink: str, paper: str) -> None:
        assert contrast(getattr(tokens, ink), getattr(tokens, paper)) >= 4.5

    @pytest.mark.parametrize("line", ["field_line", "focus"])
    @pytest.mark.parametrize("surface", ["window", "panel", "field"])
    def test_lines_that_say_where_to_type(self, tokens: Tokens, line: str, surface: str) -> None:
        assert contrast(getattr(tokens, line), getattr(tokens, surface)) >= 3
