"""Text blocks: as many lines as there is room for, elided at the logical end, laid out once."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QTextLayout

from pushdesk.services.preview import characters
from pushdesk.ui.preview import text as module
from pushdesk.ui.preview.text import TextBlock, block

WIDTH, LINE = 200.0, 20.0
pytestmark = pytest.mark.usefixtures("qapp")


def made(text: str, most: int = 2, *, rtl: bool = False, faded: int | None = None) -> TextBlock:
    """A block 200 px wide."""
    return TextBlock(text, QFont(), WIDTH, most, LINE, rtl, faded)


def drawn(one: TextBlock) -> QImage:
    """The block in black on white."""
    image = QImage(int(WIDTH), 80, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    with QPainter(image) as painter:
        one.draw(painter, 0, 0, QColor("#000000"))
    return image


def ink(image: QImage, left: int = 0, right: int = int(WIDTH)) -> list[int]:
    """The x of every dark pixel of the first line."""
    return [x for x in range(left, right) for y in range(20) if image.pixelColor(x, y).lightness() < 110]


def test_a_short_text_is_one_line() -> None:
    assert (made("Short").lines, made("Short").elided) == (1, False)


def test_a_long_text_ends_with_the_last_line_there_is_room_for() -> None:
    one = made("many words " * 50, 3)
    assert (one.lines, one.elided, one.shown[-1]) == (3, True, "…")


def test_a_word_without_a_break_is_broken() -> None:
    assert made("x" * 400, 4).lines == 4


def test_line_breaks_are_kept_and_count() -> None:
    assert made("one\ntwo", 4).lines == 2
    assert made("one\ntwo\nthree", 2).shown == "one\ntwo …"


def test_emoji_beyond_the_basic_plane_do_not_shift_the_cut() -> None:
    one = made("🎉📦 " * 80)
    assert (one.lines, one.elided) == (2, True)
    one.shown.encode("utf-8")


ZALGO = [letter + "\u0301\u0330" * 20 for letter in "The quick brown fox jumps over the lazy dog. "]


@pytest.mark.parametrize("most", [1, 2])
def test_stacked_marks_are_cut_where_the_line_ends_and_no_letter_is_torn(most: int) -> None:
    one = made("".join(ZALGO * 5), most)
    assert one.elided
    shown = one.shown.replace("\n", "")
    assert shown.endswith("…")
    kept = shown.removesuffix("…").rstrip()
    letters = characters.count(kept)
    # Plain letters of the same font fill the same lines: as many are shown, and each is whole.
    plain = made("The quick brown fox jumps over the lazy dog. " * 5, most).shown
    assert letters >= len(plain) - 2 * most - 1
    assert kept == "".join(ZALGO * 5)[: len(kept)]
    assert len(kept) == sum(map(len, (ZALGO * 5)[:letters]))


def test_what_is_not_laid_out_is_never_dropped_without_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    # As if there were a font with letters so narrow that more of them fit than are laid out.
    monkeypatch.setattr(module, "_NARROWEST_LETTER", 4.0)
    assert (
        made("i" * 50, 1).shown == "i" * 8 + "i" * int(WIDTH / (4.0 * QFontMetricsF(QFont()).height())) + "…"
    )
    assert made("iiii", 1).shown == "iiii"


def test_no_text_has_no_height() -> None:
    assert made("").height == 0


def test_right_to_left_text_stands_at_the_right() -> None:
    left, right = ink(drawn(made("Hello"))), ink(drawn(made("שלום", rtl=True)))
    assert max(left) < WIDTH / 2 < min(right)


def test_the_faded_part_is_paler() -> None:
    whole = ink(drawn(made("WWWWWWWW")))
    assert max(ink(drawn(made("WWWWWWWW", faded=4)))) < max(whole) * 0.6


def test_the_faded_part_stays_where_it_was_when_lines_are_cut() -> None:
    text = "many words " * 50
    before_the_last = made(text, 3).shown.split("\n")[0]
    last = made(text, 3).shown.split("\n")[1]
    image = drawn(made(text, 3, faded=len(before_the_last) + 2))
    dark = ink(image.copy(0, int(2 * LINE), int(WIDTH), int(LINE)))
    # Two letters of the last line are left in full ink: no more, no less.
    assert max(dark) == pytest.approx(max(ink(drawn(made(last[:2])))), abs=1)


def test_stacked_marks_do_not_move_the_lines() -> None:
    assert made("a" + "\u0301\u0330" * 40 + "\nb").height == 2 * LINE


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts that Qt was given to lay out."""
    seen: list[str] = []

    def spy(text: str, font: QFont) -> QTextLayout:
        seen.append(text)
        return QTextLayout(text, font)

    monkeypatch.setattr(module, "QTextLayout", spy)
    block.cache_clear()
    yield seen
    block.cache_clear()


def test_ten_kilobytes_are_cut_before_they_are_laid_out(layouts: list[str]) -> None:
    made("word " * 2000, 4)
    assert layouts
    assert max(map(len, layouts)) < 500


def test_the_same_text_is_laid_out_once(layouts: list[str]) -> None:
    for _ in range(5):
        block("the same", QFont(), WIDTH, 2, LINE)
    assert len(layouts) == 1
