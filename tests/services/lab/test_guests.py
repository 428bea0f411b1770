"""Guests: virtual devices that the control interface makes for other people's tests."""

import pytest

from pushdesk.model.errors import Conflict, NotFound
from pushdesk.services.lab.announcing import ReceiverRefused
from pushdesk.services.lab.lab import Lab
from pushdesk.services.store.database import Database
from tests.services.lab.conftest import OpenLab
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer, tracked


async def test_the_desk_never_hears_of_a_guest(lab: Lab, server: AppServer, desk: DeskStub) -> None:
    guest = await lab.devices.invite("Backend's phone")
    assert (guest.name, guest.guest, guest.away) == ("Backend's phone", True, False)
    assert (await server.push(guest.subscription(), {"title": "Hello"})).status == 201
    moved = await lab.devices.rotate(guest.id)
    assert moved.endpoint != guest.endpoint
    assert (await server.push(guest.subscription(), {"title": "Hello"})).status == 410
    assert (await server.push(moved.subscription(), {"title": "Hello"})).status == 201
    await lab.devices.unsubscribe(guest.id)
    assert (await server.push(moved.subscription(), {"title": "Hello"})).status == 410
    await lab.devices.rotate(guest.id)
    await lab.devices.remove(guest.id)
    assert desk.posts == []


async def test_a_guest_takes_any_sender_or_only_the_one_it_subscribed_for(
    lab: Lab, server: AppServer
) -> None:
    other = AppServer(server.session, server.now)
    anybodys = await lab.devices.invite()
    restricted = await lab.devices.invite(key=other.public_key)
    assert (anybodys.name, restricted.name) == ("Test device 1", "Test device 2")
    for sender, allowed in ((server, [201, 403]), (other, [201, 201])):
        answers = [await sender.push(one.subscription(), tracked("d")) for one in (anybodys, restricted)]
        assert [answer.status for answer in answers] == allowed
    unsigned = await server.push(anybodys.subscription(), {"title": "Hello"}, headers={"Authorization": None})
    assert unsigned.status == 201
    # A rotated guest has subscribed with the same key again.
    moved = (await lab.devices.rotate(restricted.id)).subscription()
    assert (await server.push(moved, tracked("d"))).status == 403
    assert (await other.push(moved, tracked("d"))).status == 201


async def test_an_announced_guest_is_the_desks_until_it_is_removed(
    lab: Lab, server: AppServer, desk: DeskStub
) -> None:
    guest = await lab.devices.invite(announce=True)
    assert [body["endpoint"] for body in desk.of("subscribe")] == [guest.endpoint]
    moved = await lab.devices.rotate(guest.id)
    assert [body["oldEndpoint"] for body in desk.of("resubscribe")] == [guest.endpoint]
    await lab.devices.remove(guest.id)
    assert [body["endpoint"] for body in desk.of("unsubscribe")] == [moved.endpoint]


async def test_a_guest_that_the_desk_refuses_is_not_left_behind(lab: Lab, desk: DeskStub) -> None:
    desk.statuses["subscribe"] = 400
    with pytest.raises(ReceiverRefused):
        await lab.devices.invite(announce=True)
    assert await lab.devices.every() == []


async def test_removing_guests_leaves_the_desks_devices(lab: Lab, server: AppServer) -> None:
    (own,) = await lab.ensure_devices(1)
    guests = [await lab.devices.invite() for _ in range(2)]
    assert await lab.ensure_devices(1) == [own]
    with pytest.raises(Conflict):
        await lab.devices.remove(own.id)
    await lab.devices.remove()
    assert [device.id for device in await lab.devices.every()] == [own.id]
    assert [device.id for device in (await lab.overview()).devices] == [own.id, "builtin"]
    with pytest.raises(NotFound):
        await lab.devices.remove(guests[0].id)
    assert (await server.push(guests[0].subscription(), tracked("d"))).status == 410
    assert (await server.push(own.subscription(), tracked("d"))).status == 201


async def test_a_removed_guest_is_forgotten_when_the_lab_starts_again(
    open_lab: OpenLab, database: Database, server: AppServer
) -> None:
    async with open_lab() as lab:
        kept, gone = [await lab.devices.invite(name) for name in ("kept", "gone")]
        await lab.devices.set_away(True, gone.id)
        assert (await server.push(gone.subscription(), tracked("d"))).status == 201
        await lab.devices.remove(gone.id)
    async with open_lab() as lab:
        assert [device.id for device in await lab.devices.every()] == [kept.id]
        assert lab.channels.by_token(gone.token or "") is None
        assert lab.channels.by_token(kept.token or "") is not None
