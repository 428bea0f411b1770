"""The parts of a desk that sending needs, on a real database file, with devices that live in a sink."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, func, select

from pushdesk.model import clock
from pushdesk.model.audience import Choice, Selector
from pushdesk.model.campaign import Campaign, CampaignState, Delivery, DeliveryState
from pushdesk.model.endpoint import origin
from pushdesk.model.message import Message, parse_message
from pushdesk.model.subscription import Subscription
from pushdesk.model.vapid import PLACEHOLDER_CONTACT
from pushdesk.model.views import CampaignRow, Changes, DeliveryRow
from pushdesk.services.delivery.campaign_run import CampaignRun
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.delivery.jobs import Limits, Page
from pushdesk.services.delivery.sender import Sender
from pushdesk.services.delivery.sender_process import SenderProcess
from pushdesk.services.devices import Devices
from pushdesk.services.store import campaigns, delivery_rows
from pushdesk.services.store.claims import Claim, Result
from pushdesk.services.store.database import Database
from pushdesk.services.store.feed import Feed
from pushdesk.services.vapid.keys import Keys
from pushdesk.services.vapid.tokens import Tokens
from pushdesk.settings import Settings, load_settings
from tests.services.delivery.push_sink import Browser, PushSink, hanging

ALL = [Choice(Selector.ALL)]
# So many requests at once are let out by a desk of these tests.
AT_ONCE = 8
RUNNER = "the runner under test"
RECEIVER = "http://localhost:8765"


def message(**options: Any) -> Message:
    """A message with a title."""
    return parse_message({"title": "Hello", **options})


class Watch:
    """What the feed has told so far: the newest row of each delivery and campaign, and each one's states."""

    def __init__(self, feed: Feed) -> None:
        self.deliveries: dict[str, DeliveryRow] = {}
        self.campaigns: dict[str, CampaignRow] = {}
        self.states: dict[str, list[DeliveryState]] = {}
        self._heard = asyncio.Event()
        self.stop = feed.listen(self._hear)

    def _hear(self, changes: Changes) -> None:
        for row in changes.deliveries:
            self.deliveries[row.id] = row
            self.states.setdefault(row.id, []).append(row.state)
        self.campaigns.update({row.id: row for row in changes.campaigns})
        self._heard.set()

    async def until(self, holds: Callable[["Watch"], bool]) -> None:
        """Wait for the batch after which `holds`."""
        while not holds(self):
            self._heard.clear()
            await self._heard.wait()

    async def until_states(self, states: Mapping[DeliveryState, int]) -> None:
        """Wait until so many deliveries, in all, are in each state."""
        await self.until(lambda seen: Counter(row.state for row in seen.deliveries.values()) == states)

    async def until_campaign(self, campaign_id: str, state: CampaignState) -> CampaignRow:
        """Wait until the campaign is in `state`."""
        await self.until(
            lambda seen: campaign_id in seen.campaigns and self.campaigns[campaign_id].state is state
        )
        return self.campaigns[campaign_id]

    async def until_delivery(self, delivery_id: str, state: DeliveryState) -> DeliveryRow:
        """Wait until the delivery is in `state`."""
        await self.until(
            lambda seen: delivery_id in seen.deliveries and seen.deliveries[delivery_id].state is state
        )
        return self.deliveries[delivery_id]


