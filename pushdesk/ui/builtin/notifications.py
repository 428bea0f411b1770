"""Notifications: what the browser presents, with buttons, picture and payload; clicks and closings."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWebEngineCore import QWebEngineNotification

from pushdesk.model.builtin import BuiltinAction, BuiltinNotification
from pushdesk.model.errors import Conflict, KnownError, NotFound
from pushdesk.ui.builtin import data_url
from pushdesk.ui.builtin.devtools import ANSWER_SECONDS, DevToolsFailed, Params
from pushdesk.ui.builtin.workers import Push, Worker, Workers, origin_of

KEPT = 200
ICON_PIXELS = 128
PRESS_SECONDS = 15.0
# A push whose payload does not name the title can still be the cause where it came just before, alone.
_JUST_BEFORE_SECONDS = 5.0

Spawn = Callable[[Coroutine[Any, Any, None], str], object]


class PressFailed(KnownError):
    """A button of a notification that could not be pressed."""

    code = "press_failed"


@dataclass
class _Entry:
    said: BuiltinNotification
    live: QWebEngineNotification | None
    worker: Worker | None = None
    complete: asyncio.Event = field(default_factory=asyncio.Event)


class Notifications(QObject):
    """`present` is Qt's presenter. `changed` tells a BuiltinNotification whenever there is more to say of it:

    first as Qt has it, then complete (`is_complete`), at last closed. `go(url)`: a worker wants this page
    opened; `come()`: it wants the page in front.
    """

    changed = Signal(object)
    go = Signal(str)
    come = Signal()

    def __init__(self, workers: Workers, spawn: Spawn) -> None:
        super().__init__()
        self._workers = workers
        self._spawn = spawn
        self._entries: dict[str, _Entry] = {}

    def present(self, live: QWebEngineNotification) -> None:
        """Show one; another of the same tag makes place for it."""
        for number, entry in self._entries.items():
            if entry.live is not None and entry.live.matches(live):
                self._mark_closed(number)
        icon = data_url.of_image(live.icon(), ICON_PIXELS)
        origin = origin_of(live.origin().toString())
        said = BuiltinNotification(
            title=live.title(), body=live.message(), tag=live.tag(), origin=origin, icon=icon
        )
        self._entries[said.id] = _Entry(said, live)
        live.closed.connect(partial(self._mark_closed, said.id))
        live.show()
        self._forget_old()
        self.changed.emit(said)
        self._spawn(self._complete(said.id), "complete a notification")

    def is_complete(self, notification_id: str) -> bool:
        """Whether all that can be known is in it."""
        return self._entries[notification_id].complete.is_set()

    async def click(self, notification_id: str, action: str = "") -> None:
        """Click it, or one of its buttons. Raises NotFound, Conflict (closed already), PressFailed."""
        entry = self._get(notification_id)
        await entry.complete.wait()
        live, under_way = self._open(entry), None
        try:
            under_way = await self._arm(entry, action)
        except DevToolsFailed as problem:
            if action:
                raise PressFailed(
                    f"The button was not pressed: the service worker of {entry.said.origin} could not be "
                    f"reached. ({problem.sentence})"
                ) from None
        live.click()
        if under_way is not None:
            self._spawn(self._follow(under_way), "a click's outcome")

    async def close(self, notification_id: str) -> None:
        """Dismiss it as a person does. Raises NotFound, Conflict."""
        self._open(self._get(notification_id)).close()
        self._mark_closed(notification_id)

    async def _complete(self, notification_id: str) -> None:
        entry = self._entries[notification_id]
        more: Params = {}
        for worker in self._workers.of(entry.said.origin):
            try:
                found = await self._workers.call(worker, "look", _about(entry.said), ANSWER_SECONDS)
            except DevToolsFailed:
                continue
            if found:
                entry.worker, more = worker, found[-1]
                break
        told: Params = {"payload": self._payload_of(entry.said)}
        if more:
            told["data"] = more["data"]
            told["actions"] = tuple(BuiltinAction(**one) for one in more["actions"])
            told["image"] = await self._workers.picture(more["image"]) if more["image"] else ""
        entry.said = entry.said.model_copy(update=told)
        entry.complete.set()
        self.changed.emit(entry.said)

    def _payload_of(self, said: BuiltinNotification) -> str | None:
        pushes = [push for push in self._workers.pushes if push.origin == said.origin]
        for push in pushes:
            if _names(push.payload, said.title):
                return self._taken(push)
        recent = [push for push in pushes if time.monotonic() - push.at < _JUST_BEFORE_SECONDS]
        return self._taken(recent[0]) if len(recent) == 1 else None

    def _taken(self, push: Push) -> str:
        self._workers.pushes.remove(push)
        return push.payload

    async def _arm(self, entry: _Entry, action: str) -> Coroutine[Any, Any, Any] | None:
        """Have the worker wait for the click; None where a page showed the notification, without a worker."""
        if entry.worker is None:
            if action:
                raise DevToolsFailed("No worker has this notification.")
            return None
        about = {**_about(entry.said), "action": action, "seconds": PRESS_SECONDS}
        return await self._workers.begin(entry.worker, "press", about, PRESS_SECONDS + 1)

    async def _follow(self, under_way: Coroutine[Any, Any, Any]) -> None:
        try:
            outcome = await under_way
        except DevToolsFailed:
            return  # the worker took longer than anybody waits, or was stopped: nothing is to be opened
        if "opened" in outcome:
            self.go.emit(outcome["opened"])
        elif "focused" in outcome:
            self.come.emit()

    def _get(self, notification_id: str) -> _Entry:
        if notification_id not in self._entries:
            raise NotFound(f"The built-in browser has no notification “{notification_id}”.")
        return self._entries[notification_id]

    def _open(self, entry: _Entry) -> QWebEngineNotification:
        if entry.live is None:
            raise Conflict(f"“{entry.said.title}” is closed already.")
        return entry.live

    def _mark_closed(self, notification_id: str) -> None:
        entry = self._entries.get(notification_id)
        if entry is None or entry.live is None:
            return
        entry.live = None
        entry.said = entry.said.model_copy(update={"open": False})
        self.changed.emit(entry.said)

    def _forget_old(self) -> None:
        closed = [number for number, entry in self._entries.items() if entry.live is None]
        for number in closed[: max(0, len(self._entries) - KEPT)]:
            if self._entries[number].complete.is_set():
                del self._entries[number]


def _about(said: BuiltinNotification) -> Params:
    return {"title": said.title, "body": said.body, "tag": said.tag}


def _names(payload: str, title: str) -> bool:
    """Whether a payload has the title in it: as it is, or as JSON writes it, escaped or not."""
    forms = (title, json.dumps(title)[1:-1], json.dumps(title, ensure_ascii=False)[1:-1])
    return any(form in payload for form in forms)
