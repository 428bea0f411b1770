"""The real browsers that these tests drive."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, async_playwright

from tests.browsers.receiver_driver import Receiver
from tests.browsers.receiver_stub import ReceiverStub
from tests.desks import desk

__all__ = ["chromium", "chromium_path", "desk", "firefox_path", "receiver", "receiver_stub", "receiver_tab"]
FAKE_PUSH = Path(__file__).with_name("fake_push.js")


@pytest.fixture(scope="session")
def firefox_path() -> Path:
    """The Firefox on PATH, the long-term release first; where there is none the test fails."""
    return on_path("Firefox", "firefox-esr", "firefox")


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The Chromium on PATH; where there is none the test fails."""
    return on_path("Chromium", "chromium", "chromium-browser")


def on_path(title: str, *names: str) -> Path:
    """The first of `names` that is on PATH; where none is the test fails."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail(f"{title} is not on PATH; `make setup-test` installs it on Debian-like systems.")
    return Path(found)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(
    chromium_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BrowserContext]:
    """One headless Chromium with a profile of its own, for the whole run: in an incognito context there is no
    push. Tests stay apart because each `receiver_stub` is an origin of its own."""
    switches = ["--disable-background-networking", "--no-first-run"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        switches.append("--no-sandbox")  # Chromium's sandbox does not start as root
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("chromium"), executable_path=chromium_path, args=switches
        )
        yield context
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def receiver_stub() -> AsyncIterator[ReceiverStub]:
    """A stand-in for the desk's receiver server, on an origin of its own."""
    async with ReceiverStub() as stub:
        yield stub


@pytest_asyncio.fixture(loop_scope="session")
async def receiver(chromium: BrowserContext, receiver_stub: ReceiverStub) -> AsyncIterator[Receiver]:
    """The receiver page with its worker running and notifications allowed; it may not complain."""
    receiver = await Receiver.new(chromium, receiver_stub)
    yield await receiver.open()
    await receiver.page.close()
    assert receiver.complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def receiver_tab(chromium: BrowserContext, receiver_stub: ReceiverStub) -> AsyncIterator[Receiver]:
    """A tab for the receiver page, not open yet, with a push service that answers at once (fake_push.js)."""
    receiver = await Receiver.new(chromium, receiver_stub)
    await receiver.page.add_init_script(path=FAKE_PUSH)
    yield receiver
    await receiver.page.close()
    assert receiver.complaints == []
