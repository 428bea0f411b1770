"""BuiltinBrowser: a test device that is always there, and costs nothing until it is first used."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlmodel import Session

from pushdesk.model.builtin import (
    Asked,
    BuiltinNotification,
    BuiltinOptions,
    BuiltinReport,
    Told,
)
from pushdesk.model.errors import Conflict
from pushdesk.model.lab import LabProfile
from pushdesk.services.lab.builtin.asking import Asking
from pushdesk.services.lab.builtin.blocking import Blocking
from pushdesk.services.lab.builtin.process import BuiltinProcess, BuiltinUnavailable, has_display
from pushdesk.services.lab.overview import BLOCKED, Running
from pushdesk.services.store.database import Database
from pushdesk.settings import Settings

PROFILE = "builtin"
NAME = "Built-in browser"
START_SECONDS = 60.0
NOTIFICATIONS_KEPT = 200
LOG_FILE = Path("logs", "builtin-browser.log")
_FOLDER = Path("lab", "builtin")
_AT_FIRST = "It starts when first used."
_REAL = "Uses the browser's own push service instead of the lab: that needs internet."
_UNSEEN = "There is no display here: it runs without a window."


class BuiltinBrowser:
    """Enter it after the lab listens; leaving ends the browser.

    `state` is off, starting, on or ended; `words` a sentence where something is to be said of it.
    `switches()` bind a Chromium to the lab; `receiver_url()` is the page it opens by itself.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        receiver_url: Callable[[], str],
        switches: Callable[[], list[str]],
        changed: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._database = database
        self._receiver_url = receiver_url
        self._switches = switches
        self._changed = changed
        self.state = "off"
        self.words = _AT_FIRST
        self.real_push = False
        self._blocking = Blocking(settings.data_dir / _FOLDER)
        self._process: BuiltinProcess | None = None
        self._following: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._stopping = False
        self._closed = False
        self._ready = asyncio.Event()
        self._problem = ""
        self._asking = Asking()
        self._notifications: dict[str, BuiltinNotification] = {}
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._database.write(_ensure_profile)
        await self._blocking.load()
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        await self.stop()
        await self._tasks.__aexit__(None, None, None)

    @property
    def pid(self) -> int | None:
        """The process id, None while nothing runs."""
        return self._process.pid if self._process is not None else None

    def running(self) -> Running:
        """What the lab's overview says of it."""
        blocked = self._blocked
        words = BLOCKED if blocked and self.words in {"", _AT_FIRST} else self.words
        return Running(self.state, words, elsewhere=self._elsewhere, blocked=blocked)

    @property
    def _elsewhere(self) -> bool:
        return self.real_push and self.state in {"starting", "on"}

    @property
    def _blocked(self) -> bool:
        return self._blocking.blocked and not self._elsewhere  # which has another profile

    async def start(self, *, url: str | None = None, visible: bool = True, real_push: bool = False) -> None:
        """Have it run, with its window where `visible`, at `url` (the receiver page where None).

        With `real_push` it has nothing to do with the lab (another profile, the browser's own push service).
        Raises BuiltinUnavailable with a sentence where it does not start.
        """
        async with self._starting:
            if self._closed:
                raise Conflict("The lab is closing.")
            if self.state == "on" and self.real_push == real_push:
                if visible:
                    await self._ask(Asked.SHOW)
                if url is not None:
                    await self._ask(Asked.OPEN, url=url)
                return
            await self.stop()
            await self._start(url or self._receiver_url(), visible, real_push)

    async def stop(self) -> None:
        """End it; what it knows stays in its profile."""
        self._stopping = True
        if self._process is not None and self._following is not None:
            following = self._following
            await self._process.end()
            await asyncio.shield(following)

    async def open(self, url: str) -> None:
        """Open a page in it. Raises Conflict while it does not run."""
        await self._ask(Asked.OPEN, url=url)

    async def notifications(self) -> list[BuiltinNotification]:
        """What it presented since it was started, oldest first, closed ones too."""
        return list(self._notifications.values())

    async def click(self, notification_id: str, action: str = "") -> None:
        """Click a notification, or one of its buttons.

        Raises Conflict where it is closed or nothing runs, or where the worker cannot be reached.
        """
        await self._ask(Asked.CLICK, notification=notification_id, action=action)

    async def close(self, notification_id: str) -> None:
        """Dismiss a notification as a person does. Raises Conflict as `click`."""
        await self._ask(Asked.CLOSE, notification=notification_id)

    async def withdraw_permission(self) -> None:
        """Block notifications for every page, whether it runs or not.

        Raises Conflict while it uses its own push service, FolderError.
        """
        await self._change_permission(blocked=True)

    async def allow_again(self) -> None:
        """Take that back; raises the same."""
        await self._change_permission(blocked=False)

    async def _change_permission(self, *, blocked: bool) -> None:
        async with self._starting:
            if self._elsewhere:
                raise Conflict("The built-in browser uses its own push service now: start it with the lab's.")
            await self._blocking.keep(blocked=blocked)
            if self.state == "on":
                await self._ask(Asked.BLOCK if blocked else Asked.ALLOW)
        self._changed()

    async def evaluate(self, script: str) -> Any:
        """What a JavaScript expression comes to in the page. Raises Conflict where it fails."""
        return await self._ask(Asked.EVALUATE, script=script)

    async def _start(self, url: str, visible: bool, real_push: bool) -> None:
        self._stopping, self._problem, self.real_push = False, "", real_push
        self._ready.clear()
        self._notifications.clear()
        self._say("starting", "")
        folder = self._settings.data_dir / _FOLDER / ("real" if real_push else "lab")
        options = BuiltinOptions(
            folder=str(folder),
            receiver=self._receiver_url(),
            url=url,
            switches=() if real_push else tuple(self._switches()),
            visible=visible,
            blocked=self._blocked,
            theme=self._settings.theme.value,
        )
        try:
            self._process = await BuiltinProcess.start(options, self._settings.data_dir / LOG_FILE)
        except BuiltinUnavailable as problem:
            self._say("ended", problem.sentence)
            raise
        following = self._tasks.create_task(self._follow(self._process), name="built-in browser")
        self._following = following
        if self._stopping:  # meanwhile
            await self._process.end()
        await self._until_ready(following)

    async def _until_ready(self, following: asyncio.Task[None]) -> None:
        ready = asyncio.create_task(self._ready.wait(), name="built-in browser ready")
        done, _ = await asyncio.wait(
            {ready, following}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        ready.cancel()
        if self._ready.is_set():
            return
        if not done and self._process is not None:
            self._problem = f"The built-in browser did not start within {START_SECONDS:.0f} seconds."
            await self._process.end()
            await asyncio.shield(following)
        raise BuiltinUnavailable(self.words or "The built-in browser was stopped while it started.")

    async def _follow(self, process: BuiltinProcess) -> None:
        """Take its reports to the last one, then see it to its end."""
        async for report in process.reports():
            self._take(report)
        status = await process.end()
        self._process = self._following = None
        self._asking.end()
        self._notifications = {
            number: said.model_copy(update={"open": False}) for number, said in self._notifications.items()
        }
        if self._problem:
            self._say("ended", self._problem)
        elif self._stopping or status == 0:
            self._say("off", "")
        else:
            self._say("ended", process.obituary(status))

    def _take(self, report: BuiltinReport) -> None:
        match report.told:
            case Told.READY:
                notes = (_REAL if self.real_push else "", "" if has_display() else _UNSEEN)
                self._say("on", " ".join(note for note in notes if note))
                self._ready.set()
            case Told.FAILED:
                self._problem = report.problem
            case Told.NOTIFICATION if report.notification is not None:
                self._notifications[report.notification.id] = report.notification
                for number in list(self._notifications)[:-NOTIFICATIONS_KEPT]:
                    del self._notifications[number]
                self._changed()
            case Told.ANSWER:
                self._asking.take(report)

    async def _ask(self, ask: Asked, **about: str) -> Any:
        return await self._asking.ask(self._process if self.state == "on" else None, ask, **about)

    def _say(self, state: str, words: str) -> None:
        self.state, self.words = state, words
        self._changed()


def _ensure_profile(session: Session) -> None:
    if session.get(LabProfile, PROFILE) is None:
        session.add(LabProfile(id=PROFILE, browser=PROFILE, name=NAME, kept=True))
