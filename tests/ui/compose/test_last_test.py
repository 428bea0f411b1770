"""The last test: rows that change in place as devices report."""

import pytest
from pytestqt.qtbot import QtBot

from pushdesk.model.receipt import ReceiptEvent
from pushdesk.ui.compose.last_test import MOST_ROWS, LastTest
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from tests.ui.fakes import heard
from tests.ui.rows import accepted, campaign, rejected


@pytest.fixture
def last(theme: Theme, qtbot: QtBot) -> LastTest:
    """Nothing followed yet."""
    made = LastTest(theme)
    qtbot.addWidget(made)
    return made


def test_a_receipt_turns_accepted_into_shown(last: LastTest) -> None:
    row = accepted(1, device="Firefox")
    last.follow("c1")
    last.fill([row], 1)
    assert last.chips == {"Firefox": ("Accepted", Role.INFO)}
    last.apply((), [heard(row, ReceiptEvent.SHOWN)])
    assert last.chips == {"Firefox": ("Shown", Role.OK)}


def test_a_refusal_carries_its_number(last: LastTest) -> None:
    last.follow("c1")
    last.fill([rejected(1, device="Support MacBook")], 1)
    assert last.chips == {"Support MacBook": ("Rejected 403", Role.BAD)}


def test_a_receipt_that_comes_before_the_rows_is_not_undone_by_them(last: LastTest) -> None:
    row = accepted(1, device="Firefox")
    last.follow("c1")
    last.apply((), [heard(row, ReceiptEvent.SHOWN)])
    last.fill([row], 1)
    assert last.chips == {"Firefox": ("Shown", Role.OK)}


def test_other_campaigns_are_passed_over(last: LastTest) -> None:
    last.follow("c1")
    last.fill([accepted(1, device="Firefox")], 1)
    last.apply([campaign("c2")], [accepted(2, campaign_id="c2", device="Chrome")])
    assert list(last.chips) == ["Firefox"]


def test_following_another_campaign_starts_anew(last: LastTest) -> None:
    last.follow("c1")
    last.fill([accepted(1, device="Firefox")], 1)
    last.follow("c2")
    last.fill([accepted(2, campaign_id="c2", device="Chrome")], 1)
    assert list(last.chips) == ["Chrome"]


def test_many_devices_are_a_few_rows_and_a_number(last: LastTest) -> None:
    last.follow("c1")
    last.fill([accepted(number, device=f"Device {number}") for number in range(20)], 1)
    assert len(last.chips) == MOST_ROWS
    assert last.more.text() == "and 12 more"


def test_the_link_opens_the_campaign(last: LastTest, qtbot: QtBot) -> None:
    last.follow("c1")
    last.fill([accepted(1)], 1)
    with qtbot.waitSignal(last.opened) as signal:
        last.link.click()
    assert signal.args == ["c1"]
