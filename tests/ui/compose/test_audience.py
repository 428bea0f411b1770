"""Audiences: whom a choice names, how many that is, how it is said."""

import pytest

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.ui.compose.audience import (
    EVERYONE,
    MINE,
    Addressee,
    Reach,
    addressee,
    reach,
    said,
    stored_choices,
)
from pushdesk.ui.compose.audience_field import offers
from tests.ui.rows import device

QA = Choice(Selector.TAG, "qa")


def found(devices: list[Subscription]) -> list[Addressee]:
    """What matters of them."""
    return [addressee(device) for device in devices]


@pytest.fixture
def devices() -> list[Subscription]:
    """Two of the lab, one real with an older key, one retired."""
    return [
        device("v1", "Virtual 1", tags=("qa",), push_service="lab", mine=True),
        device("v2", "Virtual 2", tags=(), push_service="lab", user="eva"),
        device("p1", "Pixel 9", tags=("qa",), push_service="fcm", vapid_public_key="BOld"),
        device("o1", "Old laptop", SubscriptionState.RETIRED, tags=("qa",)),
    ]


@pytest.mark.parametrize(
    ("choices", "number"),
    [
        ([], 0),
        ([EVERYONE], 3),
        ([MINE], 1),
        ([QA], 2),
        ([QA, MINE], 2),
        ([Choice(Selector.ID, "v2")], 1),
        ([Choice(Selector.USER, "eva")], 1),
        ([Choice(Selector.ID, "o1")], 0),
    ],
)
def test_only_active_devices_are_reached_each_once(
    devices: list[Subscription], choices: list[Choice], number: int
) -> None:
    assert reach(choices, found(devices), "BKey").chosen == number


def test_real_devices_and_older_keys_are_counted(devices: list[Subscription]) -> None:
    assert reach([EVERYONE], found(devices), "BKey") == Reach(chosen=3, active=3, real=1, older=1)


def test_the_numbers_make_a_sentence() -> None:
    assert Reach(42, 128, 0, 3).sentence() == "42 of 128 devices · 3 use an older VAPID key"
    assert Reach(1, 1, 0, 1).sentence() == "1 of 1 device · 1 uses an older VAPID key"
    assert Reach(0, 1204, 0, 0).sentence() == "0 of 1\u202f204 devices"


def test_a_choice_is_said_in_words(devices: list[Subscription]) -> None:
    texts = [said(choice, found(devices)) for choice in (EVERYONE, MINE, QA, Choice(Selector.ID, "p1"))]
    assert texts == ["all devices", "my devices", "tag: qa", "Pixel 9"]


def test_the_picker_offers_what_is_not_chosen_yet_with_its_number(devices: list[Subscription]) -> None:
    shown = [(entry.text, entry.note) for entry in offers(found(devices), [MINE])]
    assert shown == [
        ("all devices", "3 devices"),
        ("tag: qa", "2 devices"),
        ("Virtual 1", "lab"),
        ("Virtual 2", "lab"),
        ("Pixel 9", "fcm"),
    ]


def test_a_stored_audience_that_cannot_be_read_is_left_out() -> None:
    assert stored_choices(["mine", "tag:qa", "browser:firefox"]) == (MINE, QA)
