"""The operating system's own notifications: a real daemon on a message bus of the test's own."""

import asyncio
import base64
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.services import local_notification
from pushdesk.services.local_notification import APP_NAME, DONE, LocalNotifications, NotShown
from tests.services import notification_bus
from tests.services.notification_bus import Bus
from tests.services.pictures.drawing import png

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is how Linux shows notifications"),
]
ICON = "data:image/png;base64," + base64.b64encode(png()).decode()


def _content(uri: str) -> bytes:
    return Path(unquote(urlsplit(uri).path)).read_bytes()


StartBus = Callable[..., Awaitable[Bus]]


@pytest.fixture
async def start_bus(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StartBus]:
    """Starts a private bus with a daemon of these capabilities and names it to the product."""
    buses: list[Bus] = []

    async def start(*capabilities: str) -> Bus:
        bus, address = await notification_bus.start(*capabilities)
        buses.append(bus)
        monkeypatch.setenv(notification_bus.ADDRESS, address)
        return bus

    yield start
    for bus in buses:
        await bus.end()


@pytest.fixture
async def notifications() -> AsyncIterator[LocalNotifications]:
    """What is tested, closed at the end."""
    made = LocalNotifications()
    yield made
    await made.close()


async def test_title_body_icon_and_buttons_reach_the_daemon(
    start_bus: StartBus, notifications: LocalNotifications
) -> None:
    bus = await start_bus("body", "actions")
    rows = [
        {"action": "a", "title": "Track"},
        {"action": "b", "title": ""},
        {"action": "c", "title": "Later"},
    ]
    sentence = await notifications.show({"title": "Hello", "body": "a < b", "actions": rows}, ICON)
    assert sentence == DONE
    told = await bus.next()
    assert (told["title"], told["body"], told["app"]) == ("Hello", "a < b", APP_NAME)
    assert told["actions"][1::2] == ["", "Track", "Later"]  # the first is a click on the whole
    assert _content(told["icon"]) == png()


async def test_who_sees_it_is_told_that_no_push_was_involved() -> None:
    assert "display only" in DONE
    assert "no push" in DONE
    assert "display only" in APP_NAME


async def test_a_daemon_that_reads_markup_is_given_plain_text(
    start_bus: StartBus, notifications: LocalNotifications
) -> None:
    bus = await start_bus("body", "body-markup")
    await notifications.show({"title": "T & C", "body": "<b>1</b> & 2"})
    told = await bus.next()
    assert told["body"] == "&lt;b&gt;1&lt;/b&gt; &amp; 2"
    assert told["title"] == "T & C"


async def test_one_connection_serves_several_messages(
    start_bus: StartBus, notifications: LocalNotifications
) -> None:
    bus = await start_bus("body")
    for number in range(3):
        await notifications.show({"title": str(number)})
        assert (await bus.next())["title"] == str(number)


async def test_texts_that_no_bus_takes_are_made_fit(
    start_bus: StartBus, notifications: LocalNotifications
) -> None:
    bus = await start_bus("body")
    await notifications.show({"title": "a\ud800b\0c", "body": "x" * 1_000_000, "actions": "nonsense"})
    told = await bus.next()
    assert told["title"] == "a?bc"
    assert len(told["body"]) < 10_000


async def test_an_icon_that_cannot_be_fetched_is_left_out_and_said(
    start_bus: StartBus, notifications: LocalNotifications
) -> None:
    bus = await start_bus("body")
    sentence = await notifications.show({"title": "Hello"}, "data:text/plain,hello")
    assert "icon is left out" in sentence
    assert (await bus.next())["icon"] == ""


async def test_a_message_without_a_title_is_not_shown(notifications: LocalNotifications) -> None:
    for title in ("", None, 7):
        with pytest.raises(BadInput, match="title"):
            await notifications.show({"title": title})


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "nonsense", "tcp:host=127.0.0.1,port=1"])
async def test_no_message_bus_is_a_sentence(
    notifications: LocalNotifications, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(NotShown, match="no notification service answers"):
        await notifications.show({"title": "Hello"})


async def test_no_session_at_all_is_a_sentence(
    notifications: LocalNotifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "HOME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NotShown, match="no notification service answers"):
        await notifications.show({"title": "Hello"})


@pytest.mark.allow_log("Future exception was never retrieved")
async def test_a_bus_that_went_away_is_a_sentence_and_the_next_one_is_used(
    start_bus: StartBus, notifications: LocalNotifications
) -> None:
    first = await start_bus("body")
    await notifications.show({"title": "Hello"})
    await first.end()
    with pytest.raises(NotShown):
        await notifications.show({"title": "Hello"})
    second = await start_bus("body")
    await notifications.show({"title": "Again"})
    assert (await second.next())["title"] == "Again"
    gc.collect()  # dbus-fast may leave the future of a message that it could not write any more


async def test_a_bus_that_is_silent_is_given_up(
    notifications: LocalNotifications, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(local_notification, "SECONDS", 0.1)
    gone = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    server = await asyncio.start_unix_server(silent, tmp_path / "bus")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
    with pytest.raises(NotShown, match="did not answer"):
        await notifications.show({"title": "Hello"})
    gone.set()
    server.close()
    await server.wait_closed()
