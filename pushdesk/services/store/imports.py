"""Many subscriptions at once, in one transaction: 100,000 rows must not hold the writer for long.

Rows go in as plain values: as objects they take three times as long (design: examples.md), and a
runner elsewhere loses its lease while it waits for the writer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, update
from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.identifiers import new_id
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import PushSubscription, Subscription, SubscriptionState, SubscriptionTag
from pushdesk.services.store.revision import next_revision

PAGE = 500


@dataclass(frozen=True)
class Import:
    """One subscription to store. None leaves what a known device already has.

    Without `vapid_public_key` a new device counts as made with `default_key`, and a known one that
    still has the same keys of its own as made with the key on record.
    """

    subscription: PushSubscription
    push_service: str
    default_key: str
    vapid_public_key: str | None = None
    name: str | None = None
    user: str | None = None
    tags: Sequence[str] = ()
    shape: PayloadShape | None = None
    shape_template: str = ""
    state: SubscriptionState | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    device: dict[str, Any] = field(default_factory=dict)
    created_at: datetime | None = None
    last_seen_at: datetime | None = None
    new_id: str = field(default_factory=new_id)


@dataclass
class Stored:
    """What became of the imports: the devices' ids in their order, and how many of each kind.

    `revived` are known devices that rested and are active again.
    """

    identifiers: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    revived: int = 0


def store(session: Session, given: Sequence[Import]) -> Stored:
    """Insert and update; endpoints in `given` stand once each.

    A device that is known keeps its state where the import carries a resting one: what an old export
    says of it is history. Without a state, or with `active`, it is active (again).
    """
    stored, revision = Stored(), next_revision(session)
    for start in range(0, len(given), PAGE):
        _store_page(session, given[start : start + PAGE], revision, stored)
    return stored


def _store_page(session: Session, page: Sequence[Import], revision: int, stored: Stored) -> None:
    known = _known(session, page)
    created, updated, tags = [], [], []
    for item in page:
        row = known.get(item.subscription.endpoint)
        values = _created(item) if row is None else _updated(item, row)
        values["revision"] = revision
        if row is None:
            created.append(values)
            tags += [{"subscription_id": values["id"], "tag": tag} for tag in set(item.tags)]
            stored.identifiers.append(values["id"])
        else:
            updated.append({**values, "known_id": row["id"]})
            stored.identifiers.append(row["id"])
            rested = row["state"] is not SubscriptionState.ACTIVE
            stored.revived += rested and values["state"] is SubscriptionState.ACTIVE
    connection = session.connection()
    if created:
        connection.execute(insert(Subscription), created)
    if updated:
        connection.execute(
            update(Subscription.__table__).where(col(Subscription.id) == bindparam("known_id")),  # type: ignore[attr-defined]
            updated,
        )
        tags += list(_missing_tags(session, page, {row["endpoint"]: row["id"] for row in known.values()}))
    if tags:
        connection.execute(insert(SubscriptionTag), tags)
    stored.created += len(created)
    stored.updated += len(updated)


def _known(session: Session, page: Sequence[Import]) -> dict[str, RowMapping]:
    table = Subscription.__table__  # type: ignore[attr-defined]
    endpoints = [item.subscription.endpoint for item in page]
    found = session.connection().execute(select(table).where(table.c.endpoint.in_(endpoints)))
    return {row["endpoint"]: row for row in found.mappings()}


def _created(item: Import) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": item.new_id,
        "endpoint": item.subscription.endpoint,
        "p256dh": item.subscription.p256dh,
        "auth": item.subscription.auth,
        "vapid_public_key": item.vapid_public_key or item.default_key,
        "push_service": item.push_service,
        "state": item.state or SubscriptionState.ACTIVE,
        "name": item.name or "",
        "user": item.user or "",
        "mine": False,
        "shape": item.shape,
        "shape_template": item.shape_template,
        "device": item.device,
        "attributes": item.attributes,
        "created_at": item.created_at or now,
        "last_seen_at": item.last_seen_at,
        "state_since": now,
    }


def _updated(item: Import, row: RowMapping) -> dict[str, Any]:
    same_keys = row["p256dh"] == item.subscription.p256dh
    recorded = row["vapid_public_key"] if same_keys else item.default_key
    active = item.state in (None, SubscriptionState.ACTIVE)
    state = SubscriptionState.ACTIVE if active else row["state"]
    seen = [moment for moment in (row["last_seen_at"], item.last_seen_at) if moment]
    return {
        "p256dh": item.subscription.p256dh,
        "auth": item.subscription.auth,
        "vapid_public_key": item.vapid_public_key or recorded,
        "push_service": item.push_service,
        "state": state,
        "name": row["name"] if item.name is None else item.name,
        "user": row["user"] if item.user is None else item.user,
        "shape": item.shape or row["shape"],
        "shape_template": item.shape_template if item.shape else row["shape_template"],
        "device": {**row["device"], **item.device},
        "attributes": {**row["attributes"], **item.attributes},
        "last_seen_at": max(seen, default=None),
        "state_since": row["state_since"] if state is row["state"] else clock.now(),
        "replaced_by": None if active else row["replaced_by"],
    }


def _missing_tags(
    session: Session, page: Sequence[Import], ids_by_endpoint: dict[str, str]
) -> Iterator[dict[str, str]]:
    present = set(
        session.exec(
            select(SubscriptionTag.subscription_id, SubscriptionTag.tag).where(
                col(SubscriptionTag.subscription_id).in_(ids_by_endpoint.values())
            )
        ).all()
    )
    for item in page:
        identifier = ids_by_endpoint.get(item.subscription.endpoint)
        for tag in set(item.tags) if identifier else ():
            if (identifier, tag) not in present:
                yield {"subscription_id": identifier or "", "tag": tag}
