"""A delivery's payload before encryption, written once more: nobody keeps the bytes. Plain Python.

It takes the same steps as a send (services/delivery/attempt.py, Errand.payload_for), with the device's
attributes as they are now; the receipt token and the receiver's address are left out.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from pushdesk.model.message import parse_message, parse_notification
from pushdesk.model.payload import PayloadShape, Tracking
from pushdesk.model.subscription import Subscription
from pushdesk.services.payload_writer import payload_writer
from pushdesk.services.variables import Variables

LEFT_OUT = "…"


class Sent(Protocol):
    """What a campaign says of its payloads, as its record and its row have it."""

    @property
    def message(self) -> Mapping[str, Any]: ...
    @property
    def shape(self) -> PayloadShape: ...
    @property
    def shape_template(self) -> str: ...


def shape_of(campaign: Sent, device: Subscription) -> PayloadShape:
    """The shape that `device` gets: its own, where it has one."""
    return device.shape or campaign.shape


def rebuilt_payload(campaign: Sent, device: Subscription, delivery_id: str) -> bytes:
    """The payload of `device` in `campaign`, whatever its size; raises BadInput where none can be made.

    A template of the user's may take its tenths of a second: not for a loop that something waits for.
    """
    template = device.shape_template if device.shape else campaign.shape_template
    writer = payload_writer(shape_of(campaign, device), template)
    notification = parse_message(campaign.message).notification
    if variables := Variables(notification.typed()):
        notification = parse_notification(variables.render(device.variables))
    return writer.write_unchecked(notification, Tracking(delivery_id, LEFT_OUT, LEFT_OUT))
