"""A Firefox whose push service moves it: the worker subscribes again, and the desk keeps its history."""

import asyncio
from pathlib import Path

import pytest

from pushdesk.desk import open_desk
from pushdesk.model.subscription import SubscriptionState
from pushdesk.settings import load_settings
from tests.browsers.firefox import Firefox


@pytest.mark.allow_log("no keyring answers")
async def test_a_moved_firefox_subscribes_again_and_keeps_its_history(
    firefox_path: Path, data_dir: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    settings = load_settings(
        receiver_port=0, push_service_port=0, push_service_tls_port=0, push_service_mcs_port=0
    )
    async with open_desk(settings, own=True, devices=0) as desk:
        lab = desk.lab
        assert lab is not None
        prefs = lab.firefox_prefs("p1")
        async with Firefox(firefox_path, profile=profile, prefs=prefs) as browser:
            await browser.open(f"{desk.addresses.receiver}/")
            await browser.click("#enable")
            await browser.wait_for("document.querySelector('#state').textContent === 'on'")
            (before,) = await desk.devices.every()
            card, _ = (await lab.overview()).devices
            assert (card.kind, card.profile) == ("firefox", "p1")
            await lab.rotate(card.id)
            await browser.wait_for(
                "document.querySelector('#log').textContent.includes('this browser has a new address')",
                seconds=60,
            )
            async with asyncio.timeout(20):
                while len(devices := await desk.devices.every()) == 1:
                    await browser.reload()
        states = {device.state: device for device in devices}
        assert states[SubscriptionState.ACTIVE].id == before.id
        assert states[SubscriptionState.ACTIVE].endpoint != before.endpoint
        assert states[SubscriptionState.REPLACED].endpoint == before.endpoint
        (card,) = [found for found in (await lab.overview()).devices if found.subscriptions]
        assert card.profile == "p1"
