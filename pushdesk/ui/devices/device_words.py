"""What the detail panel says of a device: its life, its address, its state's reason. Plain Python."""

import json
import re

from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.ui.devices.query import browser_of, service_of
from pushdesk.ui.theme.chips import chip_for
from pushdesk.ui.widgets import humane

_REASONS = {
    SubscriptionState.GONE: "The push service says that this endpoint no longer exists. Open the page on the "
    "device and enable notifications again.",
    SubscriptionState.UNSUBSCRIBED: "The device turned notifications off. Only its owner can turn them on "
    "again.",
    SubscriptionState.REPLACED: "The device has a newer endpoint; this one keeps its history.",
    SubscriptionState.RETIRED: "It is not sent to until it subscribes or is imported again.",
}
_AUTH_DOTS = "•" * 12


def subtitle(row: Subscription) -> str:
    """“Firefox 153 · Linux, by Mozilla”."""
    browser = browser_of(row) or "Unknown browser"
    return f"{browser} · {service_of(row)}"


def life(row: Subscription) -> str:
    """“User qa-7 · since 3 Nov · seen 2 min ago”."""
    parts = [f"User {row.user}"] if row.user else []
    parts.append(f"captured {humane.ago(row.created_at)}")
    if row.last_seen_at:
        parts.append(f"seen {humane.ago(row.last_seen_at)}")
    return " · ".join(parts)


def life_exactly(row: Subscription) -> str:
    """The same moments to the millisecond, one a line."""
    lines = [f"captured {humane.exact(row.created_at)}", f"last seen {humane.exact(row.last_seen_at)}"]
    return "\n".join([*lines, f"{row.state.value} since {humane.exact(row.state_since)}"])


def state_reason(row: Subscription) -> str:
    """Why a device that rests does so; empty for an active one."""
    reason = _REASONS.get(row.state, "")
    return f"{chip_for(row.state).text}, {humane.ago(row.state_since)}. {reason}" if reason else ""


def address(row: Subscription, current_key: str) -> str:
    """Endpoint, keys and VAPID key in four lines; what is secret is not shown."""
    whose = "the current one" if row.vapid_public_key == current_key else "an older one"
    return "\n".join(
        (
            humane.elided(row.endpoint, 34, 6),
            f"p256dh  {humane.elided(row.p256dh, 8, 4)}  on the curve",
            f"auth    {_AUTH_DOTS}  16 bytes",
            f"VAPID   {humane.elided(row.vapid_public_key, 8, 4)}" + (f"  {whose}" if current_key else ""),
        )
    )


def own_words(row: Subscription) -> str:
    """What the device said of itself, as JSON; empty where it said nothing."""
    return json.dumps(row.device, ensure_ascii=False, indent=2) if row.device else ""


def parse_tags(text: str) -> list[str]:
    """Tags between commas or semicolons, each once, in order."""
    return list(dict.fromkeys(tag for part in re.split("[;,]", text) if (tag := part.strip())))
