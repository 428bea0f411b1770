"""New rows of the catch, filled in while they are stored: device, title, payload. Functions of a session."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from pushdesk.model.campaign import Campaign, Delivery
from pushdesk.model.lab import AgentKind, CaughtState, LabAgent, LabProfile
from pushdesk.services.lab import device_keys
from pushdesk.services.lab.device_keys import CannotDecrypt
from pushdesk.services.lab.overview import device_name
from pushdesk.services.lab.worker_rules import read_push
from pushdesk.services.store import caught_bulk

_VARIABLES = 500


@dataclass(frozen=True)
class _Device:
    """What a row needs of an agent."""

    name: str
    kind: AgentKind
    away: bool


def keep(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store new rows with what is known of their devices and senders."""
    devices = _devices(session, {row["agent_id"] for row in rows if row["agent_id"]})
    deliveries = [row["delivery"] for row in rows if row["delivery"]]
    virtual = all(device.kind is AgentKind.VIRTUAL for device in devices.values())
    titles = {} if virtual or not deliveries else _titles(session, deliveries)
    for row in rows:
        if (device := devices.get(row["agent_id"])) is None:
            continue
        row["device"] = device.name
        if device.kind is not AgentKind.VIRTUAL:
            row["title"] = titles.get(row["delivery"], row["title"])
        elif row["state"] is not CaughtState.WAITING or device.away:
            # Others are opened by the device itself a moment later.
            agent = session.get_one(LabAgent, row["agent_id"])
            row["title"], row["payload"] = opened(row["body"], row["size"], agent.keys)
    caught_bulk.keep(session, rows)


def opened(body: bytes, size: int, stored_keys: dict[str, str]) -> tuple[str, str | None]:
    """Title and payload of a message for a device whose keys are here; blank where they do not fit.

    So they are where the body, of `size` bytes as it was sent, was too large or broke off: it was not kept.
    """
    if size and not body:
        return "", None
    try:
        data = device_keys.from_stored(stored_keys).decrypt(body) if body else b""
    except CannotDecrypt:
        return "", None
    return read_push(data).title, payload_text(data)


def payload_text(data: bytes) -> str:
    """A payload as text."""
    return data.decode("utf-8", "replace")


_COLUMNS: tuple[Any, ...] = (LabAgent.id, LabAgent.name, LabAgent.kind, LabAgent.away, LabProfile.name)


def _devices(session: Session, agent_ids: Collection[str]) -> dict[str, _Device]:
    found: dict[str, _Device] = {}
    wanted = list(agent_ids)
    for start in range(0, len(wanted), _VARIABLES):
        statement = (
            select(*_COLUMNS)
            .join(LabProfile, col(LabProfile.id) == col(LabAgent.profile), isouter=True)
            .where(col(LabAgent.id).in_(wanted[start : start + _VARIABLES]))
        )
        for agent_id, name, kind, away, profile in session.connection().execute(statement):
            found[agent_id] = _Device(device_name(name, profile, kind), kind, away)
    return found


def _titles(session: Session, deliveries: Sequence[str]) -> dict[str, str]:
    """By delivery: the title of the desk's campaign, for browsers whose messages the lab cannot open."""
    found: dict[str, str] = {}
    for start in range(0, len(deliveries), _VARIABLES):
        page = deliveries[start : start + _VARIABLES]
        statement = select(Delivery.id, Campaign.title).join(Campaign).where(col(Delivery.id).in_(page))
        found.update(session.exec(statement).all())
    return found
