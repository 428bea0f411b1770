"""Who gives way in a narrow header: the note, the title, names of chips, the hint, and the rest as needed."""

import pytest

from pushdesk.ui.header_fit import TITLE_AT_EASE, TITLE_LEAST, TITLE_WANTED, Shares, Widths, shares

CHIPS = (Widths(135, 70, 70), Widths(170, 130, 100))
FULL, SHORT, LEAST = 305, 200, 170
KEYS = 60


def divided(room: int, note: int = 200, title: int = 300) -> Shares:
    """A title of 300 px, a note of 200, two chips, the palette's hint."""
    return shares(room, note, title, CHIPS, KEYS)


def test_all_have_what_they_want_where_there_is_room() -> None:
    assert divided(300 + FULL + KEYS + 200) == Shares(200, 300, (135, 170), True)


def test_the_note_goes_first() -> None:
    assert divided(300 + FULL + KEYS + 120) == Shares(120, 300, (135, 170), True)
    assert divided(300 + FULL + KEYS + 20) == Shares(0, 300, (135, 170), True)


def test_then_the_title_is_elided() -> None:
    assert divided(FULL + KEYS + 200) == Shares(0, 200, (135, 170), True)


def test_then_the_chips_lose_their_names_and_the_hint_goes() -> None:
    assert divided(FULL + KEYS + TITLE_AT_EASE - 1) == Shares(0, 274, (70, 130), True)
    assert divided(SHORT + KEYS + TITLE_AT_EASE - 1) == Shares(0, 229, (70, 130), False)


def test_the_chips_keep_what_can_be_read() -> None:
    assert divided(SHORT + TITLE_LEAST - 10) == Shares(0, TITLE_LEAST, (70, 120), False)
    assert divided(LEAST + 40) == Shares(0, 40, (70, 100), False)
    assert divided(50) == Shares(0, 0, (70, 100), False)


@pytest.mark.parametrize("note", [0, 200])
@pytest.mark.parametrize("title", [40, 300, 4000])
def test_never_more_than_there_is(note: int, title: int) -> None:
    for room in range(LEAST, 1500, 7):
        found = divided(room, note, title)
        assert found.note + found.title + sum(found.parts) + KEYS * found.keys <= room


SAVED = (0, 90, 40, 0)


def briefly(room: int) -> Shares:
    """Two of four buttons can say less."""
    return shares(room, 200, 300, CHIPS, KEYS, SAVED)


def test_a_button_that_can_say_less_does_so_before_the_title_is_elided() -> None:
    assert briefly(300 + FULL + KEYS) == Shares(0, 300, (135, 170), True)
    assert briefly(300 + FULL + KEYS - 1) == Shares(0, 300, (135, 170), True, frozenset({2}))
    assert briefly(300 + FULL + KEYS - 40) == Shares(0, 300, (135, 170), True, frozenset({2}))
    assert briefly(300 + FULL + KEYS - 41) == Shares(0, 300, (135, 170), True, frozenset({1, 2}))


def test_what_the_buttons_gave_goes_to_the_title_and_the_chips() -> None:
    assert briefly(FULL + KEYS + TITLE_AT_EASE - 130) == Shares(
        0, TITLE_AT_EASE, (135, 170), True, frozenset({1, 2})
    )
    assert briefly(SHORT + TITLE_LEAST - 130) == Shares(0, TITLE_LEAST, (70, 130), False, frozenset({1, 2}))


def test_a_title_that_is_long_in_any_case_makes_no_button_brief() -> None:
    assert shares(FULL + KEYS + TITLE_WANTED, 0, 4000, CHIPS, KEYS, SAVED).brief == frozenset()
