"""Workers: the service workers of an origin, attached to over DevTools while something is asked of them.

A worker is attached to when a page of its origin is inspected. The quietest page of an origin is the worker's
own script, shown as text to nobody. A worker that is attached to never rests, so soon it is let go again.
"""

import asyncio
import base64
import json
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

from pushdesk.ui.builtin import data_url
from pushdesk.ui.builtin.devtools import DevTools, DevToolsFailed, Params

NOWHERE = "about:blank"
REST_SECONDS = 5.0
_ATTACHED_SECONDS = 5.0
_PUSHES_KEPT = 50
LARGEST_PICTURE = 5 * 1024 * 1024  # bytes
IMAGE_PIXELS = 720
_PUSHES = {"service": "pushMessaging"}
_DISPATCHED = "Push event dispatched"


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Worker:
    """A service worker: `script` is its URL, `scope` its registration's."""

    script: str
    scope: str


@dataclass(frozen=True)
class Push:
    """A push event as the browser dispatched it; `payload` is its decrypted text, `at` monotonic."""

    origin: str
    payload: str
    at: float = field(default_factory=time.monotonic)


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, as JavaScript writes an origin."""
    there = QUrl(url)
    port = f":{there.port()}" if there.port() != -1 else ""
    host = f"[{there.host()}]" if ":" in there.host() else there.host()
    return f"{there.scheme()}://{host}{port}"


class Workers:
    """Call `connect` once Qt's loop runs. One origin is visited at a time."""

    def __init__(self, profile: QWebEngineProfile) -> None:
        self.pushes: deque[Push] = deque(maxlen=_PUSHES_KEPT)
        self._scripts = resources.files(__package__).joinpath("worker_scripts.js").read_text("utf-8")
        self._page = QWebEnginePage(profile)
        self._tools = DevTools(profile, self._page, self._hear)
        self._scopes: dict[str, str] = {}
        self._versions: dict[str, str] = {}
        self._sessions: dict[str, str] = {}
        self._attached = asyncio.Event()
        self._loaded: asyncio.Future[bool] | None = None
        self._busy = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None
        self._page.loadFinished.connect(self._on_loaded)
        self._page.load(QUrl(NOWHERE))

    async def connect(self) -> None:
        """Begin to hear of workers and pushes; raises DevToolsFailed."""
        await self._tools.connect()
        await self._tools.ask("ServiceWorker.enable")
        # What was recorded before the last end would be told again.
        await self._tools.ask("BackgroundService.clearEvents", _PUSHES)
        await self._tools.ask("BackgroundService.startObserving", _PUSHES)
        await self._tools.ask("BackgroundService.setRecording", _PUSHES | {"shouldRecord": True})

    def close(self) -> None:
        """Give both pages back."""
        if self._rest is not None:
            self._rest.cancel()
        self._tools.close()
        shiboken6.delete(self._page)

    def of(self, origin: str) -> list[Worker]:
        """The workers registered for an origin."""
        return [
            Worker(self._versions[number], scope)
            for number, scope in self._scopes.items()
            if number in self._versions and origin_of(scope) == origin
        ]

    async def call(self, worker: Worker, function: str, about: Params, seconds: float) -> Any:
        """What a function of worker_scripts.js comes to in the worker; raises DevToolsFailed."""
        async with self._busy:
            session = await self._attach(worker)
        return await self._evaluate(session, function, about, seconds)

    async def begin(
        self, worker: Worker, function: str, about: Params, seconds: float
    ) -> Coroutine[Any, Any, Any]:
        """Begin `call`: the function has run up to its first await. What it comes to is to be awaited."""
        async with self._busy:
            session = await self._attach(worker)
        under_way = self._evaluate(session, function, about, seconds)
        try:
            # Answered in order: with this answer the function has begun.
            await self._tools.evaluate("0", session)
        except DevToolsFailed:
            under_way.close()
            raise
        return under_way

    async def picture(self, url: str) -> str:
        """A picture as the browser loads it, as a data URL; empty where it cannot be had."""
        try:
            async with self._busy:
                content = await self._load(url)
        except DevToolsFailed as problem:
            log.info("a picture stays away: %s", problem.sentence)
            return ""
        return data_url.of_bytes(content, IMAGE_PIXELS)

    async def _load(self, url: str) -> bytes:
        frame = (await self._tools.ask("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        options = {"disableCache": False, "includeCredentials": True}
        asked = {"frameId": frame, "url": url, "options": options}
        resource = (await self._tools.ask("Network.loadNetworkResource", asked))["resource"]
        if "stream" not in resource:
            raise DevToolsFailed(f"{url} cannot be loaded: {resource.get('netErrorName', 'no answer')}.")
        content = bytearray()
        done = False
        while not done and len(content) < LARGEST_PICTURE:
            part = await self._tools.ask("IO.read", {"handle": resource["stream"]})
            data = part["data"]
            content += base64.b64decode(data) if part.get("base64Encoded") else data.encode()
            done = part["eof"]
        await self._tools.ask("IO.close", {"handle": resource["stream"]})
        return bytes(content)

    def _evaluate(
        self, session: str, function: str, about: Params, seconds: float
    ) -> Coroutine[Any, Any, Any]:
        script = f"({self._scripts}).{function}({json.dumps(about)})"
        return self._tools.evaluate(script, session, seconds)

    async def _attach(self, worker: Worker) -> str:
        self._stay()
        if origin_of(self._page.url().toString()) != origin_of(worker.scope):
            await self._visit(worker.script)
        await self._tools.ask("ServiceWorker.startWorker", {"scopeURL": worker.scope})
        try:
            async with asyncio.timeout(_ATTACHED_SECONDS):
                while worker.script not in self._sessions:
                    self._attached.clear()
                    await self._attached.wait()
        except TimeoutError:
            raise DevToolsFailed(f"The worker {worker.script} could not be attached to.") from None
        return self._sessions[worker.script]

    async def _visit(self, url: str) -> None:
        self._loaded = asyncio.get_running_loop().create_future()
        self._page.load(QUrl(url))
        try:
            async with asyncio.timeout(_ATTACHED_SECONDS):
                loaded = await self._loaded
        except TimeoutError:
            loaded = False
        finally:
            self._loaded = None
        if not loaded:
            raise DevToolsFailed(f"{url} could not be loaded.")

    def _on_loaded(self, loaded: bool) -> None:
        if self._loaded is not None and not self._loaded.done():
            self._loaded.set_result(loaded)

    def _stay(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(REST_SECONDS, self._leave)

    def _leave(self) -> None:
        if self._busy.locked():
            self._stay()
        else:
            self._page.load(QUrl(NOWHERE))

    def _hear(self, method: str, params: Params) -> None:
        heard: dict[str, Callable[[Params], None]] = {
            "Target.attachedToTarget": self._on_attached,
            "Target.detachedFromTarget": self._on_detached,
            "ServiceWorker.workerRegistrationUpdated": self._on_registrations,
            "ServiceWorker.workerVersionUpdated": self._on_versions,
            "BackgroundService.backgroundServiceEventReceived": self._on_background,
        }
        if method in heard:
            heard[method](params)

    def _on_attached(self, params: Params) -> None:
        target = params["targetInfo"]
        if target["type"] == "service_worker":
            self._sessions[target["url"]] = params["sessionId"]
            self._attached.set()

    def _on_detached(self, params: Params) -> None:
        gone = params["sessionId"]
        self._sessions = {url: session for url, session in self._sessions.items() if session != gone}

    def _on_registrations(self, params: Params) -> None:
        for one in params["registrations"]:
            if one["isDeleted"]:
                self._scopes.pop(one["registrationId"], None)
                self._versions.pop(one["registrationId"], None)
            else:
                self._scopes[one["registrationId"]] = one["scopeURL"]

    def _on_versions(self, params: Params) -> None:
        for one in params["versions"]:
            if one["status"] != "redundant":
                self._versions[one["registrationId"]] = one["scriptURL"]

    def _on_background(self, params: Params) -> None:
        event = params["backgroundServiceEvent"]
        about = {one["key"]: one["value"] for one in event["eventMetadata"]}
        # The payload is told twice: as it is received, and as its event is dispatched.
        if event["eventName"] == _DISPATCHED and "Payload" in about:
            self.pushes.append(Push(origin_of(event["origin"]), about["Payload"]))
