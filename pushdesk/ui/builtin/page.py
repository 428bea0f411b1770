"""BrowserPage: the page that is seen. What it may do, where its windows open, and scripts run in it."""

import asyncio
import json
import logging
import secrets
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineScript,
)

from pushdesk.model.errors import KnownError
from pushdesk.ui.builtin.permission import NotificationPermission
from pushdesk.ui.builtin.workers import origin_of

LOAD_SECONDS = 15.0
EVALUATE_SECONDS = 30.0
_NOTIFICATIONS = QWebEnginePermission.PermissionType.Notifications
log = logging.getLogger(__name__)


class ScriptFailed(KnownError):
    """A script that threw, or never came to a result."""

    code = "script_failed"


class BrowserPage(QWebEnginePage):
    """`said` is a sentence for the bar over the page. `receiver`: whose origin that needs no sentence."""

    said = Signal(str)

    def __init__(
        self,
        profile: QWebEngineProfile,
        receiver: str,
        notifications: NotificationPermission,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(profile, parent)
        self._receiver = origin_of(receiver)
        self._notifications = notifications
        self._mark = secrets.token_hex(16)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._asked = 0
        self._loaded = asyncio.Event()
        self.loadStarted.connect(self._loaded.clear)
        self.loadFinished.connect(lambda _: self._loaded.set())
        self.permissionRequested.connect(self._permit)
        self.newWindowRequested.connect(self._open_here)
        self.renderProcessTerminated.connect(self._on_terminated)

    def go(self, url: QUrl) -> None:
        """Load a page."""
        self._loaded.clear()
        self.load(url)

    async def evaluate(self, expression: str) -> Any:
        """What a JavaScript expression comes to, promises awaited, once the page is loaded.

        Raises ScriptFailed.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(LOAD_SECONDS):
                await self._loaded.wait()
        self._asked += 1
        number = self._asked
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self.runJavaScript(
            f"(async () => ({expression}))().then("
            f"(value) => ({{ id: {number}, value }}), (error) => ({{ id: {number}, error: String(error) }}))"
            f".then((done) => console.log({json.dumps(self._mark)} + JSON.stringify(done)))",
            QWebEngineScript.ScriptWorldId.MainWorld.value,
        )
        try:
            async with asyncio.timeout(EVALUATE_SECONDS):
                done = await answer
        except TimeoutError:
            raise ScriptFailed("The script came to no result: is it one expression?") from None
        finally:
            del self._waiting[number]
        if "error" in done:
            raise ScriptFailed(f"The script failed: {done['error']}")
        return done.get("value")

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        """Called by Qt; what is not an answer of `evaluate` goes to the log."""
        if not message.startswith(self._mark):
            log.info("%s:%s %s", source, line, message)
            return
        done = json.loads(message[len(self._mark) :])
        if (answer := self._waiting.get(done["id"])) is not None and not answer.done():
            answer.set_result(done)

    def _permit(self, permission: QWebEnginePermission) -> None:
        origin = origin_of(permission.origin().toString())
        if permission.permissionType() is not _NOTIFICATIONS:
            permission.deny()
            self.said.emit(
                f"{origin} asked for more than notifications. This test device gives nothing else."
            )
            return
        self._notifications.answer(permission)
        if self._notifications.blocked:
            self.said.emit(
                f"{origin} asked to show notifications: they are blocked here, as the lab was told."
            )
        elif origin != self._receiver:
            self.said.emit(f"{origin} may show notifications: this is a test device and asks no questions.")

    def _open_here(self, request: QWebEngineNewWindowRequest) -> None:
        request.openIn(self)

    def _on_terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus) -> None:
        if status is not QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            self.said.emit("The page's process has ended. Reload to have it back.")
