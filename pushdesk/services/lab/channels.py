"""The lab's channels by token: kept in memory, because every push asks for one, and in the database.

The process that runs the lab is the only one that changes them, so memory is never behind.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pushdesk.model.lab import AgentKind
from pushdesk.services.lab import giving_up, records
from pushdesk.services.lab.push_request import lab_route
from pushdesk.services.lab.records import Channel
from pushdesk.services.store.database import Database

Now = Callable[[], datetime]


class Channels:
    """Registers, finds and ends push subscriptions. `load()` first."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now
        self._by_token: dict[str, Channel] = {}
        self._live: dict[tuple[str, str], Channel] = {}

    async def load(self) -> None:
        """Read what earlier runs handed out."""
        for channel in await self._database.read(records.channels):
            self._put(channel)

    def by_token(self, token: str) -> Channel | None:
        """The channel behind a push resource, ended ones included."""
        return self._by_token.get(token)

    def live(self, agent_id: str, channel_id: str) -> Channel | None:
        """An agent's own channel, unless it has ended."""
        return self._live.get((agent_id, channel_id))

    def draft(
        self, push_service: str, agent_id: str, kind: AgentKind, channel_id: str, key: str | None
    ) -> Channel:
        """A new channel at `push_service`, not stored yet. `key` is the applicationServerKey, if any."""
        token = secrets.token_urlsafe(24)
        return Channel(token, agent_id, kind, channel_id, lab_route(token, push_service), key)

    async def register(
        self, push_service: str, agent_id: str, kind: AgentKind, channel_id: str, key: str | None
    ) -> Channel:
        """The agent's channel, made now; the same one again for the same agent, channel and key."""
        known = self.live(agent_id, channel_id)
        if known is not None and known.vapid_public_key == key:
            return known
        if known is not None:
            await self.end(known, given_up=False)
        channel = self.draft(push_service, agent_id, kind, channel_id, key)
        await self._database.write(records.add_channel, channel, self._now())
        self._put(channel)
        return channel

    def remember(self, channel: Channel) -> None:
        """Take up a channel that its maker has just stored."""
        self._put(channel)

    async def end(self, channel: Channel, *, given_up: bool = True) -> None:
        """End a channel: from now on its push resource answers 410.

        `given_up`: its browser asked for that, and for no other in its place.
        """
        alone = given_up and channel.kind is AgentKind.CHROMIUM
        end = giving_up.end_channel if alone else records.end_channel
        await self._database.write(end, channel.token, self._now())
        self.mark_ended(channel)

    def mark_ended(self, channel: Channel) -> None:
        """Take note of a channel that ends in the database in the same step."""
        self._put(replace(channel, ended=True))

    def _put(self, channel: Channel) -> None:
        self._by_token[channel.token] = channel
        place = (channel.agent_id, channel.channel_id)
        if not channel.ended:
            self._live[place] = channel
        elif (live := self._live.get(place)) is not None and live.token == channel.token:
            del self._live[place]
