"""What arrived in groups, and what a search finds."""

import pytest

from pushdesk.model.lab import CaughtState
from pushdesk.ui.lab.caught_view import CaughtFilter, Group, chip_of, group_of, size_text
from pushdesk.ui.theme.tokens import Role
from tests.ui.lab.fake_lab import caught


@pytest.mark.parametrize(
    ("state", "fault", "group", "role"),
    [
        (CaughtState.SHOWN, None, Group.SHOWN, Role.OK),
        (CaughtState.CLOSED, None, Group.SHOWN, Role.OK),
        (CaughtState.REFUSED, None, Group.REFUSED, Role.BAD),
        (CaughtState.REFUSED, "429", Group.FAULTS, Role.WARN),
        (CaughtState.SHOWN, "Answer 5 s late", Group.FAULTS, Role.WARN),
        (CaughtState.DROPPED, None, Group.LOST, Role.NEUTRAL),
        (CaughtState.UNDECRYPTABLE, None, Group.LOST, Role.BAD),
        (CaughtState.WAITING, None, Group.WAITING, Role.NEUTRAL),
    ],
)
def test_a_message_is_in_one_group_and_a_fault_counts_as_one_whatever_became_of_it(
    state: CaughtState, fault: str | None, group: Group, role: Role
) -> None:
    row = caught(1, state, fault=fault)
    assert group_of(row) is group
    assert chip_of(row).role is role


def test_every_state_has_a_group_and_a_colour() -> None:
    for state in CaughtState:
        assert group_of(caught(1, state)) in Group
        assert chip_of(caught(1, state)).text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("parcel", True),
        ("PARCEL device", True),
        ("parcel firefox", False),
        ("key mismatch", True),
        ("news", True),
        ("", True),
    ],
)
def test_every_word_of_a_search_must_be_somewhere_in_the_line(text: str, found: bool) -> None:
    row = caught(1, CaughtState.REFUSED, status=403, code="vapid_key_mismatch", topic="news")
    assert CaughtFilter(None, text)(row) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [("534", True), ("534 B", True), ("noon", True), ("noon parcel", True), ("noon x", False)],
)
def test_a_search_finds_the_size_and_what_the_payload_says(text: str, found: bool) -> None:
    assert CaughtFilter(None, text, {"noon": frozenset({1})})(caught(1)) is found
    assert not CaughtFilter(None, "noon", {"noon": frozenset({1})})(caught(2))
    assert not CaughtFilter(None, "device 5")(caught(1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4\u202f153", True),
        ("4\u202f153 B", True),
        ("4 153 parcel", True),
        ("4,153 b", True),
        ("4153", True),
        ("4 153 zebra", False),
        ("4 15", False),
        ("41 53", False),
        ("14 153", False),
    ],
)
def test_a_size_is_found_as_it_is_printed(text: str, found: bool) -> None:
    assert size_text(caught(1, size=4153)) == "4\u202f153 B"
    assert CaughtFilter(None, text)(caught(1, size=4153)) is found


def test_a_size_in_millions_is_found_as_it_is_printed_too() -> None:
    assert CaughtFilter(None, "10.5 MB")(caught(1, size=10_485_760))
    assert not CaughtFilter(None, "10.5 MB")(caught(1, size=10_385_760))
    assert CaughtFilter(None, "12.3 kB")(caught(1, size=12_345))
    assert CaughtFilter(None, "12 345 B")(caught(1, size=12_345))


def test_numbers_that_stand_apart_in_a_title_are_found_as_they_are_typed() -> None:
    assert CaughtFilter(None, "4 153")(caught(1, title="Room 4, door 153"))


def test_a_chosen_group_and_the_search_both_have_to_fit() -> None:
    assert CaughtFilter(Group.SHOWN, "parcel")(caught(1))
    assert not CaughtFilter(Group.WAITING, "parcel")(caught(1))
