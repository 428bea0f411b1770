"""Subscriptions in the database: capture, retirement, tags, audiences. Functions of a session."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, true

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

_PAGE = 500
AUDIENCE_PAGE = 1000


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
    attach_tags(row, given.tags)
    row.last_seen_at = clock.now()
    enter(row, SubscriptionState.ACTIVE)
    row.replaced_by = None
    row.revision = next_revision(session)
    session.add(row)
    session.flush()
    return row, known is None


def end(session: Session, row: Subscription, state: SubscriptionState) -> None:
    """Put an active `row` to rest in `state`; one that rests already keeps its reason."""
    if row.state is SubscriptionState.ACTIVE:
        enter(row, state)
        row.revision = next_revision(session)
        session.add(row)


def by_endpoint(session: Session, endpoint: str) -> Subscription | None:
    """The row with exactly this endpoint."""
    return session.exec(select(Subscription).where(Subscription.endpoint == endpoint)).one_or_none()


def by_id(session: Session, identifier: str) -> Subscription:
    """The row with this id; raises NotFound."""
    row = session.get(Subscription, identifier)
    if row is None:
        raise NotFound(f"There is no device “{identifier}”: `pushdesk subscriptions list` names them.")
    return row


def every(session: Session) -> list[Subscription]:
    """All rows, oldest first."""
    return list(
        session.exec(select(Subscription).order_by(col(Subscription.created_at), col(Subscription.id)))
    )


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
        attach_tags(row, wanted)
    row.revision = next_revision(session)
    session.add(row)
    return row


def audience(session: Session, choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """(id, endpoint) of every *active* subscription that any of `choices` names, oldest first.

    Raises NotFound for an id nobody has, and Conflict for one that is not active: whoever names one
    device must hear that it will not get the message.
    """
    return list(chain.from_iterable(audience_pages(session, choices)))


def audience_pages(session: Session, choices: Sequence[Choice]) -> Iterator[list[tuple[str, str]]]:
    """The same in pages: everybody, or all that have a tag, need no more memory than a thousand.

    Only where several kinds of choices are mixed, or more than _PAGE devices named, are they held at once.
    """
    _refuse_resting(session, [choice.value for choice in choices if choice.selector is Selector.ID])
    columns = select(Subscription.created_at, Subscription.id, Subscription.endpoint)
    active = columns.where(Subscription.state == SubscriptionState.ACTIVE)
    found: Iterable[tuple[datetime, str, str]]
    match list(_conditions(choices)):
        case [only]:
            ordered = active.where(only).order_by(col(Subscription.created_at), col(Subscription.id))
            found = session.exec(ordered.execution_options(yield_per=AUDIENCE_PAGE))
        case several:
            found = sorted({row for one in several for row in session.exec(active.where(one)).all()})
    devices = ((identifier, endpoint) for _, identifier, endpoint in found)
    while page := list(islice(devices, AUDIENCE_PAGE)):
        yield page


def device_pages(session: Session, choices: Sequence[Choice]) -> Iterator[list[Subscription]]:
    """The same as records, in pages of no order; whoever keeps none of them needs little memory."""
    for page in audience_pages(session, choices):
        ids = [identifier for identifier, _ in page]
        yield list(session.exec(select(Subscription).where(col(Subscription.id).in_(ids))))


def _refuse_resting(session: Session, identifiers: Sequence[str]) -> None:
    active: set[str] = set()
    for some in _pages(identifiers):
        statement = select(Subscription.id).where(
            Subscription.state == SubscriptionState.ACTIVE, col(Subscription.id).in_(some)
        )
        active.update(session.exec(statement))
    for identifier in identifiers:
        if identifier not in active:
            row = by_id(session, identifier)
            raise Conflict(
                f"The device “{row.name or row.id}” is {row.state.value}: "
                "nothing can be sent to it until it subscribes again."
            )


def become_mine(session: Session, row: Subscription) -> None:
    """Until somebody marks several devices as mine, "me" is the one captured last on this computer.

    A virtual device never takes that from a real one. Devices that rest count no more.
    """
    marked = session.exec(select(Subscription).where(Subscription.mine == true())).all()
    living = [other for other in marked if other.state is SubscriptionState.ACTIVE and other is not row]
    virtual = row.device.get("platform") == VIRTUAL_PLATFORM
    if len(living) > 1 or (living and virtual):
        return
    for other in marked:
        if other is not row:
            other.mine, other.revision = False, row.revision
            session.add(other)
    row.mine = True
    session.add(row)


def _conditions(choices: Sequence[Choice]) -> Iterator[ColumnElement[bool]]:
    """Few conditions for however many choices: SQLite takes no tree of a thousand ORs."""
    named: dict[Selector, list[str]] = {}
    for choice in choices:
        named.setdefault(choice.selector, []).append(choice.value)
    if Selector.ALL in named:
        yield true()
    if Selector.MINE in named:
        yield col(Subscription.mine) == true()
    for some in _pages(named.get(Selector.ID, ())):
        yield col(Subscription.id).in_(some)
    for some in _pages(named.get(Selector.USER, ())):
        yield col(Subscription.user).in_(some)
    for some in _pages(named.get(Selector.TAG, ())):
        tagged = select(SubscriptionTag.subscription_id).where(col(SubscriptionTag.tag).in_(some))
        yield col(Subscription.id).in_(tagged)


def _pages(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _PAGE] for start in range(0, len(values), _PAGE))


def attach_tags(row: Subscription, tags: Iterable[str]) -> None:
    """Add `tags` to what `row` has; the caller gives it its revision."""
    present = set(row.tags)
    for tag in {tag.strip() for tag in tags} - present - {""}:
        row.tag_rows.append(SubscriptionTag(subscription_id=row.id, tag=tag))


def enter(row: Subscription, state: SubscriptionState) -> None:
    """Put `row` in `state`, since now; the caller gives it its revision."""
    if row.state is not state:
        row.state, row.state_since = state, clock.now()
