"""Errand: what all deliveries of one campaign share, and the payload of each of them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pushdesk.model.message import Message, parse_notification
from pushdesk.model.payload import PayloadShape, Tracking, unconfirmed
from pushdesk.services.payload_writer import PayloadWriter, payload_writer
from pushdesk.services.store.claims import Claim
from pushdesk.services.variables import Variables


@dataclass(frozen=True)
class Errand:
    """A campaign's message and where devices report to; no retry starts after `deadline`.

    `shape` (with its `template` where it is custom) counts for devices without one of their own.
    """

    message: Message
    receiver: str
    deadline: datetime
    shape: PayloadShape = PayloadShape.PUSHDESK
    template: str = ""

    @cached_property
    def variables(self) -> Variables:
        """The message's variables, compiled once; raises BadInput where a text of it is no template."""
        return Variables(self.message.notification.options())

    @cached_property
    def writer(self) -> PayloadWriter:
        """Makes the payload for devices without a shape of their own."""
        return payload_writer(self.shape, self.template)

    def payload_for(self, claim: Claim) -> tuple[bytes, str | None]:
        """The payload of one delivery, and why its showing cannot be confirmed, if it cannot.

        Raises BadInput: a value that the device does not have, a shape that needs more, too many bytes.
        """
        notification = self.message.notification
        if self.variables:
            notification = parse_notification(self.variables.render(claim.variables))
        writer = payload_writer(claim.shape, claim.shape_template) if claim.shape else self.writer
        tracking = Tracking(claim.delivery_id, claim.token, self.receiver)
        raw = writer.write(notification, tracking)
        return raw, None if tracking.stands_in(raw) else unconfirmed(writer.shape)
