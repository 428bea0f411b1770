"""The device table apart from any widget: groups for the filter chips, and what a filter shows."""

from dataclasses import dataclass

from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.ui.devices.query import Term
from pushdesk.ui.tables.view import LiveView

# Besides the states: active devices whose subscription was made with a key that is no longer current.
OLDER_KEY = "older-key"


class DeviceView(LiveView[Subscription]):
    """Every subscription. `current_key` is the public VAPID key that new devices get."""

    def __init__(self) -> None:
        super().__init__(lambda row: row.id, self.groups_of)
        self.current_key = ""

    def groups_of(self, row: Subscription) -> list[str]:
        """The groups that count this device."""
        return [row.state.value, OLDER_KEY] if self.has_older_key(row) else [row.state.value]

    def has_older_key(self, row: Subscription) -> bool:
        """Whether an active device subscribed with another key than the current one."""
        active = row.state is SubscriptionState.ACTIVE
        return active and bool(self.current_key) and row.vapid_public_key != self.current_key


@dataclass(frozen=True)
class DeviceFilter:
    """What is shown: one group of `view` (empty is all), and rows that every term fits."""

    view: DeviceView
    group: str = ""
    terms: tuple[Term, ...] = ()

    def __call__(self, row: Subscription) -> bool:
        if self.group and self.group not in self.view.groups_of(row):
            return False
        return all(term.fits(row) for term in self.terms)
