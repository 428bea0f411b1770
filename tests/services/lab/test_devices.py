"""Virtual devices over real HTTP: they subscribe, decrypt, show, report, come back."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlmodel import Session

from pushdesk.model import base64url
from pushdesk.model.errors import Conflict, FolderError, NotFound
from pushdesk.model.lab import LabAgent, LabNotification
from pushdesk.model.receipt import parse_receipt
from pushdesk.model.subscription import parse_push_subscription
from pushdesk.services.lab import device_keys, device_worker, handling, receiver_client
from pushdesk.services.lab.announcing import ReceiverRefused, VirtualDevice
from pushdesk.services.lab.handling import Handled
from pushdesk.services.lab.lab import Lab
from pushdesk.services.lab.push_request import lab_route
from pushdesk.services.lab.receiver_client import ReceiverAway
from pushdesk.services.store.database import Database
from tests.services.lab import test_device_keys as rfc_8291
from tests.services.lab.conftest import Clock, OpenLab
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer, tracked

SHOWN = ["received", "shown"]


@pytest.fixture
async def device(lab: Lab) -> VirtualDevice:
    """One connected device."""
    (made,) = await lab.ensure_devices(1)
    return made


async def only(lab: Lab, device: VirtualDevice) -> LabNotification:
    """The one notification of a device."""
    (found,) = await lab.devices.notifications(device.id)
    return found


async def handled(lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice) -> None:
    """Wait until all that was sent to `device` so far is handled: a later message has been."""
    mark = f"mark-{len(desk.posts)}"
    url = lab_route(device.token or "", lab.addresses.push_service)
    assert (await server.push(device.subscription(), tracked(mark), url=url)).status == 201
    await desk.until(lambda: desk.events(mark) == SHOWN)


async def test_a_device_subscribes_like_a_browser(desk: DeskStub, device: VirtualDevice) -> None:
    (body,) = desk.of("subscribe")
    assert body["device"] == {
        "name": "Virtual device 1",
        "userAgent": "PushDesk virtual device",
        "platform": "virtual",
        "maxActions": 2,
    }
    assert parse_push_subscription(body).endpoint == device.endpoint


async def test_a_push_is_shown_and_reported(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    answer = await server.push(device.subscription(), tracked("d1", actions=[{"action": "a", "title": "A"}]))
    assert answer.status == 201
    await desk.until(lambda: desk.events("d1") == SHOWN)
    reports = [parse_receipt(body) for body in desk.of("receipts")]
    assert {report.token for report in reports} == {"token-d1"}
    shown = await only(lab, device)
    assert (shown.title, shown.options["body"], shown.delivery, shown.error) == ("Hello", "World", "d1", "")
    assert shown.options["actions"] == [{"action": "a", "title": "A"}]


async def test_the_message_is_gone_from_the_store_once_it_was_shown(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    answer = await server.push(device.subscription(), tracked("d1"))
    await desk.until(lambda: desk.events("d1") == SHOWN)
    assert await lab.messages.waiting_for(device.id) == []
    assert (await server.withdraw(answer.headers["Location"])).status == 404


async def test_the_example_of_rfc_8291_reaches_a_device_that_has_its_keys(
    lab: Lab, database: Database, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    stored = {"private": rfc_8291.RFC_PRIVATE, "auth": rfc_8291.RFC_AUTH}
    await database.write(lambda session: setattr(session.get_one(LabAgent, device.id), "keys", stored))
    body = base64url.decode(rfc_8291.RFC_BODY, "body")
    assert (await server.post(device.endpoint or "", body)).status == 201
    await handled(lab, desk, server, await lab.devices.get(device.id))
    first, _ = await lab.devices.notifications(device.id)
    assert first.title.encode() == rfc_8291.RFC_WORDS


@pytest.mark.parametrize(
    ("payload", "title"),
    [
        (b"", "Push without a payload"),
        (b"Just words\nand more", "Just words"),
        (b"[1]", "[1]"),
        (b'{"a":1}', '{"a":1}'),
        (b'{"notification": {"title": "From Angular"}}', "From Angular"),
        (b'{"web_push": 8030, "notification": {"title": "Declared", "navigate": "/"}}', "Declared"),
    ],
)
async def test_a_message_that_cannot_be_confirmed_is_shown_all_the_same(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice, payload: bytes, title: str
) -> None:
    headers = {} if payload else {"Content-Encoding": None}
    assert (await server.push(device.subscription(), payload, headers=headers)).status == 201
    await handled(lab, desk, server, device)
    first, _ = await lab.devices.notifications(device.id)
    assert (first.title, first.delivery, first.shown) == (title, None, True)
    assert len(desk.of("receipts")) == 2


async def test_what_a_browser_throws_on_is_reported_as_failed_and_shown_plainly(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    await server.push(device.subscription(), tracked("d1", renotify=True, icon="/i.png"))
    await desk.until(lambda: desk.events("d1") == ["received", "failed"])
    assert desk.of("receipts")[1]["error"].startswith("TypeError: ")
    shown = await only(lab, device)
    assert (shown.title, shown.shown, "icon" in shown.options) == ("Hello", True, False)
    assert shown.error.startswith("TypeError: ")


@pytest.mark.parametrize("together", [True, False])
async def test_the_same_delivery_again_replaces_the_notification_unseen(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice, together: bool
) -> None:
    await lab.devices.set_away(together)
    for _ in range(3):
        await server.push(device.subscription(), tracked("d1"))
        if not together:
            await handled(lab, desk, server, device)
    await lab.devices.set_away(False)
    await handled(lab, desk, server, device)
    first, *_ = await lab.devices.notifications(device.id)
    assert (first.delivery, first.silent_copies) == ("d1", 2)
    assert desk.events("d1") == SHOWN


async def test_the_same_delivery_id_on_two_devices_is_two_notifications(
    lab: Lab, desk: DeskStub, server: AppServer
) -> None:
    for device in await lab.ensure_devices(2):
        await server.push(device.subscription(), tracked("d1"))
    await desk.until(lambda: len(desk.of("receipts")) == 4)
    rows = [await only(lab, device) for device in await lab.devices.every()]
    assert [row.silent_copies for row in rows] == [0, 0]


async def test_what_cannot_be_decrypted_is_acknowledged_as_browsers_do_and_recorded(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    stranger = device_keys.generate()
    other = {"endpoint": device.endpoint, "keys": stranger.subscription_keys()}
    assert (await server.push(other, tracked("d1"))).status == 201
    assert (await server.post(device.endpoint or "", b"rubbish")).status == 201
    await handled(lab, desk, server, device)
    rows = await lab.devices.notifications(device.id)
    broken = [row for row in rows if not row.shown]
    assert len(broken) == 2
    assert all(row.error.startswith("Could not decrypt: ") and row.delivery is None for row in broken)
    assert desk.events("d1") == []
    assert await lab.messages.waiting_for(device.id) == []


async def test_messages_wait_for_a_device_that_is_away(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    (other,) = set(await lab.ensure_devices(2)) - {device}
    await lab.devices.set_away(True, device.id)
    await server.push(device.subscription(), tracked("d1"))
    await handled(lab, desk, server, other)
    assert await lab.devices.notifications(device.id) == []
    await lab.devices.set_away(False, device.id)
    await desk.until(lambda: desk.events("d1") == SHOWN)


async def test_receipts_wait_for_a_receiver_that_is_away_and_come_in_order(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    desk.statuses["receipts"] = 503
    await server.push(device.subscription(), tracked("d1"))
    await desk.until(lambda: "d1" in {body["delivery"] for body in desk.of("receipts")})
    await desk.stop()
    desk.posts.clear()
    desk.statuses.clear()
    await desk.start()
    await desk.until(lambda: desk.events("d1") == SHOWN)


@pytest.mark.allow_log("the virtual devices wait until the database can be used")
async def test_devices_wait_for_a_database_that_cannot_be_written(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_up, calls = handling.put_up, iter([True])

    def fail_once(session: Session, handled: Sequence[Handled]) -> int:
        if next(calls, False):
            raise FolderError("The disk is full.")
        return put_up(session, handled)

    monkeypatch.setattr(device_worker, "DISK_SECONDS", 0)
    monkeypatch.setattr(handling, "put_up", fail_once)
    await server.push(device.subscription(), tracked("d1"))
    await desk.until(lambda: desk.events("d1") == SHOWN)
    assert next(calls, None) is None


async def test_receipts_that_were_not_taken_survive_a_restart(
    open_lab: OpenLab, desk: DeskStub, server: AppServer
) -> None:
    async with open_lab() as lab:
        (device,) = await lab.ensure_devices(1)
        desk.statuses["receipts"] = 503
        await server.push(device.subscription(), tracked("d1"))
        await desk.until(lambda: bool(desk.of("receipts")))
    desk.statuses.clear()
    desk.posts.clear()
    async with open_lab():
        await desk.until(lambda: desk.events("d1") == SHOWN)


async def test_a_receipt_the_desk_refuses_is_not_sent_again(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    desk.statuses["receipts"] = 404
    await server.push(device.subscription(), tracked("d1"))
    await handled(lab, desk, server, device)
    assert desk.events("d1") == SHOWN


async def test_receipts_nobody_took_for_a_day_are_dropped(
    open_lab: OpenLab, desk: DeskStub, server: AppServer, now: Clock
) -> None:
    async with open_lab() as lab:
        (device,) = await lab.ensure_devices(1)
        desk.statuses["receipts"] = 503
        await server.push(device.subscription(), tracked("old"))
        await desk.until(lambda: bool(desk.of("receipts")))
    now.move(days=1)
    desk.statuses.clear()
    desk.posts.clear()
    async with open_lab() as lab:
        server.now = now().timestamp()
        await handled(lab, desk, server, device)
        assert desk.events("old") == []


async def test_clicks_and_dismissals_are_reported_with_their_action(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    await server.push(device.subscription(), tracked("d1"))
    await desk.until(lambda: desk.events("d1") == SHOWN)
    shown = await only(lab, device)
    await lab.devices.click(shown.id, "open")
    await lab.devices.close(shown.id)
    await desk.until(lambda: desk.events("d1") == [*SHOWN, "clicked", "closed"])
    clicked = desk.of("receipts")[2]
    assert (clicked["action"], clicked["token"]) == ("open", "token-d1")


async def test_a_click_on_nothing_is_not_found(lab: Lab) -> None:
    with pytest.raises(NotFound):
        await lab.devices.click("nothing")


async def test_a_rotated_device_has_a_new_address_and_new_keys_and_tells_the_desk(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    rotated = await lab.devices.rotate(device.id)
    (moved,) = desk.of("resubscribe")
    assert moved == {"oldEndpoint": device.endpoint, "subscription": rotated.subscription()}
    assert rotated.subscription()["keys"] != device.subscription()["keys"]
    assert (await server.push(device.subscription(), tracked("old"))).status == 410
    assert (await server.push(rotated.subscription(), tracked("new"))).status == 201
    await desk.until(lambda: desk.events("new") == SHOWN)


async def test_a_rotated_device_whose_desk_does_not_know_it_subscribes_anew(
    lab: Lab, desk: DeskStub, device: VirtualDevice
) -> None:
    desk.statuses["resubscribe"] = 404
    rotated = await lab.devices.rotate(device.id)
    assert [body["endpoint"] for body in desk.of("subscribe")] == [device.endpoint, rotated.endpoint]


async def test_an_unsubscribed_device_tells_the_desk_and_its_address_is_gone(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    await lab.devices.unsubscribe(device.id)
    assert desk.of("unsubscribe") == [{"endpoint": device.endpoint}]
    assert (await server.push(device.subscription(), tracked("d1"))).status == 410
    with pytest.raises(Conflict, match="unsubscribed already"):
        await lab.devices.unsubscribe(device.id)


async def test_a_device_may_leave_without_a_word(
    lab: Lab, desk: DeskStub, server: AppServer, device: VirtualDevice
) -> None:
    await lab.devices.unsubscribe(device.id, tell_desk=False)
    assert desk.of("unsubscribe") == []
    assert (await server.push(device.subscription(), tracked("d1"))).status == 410


async def test_ensure_makes_only_what_is_missing(lab: Lab, desk: DeskStub) -> None:
    first = await lab.ensure_devices(3)
    again = await lab.ensure_devices(2)
    assert first == again
    await lab.devices.unsubscribe(first[0].id)
    names = [device.name for device in await lab.ensure_devices(3)]
    assert names == ["Virtual device 2", "Virtual device 3", "Virtual device 4"]
    assert len(desk.of("subscribe")) == 4


async def test_ensure_asked_twice_at_once_makes_each_device_once(lab: Lab, desk: DeskStub) -> None:
    await asyncio.gather(lab.ensure_devices(5), lab.ensure_devices(5))
    assert len(desk.of("subscribe")) == 5


async def test_devices_are_there_again_after_a_restart(open_lab: OpenLab, desk: DeskStub) -> None:
    async with open_lab() as lab:
        first = await lab.ensure_devices(2)
    async with open_lab() as lab:
        assert await lab.ensure_devices(1) == first
    assert len(desk.of("subscribe")) == 2


async def test_a_device_that_is_away_is_so_after_a_restart_and_what_waits_for_it_still_waits(
    open_lab: OpenLab, desk: DeskStub, server: AppServer
) -> None:
    async with open_lab() as lab:
        gone, here = await lab.ensure_devices(2)
        await lab.devices.set_away(True, gone.id)
        await server.push(gone.subscription(), tracked("d1"))
    async with open_lab() as lab:
        assert [device.away for device in await lab.ensure_devices(2)] == [True, False]
        await handled(lab, desk, server, here)
        assert await lab.devices.notifications(gone.id) == []
        await lab.devices.set_away(False, gone.id)
        await desk.until(lambda: desk.events("d1") == SHOWN)


async def test_a_device_the_desk_did_not_take_is_announced_at_the_next_chance(
    lab: Lab, desk: DeskStub
) -> None:
    desk.statuses["subscribe"] = 400
    with pytest.raises(ReceiverRefused, match="Virtual device 1"):
        await lab.ensure_devices(1)
    desk.statuses.clear()
    (device,) = await lab.ensure_devices(1)
    assert device.announced
    assert {body["endpoint"] for body in desk.of("subscribe")} == {device.endpoint}


async def test_without_a_receiver_ensure_says_so(
    open_lab: OpenLab, desk: DeskStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver_client, "PAUSES", (0.0, 0.01))
    await desk.stop()
    async with open_lab() as lab:
        with pytest.raises(ReceiverAway, match="does not answer"):
            await lab.ensure_devices(1)
    await desk.start()


async def test_many_devices_get_their_messages_and_report_each_once(
    lab: Lab, desk: DeskStub, server: AppServer
) -> None:
    devices = await lab.ensure_devices(100)

    async def push(number: int, subscription: dict[str, Any]) -> int:
        return (await server.push(subscription, tracked(f"d{number}"))).status

    statuses = await asyncio.gather(
        *(push(number, device.subscription()) for number, device in enumerate(devices))
    )
    assert set(statuses) == {201}
    await desk.until(lambda: len(desk.of("receipts")) >= 200)
    assert all(desk.events(f"d{number}") == SHOWN for number in range(100))
