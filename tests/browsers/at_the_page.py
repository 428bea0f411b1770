"""Reaches the page of a browser that the lab started, by the remote port that the test asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from pushdesk.services.lab.browsers.profiles import log_of
from tests.browsers.bidi import BiDiError, connected
from tests.browsers.firefox_process import LISTENING

PATIENCE_S = 30.0
DEVTOOLS = "DevTools listening on "
_LOOK_S = 0.05
_LOADED = "location.protocol === 'http:' && document.readyState === 'complete'"
EXTRA = {
    "firefox": ("--headless", "--remote-debugging-port", "0"),
    "chromium": ("--headless=new", "--remote-debugging-port=0"),
}


@asynccontextmanager
async def page_of(engine: str, profile: Path) -> AsyncIterator[Any]:
    """Something with `evaluate(expression)`; leaving lets go of the browser, which goes on."""
    async with asyncio.timeout(PATIENCE_S):
        way = _firefox(profile) if engine == "firefox" else _chromium(profile)
        page = await way.__aenter__()
    try:
        yield page
    finally:
        await way.__aexit__(None, None, None)


class _Tab:
    """A tab of a Firefox."""

    def __init__(self, bidi: Any, context: str) -> None:
        self._bidi = bidi
        self._context = context

    async def evaluate(self, expression: str) -> Any:
        """The value, awaited."""
        answer = await self._bidi.command(
            "script.evaluate", expression=expression, target={"context": self._context}, awaitPromise=True
        )
        return answer["result"].get("value")

    async def loaded(self) -> None:
        """Wait for the page that it was started at; nobody tells of it: this connection has no events."""
        while True:
            with suppress(BiDiError):  # the page before it was left meanwhile
                if await self.evaluate(_LOADED):
                    return
            await asyncio.sleep(_LOOK_S)


@asynccontextmanager
async def _firefox(profile: Path) -> AsyncIterator[_Tab]:
    url = await word_in(log_of(profile), LISTENING)
    async with connected(f"{url}/session") as bidi:
        await bidi.command("session.new", capabilities={})
        tree = await bidi.command("browsingContext.getTree")
        tab = _Tab(bidi, tree["contexts"][0]["context"])
        await tab.loaded()
        yield tab
        await bidi.command("session.end")


@asynccontextmanager
async def _chromium(profile: Path) -> AsyncIterator[Any]:
    url = await word_in(log_of(profile), DEVTOOLS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(url)
        yield await first_page(browser)
        await browser.close()


async def first_page(browser: Browser) -> Page:
    """The page that a Chromium was started at; DevTools listens before there is a window."""
    (context,) = browser.contexts
    page = context.pages[0] if context.pages else await context.wait_for_event("page")
    await page.wait_for_url("http://**")
    return page


async def word_in(path: Path, before: str) -> str:
    """What stands behind `before` in a file that the browser writes; nobody tells when it does."""
    while True:
        text = await asyncio.to_thread(path.read_text, errors="replace")
        word, ended, _ = text.partition(before)[2].partition("\n")
        if ended:
            return word.strip()
        await asyncio.sleep(_LOOK_S)
