"""Recipients: what of a device matters to who is meant and to the checks."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from pushdesk.model.subscription import SubscriptionState
from pushdesk.ui.compose.audience import EVERYONE, MINE
from pushdesk.ui.compose.recipients import Recipients
from tests.ui.rows import device


@pytest.fixture
def recipients(qapp: object) -> Recipients:
    """One device of mine, one that is gone."""
    made = Recipients()
    made.load([device("a", "A", mine=True), device("g", "G", SubscriptionState.GONE)])
    return made


def test_rows_are_the_active_devices_that_are_named(recipients: Recipients) -> None:
    recipients.take([device("b", "B")])
    assert [row.id for row in recipients.rows([EVERYONE])] == ["a", "b"]
    assert [row.id for row in recipients.rows([MINE])] == ["a"]


@pytest.mark.parametrize("change", [{"attributes": {"nickname": "Ada"}}, {"device": {}}, {"user": "ada"}])
def test_what_the_checks_could_see_is_a_new_version(
    recipients: Recipients, change: dict[str, Any], qtbot: QtBot
) -> None:
    before = recipients.version
    with qtbot.waitSignal(recipients.changed):
        recipients.take([device("a", "A", mine=True, **change)])
    assert recipients.version == before + 1


def test_a_receipt_is_none(recipients: Recipients, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(recipients.changed):
        recipients.take([device("a", "A", mine=True, last_seen_at=None)])


def test_what_changed_while_the_devices_were_read_is_newer(qapp: object) -> None:
    made = Recipients()
    made.take([device("a", "New")])
    made.load([device("a", "Old"), device("b", "B")])
    assert [one.name for one in made.devices] == ["New", "B"]


def test_keys_are_known_once(recipients: Recipients, qtbot: QtBot) -> None:
    recipients.set_keys("new", ["new", "old"])
    with qtbot.assertNotEmitted(recipients.changed):
        recipients.set_keys("new", ["old", "new"])
    assert recipients.held_keys == {"new", "old"}
