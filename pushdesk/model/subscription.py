"""Subscription: a device's address (W3C Push API), its keys, its push service and its life."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import JSON, Column, Field, Relationship, SQLModel

from pushdesk.model import base64url, clock, curve, endpoint, json_text
from pushdesk.model.columns import words
from pushdesk.model.endpoint import LAB_PUSH_SERVICE as LAB_PUSH_SERVICE
from pushdesk.model.errors import BadInput
from pushdesk.model.identifiers import new_id
from pushdesk.model.json_text import is_blank as is_blank
from pushdesk.model.payload import PayloadShape
from pushdesk.model.states import SubscriptionState as SubscriptionState

# What a virtual device says of itself as `device.platform`.
VIRTUAL_PLATFORM = "virtual"


@dataclass(frozen=True)
class PushSubscription:
    """A PushSubscription's JSON, checked once: the endpoint as given, keys in base64url without padding."""

    endpoint: str
    p256dh: str
    auth: str


def parse_push_subscription(document: object) -> PushSubscription:
    """`{"endpoint", "keys": {"p256dh", "auth"}}` as the browser's toJSON() gives it.

    Raises BadInput with a sentence. Whether the endpoint may be stored is EndpointPolicy's matter.
    """
    if not isinstance(document, Mapping):
        raise BadInput("A subscription must be a JSON object with “endpoint” and “keys”.")
    json_text.check(dict(document), "The subscription")
    keys = document.get("keys")
    if not isinstance(keys, Mapping):
        raise BadInput("The subscription has no “keys”: copy the whole output of subscription.toJSON().")
    address, p256dh, auth = document.get("endpoint"), keys.get("p256dh"), keys.get("auth")
    if not isinstance(address, str):
        raise BadInput("The subscription has no “endpoint”: copy the whole output of subscription.toJSON().")
    if not isinstance(p256dh, str) or not isinstance(auth, str):
        raise BadInput("The subscription's “keys” need both “p256dh” and “auth” as text.")
    endpoint.split(address)
    secret = base64url.decode(auth.strip(), "auth")
    if len(secret) != 16:
        raise BadInput(f"auth must be 16 bytes; this has {len(secret)}. Copy it whole.")
    return PushSubscription(address, curve.public_key(p256dh, "p256dh"), base64url.encode(secret))


def variables(name: str, user: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """What a message may say of a device: its attributes, and its name and user where they say none.

    What is blank is not there: nobody wants to read “Hello ,”.
    """
    known = {"name": name, "user": user}
    known.update({word: value for word, value in attributes.items() if not is_blank(value)})
    return {word: value for word, value in known.items() if not is_blank(value)}


class SubscriptionTag(SQLModel, table=True):
    """One tag of one subscription."""

    __tablename__ = "subscription_tag"

    subscription_id: str = Field(foreign_key="subscription.id", primary_key=True, ondelete="CASCADE")
    tag: str = Field(primary_key=True, index=True)


class Subscription(SQLModel, table=True):
    """A device as the desk knows it. `revision` grows with every change (see store/feed.py).

    `device` is what the device said of itself (userAgent, platform, maxActions, …); `attributes`
    are free JSON of the user's. `shape` is the one that this device's worker expects, None for the
    campaign's. `replaced_by` names the row that carries the device on.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    endpoint: str = Field(index=True, unique=True)
    p256dh: str
    auth: str
    vapid_public_key: str
    push_service: str = Field(index=True)
    state: SubscriptionState = Field(
        default=SubscriptionState.ACTIVE, index=True, sa_type=words(SubscriptionState)
    )
    name: str = ""
    user: str = Field(default="", index=True)
    mine: bool = False
    device: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    attributes: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    shape: PayloadShape | None = Field(default=None, sa_type=words(PayloadShape))
    shape_template: str = ""
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
    last_seen_at: datetime | None = Field(default=None, sa_type=clock.Moment)
    state_since: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
    replaced_by: str | None = None
    revision: int = Field(default=0, index=True)

    tag_rows: list[SubscriptionTag] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "cascade": "all, delete-orphan"}
    )

    @property
    def tags(self) -> list[str]:
        """The tags in alphabetical order."""
        return sorted(row.tag for row in self.tag_rows)

    @property
    def variables(self) -> dict[str, Any]:
        """What a message may say of this device."""
        return variables(self.name, self.user, self.attributes)

    def document(self) -> dict[str, Any]:
        """The contract's JSON shape of a subscription."""
        return {
            "id": self.id,
            "name": self.name,
            "user": self.user,
            "tags": self.tags,
            "endpoint": self.endpoint,
            "pushService": self.push_service,
            "state": self.state.value,
            "vapidPublicKey": self.vapid_public_key,
            "createdAt": clock.iso(self.created_at),
            "lastSeenAt": clock.iso(self.last_seen_at) if self.last_seen_at else None,
        }

    def exported(self) -> dict[str, Any]:
        """The same with what a re-import needs: the keys, attributes, shape and the device's own words."""
        found = self.document() | {
            "keys": {"p256dh": self.p256dh, "auth": self.auth},
            "attributes": self.attributes,
            "device": self.device,
        }
        if self.shape is not None:
            found["shape"] = self.shape.value
        if self.shape_template:
            found["shapeTemplate"] = self.shape_template
        return found
