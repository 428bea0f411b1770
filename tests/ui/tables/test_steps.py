"""Steps: whatever two orders are, the steps lead from one to the other, and few do."""

from hypothesis import given
from hypothesis import strategies as st

from pushdesk.ui.tables.steps import Inserted, Removed, Reordered, steps

ORDERS = st.lists(st.sampled_from("abcdefghij"), unique=True)


@given(before=ORDERS, after=ORDERS)
def test_the_steps_lead_from_any_order_to_any_other(before: list[str], after: list[str]) -> None:
    current = list(before)
    for step in steps(before, after):
        match step:
            case Reordered(order):
                assert sorted(order) == sorted(current)
            case Removed(first, last, order):
                assert current[:first] + current[last + 1 :] == order
            case Inserted(first, last, order):
                assert order[:first] + order[last + 1 :] == current
        assert step.order != current
        current = step.order
    assert current == after


@given(before=ORDERS, after=ORDERS)
def test_there_is_never_more_than_one_removal_and_one_insertion(before: list[str], after: list[str]) -> None:
    kinds = [type(step) for step in steps(before, after)]
    assert kinds.count(Removed) <= 1
    assert kinds.count(Inserted) <= 1
    assert kinds.count(Reordered) <= 2


def test_rows_that_arrive_together_at_their_place_are_one_insertion() -> None:
    assert steps(["a", "d"], ["a", "b", "c", "d"]) == [Inserted(1, 2, ["a", "b", "c", "d"])]


def test_neighbours_that_leave_are_one_removal() -> None:
    assert steps(["a", "b", "c", "d"], ["a", "d"]) == [Removed(1, 2, ["a", "d"])]
