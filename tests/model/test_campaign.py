"""Which steps a delivery may take, and what its row says."""

from itertools import product

import pytest

from pushdesk.model.campaign import (
    DELIVERY_STEPS,
    OPEN_STATES,
    CampaignState,
    DeliveryState,
    Said,
    check_step,
    said,
)
from pushdesk.model.errors import BugError
from pushdesk.model.receipt import ReceiptEvent

S, R = DeliveryState, ReceiptEvent
LEGAL = {
    (S.PENDING, S.SENDING),
    (S.PENDING, S.CANCELLED),
    (S.SENDING, S.SENDING),
    (S.SENDING, S.PENDING),
    (S.SENDING, S.ACCEPTED),
    (S.SENDING, S.RETRYING),
    (S.SENDING, S.GONE),
    (S.SENDING, S.REJECTED),
    (S.SENDING, S.FAILED),
    (S.SENDING, S.CANCELLED),
    (S.RETRYING, S.SENDING),
    (S.RETRYING, S.FAILED),
    (S.RETRYING, S.CANCELLED),
    (S.REJECTED, S.RETRYING),
    (S.FAILED, S.RETRYING),
}


@pytest.mark.parametrize(("before", "after"), list(product(DeliveryState, DeliveryState)))
def test_only_the_legal_steps_can_be_taken(before: DeliveryState, after: DeliveryState) -> None:
    if (before, after) in LEGAL:
        assert check_step(before, after) is after
    else:
        with pytest.raises(BugError, match=f"from {before} to {after}"):
            check_step(before, after)


def test_a_last_word_is_the_last() -> None:
    assert {S.PENDING, S.SENDING, S.RETRYING} == OPEN_STATES
    assert set(DELIVERY_STEPS) == set(DeliveryState)


def test_the_states_are_the_contracts_words() -> None:
    assert " ".join(DeliveryState) == "pending sending accepted retrying gone rejected failed cancelled"
    assert " ".join(CampaignState) == "draft scheduled sending paused interrupted cancelled finished"


def test_without_a_receipt_the_row_says_the_push_services_word() -> None:
    assert [said(state, ()) for state in DeliveryState] == [
        Said.PENDING,
        Said.SENDING,
        Said.ACCEPTED,
        Said.RETRYING,
        Said.GONE,
        Said.REJECTED,
        Said.FAILED,
        Said.CANCELLED,
    ]


@pytest.mark.parametrize(
    ("heard", "word"),
    [
        ([R.RECEIVED], Said.RECEIVED),
        ([R.RECEIVED, R.SHOWN], Said.SHOWN),
        ([R.RECEIVED, R.FAILED], Said.NOT_SHOWN),
        ([R.FAILED, R.SHOWN], Said.SHOWN),
        ([R.SHOWN, R.CLOSED], Said.CLOSED),
        ([R.SHOWN, R.CLICKED, R.CLOSED], Said.CLICKED),
        ([R.CLICKED, R.RECEIVED, R.SHOWN], Said.CLICKED),
    ],
)
@pytest.mark.parametrize("state", list(DeliveryState))
def test_the_devices_loudest_word_wins_over_any_state(
    state: DeliveryState, heard: list[ReceiptEvent], word: Said
) -> None:
    assert said(state, heard) is word
    assert said(state, reversed(heard)) is word
