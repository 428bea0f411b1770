"""Errand: what all deliveries of one campaign share, and the payload of each of them."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from pushdesk.model.identifiers import DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH, new_id
from pushdesk.model.message import DeliveryOptions, Message, parse_notification
from pushdesk.model.notification import Notification
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
    _forms: dict[PayloadShape, tuple[Tracking, bytes, str | None]] = field(
        default_factory=dict, repr=False, compare=False
    )

    _headers: dict[str, tuple[tuple[str, ...], dict[str, str]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def variables(self) -> Variables:
        """The message's variables, compiled once; raises BadInput where a text of it is no template."""
        return Variables(self.message.notification.typed())

    @cached_property
    def writer(self) -> PayloadWriter:
        """Makes the payload for devices without a shape of their own."""
        return payload_writer(self.shape, self.template)

    def headers(self, authorization: str) -> tuple[tuple[str, ...], dict[str, str]]:
        """The header lines that the requests to one push service share, and the same for the record."""
        found = self._headers.get(authorization)
        if found is None:
            found = self._headers[authorization] = _headers(self.message.delivery, authorization)
        return found

    def payload_for(self, claim: Claim) -> tuple[bytes, str | None]:
        """The payload of one delivery, and why its showing cannot be confirmed, if it cannot.

        Raises BadInput: a value that the device does not have, a shape that needs more, too many bytes.
        """
        writer = payload_writer(claim.shape, claim.shape_template) if claim.shape else self.writer
        if writer.shape is not PayloadShape.CUSTOM and not self.variables:
            return self._filled_in(writer, claim)
        notification = self.message.notification
        if self.variables:
            notification = parse_notification(self.variables.render(claim.variables))
        return self._written(writer, notification, Tracking(claim.delivery_id, claim.token, self.receiver))

    def _written(
        self, writer: PayloadWriter, notification: Notification, tracking: Tracking
    ) -> tuple[bytes, str | None]:
        raw = writer.write(notification, tracking)
        return raw, None if tracking.stands_in(raw) else unconfirmed(writer.shape)

    def _filled_in(self, writer: PayloadWriter, claim: Claim) -> tuple[bytes, str | None]:
        """What is the same for all devices is written once; id and token stand where the blanks were."""
        if writer.shape not in self._forms:
            blank = Tracking(new_id(DELIVERY_ID_LENGTH), new_id(RECEIPT_TOKEN_LENGTH), self.receiver)
            self._forms[writer.shape] = (blank, *self._written(writer, self.message.notification, blank))
        blank, raw, note = self._forms[writer.shape]
        raw = raw.replace(blank.delivery.encode(), claim.delivery_id.encode())
        return raw.replace(blank.token.encode(), claim.token.encode()), note


def _headers(options: DeliveryOptions, authorization: str) -> tuple[tuple[str, ...], dict[str, str]]:
    headers = options.headers() | {
        "Content-Encoding": "aes128gcm",
        # npm web-push-testing reads no body without it (facts: push-services.md, Peers).
        "Content-Type": "application/octet-stream",
        "Authorization": authorization,
    }
    # Without the empty one libcurl asks a push service first whether it may send the body.
    lines = ("Expect:", *(f"{name}: {value}" for name, value in headers.items()))
    return lines, headers | {"Authorization": _unsigned(authorization)}


def _unsigned(authorization: str) -> str:
    """The header for the record: whoever reads it later cannot send with the token."""
    scheme, _, rest = authorization.partition(".")
    claims, _, tail = rest.partition(".")
    return f"{scheme}.{claims}.…{tail[tail.find(',') :]}"