class DeliveryDesk:
    """Enter it after the migrations ran. `settings` can be changed while it is open."""

    def __init__(self, path: Path, sink: PushSink) -> None:
        self.path = path
        self.settings = load_settings(
            data_dir=path.parent,
            trusted_push_hosts=(sink.host,),
            concurrency=AT_ONCE,
            request_timeout=10,
            max_attempts=3,
            retry_base=0.01,
        )
        self._sink = sink
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "DeliveryDesk":
        self.database = await self._stack.enter_async_context(Database(self.path))
        self.keys = Keys(self.database, self.path.parent)
        await self.keys.ensure()
        self.feed = await self._stack.enter_async_context(Feed(self.database))
        self.watch = Watch(self.feed)
        self.tokens = Tokens(self.keys)
        self.devices = Devices(self.database, self.keys, lambda: self.settings.endpoint_policy)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._stack.aclose()

    def change(self, **settings: Any) -> Settings:
        """Other settings from now on."""
        self.settings = self.settings.model_copy(update=settings)
        return self.settings

    async def browsers(self, number: int, **more: Any) -> list[Browser]:
        """So many devices of the sink, captured in this order."""
        found = [self._sink.browser() for _ in range(number)]
        for browser in found:
            await self.devices.capture(browser.subscription | more)
        return found

    async def device(self, browser: Browser) -> Subscription:
        """The record of a browser."""
        every = await self.devices.every()
        return next(row for row in every if row.endpoint == browser.endpoint)

    async def sender(self) -> Sender:
        """A sender that is left with the desk."""
        return await self._stack.enter_async_context(
            Sender(self.database, self.tokens, lambda: self.settings)
        )

    async def attempted(self, claim: Claim, errand: Errand, lab: str | None, contact: str = "") -> Result:
        """What one attempt comes to, by the present settings."""
        process = await self.process()
        lane = process.lane(errand)
        slot = (claim.vapid_public_key, origin(claim.endpoint))
        authorization = await self.tokens.authorization(*slot, contact or PLACEHOLDER_CONTACT)
        await process.submit(lane, Page(lane.name, (claim,), {slot: authorization}, lab))
        report = await lane.reports.get()
        process.close(lane)
        assert report is not None
        (result,) = report.results
        return result

    async def process(self) -> SenderProcess:
        """What sends, left with the desk."""
        limits = self.limits()
        return await self._stack.enter_async_context(SenderProcess(lambda: limits))

    def limits(self) -> Limits:
        """How it may send."""
        now = self.settings
        return Limits(now.request_timeout, now.max_attempts, now.retry_base, now.concurrency)

    async def run(
        self, campaign_id: str, runner: str = RUNNER, database: Database | None = None
    ) -> CampaignRun:
        """A run of a campaign that `runner` holds."""
        return CampaignRun(
            campaign_id,
            runner,
            database or self.database,
            await self.process(),
            self.tokens,
            lambda: "",
            self.limits,
        )

    async def created(self, given: Message | None = None) -> str:
        """A campaign to every device, held by RUNNER, and not started."""

        def write(session: Session) -> str:
            until = clock.now() + timedelta(seconds=6)
            return campaigns.create(session, given or message(), ALL, RECEIVER, RUNNER, until).id

        return await self.database.write(write)

    async def rows(self, campaign_id: str) -> list[DeliveryRow]:
        """The campaign's table."""
        return await self.database.read(delivery_rows.deliveries, campaign_id)

    async def token(self, delivery_id: str) -> str:
        """The receipt token that only the device should know."""
        return (await self.database.read(lambda session: session.get_one(Delivery, delivery_id))).token

    async def campaign(self, campaign_id: str) -> Campaign:
        """The campaign's record."""
        return await self.database.read(campaigns.by_id, campaign_id)

    async def count(self, table: type[Campaign] | type[Delivery]) -> int:
        """How many rows there are."""
        return await self.database.read(
            lambda session: session.exec(select(func.count()).select_from(table)).one()
        )


def delivery_of(plain: bytes) -> str:
    """The delivery's id in a decrypted payload."""
    return str(json.loads(plain)["pushdesk"]["delivery"])


def states(rows: Iterable[DeliveryRow]) -> list[DeliveryState]:
    """The states of a campaign's table."""
    return [row.state for row in rows]


async def finished(desk: DeliveryDesk, campaign_id: str) -> list[DeliveryRow]:
    """The rows of a campaign after a run to its end."""
    await (await desk.run(campaign_id)).run()
    assert (await desk.campaign(campaign_id)).state is CampaignState.FINISHED
    return await desk.rows(campaign_id)


async def stored(desk: DeliveryDesk) -> tuple[int, int]:
    """How many campaigns and deliveries there are."""
    return await desk.count(Campaign), await desk.count(Delivery)


async def under_way(desk: DeliveryDesk, sink: PushSink, devices: int) -> tuple[Sender, str, asyncio.Event]:
    """A campaign with as many in the air as may be: its sender, its id, and what lets the answers go."""
    release = hanging(sink)
    await desk.browsers(devices)
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    await sink.until(arrived=min(devices, AT_ONCE))
    return sender, campaign_id, release
