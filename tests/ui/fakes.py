"""A small engine and desk in memory, with the interface of ui/seam.py. Its rows are those of rows.py."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.campaign import Attempt, CampaignState
from pushdesk.model.draft import Draft
from pushdesk.model.errors import BadInput, KnownError, NotFound
from pushdesk.model.message import Message
from pushdesk.model.payload import PayloadShape, Tracking, payload
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.model.subscription import Subscription, SubscriptionState, SubscriptionTag
from pushdesk.model.vapid import KeyStorage, VapidKey
from pushdesk.model.views import CampaignRow, Changes, DeliveryRow
from pushdesk.services.early_draft import LeftBehind
from pushdesk.services.exchange import Entry, Refusal, read_subscriptions
from pushdesk.services.importing import ImportRefused, Report, Wishes
from pushdesk.services.payload_writer import PayloadWriter
from pushdesk.settings import Settings
from tests.ui.kept import FakeLocalNotifications, FakePictures, FakeTemplates
from tests.ui.lab.fake_lab import FakeLab
from tests.ui.rows import MOMENT, accepted, campaign, device

P = ParamSpec("P")
T = TypeVar("T")
KEY = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM"


@dataclass
class Told:
    """What a screen asked of the window."""

    places: list[tuple[str, str | None]] = field(default_factory=list)
    notified: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def navigate(self, place: str, item: str | None = None) -> None:
        """As the window's."""
        self.places.append((place, item))


@dataclass(frozen=True)
class FakeAddresses:
    """The default ports."""

    receiver: str | None = "http://localhost:8765"
    push_service: str | None = "http://127.0.0.1:8766"
    push_service_tls: str | None = "https://localhost:8767"
    ca_file: Path | None = None


class FakeKeys:
    """One key."""

    def __init__(self) -> None:
        self.keys = [VapidKey(public_key=KEY, storage=KeyStorage.KEYRING, current=True, created_at=MOMENT)]

    async def current(self) -> VapidKey:
        return self.keys[-1]

    async def every(self) -> list[VapidKey]:
        return list(self.keys)

    async def create(self) -> VapidKey:
        for key in self.keys:
            key.current = False
        new = f"B{len(self.keys)}{KEY[2:]}"
        self.keys.append(
            VapidKey(public_key=new, storage=KeyStorage.KEYRING, current=True, created_at=MOMENT)
        )
        return self.keys[-1]

    async def adopt(self, raw: bytes) -> VapidKey:
        if not raw.strip():
            raise BadInput("The file holds no key.")
        return await self.create()


