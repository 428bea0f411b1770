"""The states of campaigns and deliveries and the legal steps between them; loads no database library.

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
RESUMABLE_CAMPAIGNS = frozenset({CampaignState.PAUSED, CampaignState.INTERRUPTED, CampaignState.SENDING})


def check_step(before: DeliveryState, after: DeliveryState) -> DeliveryState:
    """`after`, where a delivery may go there from `before`; raises BugError otherwise."""
    if after not in DELIVERY_STEPS[before]:
        raise BugError(f"a delivery cannot go from {before} to {after}")
    return after
