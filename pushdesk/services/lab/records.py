"""The lab's rows in the database: agents, channels, stored messages. Functions of a session."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, insert, select, update

from pushdesk.model.endpoint import origin
from pushdesk.model.lab import AgentKind, LabAgent, LabChannel, LabMessage
from pushdesk.services.delivery.push_services import browser_made_origins, browser_made_token
from pushdesk.services.lab.outcomes import acknowledged, lost
from pushdesk.services.store import caught

# SQLite takes 32,766 variables in a statement, older builds 999.
_VARIABLES = 500


@dataclass(frozen=True)
class Channel:
    """A push subscription at the lab, as its push resource needs it. `ended` ones answer 410."""

    token: str
    agent_id: str
    kind: AgentKind
    channel_id: str
    endpoint: str
    vapid_public_key: str | None
    ended: bool = False


def owned_endpoints(session: Session, endpoints: Iterable[str]) -> dict[str, str]:
    """Which of `endpoints` are the lab's, byte for byte, and their tokens; ended ones included.

    Those that it handed out, and those that a Chromium made from a token that it handed out.
    """
    wanted = list(set(endpoints))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _VARIABLES):
        page = wanted[start : start + _VARIABLES]
        statement = select(LabChannel.endpoint, LabChannel.token).where(col(LabChannel.endpoint).in_(page))
        found.update((endpoint, token) for endpoint, token in session.exec(statement))
        made = {endpoint: token for endpoint in page if (token := browser_made_token(endpoint))}
        ours = _chromium_tokens(session, made.values())
        found.update((endpoint, token) for endpoint, token in made.items() if token in ours)
    return found


def _chromium_tokens(session: Session, tokens: Collection[str]) -> set[str]:
    """Those of `tokens` that a Chromium registered."""
    statement = (
        select(LabChannel.token)
        .join(LabAgent)
        .where(col(LabChannel.token).in_(tokens), LabAgent.kind == AgentKind.CHROMIUM)
    )
    return set(session.exec(statement)) if tokens else set()


def audiences(channel: Channel) -> frozenset[str]:
    """The origins of this channel's endpoints: as the lab handed it out, as its Chromium made it."""
    own = frozenset({origin(channel.endpoint)})
    return own | browser_made_origins() if channel.kind is AgentKind.CHROMIUM else own


def channels(session: Session) -> list[Channel]:
    """Every channel, ended ones included."""
    rows = session.exec(select(LabChannel, LabAgent).join(LabAgent))
    return [of_row(row, agent.kind) for row, agent in rows]


def of_row(row: LabChannel, kind: AgentKind) -> Channel:
    """A channel's row as a value."""
    return Channel(
        token=row.token,
        agent_id=row.agent_id,
        kind=kind,
        channel_id=row.channel_id,
        endpoint=row.endpoint,
        vapid_public_key=row.vapid_public_key,
        ended=row.ended_at is not None,
    )


def is_agent(session: Session, agent_id: str, kind: AgentKind) -> bool:
    """Whether this lab knows the agent."""
    row = session.get(LabAgent, agent_id)
    return row is not None and row.kind is kind


def settle(session: Session, agent_id: str, profile: str) -> None:
    """Remember the profile that an agent lives in."""
    if (row := session.get(LabAgent, agent_id)) is not None and row.profile != profile:
        row.profile = profile


def live_tokens(session: Session, agent_id: str) -> list[str]:
    """The tokens of the agent's channels that have not ended."""
    statement = select(LabChannel.token).where(
        LabChannel.agent_id == agent_id, col(LabChannel.ended_at).is_(None)
    )
    return list(session.exec(statement))


def add_channel(session: Session, channel: Channel, now: datetime) -> None:
    """Store a new channel; its agent too, if this is the agent's first."""
    if session.get(LabAgent, channel.agent_id) is None:
        session.add(LabAgent(id=channel.agent_id, kind=channel.kind, created_at=now))
        session.flush()
    session.add(
        LabChannel(
            token=channel.token,
            agent_id=channel.agent_id,
            channel_id=channel.channel_id,
            endpoint=channel.endpoint,
            vapid_public_key=channel.vapid_public_key,
            created_at=now,
        )
    )


