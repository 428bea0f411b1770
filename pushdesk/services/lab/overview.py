"""All devices of the lab as the window and the control interface show them, read in one go."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select, text

from pushdesk.model.lab import AgentKind, CaughtState, LabAgent, LabCaught, LabChannel, LabProfile
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import ActiveFault, LabDevice, LabOverview
from pushdesk.services.lab import device_keys
from pushdesk.services.lab.active_faults import meets
from pushdesk.services.lab.gcm.registration import WebApp
from pushdesk.services.store import caught_rows

BUILTIN = "builtin"
BLOCKED = "Notifications are blocked in it."
_TITLES = {AgentKind.VIRTUAL: "Virtual device", AgentKind.FIREFOX: "Firefox", AgentKind.CHROMIUM: "Chromium"}


@dataclass(frozen=True)
class Running:
    """What a profile's browser is doing: `state` as in LabDevice, `words` where something is to be said.

    `elsewhere`: it uses another push service, so that it is on without being connected here.
    `blocked`: notifications are blocked in it.
    """

    state: str
    words: str = ""
    elsewhere: bool = False
    blocked: bool = False


@dataclass(frozen=True)
class Stored:
    """What the database says: agents with their live channels, profiles, the desk's keys by endpoint."""

    agents: tuple[tuple[LabAgent, tuple[LabChannel, ...]], ...]
    profiles: Mapping[str, LabProfile]
    keys: Mapping[str, dict[str, str]]
    last_push: Mapping[str, int]
    caught: int
    caught_from: int


def read(session: Session) -> Stored:
    """Everything that an overview needs."""
    channels: dict[str, list[LabChannel]] = {}
    live = select(LabChannel).where(col(LabChannel.ended_at).is_(None)).order_by(col(LabChannel.created_at))
    for channel in session.exec(live):
        channels.setdefault(channel.agent_id, []).append(channel)
    ordered = (
        select(LabAgent)
        .where(col(LabAgent.removed).is_(False))
        .order_by(col(LabAgent.created_at), func.length(LabAgent.name), col(LabAgent.name))
    )
    agents = tuple((agent, tuple(channels.get(agent.id, ()))) for agent in session.exec(ordered))
    by_age = select(LabProfile).order_by(col(LabProfile.created_at), col(LabProfile.id))
    profiles = {profile.id: profile for profile in session.exec(by_age)}
    caught, oldest = session.exec(select(func.count(), func.min(LabCaught.number))).one()
    return Stored(
        agents, profiles, _keys(session, agents), _last_push(session), caught, oldest or _next(session)
    )


def device_name(own: str, profile: str | None, kind: AgentKind) -> str:
    """What to call an agent: as its profile, where it has one, by its own name, or what it is."""
    return profile or own or _TITLES[kind]


def overview(
    stored: Stored,
    faults: Iterable[ActiveFault],
    connected: Callable[[LabAgent], bool],
    running: Mapping[str, Running],
) -> LabOverview:
    """Every device that is somebody: virtual ones, those with a profile here, others with a subscription."""
    in_force = tuple(faults)
    devices = [
        _device(stored, in_force, agent, channels, connected(agent), running.get(agent.profile))
        for agent, channels in stored.agents
        if agent.kind is AgentKind.VIRTUAL or channels or connected(agent)
    ]
    have = {device.profile for device in devices}
    waiting = [
        _profile(profile, running.get(profile.id))
        for profile in stored.profiles.values()
        if profile.id not in have
    ]
    # A browser keeps its place when it subscribes: that of its profile, which was there before.
    places = {profile: place for place, profile in enumerate(stored.profiles)}
    ordered = sorted((*devices, *waiting), key=lambda device: places.get(device.profile, -1))
    return LabOverview(tuple(ordered), in_force, stored.caught, stored.caught_from)


def _device(
    stored: Stored,
    faults: tuple[ActiveFault, ...],
    agent: LabAgent,
    channels: tuple[LabChannel, ...],
    connected: bool,
    running: Running | None,
) -> LabDevice:
    profile = stored.profiles.get(agent.profile)
    state = "on" if connected else "away" if agent.kind is AgentKind.VIRTUAL else "off"
    if running is not None and not connected:
        waits = running.state == "on" and not running.elsewhere
        state = "starting" if waits else running.state
    return LabDevice(
        id=agent.id,
        kind=_kind(agent.kind.value, profile),
        name=device_name(agent.name, profile.name if profile else None, agent.kind),
        state=state,
        words=running.words if running else "",
        profile=agent.profile,
        kept=profile is not None and profile.kept,
        blocked=running is not None and running.blocked,
        elsewhere=running is not None and running.elsewhere,
        guest=agent.guest,
        subscriptions=len(channels),
        last_push_ms=stored.last_push.get(agent.id),
        met=tuple(fault for fault in faults if meets(fault, agent.id, agent.kind)),
        aliases=tuple(_alias(stored, agent, channel) for channel in channels),
        pages=tuple(_page(agent, channel) for channel in channels),
    )


def _page(agent: LabAgent, channel: LabChannel) -> str:
    """Chromium alone says it when it registers."""
    return WebApp.of_channel(channel.channel_id).page if agent.kind is AgentKind.CHROMIUM else ""


def _profile(profile: LabProfile, running: Running | None) -> LabDevice:
    engine = "firefox" if profile.browser.startswith("firefox") else "chromium"
    return LabDevice(
        id=profile.id,
        kind=_kind(engine, profile),
        name=profile.name,
        state=running.state if running else "off",
        words=running.words if running else "",
        profile=profile.id,
        kept=profile.kept,
        blocked=running is not None and running.blocked,
        elsewhere=running is not None and running.elsewhere,
    )


def _kind(engine: str, profile: LabProfile | None) -> str:
    return BUILTIN if profile is not None and profile.browser == BUILTIN else engine


def _alias(stored: Stored, agent: LabAgent, channel: LabChannel) -> dict[str, Any]:
    alias: dict[str, Any] = {"endpoint": channel.endpoint, "expirationTime": None}
    if agent.kind is AgentKind.VIRTUAL:
        return alias | {"keys": device_keys.from_stored(agent.keys).subscription_keys()}
    keys = stored.keys.get(channel.token)
    return alias | {"keys": keys} if keys else alias


def _keys(
    session: Session, agents: Iterable[tuple[LabAgent, tuple[LabChannel, ...]]]
) -> dict[str, dict[str, str]]:
    """By token: the public keys of real browsers, as the desk's rows have them.

    A Chromium's endpoint there is on a host of Google's, and ends in the same token.
    """
    tokens = {
        channel.token
        for agent, channels in agents
        if agent.kind is not AgentKind.VIRTUAL
        for channel in channels
    }
    if not tokens:
        return {}
    rows = session.exec(select(Subscription.endpoint, Subscription.p256dh, Subscription.auth))
    found = ((endpoint.rpartition("/")[2], p256dh, auth) for endpoint, p256dh, auth in rows)
    return {token: {"p256dh": p256dh, "auth": auth} for token, p256dh, auth in found if token in tokens}


_RECENT = 2000


def _last_push(session: Session) -> dict[str, int]:
    """By agent: how long the last message took that a device spoke of, among the newest ones."""
    found: dict[str, int] = {}
    for row in caught_rows.newest(session, _RECENT, None):
        if row.agent_id is not None and row.push_ms is not None and row.state is not CaughtState.REFUSED:
            found.setdefault(row.agent_id, row.push_ms)
    return found


def _next(session: Session) -> int:
    """The number that the next caught message gets."""
    last = (
        session.connection()
        .execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'lab_caught'"))
        .scalar()
    )
    return int(last or 0) + 1
