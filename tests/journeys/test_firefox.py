"""An unmodified Firefox as a test device, from the click on its page to the receipts in the desk."""

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


async def test_a_click_subscribes_and_a_sent_message_is_accepted_received_and_shown(
    firefox: Firefox, data_dir: Path
) -> None:
    sent = await pushdesk(
        data_dir,
        "send",
        "--title",
        "Hello",
        "--body",
        "Grüße 👋",
        "--to",
        "all",
        "--wait",
        "shown:30",
        "--json",
    )
    assert sent.status == 0, sent.err
    (delivery,) = sent.document["deliveries"]
    assert (delivery["state"], delivery["status"]) == ("accepted", 201)
    assert [receipt["event"] for receipt in delivery["receipts"]] == ["received", "shown"]
    shown = await firefox.wait_for(
        "(await (await navigator.serviceWorker.ready).getNotifications()).map(n => [n.title, n.body])[0]"
    )
    assert shown == ["Hello", "Grüße 👋"]


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
    devices = (await pushdesk(data_dir, "subscriptions", "list", "--json")).document
    assert [device["state"] for device in devices] == ["unsubscribed"]
    sent = await pushdesk(data_dir, "send", "--title", "Hello", "--to", "all", "--json")
    assert sent.status == 2
    assert (await pushdesk(data_dir, "campaigns", "list", "--json")).document == []


async def test_a_device_that_could_not_say_it_left_is_gone_at_the_next_send(
    firefox: Firefox, data_dir: Path
) -> None:
    await firefox.evaluate(
        "navigator.serviceWorker.ready.then(ready => ready.pushManager.getSubscription())"
        ".then(subscription => subscription.unsubscribe())"
    )
    async with asyncio.timeout(60):
        while True:
            sent = await pushdesk(data_dir, "send", "--title", "Hello", "--to", "all", "--json")
            if sent.status != 0:
                break
    (delivery,) = sent.document["deliveries"]
    assert (sent.status, delivery["state"], delivery["status"]) == (1, "gone", 410)
    devices = (await pushdesk(data_dir, "subscriptions", "list", "--json")).document
    assert [device["state"] for device in devices] == ["gone"]


async def test_a_message_sent_while_firefox_was_closed_arrives_when_it_returns(
    firefox_path: Path, running_lab: dict[str, Any], data_dir: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "kept-profile"
    profile.mkdir()
    async with Firefox(firefox_path, profile=profile, prefs=running_lab["firefoxPrefs"]) as browser:
        await browser.open(running_lab["receiver"])
        await browser.click("#enable")
        await browser.wait_for(ON)
    sent = await pushdesk(data_dir, "send", "--title", "While you were away", "--to", "all", "--json")
    assert sent.status == 0, sent.err
    assert sent.document["deliveries"][0]["receipts"] == []
    async with Firefox(firefox_path, profile=profile, prefs=running_lab["firefoxPrefs"]) as browser:
        await browser.open(running_lab["receiver"])
        await browser.wait_for(
            "[...document.querySelectorAll('#log li')].some(line => line.textContent.includes('shown'))"
        )
    shown = (await pushdesk(data_dir, "campaigns", "show", sent.document["id"], "--json")).document
    assert [receipt["event"] for receipt in shown["deliveries"][0]["receipts"]] == ["received", "shown"]
