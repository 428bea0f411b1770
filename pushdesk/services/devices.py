"""Devices: what a page, the window and the command line do with subscriptions, each checked once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from pushdesk.model import curve, json_text
from pushdesk.model.endpoint import EndpointPolicy
from pushdesk.model.errors import BadInput, NotFound
from pushdesk.model.labels import parse_name, parse_tag
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import (
    PushSubscription,
    Subscription,
    SubscriptionState,
    parse_push_subscription,
)
from pushdesk.services.delivery.push_services import push_service_name
from pushdesk.services.lab.records import owned_endpoints
from pushdesk.services.payload_writer import PayloadWriter
from pushdesk.services.store import rotation, subscriptions
from pushdesk.services.store.database import Database
from pushdesk.services.store.subscriptions import Capture
from pushdesk.services.vapid.keys import Keys


class Devices:
    """The desk's devices. `policy` is asked at each capture: trusted hosts can change while the desk runs."""

    def __init__(self, database: Database, keys: Keys, policy: Callable[[], EndpointPolicy]) -> None:
        self._database = database
        self._keys = keys
        self._policy = policy

    async def every(self) -> list[Subscription]:
        """All of them in every state, oldest first."""
        return await self._database.read(subscriptions.every)

    async def get(self, identifier: str) -> Subscription:
        """The device with this id; raises NotFound."""
        return await self._database.read(subscriptions.by_id, identifier)

    async def capture(
        self,
        document: object,
        *,
        name: str | None = None,
        user: str | None = None,
        tags: Sequence[str] = (),
        here: bool = False,
    ) -> tuple[Subscription, bool]:
        """Store a PushSubscription's JSON, optionally with `device` and `vapidPublicKey`.

        `here` says that the receiver on this computer captured it: it may become "me", see
        `subscriptions.become_mine`. Returns the device and whether it is new. Raises BadInput, with
        nothing stored.
        """
        given = parse_push_subscription(document)
        assert isinstance(document, dict)
        device = _device(document)
        key = _named_key(document)
        current = (await self._keys.current()).public_key
        policy = self._policy()

        def write(session: Session) -> tuple[Subscription, bool]:
            known = subscriptions.by_endpoint(session, given.endpoint)
            capture = Capture(
                subscription=given,
                push_service=_service(session, policy, given),
                vapid_public_key=key or _same_key(known, given) or current,
                name=parse_name(name) if name is not None else _new_name(known, device),
                user=user,
                tags=[parse_tag(tag) for tag in tags],
                device=device,
            )
            row, new = subscriptions.capture(session, capture)
            if here and new:
                subscriptions.become_mine(session, row)
            return row, new

        return await self._database.write(write)

    async def resubscribe(self, old_endpoint: str, document: object) -> Subscription:
        """Give the device at `old_endpoint` the address in `document`; its history stays.

        Raises NotFound and BadInput.
        """
        given = parse_push_subscription(document)
        current = (await self._keys.current()).public_key
        policy = self._policy()

        def write(session: Session) -> Subscription:
            service = _service(session, policy, given)
            return rotation.rotate(session, old_endpoint, Capture(given, service, current))

        return await self._database.write(write)

    async def unsubscribe(self, endpoint: str) -> Subscription:
        """Mark the device at `endpoint` as unsubscribed (kept with its history); raises NotFound."""

        def write(session: Session) -> Subscription:
            row = subscriptions.by_endpoint(session, endpoint)
            if row is None:
                raise NotFound("No device has that endpoint: there is nothing to unsubscribe.")
            subscriptions.end(session, row, SubscriptionState.UNSUBSCRIBED)
            return row

        return await self._database.write(write)

    async def retire(self, identifier: str) -> Subscription:
        """Put a device to rest by hand; one that rests already keeps its reason. Raises NotFound."""

        def write(session: Session) -> Subscription:
            row = subscriptions.by_id(session, identifier)
            subscriptions.end(session, row, SubscriptionState.RETIRED)
            return row

        return await self._database.write(write)

    async def describe(
        self,
        identifier: str,
        name: str | None = None,
        tags: Sequence[str] | None = None,
        mine: bool | None = None,
        attributes: Mapping[str, Any] | None = None,
    ) -> Subscription:
        """Rename a device, set exactly these tags and attributes, mark it as mine; None leaves each alone.

        Raises NotFound, and BadInput for a name, tag or attributes that cannot be stored.
        """
        if attributes is not None:
            json_text.check(dict(attributes), "The attributes")
        label = None if name is None else parse_name(name)
        wanted = None if tags is None else [parse_tag(tag) for tag in tags if tag.strip()]

        def write(session: Session) -> Subscription:
            row = subscriptions.describe(session, identifier, name=label, tags=wanted)
            if mine is not None:
                row.mine = mine
            if attributes is not None:
                row.attributes = dict(attributes)
            return row

        return await self._database.write(write)

    async def set_shape(
        self, identifier: str, shape: PayloadShape | None, template: str = ""
    ) -> Subscription:
        """Write this device's payloads in `shape` from now on, in the campaign's where None.

        Raises NotFound, and BadInput for a custom shape without a template that can be compiled.
        """
        writer = PayloadWriter(shape, template) if shape else None

        def write(session: Session) -> Subscription:
            row = subscriptions.describe(session, identifier, name=None, tags=None)
            row.shape, row.shape_template = shape, writer.template if writer else ""
            return row

        return await self._database.write(write)

    async def tag(
        self, identifiers: Sequence[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> list[Subscription]:
        """Add and remove tags on several devices, on all or on none. Raises NotFound."""
        added, removed = {parse_tag(tag) for tag in add}, set(remove)

        def write(session: Session) -> list[Subscription]:
            found = [subscriptions.by_id(session, identifier) for identifier in identifiers]
            return [
                subscriptions.describe(session, row.id, name=None, tags=[*added | set(row.tags) - removed])
                for row in found
            ]

        return await self._database.write(write)


def _device(document: dict[str, Any]) -> dict[str, Any]:
    device = document.get("device") or {}
    if not isinstance(device, dict):
        raise BadInput("What the device says of itself (“device”) must be a JSON object.")
    return device


def _text(device: dict[str, Any], name: str) -> str | None:
    value = device.get(name)
    if value is not None and not isinstance(value, str):
        raise BadInput(f"The device's “{name}” must be text.")
    return value


def _new_name(known: Subscription | None, device: dict[str, Any]) -> str | None:
    """The device's own name where it is news: a page opened again must not undo a rename in the desk."""
    name = _text(device, "name")
    if name is None or (known is not None and name == known.device.get("name")):
        return None
    return parse_name(name)


def _named_key(document: dict[str, Any]) -> str | None:
    key = document.get("vapidPublicKey")
    if key is None:
        return None
    if not isinstance(key, str):
        raise BadInput("The subscription's “vapidPublicKey” must be text.")
    return curve.public_key(key, "vapidPublicKey")


def _same_key(known: Subscription | None, given: PushSubscription) -> str | None:
    """The key of a device that comes again with the same keys of its own: it cannot have changed since."""
    return known.vapid_public_key if known and known.p256dh == given.p256dh else None


def _service(session: Session, policy: EndpointPolicy, given: PushSubscription) -> str:
    owned = bool(owned_endpoints(session, [given.endpoint]))
    return push_service_name(policy.check(given.endpoint, lab_owned=owned), lab_owned=owned)
