"""DevTools: Chromium's DevTools protocol inside this process, without a port that others could use.

Qt lends a page to the developer tools' user interface. That is stopped before it is loaded (it would cost
some 60 MB) and the page's connection to the browser is used instead.
Protocol: https://chromedevtools.github.io/devtools-protocol/
"""

import asyncio
import json
import secrets
from collections.abc import Callable, Coroutine
from importlib import resources
from typing import Any

import shiboken6
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineScript

from pushdesk.model.errors import KnownError

ANSWER_SECONDS = 5.0
_HELLO_SECONDS = 0.25
_HELLO_TRIES = 40

Params = dict[str, Any]
Hear = Callable[[str, Params], None]


class DevToolsFailed(KnownError):
    """The browser did not do what the protocol asked for; the sentence is for the log."""

    code = "devtools"


class DevTools:
    """A connection about `page`, a page that nobody sees; `hear(method, params)` gets every event."""

    def __init__(self, profile: QWebEngineProfile, page: QWebEnginePage, hear: Hear) -> None:
        self._hear = hear
        self._mark = secrets.token_hex(16)
        self._asked = 0
        self._waiting: dict[int, asyncio.Future[Params]] = {}
        self._page = _ConsolePage(profile, self._mark, self._take)
        self._page.scripts().insert(_at_once("window.stop()"))
        self._loaded = asyncio.Event()
        self._page.loadFinished.connect(lambda _: self._loaded.set())
        page.setDevToolsPage(self._page)

    async def connect(self) -> None:
        """Wait until the browser answers; raises DevToolsFailed where it never does."""
        await self._loaded.wait()
        bridge = resources.files(__package__).joinpath("bridge.js").read_text("utf-8")
        self._run(f"({bridge})({json.dumps(self._mark)})")
        for _ in range(_HELLO_TRIES):
            try:
                await self.ask("Target.setAutoAttach", _ATTACH, seconds=_HELLO_SECONDS)
            except DevToolsFailed:
                continue
            return
        raise DevToolsFailed("The browser's DevTools do not answer.")

    def ask(
        self, method: str, params: Params | None = None, session: str = "", seconds: float = ANSWER_SECONDS
    ) -> Coroutine[Any, Any, Params]:
        """Call a method, at `session` of a worker or at the page; it is sent at once.

        To be awaited: the result. Raises DevToolsFailed.
        """
        self._asked += 1
        number = self._asked
        message: Params = {"id": number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        self._waiting[number] = asyncio.get_running_loop().create_future()
        # The text twice encoded: once for the protocol, once as a literal of the script.
        self._run(f"window.ask({json.dumps(json.dumps(message))})")
        return self._answer(number, method, seconds)

    async def _answer(self, number: int, method: str, seconds: float) -> Params:
        answer = self._waiting[number]
        try:
            async with asyncio.timeout(seconds):
                done = await answer
        except TimeoutError:
            raise DevToolsFailed(f"{method} was not answered.") from None
        finally:
            del self._waiting[number]
        if "error" in done:
            raise DevToolsFailed(f"{method}: {done['error'].get('message', '')}")
        result: Params = done.get("result", {})
        return result

    def evaluate(
        self, script: str, session: str, seconds: float = ANSWER_SECONDS
    ) -> Coroutine[Any, Any, Any]:
        """What a script comes to in a worker, promises awaited; sent at once, as `ask`."""
        params = {"expression": script, "awaitPromise": True, "returnByValue": True}
        return self._value(self.ask("Runtime.evaluate", params, session, seconds))

    async def _value(self, answer: Coroutine[Any, Any, Params]) -> Any:
        done = await answer
        if "exceptionDetails" in done:
            raise DevToolsFailed(f"A script failed in the worker: {done['exceptionDetails']}")
        return done.get("result", {}).get("value")

    def close(self) -> None:
        """Give the page back; calls under way are cancelled."""
        for answer in self._waiting.values():
            answer.cancel()
        shiboken6.delete(self._page)

    def _run(self, script: str) -> None:
        self._page.runJavaScript(script, QWebEngineScript.ScriptWorldId.MainWorld.value)

    def _take(self, text: str) -> None:
        message = json.loads(text)
        answer = self._waiting.get(message.get("id", 0))
        if answer is not None and not answer.done():
            answer.set_result(message)
        elif "method" in message:
            self._hear(message["method"], message.get("params", {}))


# Workers that are there and that come are attached to, each with a session of its own.
_ATTACH: Params = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}


class _ConsolePage(QWebEnginePage):
    """A page whose console lines that begin with `mark` are handed on, without it."""

    def __init__(self, profile: QWebEngineProfile, mark: str, take: Callable[[str], None]) -> None:
        super().__init__(profile)
        self._mark = mark
        self._take = take

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        """Called by Qt; other lines are nobody's business."""
        if message.startswith(self._mark):
            self._take(message[len(self._mark) :])


def _at_once(source: str) -> QWebEngineScript:
    script = QWebEngineScript()
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld.value)
    script.setSourceCode(source)
    return script
