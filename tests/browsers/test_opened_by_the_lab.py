"""A Firefox and a Chromium opened by the lab: subscribed, reached, blocked, allowed again, forgotten."""

from pathlib import Path

import psutil
import pytest

from pushdesk.model.errors import Conflict
from pushdesk.services.lab.lab import Lab
from pushdesk.services.parts import Desk
from tests.browsers.at_the_page import EXTRA, page_of
from tests.desks import heard, send, until

pytestmark = [pytest.mark.allow_log("no keyring answers"), pytest.mark.timeout(120)]
SUBSCRIBE = """new Promise((done) => {
    const state = document.querySelector('#state'), enable = document.querySelector('#enable');
    const look = () => {
        if (state.textContent === 'off') enable.click();
        if (state.textContent === 'on') done(Notification.permission);
    };
    setInterval(look, 50);
})"""


@pytest.fixture
def lab(desk: Desk) -> Lab:
    """The desk's."""
    assert desk.lab is not None
    return desk.lab


@pytest.mark.parametrize("engine", ["firefox", "chromium"])
async def test_it_subscribes_receives_loses_the_permission_gets_it_back_and_is_forgotten(
    desk: Desk, lab: Lab, data_dir: Path, engine: str
) -> None:
    (browser, *_) = [one for one in await lab.browsers.found() if one.engine == engine]
    opened = await lab.browsers.open(browser.id, extra=EXTRA[engine])
    folder = data_dir / "lab" / "profiles" / opened.profile
    async with page_of(engine, folder) as page:
        assert await page.evaluate(SUBSCRIBE) == "granted"

    async def connected() -> str:
        shown = (await lab.overview()).devices
        return next((one.id for one in shown if one.profile == opened.profile and one.state == "on"), "")

    await until(desk, connected)
    sent = await send(desk, title="Parcel", requireInteraction=True)
    await heard(desk, sent, "received", "shown")

    with pytest.raises(Conflict, match="runs already"):
        await lab.browsers.open(browser.id, profile=opened.profile)
    await lab.withdraw_permission(await connected())
    (again,) = lab.browsers.every()
    assert again.profile == opened.profile
    assert not psutil.pid_exists(opened.pid)
    async with page_of(engine, folder) as page:
        assert await page.evaluate("Notification.permission") == "denied"

    await lab.browsers.allow_again(opened.profile)
    (again,) = lab.browsers.every()
    async with page_of(engine, folder) as page:
        assert await page.evaluate(SUBSCRIBE) == "granted"
    await until(desk, connected)
    sent = await send(desk, title="Parcel once more", requireInteraction=True)
    await heard(desk, sent, "received", "shown")

    await lab.browsers.forget(opened.profile)
    assert not psutil.pid_exists(again.pid)
    assert lab.browsers.every() == []
    assert not folder.exists()
    assert [one for one in (await lab.overview()).devices if one.profile == opened.profile] == []
