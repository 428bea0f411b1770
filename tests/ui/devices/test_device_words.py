"""Words about one device: nothing secret, every rest explained."""

import pytest

from pushdesk.model.subscription import SubscriptionState
from pushdesk.ui.devices.device_words import address, own_words, parse_tags, state_reason, subtitle
from tests.ui.rows import device


def test_the_address_shows_no_secret() -> None:
    row = device()
    shown = address(row, "BKey")
    assert row.auth not in shown
    assert row.p256dh not in shown
    assert shown.splitlines()[3] == "VAPID   BKey  the current one"


def test_an_older_key_is_said() -> None:
    assert address(device(), "BNew").endswith("an older one")


@pytest.mark.parametrize("state", [state for state in SubscriptionState if state != "active"])
def test_every_rest_has_a_reason(state: SubscriptionState) -> None:
    assert state_reason(device(state=state)).endswith(".")


def test_an_active_device_needs_no_reason() -> None:
    assert state_reason(device()) == ""


def test_the_browser_may_be_unknown() -> None:
    assert subtitle(device(device={})) == "Unknown browser · Mozilla"
    assert own_words(device(device={})) == ""


def test_tags_are_parted_by_commas_and_keep_their_spaces() -> None:
    assert parse_tags(" qa,on the desk;; qa ") == ["qa", "on the desk"]
