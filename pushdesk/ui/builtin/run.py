"""The browser while it runs: Qt's loop as asyncio's, the parts put together, requests answered."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import qasync
import shiboken6
from PySide6.QtWidgets import QApplication

from pushdesk.model.builtin import (
    Asked,
    BuiltinNotification,
    BuiltinOptions,
    BuiltinReport,
    BuiltinRequest,
    Told,
)
from pushdesk.model.errors import FolderError, KnownError
from pushdesk.settings import Theme as Choice
from pushdesk.ui import qt_messages
from pushdesk.ui.builtin import profile
from pushdesk.ui.builtin.devtools import DevToolsFailed
from pushdesk.ui.builtin.notifications import Notifications
from pushdesk.ui.builtin.page import BrowserPage
from pushdesk.ui.builtin.permission import NotificationPermission
from pushdesk.ui.builtin.pipe import Pipe
from pushdesk.ui.builtin.window import BrowserWindow
from pushdesk.ui.builtin.workers import Workers
from pushdesk.ui.theme.brand import app_icon
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import DARK

CANNOT_START = 2
SWITCHES = "QTWEBENGINE_CHROMIUM_FLAGS"
log = logging.getLogger(__name__)


def run(options: BuiltinOptions, pipe: Pipe) -> int:
    """Until the window is closed or the parent's end of the pipe is; returns the exit status."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    qt_messages.to_log()
    folder = Path(options.folder)
    try:
        with profile.owned(folder):
            application = _application(options)
            # Not asyncio.Runner: at its end it runs the loop again, and QtWebEngine crashes when Qt's loop is
            # left for the second time.
            loop = qasync.QEventLoop(application)
            loop.run_until_complete(_live(options, pipe, application))
            loop.close()
    except FolderError as problem:
        pipe.send(BuiltinReport(told=Told.FAILED, problem=problem.sentence))
        return CANNOT_START
    return 0


def _application(options: BuiltinOptions) -> QApplication:
    application = QApplication(sys.argv[:1])
    application.setApplicationName("PushDesk built-in browser")
    application.setWindowIcon(app_icon())
    # The window may be hidden for as long as it is not wanted.
    application.setQuitOnLastWindowClosed(False)
    theme = Theme(application, Choice(options.theme))
    # What pages hear of the scheme. Chromium's switches are read when the first profile is made.
    scheme = "0" if theme.tokens is DARK else "1"
    os.environ[SWITCHES] += f" --blink-settings=preferredColorScheme={scheme}"
    return application


async def _live(options: BuiltinOptions, pipe: Pipe, application: QApplication) -> None:
    browser = _Browser(options, pipe, application)
    try:
        await browser.live()
    finally:
        browser.close()


class _Browser:
    """Profile, page, workers, notifications and window, and what is asked of them."""

    def __init__(self, options: BuiltinOptions, pipe: Pipe, application: QApplication) -> None:
        self._options = options
        self._pipe = pipe
        self._ended = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._tasks = asyncio.TaskGroup()
        self._profile = profile.opened(Path(options.folder), application)
        self._permission = NotificationPermission(self._profile, options.receiver, blocked=options.blocked)
        self._workers = Workers(self._profile)
        self._notifications = Notifications(self._workers, self._spawn)
        self._page = BrowserPage(self._profile, options.receiver, self._permission)
        self._window = BrowserWindow(self._page, options.receiver, self._press, self._dismiss)
        self._visible = options.visible
        self._connect()

    def _connect(self) -> None:
        self._profile.setNotificationPresenter(self._notifications.present)
        self._notifications.changed.connect(self._tell)
        self._notifications.go.connect(self._open)
        self._notifications.come.connect(self._come)
        self._window.closed.connect(self._ended.set)

    async def live(self) -> None:
        """From the first page to the end."""
        loop = asyncio.get_running_loop()
        async with self._tasks:
            try:
                await self._workers.connect()
            except DevToolsFailed as problem:
                log.error("buttons and payloads stay unknown: %s", problem.sentence)
            self._come()
            self._window.open(self._options.url)
            self._pipe.listen(
                lambda request: _to(loop, partial(self._take, request)),
                lambda: _to(loop, self._ended.set),
            )
            self._pipe.send(BuiltinReport(told=Told.READY))
            await self._ended.wait()
            for task in self._running:
                task.cancel()

    def close(self) -> None:
        """Give everything back, pages before their profile: what they store is then on the disk."""
        self._window.hide()
        self._workers.close()
        profile.put_away(self._profile, Path(self._options.folder))
        for part in (self._window, self._page, self._profile):
            shiboken6.delete(part)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = self._tasks.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _take(self, request: BuiltinRequest) -> None:
        self._spawn(self._answer(request), f"answer {request.ask}")

    async def _answer(self, request: BuiltinRequest) -> None:
        value, problem = None, ""
        try:
            value = await self._do(request)
        except KnownError as known:
            problem = known.sentence
        self._pipe.send(BuiltinReport(told=Told.ANSWER, id=request.id, value=value, problem=problem))

    async def _do(self, request: BuiltinRequest) -> Any:
        match request.ask:
            case Asked.SHOW:
                self._visible = True
                self._come()
            case Asked.OPEN:
                self._window.open(request.url)
            case Asked.CLICK:
                await self._notifications.click(request.notification, request.action)
            case Asked.CLOSE:
                await self._notifications.close(request.notification)
            case Asked.BLOCK | Asked.ALLOW:
                self._permission.set(blocked=request.ask is Asked.BLOCK)
            case Asked.EVALUATE:
                return await self._page.evaluate(request.script)
        return None

    def _open(self, url: str) -> None:
        self._window.open(url)
        self._come()

    def _come(self) -> None:
        if self._visible:
            self._window.come()

    def _tell(self, said: BuiltinNotification) -> None:
        self._window.cards.say(said)
        if self._notifications.is_complete(said.id):
            self._pipe.send(BuiltinReport(told=Told.NOTIFICATION, notification=said))

    def _press(self, notification_id: str, action: str) -> None:
        self._spawn(self._say(self._notifications.click(notification_id, action)), "a click on a card")

    def _dismiss(self, notification_id: str) -> None:
        self._spawn(self._say(self._notifications.close(notification_id)), "a card closed")

    async def _say(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except KnownError as problem:
            self._window.bar.say(problem.sentence)


def _to(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    """Run `work` on the loop, from another thread."""
    loop.call_soon_threadsafe(work)
