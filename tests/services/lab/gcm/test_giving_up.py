"""What a Chromium's giving up of a subscription says of the message that it acknowledged before."""

import pytest

from pushdesk.model.lab import CaughtState
from pushdesk.services.lab.lab import Lab
from pushdesk.services.store import caught
from pushdesk.services.store.caught import Outcome
from tests.services.lab.conftest import Clock
from tests.services.lab.gcm.chromium import Chromium
from tests.services.lab.sending import AppServer


@pytest.fixture
async def chromium(lab: Lab, server: AppServer) -> Chromium:
    """A browser that has subscribed, got one message and acknowledged it."""
    browser = Chromium(lab, server.session)
    assert await browser.check_in() == 200
    token = await browser.subscribe(server.public_key)
    async with browser.logged_in() as stream:
        await server.post(f"{lab.addresses.push_service}/push/{token}", b"body")
        await stream.next()
        stream.acknowledge()
        await stream.settled()
    return browser


@pytest.mark.parametrize(
    ("ended_by", "seconds", "noted"),
    [("browser", 0.012, True), ("browser", 3, False), ("lab", 0.012, False), ("key", 0.012, False)],
)
async def test_a_message_right_after_which_the_browser_gives_up_its_subscription_says_so(
    lab: Lab, server: AppServer, chromium: Chromium, now: Clock, ended_by: str, seconds: float, noted: bool
) -> None:
    now.move(seconds=seconds)
    if ended_by == "browser":
        await chromium.register("*", delete="true")
    elif ended_by == "lab":
        await lab.expire(str(chromium.android_id))
    else:
        await chromium.register("*", delete="true", subtype="wp:other#2")
        await chromium.subscribe(AppServer(server.session, server.now).public_key)
    row = await lab.catch.get(1)
    assert (row.state, row.code == "given_up", "blocked" in row.reason) == (
        CaughtState.DELIVERED, noted, noted,
    )  # fmt: skip
    assert [event["event"] for event in row.events] == ["delivered", "subscription_ended"][: 1 + noted]


async def test_a_message_that_a_worker_spoke_of_was_handled_whatever_the_browser_does_next(
    lab: Lab, chromium: Chromium, now: Clock
) -> None:
    message_id = (await lab.catch.get(1)).message_id or ""
    heard = {message_id: [Outcome("received", now(), CaughtState.DELIVERED)]}
    await lab.messages._database.write(caught.record, heard)
    await chromium.register("*", delete="true")
    row = await lab.catch.get(1)
    assert (row.code, [event["event"] for event in row.events]) == ("", ["delivered", "received"])
