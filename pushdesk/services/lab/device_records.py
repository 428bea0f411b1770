"""Virtual devices in the database: made, moved, connected or away. Functions of a session."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, func, select, update

from pushdesk.model.lab import AgentKind, LabAgent, LabChannel, LabNotification, LabProfile
from pushdesk.services.lab import records
from pushdesk.services.lab.records import Channel


def devices(session: Session) -> list[tuple[LabAgent, LabChannel | None]]:
    """Every virtual device with its live channel, oldest first; None where it has unsubscribed.

    Without those that were removed.
    """
    statement = (
        select(LabAgent, LabChannel)
        .join(
            LabChannel,
            (col(LabChannel.agent_id) == col(LabAgent.id)) & col(LabChannel.ended_at).is_(None),
            isouter=True,
        )
        .where(LabAgent.kind == AgentKind.VIRTUAL, col(LabAgent.removed).is_(False))
        .order_by(col(LabAgent.created_at), func.length(LabAgent.name), col(LabAgent.name))
    )
    return [(agent, channel) for agent, channel in session.exec(statement)]


def add_devices(
    session: Session, agents: Sequence[LabAgent], channels: Sequence[Channel], now: datetime
) -> None:
    """Store new devices, each with its channel."""
    session.add_all(agents)
    session.flush()
    for channel in channels:
        records.add_channel(session, channel, now)


def move(
    session: Session,
    agent_id: str,
    old_token: str | None,
    keys: dict[str, str],
    channel: Channel,
    now: datetime,
) -> None:
    """Give a device a new channel and new keys; the old channel ends. All or nothing."""
    if old_token is not None:
        records.end_channel(session, old_token, now)
    session.connection().execute(update(LabAgent).where(col(LabAgent.id) == agent_id).values(keys=keys))
    records.add_channel(session, channel, now)


def notifications(session: Session, agent_id: str) -> list[LabNotification]:
    """What a device has handled, oldest first."""
    statement = (
        select(LabNotification)
        .where(LabNotification.agent_id == agent_id)
        .order_by(col(LabNotification.shown_at), col(LabNotification.id))
    )
    return list(session.exec(statement))


def previous_endpoint(session: Session, agent_id: str) -> str | None:
    """The last address of this device that the desk was told of."""
    statement = (
        select(LabChannel.endpoint)
        .where(LabChannel.agent_id == agent_id, col(LabChannel.announced_at).is_not(None))
        .order_by(col(LabChannel.announced_at).desc())
        .limit(1)
    )
    return session.exec(statement).first()


def last_key(session: Session, agent_id: str) -> str | None:
    """The applicationServerKey that this device last subscribed with; None where it gave none."""
    statement = (
        select(LabChannel.vapid_public_key)
        .where(LabChannel.agent_id == agent_id)
        .order_by(col(LabChannel.created_at).desc())
        .limit(1)
    )
    return session.exec(statement).first()


def remove(session: Session, agent_id: str | None, now: datetime) -> list[str]:
    """Take a device away, every guest where None is given; returns the tokens of the channels that ended.

    They are deleted by `forget_removed`, not at once: a message on its way still has somewhere to go.
    """
    chosen = col(LabAgent.guest) if agent_id is None else col(LabAgent.id) == agent_id
    live = select(LabChannel.token).join(LabAgent).where(chosen, col(LabChannel.ended_at).is_(None))
    tokens = list(session.exec(live))
    for token in tokens:
        records.end_channel(session, token, now)
    session.connection().execute(update(LabAgent).where(chosen).values(removed=True))
    return tokens


def forget_removed(session: Session) -> None:
    """Delete what was removed in an earlier run, with all that belongs to it."""
    session.connection().execute(delete(LabAgent).where(col(LabAgent.removed).is_(True)))


def forget_strangers(session: Session, before: datetime) -> None:
    """Delete browsers that came before then, never subscribed, and live in no profile of the lab's own.

    One that had a subscription stays: its address answers 410 for good.
    """
    session.connection().execute(
        delete(LabAgent).where(
            col(LabAgent.kind) != AgentKind.VIRTUAL,
            col(LabAgent.created_at) < before,
            col(LabAgent.profile).not_in(select(LabProfile.id)),
            col(LabAgent.id).not_in(select(LabChannel.agent_id)),
        )
    )


def away(session: Session) -> set[str]:
    """The virtual devices that are not connected."""
    return set(session.exec(select(LabAgent.id).where(col(LabAgent.away).is_(True))))


def set_away(session: Session, agent_ids: Sequence[str] | None, gone: bool) -> set[str]:
    """Disconnect or reconnect virtual devices, all where None is given; returns who is away now."""
    statement = update(LabAgent).where(col(LabAgent.kind) == AgentKind.VIRTUAL)
    if agent_ids is not None:
        statement = statement.where(col(LabAgent.id).in_(agent_ids))
    session.connection().execute(statement.values(away=gone))
    return away(session)


def announced(session: Session, tokens: Sequence[str], now: datetime) -> None:
    """The desk has taken these subscriptions."""
    session.connection().execute(
        update(LabChannel).where(col(LabChannel.token).in_(tokens)).values(announced_at=now)
    )


def device_count(session: Session, *, guests: bool = False) -> int:
    """How many virtual devices there ever were, the desk's or guests: the next one's number follows."""
    return session.exec(
        select(func.count())
        .select_from(LabAgent)
        .where(LabAgent.kind == AgentKind.VIRTUAL, col(LabAgent.guest).is_(guests))
    ).one()
