"""A running receiver with real services behind it, and a page's way to talk to it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from sqlmodel import Session, func, select

from pushdesk.model.campaign import Campaign
from pushdesk.model.receipt import Receipt
from pushdesk.model.subscription import Subscription
from pushdesk.services.delivery.sender import Sender
from pushdesk.services.pictures.store import Pictures
from pushdesk.services.receiver.routes import Routes
from pushdesk.services.receiver.server import Receiver
from tests.services.delivery.delivery_desk import DeliveryDesk


@dataclass(frozen=True)
class Answer:
    """What the receiver answered; `document` is None where the body is no JSON."""

    status: int
    headers: dict[str, str]
    text: str
    document: Any

    @property
    def error(self) -> str:
        """The code of `{"error": {"code", "message"}}`; fails where the answer has another shape."""
        assert self.headers["content-type"].startswith("application/json"), self.text
        assert set(self.document) == {"error"}
        assert set(self.document["error"]) == {"code", "message"}
        sentence = self.document["error"]["message"]
        assert sentence.endswith("."), sentence
        return str(self.document["error"]["code"])


@dataclass
class ReceiverDesk:
    """`page` is a session at the receiver's origin."""

    desk: DeliveryDesk
    sender: Sender
    receiver: Receiver
    page: aiohttp.ClientSession

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.receiver.origin.rsplit(":", 1)[1])

    async def ask(self, method: str, path: str, **more: Any) -> Answer:
        """One request."""
        async with self.page.request(method, path, **more) as response:
            raw = await response.read()
            headers = {name.lower(): value for name, value in response.headers.items()}
            text = raw.decode("utf-8", "replace")
            is_json = headers.get("content-type", "").startswith("application/json")
            return Answer(response.status, headers, text, json.loads(text) if is_json else None)

    async def post(self, path: str, document: object, **headers: str) -> Answer:
        """One call of the API, as the page makes it."""
        return await self.ask(
            "POST",
            f"/api/push/{path}",
            data=json.dumps(document),
            headers={"Content-Type": "application/json", "Origin": self.receiver.origin, **headers},
        )

    async def stored(self) -> tuple[int, int, int]:
        """How many subscriptions, campaigns and receipts there are."""

        def read(session: Session) -> tuple[int, int, int]:
            devices, campaigns, receipts = (
                session.exec(select(func.count()).select_from(table)).one()
                for table in (Subscription, Campaign, Receipt)
            )
            return devices, campaigns, receipts

        return await self.desk.database.read(read)

    async def receipts(self) -> list[Receipt]:
        """All of them, in the order they were stored."""
        return await self.desk.database.read(
            lambda session: list(session.exec(select(Receipt).order_by(Receipt.id)))  # type: ignore[arg-type]
        )

    @asynccontextmanager
    async def events(self, endpoint: str | None) -> AsyncIterator["Events"]:
        """An open event stream."""
        async with self.page.get(
            "/api/push/events", params={} if endpoint is None else {"endpoint": endpoint}
        ) as response:
            yield Events(response)


class Events:
    """A page's EventSource, as far as the tests need one."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self) -> tuple[str, Any]:
        """The next event: its name and its JSON. Comments (pings) are passed by."""
        fields: dict[str, str] = {}
        while not fields:
            while line := (await self._line()):
                name, _, value = line.partition(": ")
                if name:
                    fields[name] = fields.get(name, "") + value
        return fields["event"], json.loads(fields["data"])

    async def _line(self) -> str:
        raw = await self.response.content.readline()
        assert raw, "the stream ended"
        return raw.decode().rstrip("\r\n")

    async def end(self) -> None:
        """Wait until the receiver ends the stream."""
        while not self.response.content.at_eof():
            await self.response.content.readany()


@asynccontextmanager
async def receiving(desk: DeliveryDesk) -> AsyncIterator[ReceiverDesk]:
    """A receiver on any free port."""
    sender = await desk.sender()
    pictures = Pictures(desk.path.parent)
    routes = Routes(desk.database, desk.devices, desk.keys, desk.feed, sender.send, pictures)
    async with (
        Receiver(routes, 0) as receiver,
        aiohttp.ClientSession(receiver.origin, timeout=aiohttp.ClientTimeout(total=20)) as page,
    ):
        yield ReceiverDesk(desk, sender, receiver, page)
