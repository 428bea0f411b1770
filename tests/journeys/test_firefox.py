"""A Firefox bound by what `pushdesk lab` prints: what the catch learns of it, and that turning off is told.

The rest of its life is in test_four_devices.py.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from pushdesk.model.lab import CaughtState
from pushdesk.model.views import CaughtRow, Changes
from pushdesk.services.store import database as store
from pushdesk.services.store.database import Database
from pushdesk.services.store.feed import Feed
from tests.browsers.firefox import Firefox
from tests.journeys.processes import lab, pushdesk

ON = "document.querySelector('#state').textContent === 'on'"


@pytest.fixture
async def running_lab(tmp_path: Path, data_dir: Path) -> AsyncIterator[dict[str, Any]]:
    """A lab without virtual devices."""
    async with lab(data_dir, "--devices", "0") as ready:
        yield ready


@pytest.fixture
async def firefox(firefox_path: Path, running_lab: dict[str, Any], tmp_path: Path) -> AsyncIterator[Firefox]:
    """Firefox wired to the lab by nothing but the preferences it names, at the receiver page, subscribed."""
    profile = tmp_path / "profile"
    profile.mkdir()
    async with Firefox(firefox_path, profile=profile, prefs=running_lab["firefoxPrefs"]) as browser:
        await browser.open(running_lab["receiver"])
        await browser.click("#enable")
        await browser.wait_for(ON)
        yield browser


async def test_the_catch_follows_a_message_with_a_receipt_and_one_that_only_the_worker_can_report(
    firefox: Firefox, data_dir: Path
) -> None:
    shown: dict[str, CaughtRow] = {}
    both = asyncio.Event()

    def listen(changes: Changes) -> None:
        shown.update({row.title: row for row in changes.caught if row.state is CaughtState.SHOWN})
        if len(shown) == 2:
            both.set()

    async with Database(data_dir / store.FILE_NAME) as database, Feed(database) as feed:
        feed.listen(listen)
        for title, shape in (("With a receipt", "pushdesk"), ("Plain words", "text")):
            sent = await pushdesk(
                data_dir, "send", "--title", title, "--shape", shape, "--to", "all", "--json"
            )
            assert sent.status == 0, sent.err
        await asyncio.wait_for(both.wait(), 30)
    assert {(row.device, row.status) for row in shown.values()} == {("Firefox", 201)}
    assert all(row.push_ms is not None for row in shown.values())


async def test_turning_off_in_the_page_ends_the_record_and_no_later_send_includes_it(
    firefox: Firefox, data_dir: Path
) -> None:
    await firefox.click("#disable")
    await firefox.wait_for("document.querySelector('#state').textContent === 'off'")
    devices = (await pushdesk(data_dir, "subscriptions", "list", "--json")).json
    assert [device["state"] for device in devices] == ["unsubscribed"]
    sent = await pushdesk(data_dir, "send", "--title", "Hello", "--to", "all", "--json")
    assert sent.status == 2
    assert (await pushdesk(data_dir, "campaigns", "list", "--json")).json == []
