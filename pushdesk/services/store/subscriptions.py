"""Subscriptions in the database: capture, rotation, retirement, audiences. Functions of a session."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select, true

from pushdesk.model import clock
from pushdesk.model.audience import Choice, Selector
from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.subscription import (
    VIRTUAL_PLATFORM,
    PushSubscription,
    Subscription,
    SubscriptionState,
    SubscriptionTag,
)
from pushdesk.services.store.revision import next_revision


@dataclass(frozen=True)
class Capture:
    """A checked PushSubscription with what comes along. None leaves what a known device already has."""

    subscription: PushSubscription
    push_service: str
    vapid_public_key: str
    name: str | None = None
    user: str | None = None
    tags: Sequence[str] = ()
    attributes: dict[str, Any] | None = None
    device: dict[str, Any] = field(default_factory=dict)
    mine: bool | None = None


def capture(session: Session, given: Capture) -> tuple[Subscription, bool]:
    """Store `given`; returns the row and whether it is new. A known endpoint is updated and active again."""
    known = by_endpoint(session, given.subscription.endpoint)
    row = known or Subscription(
        endpoint=given.subscription.endpoint, p256dh="", auth="", push_service="", vapid_public_key=""
    )
    row.p256dh, row.auth = given.subscription.p256dh, given.subscription.auth
    row.push_service, row.vapid_public_key = given.push_service, given.vapid_public_key
    for name in ("name", "user", "attributes", "mine"):
        if (value := getattr(given, name)) is not None:
            setattr(row, name, value)
    row.device = {**row.device, **given.device}
    _add_tags(row, given.tags)
    row.last_seen_at = clock.now()
    _enter(row, SubscriptionState.ACTIVE)
    row.replaced_by = None
    row.revision = next_revision(session)
    session.add(row)
    session.flush()
    return row, known is None


def rotate(session: Session, old_endpoint: str, given: Capture) -> Subscription:
    """Give the device at `old_endpoint` its new address: same row and history.

    The old address stays as a row in state `replaced` that points to the device. Raises NotFound.
    """
    device = by_endpoint(session, old_endpoint)
    if device and device.replaced_by:
        device = session.get(Subscription, device.replaced_by)
    if device is None:
        raise NotFound("No device has that old endpoint. Subscribe it as a new one.")
    if device.endpoint == given.subscription.endpoint:
        return capture(session, given)[0]
    newcomer = by_endpoint(session, given.subscription.endpoint)
    if newcomer is not None:
        # The page posted its new address before the worker said where it came from: that row goes on.
        return _join(session, device, newcomer, given)
    old = device.endpoint
    device.endpoint = given.subscription.endpoint
    session.add(device)
    session.flush()
    session.add(_left_behind(device, old, next_revision(session)))
    return capture(session, given)[0]


def _left_behind(device: Subscription, old_endpoint: str, revision: int) -> Subscription:
    return Subscription(
        endpoint=old_endpoint,
        p256dh=device.p256dh,
        auth=device.auth,
        push_service=device.push_service,
        vapid_public_key=device.vapid_public_key,
        name=device.name,
        user=device.user,
        created_at=device.created_at,
        last_seen_at=device.last_seen_at,
        state=SubscriptionState.REPLACED,
        replaced_by=device.id,
        revision=revision,
    )


def _join(session: Session, old: Subscription, newcomer: Subscription, given: Capture) -> Subscription:
    newcomer.name = newcomer.name or old.name
    newcomer.user = newcomer.user or old.user
    newcomer.mine = newcomer.mine or old.mine
    newcomer.attributes = {**old.attributes, **newcomer.attributes}
    _add_tags(newcomer, old.tags)
    _enter(old, SubscriptionState.REPLACED)
    old.replaced_by = newcomer.id
    old.revision = next_revision(session)
    session.add(old)
    return capture(session, given)[0]


def end(session: Session, row: Subscription, state: SubscriptionState) -> None:
    """Put an active `row` to rest in `state`; one that rests already keeps its reason."""
    if row.state is SubscriptionState.ACTIVE:
        _enter(row, state)
        row.revision = next_revision(session)
        session.add(row)


def by_endpoint(session: Session, endpoint: str) -> Subscription | None:
    """The row with exactly this endpoint."""
    return session.exec(select(Subscription).where(Subscription.endpoint == endpoint)).one_or_none()


def by_id(session: Session, identifier: str) -> Subscription:
    """The row with this id; raises NotFound."""
    row = session.get(Subscription, identifier)
    if row is None:
        raise NotFound(f"There is no subscription “{identifier}”: `pushdesk subscriptions list` names them.")
    return row


def every(session: Session) -> list[Subscription]:
    """All rows, oldest first."""
    return list(
        session.exec(select(Subscription).order_by(col(Subscription.created_at), col(Subscription.id)))
    )


def add_tags(session: Session, row: Subscription, tags: Iterable[str]) -> None:
    """Add `tags` to what `row` has."""
    _add_tags(row, tags)
    row.revision = next_revision(session)
    session.add(row)


def describe(
    session: Session, identifier: str, *, name: str | None, tags: Sequence[str] | None
) -> Subscription:
    """Rename a device or set exactly these tags; None leaves either alone. Raises NotFound."""
    row = by_id(session, identifier)
    if name is not None:
        row.name = name
    if tags is not None:
        wanted = {tag.strip() for tag in tags if tag.strip()}
        row.tag_rows = [kept for kept in row.tag_rows if kept.tag in wanted]
        _add_tags(row, wanted)
    row.revision = next_revision(session)
    session.add(row)
    return row


def audience(session: Session, choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """(id, endpoint) of every *active* subscription that any of `choices` names, oldest first.

    Raises NotFound for an id nobody has, and Conflict for one that is not active: whoever names one
    device must hear that it will not get the message.
    """
    for choice in choices:
        if choice.selector is Selector.ID:
            named = by_id(session, choice.value)
            if named.state is not SubscriptionState.ACTIVE:
                raise Conflict(
                    f"The device “{named.name or named.id}” is {named.state.value}: "
                    "nothing can be sent to it until it subscribes again."
                )
    statement = (
        select(Subscription.id, Subscription.endpoint)
        .where(Subscription.state == SubscriptionState.ACTIVE, or_(*map(_condition, choices)))
        .order_by(col(Subscription.created_at), col(Subscription.id))
    )
    return [(identifier, endpoint) for identifier, endpoint in session.exec(statement)]


def become_mine(session: Session, row: Subscription) -> None:
    """Until somebody marks several devices as mine, "me" is the one captured last on this computer.

    A virtual device never takes that from a real one.
    """
    marked = session.exec(select(Subscription).where(Subscription.mine == true())).all()
    virtual = row.device.get("platform") == VIRTUAL_PLATFORM
    if len(marked) > 1 or (marked and virtual):
        return
    for other in marked:
        other.mine, other.revision = False, row.revision
        session.add(other)
    row.mine = True
    session.add(row)


def tags_with_counts(session: Session) -> list[tuple[str, int]]:
    """Every tag with the number of active subscriptions that carry it."""
    statement = (
        select(SubscriptionTag.tag, func.count())
        .join(Subscription, col(Subscription.id) == col(SubscriptionTag.subscription_id))
        .where(Subscription.state == SubscriptionState.ACTIVE)
        .group_by(col(SubscriptionTag.tag))
        .order_by(col(SubscriptionTag.tag))
    )
    return [(tag, count) for tag, count in session.exec(statement)]


def _condition(choice: Choice) -> ColumnElement[bool]:
    if choice.selector is Selector.TAG:
        tagged = select(SubscriptionTag.subscription_id).where(SubscriptionTag.tag == choice.value)
        return col(Subscription.id).in_(tagged)
    if choice.selector is Selector.ID:
        return col(Subscription.id) == choice.value
    if choice.selector is Selector.USER:
        return col(Subscription.user) == choice.value
    if choice.selector is Selector.MINE:
        return col(Subscription.mine) == true()
    return true()


def _add_tags(row: Subscription, tags: Iterable[str]) -> None:
    present = set(row.tags)
    for tag in {tag.strip() for tag in tags} - present - {""}:
        row.tag_rows.append(SubscriptionTag(subscription_id=row.id, tag=tag))


def _enter(row: Subscription, state: SubscriptionState) -> None:
    if row.state is not state:
        row.state, row.state_since = state, clock.now()
