"""An unmodified Chromium as a test device: subscribed by a click, it receives, also after a rest."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.journeys.processes import lab, pushdesk

# Playwright's own switches that keep Chromium from its push service.
AGAINST_PUSH = ["--disable-background-networking"]


@asynccontextmanager
async def chromium(path: Path, profile: Path, ready: dict[str, Any]) -> AsyncIterator[Page]:
    """A Chromium wired to the lab by nothing but the switches it names, at the receiver page."""
    switches = [*ready["chromiumSwitches"], "--no-first-run"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        switches.append("--no-sandbox")  # Chromium's sandbox does not start as root
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile, executable_path=path, args=switches, ignore_default_args=AGAINST_PUSH
        )
        origin = ready["receiver"].rstrip("/")
        await context.grant_permissions(["notifications"], origin=origin)
        page = context.pages[0]
        await page.goto(ready["receiver"])
        yield page
        await context.close()


async def only_delivery(answer: Any) -> dict[str, Any]:
    """The one delivery of a campaign."""
    (delivery,) = answer.document["deliveries"]
    assert isinstance(delivery, dict)
    return delivery


@pytest.mark.timeout(180)
async def test_chromium_receives_now_and_after_a_rest_until_it_unsubscribes(
    chromium_path: Path, data_dir: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    async with lab(data_dir, "--devices", "0") as ready:
        async with chromium(chromium_path, profile, ready) as page:
            await page.click("#enable")
            await expect(page.locator("#state")).to_have_text("on", timeout=20_000)
            (device,) = (await pushdesk(data_dir, "subscriptions", "list", "--json")).document
            assert device["pushService"] == "lab"
            assert device["endpoint"].startswith("https://")
            assert "google" in device["endpoint"]
            sent = await pushdesk(
                data_dir, "send", "--title", "Grüße 👋", "--to", "all", "--wait", "shown:40", "--json"
            )
            assert sent.status == 0, sent.out + sent.err
            delivery = await only_delivery(sent)
            assert (delivery["state"], delivery["status"]) == ("accepted", 201)
            assert [receipt["event"] for receipt in delivery["receipts"]] == ["received", "shown"]
        away = await pushdesk(data_dir, "send", "--title", "While away", "--to", "all", "--json")
        assert away.status == 0, away.err
        async with chromium(chromium_path, profile, ready) as page:
            await expect(page.locator("#log")).to_contain_text("shown “While away”", timeout=40_000)
            shown = await pushdesk(data_dir, "campaigns", "show", away.document["id"], "--json")
            delivery = await only_delivery(shown)
            assert [receipt["event"] for receipt in delivery["receipts"]] == ["received", "shown"]
            await page.evaluate(
                "navigator.serviceWorker.ready.then(ready => ready.pushManager.getSubscription())"
                ".then(subscription => subscription.unsubscribe())"
            )
            # Chromium tells its push service after the page: the first sends may still be accepted.
            for _ in range(20):
                sent = await pushdesk(data_dir, "send", "--title", "Too late", "--to", "all", "--json")
                if sent.status:
                    break
            delivery = await only_delivery(sent)
            assert (sent.status, delivery["state"], delivery["status"]) == (1, "gone", 410)
