"""Drives an unmodified headless Firefox over WebDriver BiDi, without geckodriver.

    async with Firefox(executable, profile=folder, prefs=push_prefs("ws://127.0.0.1:8766/")) as firefox:
        await firefox.open("http://localhost:8765/")
        await firefox.click("#enable")
        await firefox.wait_for("document.querySelector('#state').textContent === 'on'")

The profile folder is the caller's: opened again with the same one, Firefox has its subscriptions still.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from pushdesk.services.lab.browsers.firefox import Pref
from tests.browsers.bidi import CONNECTION_CLOSED, BiDiConnection, BiDiError, connected
from tests.browsers.firefox_process import FirefoxProcess

# Resolves with a predicate's value as soon as it is truthy: looked at after every change of the document, and
# every 50 ms for what changes outside it (the service worker's registration, say). Rejects when the time is
# over, or at once when the predicate throws.
WAIT_IN_PAGE = """(predicate, milliseconds) => new Promise((resolve, reject) => {
    let finished = false;
    const finish = (settle, value) => {
        finished = true;
        clearTimeout(deadline);
        clearInterval(clock);
        observer.disconnect();
        settle(value);
    };
    const look = async () => {
        try {
            const value = await predicate();
            if (value && !finished) finish(resolve, value);
        } catch (error) {
            if (!finished) finish(reject, error);
        }
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
    const clock = setInterval(look, 50);
    const deadline = setTimeout(() => finish(reject, new Error("not within the time")), milliseconds);
    look();
})"""


class PageError(AssertionError):
    """An expression in the page threw, or what was waited for did not come; ends with Firefox's output."""


def push_prefs(server_url: str) -> dict[str, Pref]:
    """Preferences with which Firefox gets its push messages from the service at `server_url` (ws:// or wss://).

    Reasons, one for each: where the service is; ws:// is allowed; automation would turn push off; no question
    before notifications; showNotification() works without a notification daemon; failed pushes cost no quota.
    """
    return {
        "dom.push.serverURL": server_url,
        "dom.push.testing.allowInsecureServerURL": True,
        "dom.push.connection.enabled": True,
        "permissions.default.desktop-notification": 1,
        "alerts.useSystemBackend": False,
        "dom.push.maxQuotaPerSubscription": 100_000,
    }


class Process(Protocol):
    """A Firefox that listens for WebDriver BiDi while this context manager is entered."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def bidi_url(self) -> str:
        """Where it listens, without the path."""

    def last_output(self) -> str:
        """What it wrote last."""


class Driver:
    """A Firefox with one tab, driven: an async context manager around its process.

    `bidi` reaches what the methods do not.
    """

    def __init__(self, process: Process) -> None:
        self.process = process
        self._stack = AsyncExitStack()
        self.bidi: BiDiConnection
        self._tab: str

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.process)
            url = await self.process.bidi_url()
            self.bidi = await stack.enter_async_context(connected(f"{url}/session"))
            await self.bidi.command("session.new", capabilities={})
            tree = await self.bidi.command("browsingContext.getTree")
            self._tab = tree["contexts"][0]["context"]
            stack.push_async_callback(self._close)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _close(self) -> None:
        """Ask Firefox to quit, so that it writes its profile; one that has gone already needs no asking."""
        try:
            await self.bidi.command("browser.close")
        except BiDiError as error:
            if error.code != CONNECTION_CLOSED:
                raise

    async def open(self, url: str) -> None:
        """Go to `url`; returns after the page's load event."""
        await self.bidi.command("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    async def reload(self) -> None:
        """Load the page again; returns after its load event."""
        await self.bidi.command("browsingContext.reload", context=self._tab, wait="complete")

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page, awaited, as JSON carries it.

        Undefined becomes None. Raises PageError when it throws.
        """
        return await self._call(f"async () => JSON.stringify(await ({expression}))")

    async def wait_for(self, expression: str, *, seconds: float = 20) -> Any:
        """Wait until a JavaScript expression, awaited, is truthy in the page, and give its value.

        Raises PageError when it takes longer than `seconds` or throws, BiDiError when the page is left.
        """
        wait = f"({WAIT_IN_PAGE})(async () => ({expression}), {seconds * 1000})"
        return await self._call(f"async () => JSON.stringify(await {wait})")

    async def text(self, selector: str) -> str:
        """The text that a person sees in the first element that matches. Raises PageError when none does."""
        return str(await self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText"))

    async def click(self, selector: str) -> None:
        """A real click (trusted event, user activation) in the middle of the first element that matches.

        Raises PageError when there is none, BiDiError when it cannot be scrolled into view.
        """
        element = await self._element(selector)
        origin = {"type": "element", "element": {"sharedId": element}}
        mouse = {
            "type": "pointer",
            "id": "mouse",
            "actions": [
                {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            ],
        }
        await self.bidi.command("input.performActions", context=self._tab, actions=[mouse])

    async def screenshot(self) -> bytes:
        """The visible part of the page as a PNG."""
        answer = await self.bidi.command("browsingContext.captureScreenshot", context=self._tab)
        return base64.b64decode(answer["data"])

    async def _element(self, selector: str) -> str:
        find = f"""() => {{
            const element = document.querySelector({json.dumps(selector)});
            if (!element) throw new Error("no element matches");
            element.scrollIntoView({{ block: "center", behavior: "instant" }});
            return element;
        }}"""
        return str((await self._function(find))["sharedId"])

    async def _call(self, function: str) -> Any:
        value = (await self._function(function)).get("value")
        return None if value is None else json.loads(value)

    async def _function(self, declaration: str) -> dict[str, Any]:
        """The BiDi RemoteValue of a function called in the page, awaited. Raises PageError when it throws."""
        answer = await self.bidi.command(
            "script.callFunction",
            functionDeclaration=declaration,
            target={"context": self._tab},
            awaitPromise=True,
            userActivation=False,
        )
        if answer["type"] == "exception":
            reason = answer["exceptionDetails"]["text"]
            raise PageError(
                f"{reason}\nin the page: {declaration}\nFirefox said:\n{self.process.last_output()}"
            )
        result: dict[str, Any] = answer["result"]
        return result


class Firefox(Driver):
    """One running Firefox of the test's own, which closes it and keeps the profile.

    `arguments` are more of Firefox's own.
    """

    def __init__(
        self,
        executable: Path,
        *,
        profile: Path,
        prefs: Mapping[str, Pref] | None = None,
        arguments: Sequence[str] = (),
    ) -> None:
        super().__init__(FirefoxProcess(executable, profile=profile, prefs=prefs or {}, arguments=arguments))