class FakeDevices:
    """Subscriptions in a list; tests change `rows` before the screen loads them."""

    def __init__(self, publish: Callable[[Changes], None]) -> None:
        self.rows = [
            device("v1", "Virtual 1", tags=("qa",), push_service="lab", mine=True),
            device("v2", "Virtual 2", tags=("qa", "design"), push_service="lab"),
            device("o1", "Old laptop", SubscriptionState.RETIRED),
        ]
        self._publish = publish

    async def every(self) -> list[Subscription]:
        return list(self.rows)

    async def get(self, identifier: str) -> Subscription:
        for row in self.rows:
            if row.id == identifier:
                return row
        raise NotFound(f"There is no device “{identifier}”.")

    async def retire(self, identifier: str) -> Subscription:
        row = await self.get(identifier)
        row.state = SubscriptionState.RETIRED
        self._publish(Changes(1, subscriptions=(row,)))
        return row

    async def describe(
        self,
        identifier: str,
        name: str | None = None,
        tags: Sequence[str] | None = None,
        mine: bool | None = None,
        attributes: Mapping[str, Any] | None = None,
    ) -> Subscription:
        row = await self.get(identifier)
        row.attributes = row.attributes if attributes is None else dict(attributes)
        row.name = row.name if name is None else name
        row.mine = row.mine if mine is None else mine
        if tags is not None:
            row.tag_rows = [SubscriptionTag(subscription_id=row.id, tag=tag) for tag in tags]
        self._publish(Changes(1, subscriptions=(row,)))
        return row

    async def set_shape(
        self, identifier: str, shape: PayloadShape | None, template: str = ""
    ) -> Subscription:
        writer = PayloadWriter(shape, template) if shape else None
        row = await self.get(identifier)
        row.shape, row.shape_template = shape, writer.template if writer else ""
        self._publish(Changes(1, subscriptions=(row,)))
        return row

    async def tag(
        self, identifiers: Sequence[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> list[Subscription]:
        rows = [await self.get(identifier) for identifier in identifiers]
        gone = set(remove)
        return [await self.describe(row.id, tags=sorted({*row.tags, *add} - gone)) for row in rows]

    def chosen(self, choices: Sequence[Choice]) -> list[Subscription]:
        """The active rows that any of `choices` names."""

        def named(row: Subscription) -> bool:
            return any(
                choice.selector is Selector.ALL
                or (choice.selector is Selector.MINE and row.mine)
                or (choice.selector is Selector.TAG and choice.value in row.tags)
                or (choice.selector is Selector.ID and choice.value == row.id)
                for choice in choices
            )

        return [row for row in self.rows if row.state is SubscriptionState.ACTIVE and named(row)]


class FakeImporter:
    """Reads a file as the real one does, and adds its devices to the list."""

    def __init__(self, devices: FakeDevices, publish: Callable[[Changes], None]) -> None:
        self._devices, self._publish = devices, publish

    async def run(self, text: str, wishes: Wishes) -> Report:
        found = read_subscriptions(text)
        refusals = [item for item in found if isinstance(item, Refusal)]
        if refusals and not wishes.skip_invalid:
            raise ImportRefused(refusals, len(found))
        rows = [
            device(f"imported{item.line}", item.name or "", endpoint=item.subscription.endpoint)
            for item in found
            if isinstance(item, Entry)
        ]
        self._devices.rows += rows
        self._publish(Changes(9, subscriptions=tuple(rows)))
        return Report(tuple(row.id for row in rows), len(rows), 0, 0, tuple(refusals), ())


class FakeSender:
    """Campaigns in memory: each send is accepted by every device at once."""

    def __init__(self, devices: FakeDevices, publish: Callable[[Changes], None]) -> None:
        self._devices, self._publish = devices, publish
        self.campaigns: list[CampaignRow] = []
        self.rows: dict[str, list[DeliveryRow]] = {}
        self.sent: list[tuple[Message, list[Choice]]] = []
        self.asked: list[tuple[str, str]] = []
        self.warmed = 0

    async def warm(self) -> None:
        self.warmed += 1

    async def send(
        self,
        message: Message,
        choices: Sequence[Choice],
        shape: PayloadShape = PayloadShape.PUSHDESK,
        template: str = "",
    ) -> str:
        targets = self._devices.chosen(choices)
        if not targets:
            raise BadInput("No active device is in this audience.")
        payload(message.notification, Tracking.sample("http://localhost:8765"))
        self.sent.append((message, list(choices)))
        identifier = f"c{len(self.campaigns) + 1}"
        rows = [
            accepted(number, id=f"{identifier}-{row.id}", campaign_id=identifier, device=row.name)
            for number, row in enumerate(targets)
        ]
        sent = campaign(
            identifier,
            CampaignState.FINISHED,
            title=message.notification.title,
            message=message.document(),
            audience=tuple(str(choice) for choice in choices),
            counts={"accepted": len(rows)},
        )
        self.campaigns.insert(0, sent)
        self.rows[identifier] = rows
        self._publish(Changes(len(self.campaigns), campaigns=(sent,), deliveries=tuple(rows)))
        return identifier

    async def schedule(
        self,
        message: Message,
        choices: Sequence[Choice],
        at: datetime,
        shape: PayloadShape = PayloadShape.PUSHDESK,
        template: str = "",
    ) -> str:
        waiting = campaign(
            f"c{len(self.campaigns) + 1}",
            CampaignState.SCHEDULED,
            title=message.notification.title,
            started_at=None,
            scheduled_at=at,
            counts={"pending": len(self._devices.chosen(choices))},
        )
        self.campaigns.insert(0, waiting)
        self._publish(Changes(len(self.campaigns), campaigns=(waiting,)))
        return waiting.id

    async def reschedule(self, campaign_id: str, at: datetime) -> None:
        moved = replace(await self.get(campaign_id), scheduled_at=at)
        self.campaigns = [moved if row.id == campaign_id else row for row in self.campaigns]
        self._publish(Changes(9, campaigns=(moved,)))

    async def scheduled(self) -> list[CampaignRow]:
        return [row for row in self.campaigns if row.state is CampaignState.SCHEDULED]

    async def resume(self, campaign_id: str) -> None:
        self.asked.append(("resume", campaign_id))

    async def retry_failed(self, campaign_id: str) -> None:
        self.asked.append(("retry", campaign_id))

    async def pause(self, campaign_id: str) -> None:
        self.asked.append(("pause", campaign_id))

    async def cancel(self, campaign_id: str) -> None:
        self.asked.append(("cancel", campaign_id))

    async def every(self) -> list[CampaignRow]:
        return list(self.campaigns)

    async def get(self, campaign_id: str) -> CampaignRow:
        for row in self.campaigns:
            if row.id == campaign_id:
                return row
        raise NotFound(f"There is no campaign “{campaign_id}”.")

    async def deliveries(
        self, campaign_id: str, after: int = -1, limit: int | None = None
    ) -> list[DeliveryRow]:
        return [row for row in self.rows.get(campaign_id, []) if row.position > after][:limit]

    async def attempts(self, delivery_id: str) -> list[Attempt]:
        return [
            Attempt(
                id=1,
                delivery_id=delivery_id,
                number=1,
                started_at=MOMENT,
                latency_ms=184,
                status=201,
                request_headers={"TTL": "14400", "Urgency": "normal"},
                response_headers={"Location": "/m/1"},
                body_bytes=534,
            )
        ]


class FakeDrafts:
    """Drafts in a list, the one saved last at its end: `draft`. `problem` is what a save comes to."""

    def __init__(self) -> None:
        self.every: list[Draft] = []
        self.saves = 0
        self.problem: KnownError | None = None

    @property
    def draft(self) -> Draft | None:
        return self.every[-1] if self.every else None

    @draft.setter
    def draft(self, draft: Draft) -> None:
        self.every = [one for one in self.every if one.id != draft.id] + [draft]

    async def recent(self, most: int) -> list[Draft]:
        return self.every[::-1][:most]

    async def save(self, draft_id: str | None, form: dict[str, Any], audience: list[str]) -> str:
        if self.problem is not None:
            raise self.problem
        self.saves += 1
        draft = Draft(id=draft_id or f"draft{self.saves}", form=form, audience=audience)
        self.draft = draft
        return draft.id

    async def add(self, found: Sequence[LeftBehind]) -> int:
        if self.problem is not None:
            raise self.problem
        known = {draft.id for draft in self.every}
        new = [Draft(id=one.id, form=one.form, audience=one.audience) for one in found if one.id not in known]
        self.every += new
        return len(new)


class FakeFeed:
    """Listeners, and what they hear."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Changes], None]] = []

    def listen(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, changes: Changes) -> None:
        """As the store's feed would, to whoever listens."""
        for listener in tuple(self._listeners):
            listener(changes)


class FakeDesk:
    """Every service, in memory."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.addresses = FakeAddresses()
        self.feed = FakeFeed()
        self.keys = FakeKeys()
        self.devices = FakeDevices(self.feed.publish)
        self.importer = FakeImporter(self.devices, self.feed.publish)
        self.sender = FakeSender(self.devices, self.feed.publish)
        self.drafts = FakeDrafts()
        self.templates = FakeTemplates()
        self.pictures = FakePictures()
        self.local_notifications = FakeLocalNotifications()
        self.lab: FakeLab | None = FakeLab(self.feed.publish)
        self.applied: list[dict[str, Any]] = []

    async def apply(self, **changed: Any) -> Settings:
        self.applied.append(changed)
        self.settings = self.settings.model_copy(update=changed)
        return self.settings


class FakeEngine:
    """Runs everything on the caller's loop. `problem` is what stops the start; `gate` holds it back."""

    def __init__(self, desk: FakeDesk, problem: KnownError | None = None) -> None:
        self.desk = desk
        self.problem = problem
        self.gate: asyncio.Event | None = None
        self.started = False
        self.stopped = False

    def start(self) -> None:
        self.started = True

    async def ready(self) -> FakeDesk:
        if self.gate is not None:
            await self.gate.wait()
        if self.problem is not None:
            raise self.problem
        return self.desk

    async def call(self, work: Callable[P, Awaitable[T]], *args: P.args, **named: P.kwargs) -> T:
        return await work(*args, **named)

    async def stop(self) -> None:
        self.stopped = True


def heard(row: DeliveryRow, *events: ReceiptEvent) -> DeliveryRow:
    """The same line after the device reported `events`."""
    added = tuple(Receipt(delivery_id=row.id, event=event, at=MOMENT, stored_at=MOMENT) for event in events)
    return row._replace(receipts=row.receipts + added)


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Let the window's loop run until `condition` holds; fails the test where it does not in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "the condition did not come true in time"
        await asyncio.sleep(0.005)
