"""Text blocks: as many lines as there is room for, elided at the logical end, in any script."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QImage, QPainter

from pushdesk.ui.compose.text_block import TextBlock, right_to_left

WIDTH = 200.0


def drawn(text: str, most: int = 2) -> QImage:
    """The block in black on white."""
    image = QImage(int(WIDTH), 80, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    with QPainter(image) as painter:
        TextBlock(text, QFont(), WIDTH, most).draw(painter, QPointF(0, 0), "#000000")
    return image


def ink_middle(image: QImage) -> float:
    """Where the middle of what is drawn in the first line is, 0 (left) to 1 (right)."""
    dark = [x for x in range(image.width()) for y in range(20) if image.pixelColor(x, y).lightness() < 128]
    return (min(dark) + max(dark)) / 2 / image.width()


@pytest.mark.usefixtures("qapp")
class TestBlock:
    """Needs fonts."""

    def test_a_short_text_is_one_line(self) -> None:
        block = TextBlock("Short", QFont(), WIDTH, 3)
        assert (block.line_count, block.elided) == (1, False)

    def test_a_long_text_ends_with_the_last_line_there_is_room_for(self) -> None:
        block = TextBlock("many words " * 50, QFont(), WIDTH, 3)
        assert (block.line_count, block.elided) == (3, True)

    def test_a_word_without_a_break_is_broken(self) -> None:
        assert TextBlock("x" * 400, QFont(), WIDTH, 4).line_count == 4

    def test_line_breaks_are_kept_and_count(self) -> None:
        assert TextBlock("one\ntwo", QFont(), WIDTH, 4).line_count == 2
        assert TextBlock("one\ntwo\nthree", QFont(), WIDTH, 2).elided

    def test_emoji_beyond_the_basic_plane_do_not_shift_the_cut(self) -> None:
        block = TextBlock("🎉📦 " * 80, QFont(), WIDTH, 2)
        assert (block.line_count, block.elided) == (2, True)

    def test_no_text_has_no_height(self) -> None:
        assert TextBlock("", QFont(), WIDTH, 2).height == 0

    def test_right_to_left_text_stands_at_the_right(self) -> None:
        assert ink_middle(drawn("Hello")) < 0.4
        assert ink_middle(drawn("שלום")) > 0.6


@pytest.mark.parametrize(
    ("text", "expected"), [("Hello שלום", False), ("123 שלום", True), ("🎉 مرحبا", True), ("123", False)]
)
def test_the_first_strong_character_gives_the_direction(text: str, expected: bool) -> None:
    assert right_to_left(text) is expected
