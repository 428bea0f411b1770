"""The receiver's API (design: contract.md, "Receiver"): each route parses once and calls one service."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from aiohttp_sse import sse_response

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.errors import BadInput, FolderError, NotFound
from pushdesk.model.message import Message
from pushdesk.model.notification import Notification
from pushdesk.model.receipt import parse_receipt, parse_seen
from pushdesk.model.views import Changes
from pushdesk.services.devices import Devices
from pushdesk.services.lab import seen
from pushdesk.services.pictures.store import ROUTE, Pictures
from pushdesk.services.receiver.guard import json_body
from pushdesk.services.receiver.inbox import NOBODYS, Inbox, inbox
from pushdesk.services.receiver.pictures import serving
from pushdesk.services.store import receipts, subscriptions
from pushdesk.services.store.database import Database
from pushdesk.services.store.feed import Feed
from pushdesk.services.vapid.keys import Keys

# How often a stream looks whether its page is still there; the pings of aiohttp_sse find that out.
_STILL_THERE_SECONDS = 15.0
log = logging.getLogger(__name__)
_TEST = Message(
    notification=Notification(
        title="A test from PushDesk",
        body="It came as a real push message: encrypted, signed, and decrypted by the service worker.",
    )
)


class _Stream:
    """One open event stream: stirred by changes that concern its device, and by its end."""

    def __init__(self) -> None:
        self.device: str | None = None
        self.closed = False
        self._stirred = asyncio.Event()

    def hear(self, changes: Changes) -> None:
        """Take in what was committed; until the device is known, everything may concern it."""
        if self.device is None or any(row.subscription_id == self.device for row in changes.deliveries):
            self._stirred.set()

    def close(self) -> None:
        """No more is to come."""
        self.closed = True
        self._stirred.set()

    async def stirred(self) -> bool:
        """Wait a while; whether something came."""
        try:
            async with asyncio.timeout(_STILL_THERE_SECONDS):
                await self._stirred.wait()
        except TimeoutError:
            return False
        self._stirred.clear()
        return not self.closed


class Routes:
    """The handlers with the services they need."""

    def __init__(
        self,
        database: Database,
        devices: Devices,
        keys: Keys,
        feed: Feed,
        send: Callable[[Message, list[Choice]], Awaitable[str]],
        pictures: Pictures,
    ) -> None:
        self._database = database
        self._devices = devices
        self._keys = keys
        self._feed = feed
        self._send = send
        self._pictures = pictures
        self._streams: set[_Stream] = set()

    def add_to(self, app: web.Application, page: Path) -> None:
        """Register every route; `page` is the folder of static files."""
        app.router.add_get("/api/push/key", self.key)
        app.router.add_post("/api/push/subscribe", self.subscribe)
        app.router.add_post("/api/push/unsubscribe", self.unsubscribe)
        app.router.add_post("/api/push/resubscribe", self.resubscribe)
        app.router.add_post("/api/push/receipts", self.receipt)
        app.router.add_post("/api/push/seen", self.seen)
        app.router.add_post("/api/push/test", self.test)
        app.router.add_get("/api/push/events", self.events)
        app.router.add_get("/", _serving(page / "index.html"))
        # A fixed list: what is not the page's own file cannot be asked for.
        for path in sorted(
            path for path in page.rglob("*") if path.is_file() and not path.name.startswith(".")
        ):
            app.router.add_get(f"/{path.relative_to(page).as_posix()}", _serving(path))
        app.router.add_get(f"{ROUTE}{{name}}", serving(self._pictures))
        app.router.add_get("/{elsewhere:(?!api/).*}", _elsewhere)

    def close(self) -> None:
        """End the open event streams."""
        for stream in self._streams:
            stream.close()

    async def key(self, _request: web.Request) -> web.Response:
        """The application server key to subscribe with."""
        return web.json_response({"publicKey": (await self._keys.current()).public_key})

    async def subscribe(self, request: web.Request) -> web.Response:
        """Capture a device: 201, or 200 where its endpoint was known."""
        row, new = await self._devices.capture(await json_body(request), here=True)
        return web.json_response({"id": row.id}, status=201 if new else 200)

    async def unsubscribe(self, request: web.Request) -> web.Response:
        """Put a device's record to rest; it is kept."""
        await self._devices.unsubscribe(_text(await json_body(request), "endpoint"))
        return web.Response(status=204)

    async def resubscribe(self, request: web.Request) -> web.Response:
        """Same device, new address."""
        document = await json_body(request)
        row = await self._devices.resubscribe(_text(document, "oldEndpoint"), document.get("subscription"))
        return web.json_response({"id": row.id})

    async def receipt(self, request: web.Request) -> web.Response:
        """What a device reports of a delivery."""
        report = parse_receipt(await json_body(request))
        await self._database.write(receipts.store, report)
        return web.Response(status=204)

    async def seen(self, request: web.Request) -> web.Response:
        """What a browser made of somebody else's message; 404 where its endpoint is not the lab's."""
        report = parse_seen(await json_body(request))
        await self._database.write(seen.store, report)
        return web.Response(status=204)

    async def test(self, request: web.Request) -> web.Response:
        """Send this device a test message: 202 with the campaign's id."""
        endpoint = _text(await json_body(request), "endpoint")
        row = await self._database.read(subscriptions.by_endpoint, endpoint)
        if row is None:
            raise NotFound("The desk knows no device with that endpoint: subscribe first.")
        campaign = await self._send(_TEST, [Choice(Selector.ID, row.id)])
        return web.json_response({"campaign": campaign}, status=202)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events for an open page: `inbox`, at once and whenever it changes.

        Without `?endpoint=` it is a page that has not subscribed: its inbox is empty.
        """
        endpoint = request.query.get("endpoint")
        page = _Stream()
        # Listening comes before the first read: what is committed in between must not be missed.
        stop = self._feed.listen(page.hear)
        self._streams.add(page)
        try:
            box = NOBODYS if endpoint is None else await self._database.read(inbox, endpoint)
            if box is None:
                raise NotFound("The desk knows no device with that endpoint: subscribe first.")
            return await self._stream(request, endpoint or "", page, box)
        finally:
            stop()
            self._streams.discard(page)

    async def _stream(
        self, request: web.Request, endpoint: str, page: _Stream, box: Inbox
    ) -> web.StreamResponse:
        if request.transport is None or request.transport.is_closing():
            return web.Response()  # the page went away while its box was read
        async with sse_response(request) as stream:
            try:
                page.device = box.subscription_id
                await stream.send(_json(box), event="inbox")
                while stream.is_connected() and not page.closed:
                    if not await page.stirred():
                        continue
                    fresh = await self._database.read(inbox, endpoint) or box
                    if fresh != box:
                        box, page.device = fresh, fresh.subscription_id
                        await stream.send(_json(box), event="inbox")
            except (ConnectionError, TimeoutError, FolderError) as problem:
                # The answer has begun: all that is left is to end it. The page connects again by itself.
                log.info("an event stream ended: %s", type(problem).__name__)
        return stream


def _json(box: Inbox) -> str:
    return json.dumps(box.items, ensure_ascii=False)


def _text(document: dict[str, object], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise BadInput(f"The body needs “{name}” as text.")
    return value


def _serving(path: Path) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def serve(_request: web.Request) -> web.StreamResponse:
        # A worker that is not revalidated would go on with yesterday's rules.
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    return serve


async def _elsewhere(request: web.Request) -> web.Response:
    """Where a message with a relative URL leads in a test: say so instead of a bare 404."""
    return web.Response(
        status=404,
        text=f"{request.path}\n\nThis is the test receiver. On your own site that path would open.\n",
    )
