"""Drives the receiver page in a real Chromium: delivers pushes, sees what is shown, clicks on it."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Self

from playwright.async_api import BrowserContext, CDPSession, ConsoleMessage, Page, Worker, expect

from tests.browsers.receiver_stub import PATIENCE_S, ReceiverStub

# Calls the worker's listeners with an event made by a script. Browsers accept waitUntil only on their own
# events, so this one carries another, which collects; what was opened and focused is noted instead of done.
DISPATCH = """async ([type, fields, title]) => {
    const done = [];
    const happened = [];
    const event = new ExtendableEvent(type);
    const own = { ...fields, waitUntil: (promise) => done.push(promise) };
    if (title !== null) {
        const all = await registration.getNotifications();
        own.notification = all.find((notification) => notification.title === title);
        if (type === 'notificationclose') own.notification.close();
    }
    for (const [name, value] of Object.entries(own)) Object.defineProperty(event, name, { value });
    clients.openWindow = async (url) => { happened.push(`open ${url}`); };
    WindowClient.prototype.focus = async function () { happened.push(`focus ${this.url}`); };
    dispatchEvent(event);
    await Promise.all(done);
    return happened;
}"""
DISPATCH_PUSH = """async (data) => {
    const done = [];
    const event = new PushEvent('push', { data });
    Object.defineProperty(event, 'waitUntil', { value: (promise) => done.push(promise) });
    dispatchEvent(event);
    await Promise.all(done);
}"""
SHOWN = """async () => (await registration.getNotifications()).map(
    ({ title, body, tag, silent, renotify, requireInteraction, data, actions, icon }) =>
    ({ title, body, tag, silent, renotify, requireInteraction, data, icon,
       actions: actions.map(({ action, title }) => [action, title]) }))"""


def message(delivery: str = "d1", **fields: Any) -> dict[str, Any]:
    """A message in PushDesk's own shape; its `receiver` is not the stub's, and must not matter."""
    identity = {"delivery": delivery, "token": f"token-{delivery}", "receiver": "http://elsewhere.example"}
    return {"title": "Parcel", "body": "On its way", "pushdesk": identity} | fields


class Receiver:
    """The receiver page of one stand-in desk, open in a tab of its own."""

    def __init__(self, page: Page, stub: ReceiverStub) -> None:
        self.page = page
        self.stub = stub
        self.complaints: list[str] = []
        self._cdp: CDPSession | None = None
        self._registration = ""
        self._finding = asyncio.Lock()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @classmethod
    async def new(cls, context: BrowserContext, stub: ReceiverStub, *, granted: bool = True) -> Self:
        """A tab in front, with notifications allowed or blocked for the stub's origin; still empty."""
        page = await context.new_page()
        receiver = cls(page, stub)
        receiver._cdp = await context.new_cdp_session(page)
        await receiver.permit("granted" if granted else "denied")
        return receiver

    def _hear(self, message: ConsoleMessage) -> None:
        # A failing request of a test's own making is not the page's complaint.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    @property
    def cdp(self) -> CDPSession:
        """The tab's DevTools session."""
        assert self._cdp is not None
        return self._cdp

    async def permit(self, setting: str) -> None:
        """Sets the notification permission: granted, denied or prompt."""
        await self.cdp.send(
            "Browser.setPermission",
            {"permission": {"name": "notifications"}, "setting": setting, "origin": self.stub.origin},
        )

    async def open(self) -> Self:
        """Opens the page."""
        await self.page.goto(self.stub.origin)
        return self

    async def turned_on(self) -> Self:
        """The page, opened and subscribed by a click."""
        await self.open()
        await self.has_state("off")
        await self.page.click("#enable")
        await self.has_state("on")
        return self

    async def has_state(self, word: str) -> None:
        """Waits for #state to be the word."""
        await expect(self.page.locator("#state")).to_have_text(word)

    async def has_note(self, text: str) -> None:
        """Waits for the explanation to contain the text."""
        await expect(self.page.locator("#note")).to_contain_text(text)

    async def has_line(self, text: str) -> None:
        """Waits for the log to contain the text."""
        await expect(self.page.locator("#log")).to_contain_text(text)

    async def worker(self) -> Worker:
        """The running service worker of this page."""
        context = self.page.context
        await expect(self.page.locator("#step-worker")).to_have_class("done")
        for worker in context.service_workers:
            if worker.url.startswith(self.stub.origin):
                return worker
        started: Worker = await context.wait_for_event(
            "serviceworker", lambda worker: worker.url.startswith(self.stub.origin)
        )
        return started

    async def push(self, payload: Mapping[str, Any] | str) -> None:
        """Hands a payload to the worker as the browser would after decrypting; "" is a push without one."""
        # One look for all: the browser names its registrations once, and who listens later hears nothing.
        async with self._finding:
            if not self._registration:
                self._registration = await self._find_registration()
        data = payload if isinstance(payload, str) else json.dumps(payload)
        await self.cdp.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.stub.origin, "registrationId": self._registration, "data": data},
        )

    async def _find_registration(self) -> str:
        await self.worker()
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def look(event: dict[str, Any]) -> None:
            for one in event["registrations"]:
                if one["scopeURL"] == f"{self.stub.origin}/" and not found.done():
                    found.set_result(str(one["registrationId"]))

        self.cdp.on("ServiceWorker.workerRegistrationUpdated", look)
        await self.cdp.send("ServiceWorker.enable")
        async with asyncio.timeout(PATIENCE_S):
            return await found

    async def shown(self) -> list[dict[str, Any]]:
        """The notifications that are on the screen."""
        result: list[dict[str, Any]] = await (await self.worker()).evaluate(SHOWN)
        return result

    async def dispatch(self, kind: str, fields: Mapping[str, Any], title: str | None = None) -> list[str]:
        """Fires an event in the worker, about the notification of that title if one is given.

        Returns what the worker opened or focused. A notification that is about to be "closed" is taken away.
        """
        result: list[str] = await (await self.worker()).evaluate(DISPATCH, [kind, fields, title])
        return result

    async def dispatch_push(self, payload: Mapping[str, Any]) -> None:
        """Fires a push event by script, and returns when the worker is through with it, receipts included."""
        await (await self.worker()).evaluate(DISPATCH_PUSH, json.dumps(payload))

    async def click(self, title: str, action: str = "") -> list[str]:
        """Clicks a notification, or one of its actions; returns what was opened or focused."""
        return await self.dispatch("notificationclick", {"action": action}, title)
