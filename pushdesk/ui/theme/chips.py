"""One chip for the same state everywhere: its word and its colour."""

from typing import NamedTuple

from pushdesk.model.states import CampaignState, Said, SubscriptionState
from pushdesk.ui.theme.tokens import Role


class Chip(NamedTuple):
    """A word and what its colour means."""

    text: str
    role: Role


_SAID = {
    Said.PENDING: Role.NEUTRAL,
    Said.SENDING: Role.NEUTRAL,
    Said.ACCEPTED: Role.INFO,
    Said.RETRYING: Role.WARN,
    Said.GONE: Role.BAD,
    Said.REJECTED: Role.BAD,
    Said.FAILED: Role.BAD,
    Said.CANCELLED: Role.NEUTRAL,
    Said.RECEIVED: Role.INFO,
    Said.SHOWN: Role.OK,
    Said.CLICKED: Role.OK,
    Said.CLOSED: Role.OK,
    Said.NOT_SHOWN: Role.BAD,
}
_SUBSCRIPTION = {
    SubscriptionState.ACTIVE: Chip("Active", Role.OK),
    SubscriptionState.GONE: Chip("Gone", Role.BAD),
    SubscriptionState.UNSUBSCRIBED: Chip("Unsubscribed", Role.NEUTRAL),
    SubscriptionState.REPLACED: Chip("Replaced", Role.NEUTRAL),
    SubscriptionState.RETIRED: Chip("Retired", Role.NEUTRAL),
}
_CAMPAIGN = {
    CampaignState.DRAFT: Chip("Draft", Role.NEUTRAL),
    CampaignState.SCHEDULED: Chip("Scheduled", Role.NEUTRAL),
    CampaignState.SENDING: Chip("Sending", Role.INFO),
    CampaignState.PAUSED: Chip("Paused", Role.WARN),
    CampaignState.INTERRUPTED: Chip("Interrupted", Role.WARN),
    CampaignState.CANCELLED: Chip("Cancelled", Role.NEUTRAL),
    CampaignState.FINISHED: Chip("Finished", Role.OK),
}


def chip_for(state: Said | SubscriptionState | CampaignState) -> Chip:
    """The chip of a delivery's word, a subscription's state or a campaign's state."""
    if isinstance(state, Said):
        return Chip(state.value, _SAID[state])
    if isinstance(state, SubscriptionState):
        return _SUBSCRIPTION[state]
    return _CAMPAIGN[state]