def end_channel(session: Session, token: str, now: datetime) -> None:
    """End a channel: its push resource is gone for good, and so is what waited there."""
    session.connection().execute(
        update(LabChannel)
        .where(col(LabChannel.token) == token, col(LabChannel.ended_at).is_(None))
        .values(ended_at=now)
    )
    _lose(session, col(LabMessage.token) == token, "subscription_ended", now)


def _lose(session: Session, which: ColumnElement[bool], code: str, now: datetime) -> None:
    """Delete stored messages that no device will get, and say so in the catch."""
    gone = session.exec(select(LabMessage.id).where(which)).all()
    if gone:
        session.connection().execute(delete(LabMessage).where(which))
        caught.record(session, {message_id: [lost(code, now)] for message_id in gone})


def store_messages(session: Session, messages: Sequence[LabMessage]) -> None:
    """Keep messages; one with a topic replaces the undelivered message of that topic (section 5.4)."""
    topics = {(message.token, message.topic): message for message in messages if message.topic}
    for (token, topic), message in topics.items():
        same = (col(LabMessage.token) == token) & (col(LabMessage.topic) == topic)
        _lose(session, same, "replaced", message.stored_at)
    kept = [message for message in messages if not message.topic] + list(topics.values())
    session.connection().execute(insert(LabMessage), [message.model_dump() for message in kept])


def overtaken(messages: Sequence[LabMessage]) -> dict[str, list[caught.Outcome]]:
    """By id: those of a batch that a later one of the same topic replaces before they were stored."""
    topics = {(message.token, message.topic): message for message in messages if message.topic}
    return {
        message.id: [lost("replaced", topics[message.token, message.topic].stored_at)]
        for message in messages
        if message.topic and topics[message.token, message.topic] is not message
    }


def withdraw_message(session: Session, message_id: str, now: datetime) -> bool:
    """Delete a message that was not delivered yet; returns whether there was one."""
    message = session.get(LabMessage, message_id)
    if message is None:
        return False
    here = message.expires_at > now
    _lose(session, col(LabMessage.id) == message_id, "withdrawn" if here else "expired", now)
    return here


def waiting_for(session: Session, agent_id: str, now: datetime) -> list[tuple[str, LabMessage]]:
    """(channel id, message) of all that waits for an agent, oldest first."""
    statement = (
        select(LabChannel.channel_id, LabMessage)
        .join(LabMessage, col(LabMessage.token) == col(LabChannel.token))
        .where(
            LabChannel.agent_id == agent_id,
            col(LabChannel.ended_at).is_(None),
            LabMessage.expires_at > now,
        )
        .order_by(col(LabMessage.stored_at), col(LabMessage.id))
    )
    return [(channel_id, message) for channel_id, message in session.exec(statement)]


def acknowledge(session: Session, agent_id: str, codes: Mapping[str, int], now: datetime) -> None:
    """Delete what an agent has acknowledged, as far as it was the agent's own, and say so in the catch.

    `codes` by message id, as autopush has them.
    """
    own = select(LabChannel.token).where(LabChannel.agent_id == agent_id)
    message_ids = list(codes)
    for start in range(0, len(message_ids), _VARIABLES):
        page = message_ids[start : start + _VARIABLES]
        session.connection().execute(
            delete(LabMessage).where(col(LabMessage.id).in_(page), col(LabMessage.token).in_(own))
        )
    heard = {message_id: [acknowledged(code, now)] for message_id, code in codes.items()}
    caught.record(session, heard, agent_id)


def purge_messages(session: Session, now: datetime) -> None:
    """Delete the messages whose TTL has ended."""
    _lose(session, col(LabMessage.expires_at) <= now, "expired", now)


def present(session: Session, agent_ids: Collection[str]) -> dict[str, LabAgent]:
    """Those of the virtual devices that are connected."""
    statement = select(LabAgent).where(col(LabAgent.id).in_(agent_ids), col(LabAgent.away).is_(False))
    return {agent.id: agent for agent in session.exec(statement)}
