"""Audiences as the command line writes them."""

import pytest

from pushdesk.model.audience import Choice, Selector, parse_choice
from pushdesk.model.errors import BadInput


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("all", Choice(Selector.ALL)),
        (" all ", Choice(Selector.ALL)),
        ("mine", Choice(Selector.MINE)),
        ("tag:vip", Choice(Selector.TAG, "vip")),
        ("tag: vip ", Choice(Selector.TAG, "vip")),
        ("tag:with space:and colon", Choice(Selector.TAG, "with space:and colon")),
        ("id:abc", Choice(Selector.ID, "abc")),
        ("user:ada@x", Choice(Selector.USER, "ada@x")),
    ],
)
def test_an_audience_is_read(text: str, choice: Choice) -> None:
    assert parse_choice(text) == choice


@pytest.mark.parametrize(
    "text", ["", "everybody", "ALL", "all:", "all:x", "mine:x", "tag", "tag:", "id: ", "vip"]
)
def test_anything_else_is_refused_with_the_ways_to_write_it(text: str) -> None:
    with pytest.raises(
        BadInput, match=r"names no audience: write all, mine, tag:NAME, id:ID or user:NAME\.$"
    ):
        parse_choice(text)


@pytest.mark.parametrize("text", ["all", "mine", "tag:vip", "id:abc", "user:ada"])
def test_an_audience_is_kept_as_it_is_written(text: str) -> None:
    assert str(parse_choice(text)) == text
