"""The built-in browser, the real one in its own process, as a test device of a whole desk."""

import json
import os
import signal
from pathlib import Path

import aiohttp
import psutil
import pytest

from pushdesk.model.builtin import BuiltinNotification
from pushdesk.model.errors import Conflict
from pushdesk.model.views import LabDevice
from pushdesk.services.lab.builtin import BuiltinBrowser, BuiltinUnavailable
from pushdesk.services.parts import Desk
from tests.desks import delivery, heard, send, until

pytestmark = [pytest.mark.allow_log("no keyring answers"), pytest.mark.timeout(180)]
SHOWING = """new Promise((done) => {
    const state = document.querySelector('#state');
    const look = () => { if (state.textContent === WORD) done(true); };
    new MutationObserver(look).observe(state, { childList: true, characterData: true, subtree: true });
    look();
})"""


@pytest.fixture
def browser(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> BuiltinBrowser:
    """The desk's built-in browser, still off; its window is seen by nobody."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert desk.lab is not None
    return desk.lab.builtin


async def device(desk: Desk) -> LabDevice:
    """The built-in browser in the lab's overview."""
    assert desk.lab is not None
    (found,) = [one for one in (await desk.lab.overview()).devices if one.kind == "builtin"]
    return found


async def turn_on(desk: Desk, browser: BuiltinBrowser) -> None:
    """Subscribe by a click, and wait until the browser is connected to the lab."""

    async def connected() -> bool:
        return (await device(desk)).state == "on"

    await browser.evaluate(SHOWING.replace("WORD", "'off'"))
    await browser.evaluate("document.querySelector('#enable').click()")
    await browser.evaluate(SHOWING.replace("WORD", "'on'"))
    await until(desk, connected)


async def presented(
    desk: Desk, browser: BuiltinBrowser, title: str, body: str | None = None
) -> BuiltinNotification:
    """The notification of that title, and that body where it is given, once it is there."""

    async def look() -> BuiltinNotification | None:
        there = [one for one in await browser.notifications() if one.title == title]
        return next((one for one in there if body in (None, one.body)), None)

    return await until(desk, look)


def family(browser: BuiltinBrowser) -> list[psutil.Process]:
    """The browser's process and all that it started."""
    assert browser.pid is not None
    process = psutil.Process(browser.pid)
    return [process, *process.children(recursive=True)]


async def test_a_withdrawn_permission_is_met_as_a_persons_no_until_it_is_allowed_again(
    desk: Desk, browser: BuiltinBrowser
) -> None:
    assert desk.lab is not None
    await browser.start()
    await turn_on(desk, browser)
    # The page would notice, and tell the desk.
    await browser.open("about:blank")
    (agent,) = [one.id for one in (await desk.lab.overview()).devices if one.kind == "builtin"]
    await desk.lab.withdraw_permission(agent)
    found = await device(desk)
    assert (found.state, found.blocked, found.words, found.subscriptions) == (
        "on",
        True,
        "Notifications are blocked in it.",
        1,
    )

    async def ended() -> bool:
        return (await device(desk)).subscriptions == 0

    await send(desk, title="Parcel")
    await until(desk, ended)
    assert await browser.notifications() == []
    (arrived,) = await desk.lab.catch.rows()
    assert (arrived.state, "blocked" in arrived.reason) == ("delivered", True)

    await browser.stop()
    assert (await device(desk)).blocked
    await browser.start()
    assert await browser.evaluate("Notification.permission") == "denied"
    await browser.evaluate(SHOWING.replace("WORD", "'blocked'"))

    await browser.allow_again()
    assert not (await device(desk)).blocked
    await turn_on(desk, browser)
    sent = await send(desk, title="Parcel once more")
    await heard(desk, sent, "received", "shown")


async def test_blocked_while_it_is_off_it_starts_so_and_only_with_the_labs_push_service(
    desk: Desk, browser: BuiltinBrowser
) -> None:
    await browser.withdraw_permission()
    assert (await device(desk)).words == "Notifications are blocked in it."
    await browser.start()
    assert await browser.evaluate("Notification.requestPermission()") == "denied"
    await browser.start(real_push=True)
    assert await browser.evaluate("Notification.permission") == "granted"
    assert not (await device(desk)).blocked
    with pytest.raises(Conflict, match="its own push service"):
        await browser.allow_again()


async def test_a_message_is_decrypted_and_presented_and_answered(desk: Desk, browser: BuiltinBrowser) -> None:
    first = await device(desk)
    assert (first.state, first.words, first.name) == ("off", "It starts when first used.", "Built-in browser")
    await browser.start()
    await turn_on(desk, browser)
    actions = [{"action": "track", "title": "Track it"}, {"action": "later", "title": "Later"}]
    options = {"requireInteraction": True, "data": {"order": 7}}
    pictures = {name: f"{desk.addresses.receiver}/icons/icon-192.png" for name in ("icon", "image")}
    campaign = await send(
        desk, title="Paket „Grüße“ 👋", body="On its way", actions=actions, **pictures, **options
    )
    shown = await presented(desk, browser, "Paket „Grüße“ 👋")
    assert (shown.body, shown.origin, shown.open) == ("On its way", desk.addresses.receiver, True)
    assert [(one.action, one.title) for one in shown.actions] == [("track", "Track it"), ("later", "Later")]
    assert shown.icon.startswith("data:image/png;base64,")
    assert shown.image.startswith("data:image/png;base64,")
    payload = json.loads(shown.payload or "")
    assert (payload["title"], payload["data"]) == ("Paket „Grüße“ 👋", {"order": 7})
    assert payload["pushdesk"]["delivery"] == (await delivery(desk, campaign)).id
    await browser.click(shown.id, "later")
    await heard(desk, campaign, "received", "shown", "clicked later")

    dismissed = await send(desk, title="Dismissed", **options)
    await browser.close((await presented(desk, browser, "Dismissed")).id)
    await heard(desk, dismissed, "received", "shown", "closed")

    assert desk.lab is not None
    again = await send(desk, title="Paket „Grüße“ 👋", body="Once more", **options)
    second = await presented(desk, browser, "Paket „Grüße“ 👋", "Once more")
    theirs = json.loads(second.payload or "")
    sent = (await delivery(desk, again)).id
    assert (theirs["body"], theirs["pushdesk"]["delivery"]) == ("Once more", sent)
    # Nobody but the browser can read what the lab caught: it is the same as what the desk writes once more.
    number = await desk.lab.catch.of_delivery(sent)
    assert number is not None
    written = json.loads(await desk.lab.catch.written(await desk.lab.catch.get(number)) or "")
    assert written == theirs | {"pushdesk": {"delivery": sent, "token": "…", "receiver": "…"}}
    await browser.close(second.id)

    await answered_over_http(desk, browser)

    there = f"{desk.addresses.receiver}/index.html"
    opening = await send(desk, title="Opens a page", navigate=there, **options)
    await browser.click((await presented(desk, browser, "Opens a page")).id)
    await heard(desk, opening, "received", "shown", "clicked")
    await browser.evaluate(SHOWING.replace("WORD", "'on'"))
    assert await browser.evaluate("location.href") == there
    assert not [one for one in await browser.notifications() if one.open]
    with pytest.raises(Conflict, match="closed already"):
        await browser.click(shown.id)
    rss = {one.name(): one.memory_info().rss // 2**20 for one in family(browser)}
    print(f"built-in browser: {sum(rss.values())} MB resident in {rss}")
    children = family(browser)
    await browser.stop()
    assert ((await device(desk)).state, browser.words) == ("off", "")
    assert not [one for one in children if one.is_running()]


async def answered_over_http(desk: Desk, browser: BuiltinBrowser) -> None:
    """Two notifications, one clicked and one closed through the control interface, as others' tests do it."""
    assert desk.lab is not None
    url = f"{desk.lab.control.url}notifications"
    options = {"requireInteraction": True, "actions": [{"action": "track", "title": "Track it"}]}
    clicked = await send(desk, title="Clicked elsewhere", **options)
    number = (await presented(desk, browser, "Clicked elsewhere")).id
    closed = await send(desk, title="Closed elsewhere", **options)
    other = (await presented(desk, browser, "Closed elsewhere")).id
    async with aiohttp.ClientSession() as http:
        async with http.get(url) as answer:
            told = (await answer.json())["notifications"][-2:]
        assert [(one["id"], one["title"], one["open"]) for one in told] == [
            (number, "Clicked elsewhere", True),
            (other, "Closed elsewhere", True),
        ]
        assert (told[0]["payload"]["title"], told[0]["actions"]) == ("Clicked elsewhere", options["actions"])

        async def post(path: str, **body: str) -> tuple[int, str]:
            async with http.post(f"{url}/{path}", json=body) as answer:
                return answer.status, await answer.text()

        status, words = await post(f"{number}/click", action="never")
        assert (status, "it has track" in words) == (400, True)
        assert await post(f"{number}/click", action="track") == (204, "")
        assert await post(f"{other}/close") == (204, "")
        await heard(desk, clicked, "received", "shown", "clicked track")
        await heard(desk, closed, "received", "shown", "closed")
        status, words = await post(f"{other}/close")
        assert (status, "closed already" in words) == (409, True)


async def test_killed_it_has_ended_with_a_sentence_and_starts_again_as_the_same_device(
    desk: Desk, browser: BuiltinBrowser, data_dir: Path
) -> None:
    await browser.start()
    await turn_on(desk, browser)
    # Chromium writes down what it has to remember of a subscription after ten seconds, or when it ends.
    await browser.stop()
    await browser.start()
    children = family(browser)
    assert browser.pid is not None
    os.kill(browser.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)

    async def ended() -> bool:
        return (await device(desk)).state == "ended"

    await until(desk, ended)
    assert "ended unexpectedly" in (await device(desk)).words
    with pytest.raises(Conflict, match="does not run"):
        await browser.open("http://localhost/")
    psutil.wait_procs(children, timeout=10)
    assert not [one for one in children if one.is_running()]
    while_away = await send(desk, title="While away", requireInteraction=True)
    await browser.start()
    shown = await presented(desk, browser, "While away")
    assert shown.payload is not None
    await heard(desk, while_away, "received", "shown")
    other = BuiltinBrowser(
        desk.settings, desk.database, lambda: desk.addresses.receiver or "", list, lambda: None
    )
    async with other:
        with pytest.raises(BuiltinUnavailable, match="in use by another one"):
            await other.start()
        assert other.state == "ended"
    assert browser.state == "on"


async def test_other_pages_may_show_notifications_and_nothing_else_also_over_the_real_push_service(
    desk: Desk, browser: BuiltinBrowser, data_dir: Path
) -> None:
    await browser.start(real_push=True)
    found = await device(desk)
    assert (found.state, "needs internet" in found.words) == ("on", True)
    assert (data_dir / "lab" / "builtin" / "real" / "profile").is_dir()
    receiver = desk.addresses.receiver or ""
    assert await browser.evaluate("Notification.permission") == "granted"
    await browser.open(receiver.replace("localhost", "127.0.0.1"))
    assert await browser.evaluate("Notification.permission") == "default"
    assert await browser.evaluate("Notification.requestPermission()") == "granted"
    asking = "new Promise((done) => navigator.geolocation.getCurrentPosition(done, ({ code }) => done(code)))"
    assert await browser.evaluate(asking) == 1, "permission denied"
    with pytest.raises(Conflict, match="nothing is not defined"):
        await browser.evaluate("nothing")
