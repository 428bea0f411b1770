"""States of campaigns, deliveries, subscriptions, and the legal steps between; loads no database library.

The sender process knows them too, and starts in half the time without one.
"""

from enum import StrEnum

from pushdesk.model.errors import BugError


class CampaignState(StrEnum):
    """Where a campaign stands; interrupted means that its runner died."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"
    FINISHED = "finished"


class DeliveryState(StrEnum):
    """Where one message to one device stands, in the push service's words, never the device's."""

    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    RETRYING = "retrying"
    GONE = "gone"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = DeliveryState
DELIVERY_STEPS: dict[DeliveryState, frozenset[DeliveryState]] = {
    _S.PENDING: frozenset({_S.SENDING, _S.CANCELLED}),
    # sending → sending is a resume: the answer never came, the same delivery goes out again; sending →
    # pending is a pause before its request left.
    _S.SENDING: frozenset(
        {_S.SENDING, _S.PENDING, _S.ACCEPTED, _S.RETRYING, _S.GONE, _S.REJECTED, _S.FAILED, _S.CANCELLED}
    ),
    _S.RETRYING: frozenset({_S.SENDING, _S.FAILED, _S.CANCELLED}),
    _S.ACCEPTED: frozenset(),
    _S.GONE: frozenset(),
    # Only where somebody asks for those that failed to be sent once more.
    _S.REJECTED: frozenset({_S.RETRYING}),
    _S.FAILED: frozenset({_S.RETRYING}),
    _S.CANCELLED: frozenset(),
}
OPEN_STATES = frozenset({_S.PENDING, _S.SENDING, _S.RETRYING})
ENDED_CAMPAIGNS = frozenset({CampaignState.CANCELLED, CampaignState.FINISHED})


def check_step(before: DeliveryState, after: DeliveryState) -> DeliveryState:
    """`after`, where a delivery may go there from `before`; raises BugError otherwise."""
    if after not in DELIVERY_STEPS[before]:
        raise BugError(f"a delivery cannot go from {before} to {after}")
    return after


class Said(StrEnum):
    """What a row says: the state's word, or the device's where it spoke."""

    PENDING = "Waiting"
    SENDING = "Sending"
    ACCEPTED = "Accepted"
    RETRYING = "Retrying"
    GONE = "Gone"
    REJECTED = "Rejected"
    FAILED = "Failed"
    CANCELLED = "Cancelled"
    RECEIVED = "Received"
    SHOWN = "Shown"
    CLICKED = "Clicked"
    CLOSED = "Closed"
    NOT_SHOWN = "Not shown"


class SubscriptionState(StrEnum):
    """active; gone (the push service said so); unsubscribed (the device did); replaced (an address the
    device no longer has); retired (by hand)."""

    ACTIVE = "active"
    GONE = "gone"
    UNSUBSCRIBED = "unsubscribed"
    REPLACED = "replaced"
    RETIRED = "retired"
