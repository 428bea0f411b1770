"""The contact sheet's columns."""

import pytest

from pushdesk.ui.preview.contact_sheet import shorter_first


@pytest.mark.parametrize(
    ("heights", "columns"),
    [
        ([], [[], []]),
        ([1, 1, 1, 1], [[0, 2], [1, 3]]),
        ([9, 1, 2, 3, 4], [[0], [1, 2, 3, 4]]),
        ([1, 9, 2, 3, 4], [[0, 2, 3, 4], [1]]),
    ],
)
def test_each_card_stands_in_the_shorter_column(heights: list[float], columns: list[list[int]]) -> None:
    assert shorter_first(heights, 2) == columns
