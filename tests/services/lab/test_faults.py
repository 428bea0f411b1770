"""Faults: what a real client sees, whom they meet and how often, what the catch says of them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from sqlmodel import Session

from pushdesk.model.errors import BadInput, NotFound
from pushdesk.model.lab import AgentKind, LabFault
from pushdesk.model.views import verdict
from pushdesk.services.lab.lab import Lab
from pushdesk.services.store.database import Database
from tests.services.lab.conftest import OpenLab
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.preset_answers import ANSWERS, OTHERS
from tests.services.lab.sending import AppServer, tracked


@pytest.fixture
async def subscription(lab: Lab, desk: DeskStub) -> dict[str, Any]:
    """The subscription of one connected device."""
    (device,) = await lab.ensure_devices(1)
    return device.subscription()


async def only_device(lab: Lab) -> str:
    """The id of the one device."""
    (device,) = await lab.devices.every()
    return device.id


@asynccontextmanager
async def pushed(server: AppServer, subscription: dict[str, Any]) -> AsyncIterator[aiohttp.ClientResponse]:
    """One push, up to the head of its answer."""
    headers = {
        "TTL": "60",
        "Content-Encoding": "aes128gcm",
        "Authorization": server.authorization(subscription["endpoint"].rpartition("/push/")[0]),
    }
    body = server.encrypt(subscription, b'{"title": "Hello"}')
    async with server.session.post(subscription["endpoint"], data=body, headers=headers) as answer:
        yield answer


async def raw(server: AppServer, subscription: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    """One push: status, headers in order as they came, body."""
    async with pushed(server, subscription) as answer:
        found = [(name.decode(), value.decode()) for name, value in answer.raw_headers]
        return answer.status, found, await answer.read()


@pytest.mark.parametrize("preset_id", ANSWERS)
async def test_every_preset_is_seen_to_the_byte(
    lab: Lab, server: AppServer, subscription: dict[str, Any], preset_id: str
) -> None:
    expected = ANSWERS[preset_id]
    active = await lab.faults.set(await only_device(lab), preset_id)
    status, headers, body = await raw(server, subscription)
    framing = {"Content-Length": str(len(body))}
    assert (status, body.decode()) == (expected[0], expected[2])
    # No Server, no type that aiohttp makes up: what else is there is HTTP's own.
    assert {name: value for name, value in headers if name != "Date"} == expected[1] | framing
    (row,) = await lab.catch.rows()
    assert (row.status, row.code, row.fault) == (status, preset_id, active.title)
    assert verdict(row) == f"Fault: {active.title}"
    assert row.title == "Hello"
    assert await lab.devices.notifications(await only_device(lab)) == []


async def test_accepted_and_never_delivered(
    lab: Lab, server: AppServer, subscription: dict[str, Any], desk: DeskStub
) -> None:
    await lab.faults.set(None, "silent", times=1)
    lost = await server.push(subscription, tracked("d1"))
    assert lost.status == 201
    assert (await server.withdraw(lost.headers["Location"])).status == 404
    await server.push(subscription, tracked("d2"))
    await desk.until(lambda: len(desk.of("receipts")) >= 2)
    assert desk.events("d1") == []
    assert verdict((await lab.catch.rows())[1]) == "Fault: Accepted, never delivered"


async def test_a_late_answer_is_late_for_the_sender_and_not_for_the_device(
    lab: Lab, server: AppServer, subscription: dict[str, Any], desk: DeskStub
) -> None:
    await lab.faults.set(None, {"answer": "delay", "delaySeconds": 30})
    late = asyncio.create_task(server.push(subscription, tracked("d1")))
    await desk.until(lambda: len(desk.of("receipts")) >= 2)
    assert not late.done()
    late.cancel()
    (row,) = await lab.catch.rows()
    assert verdict(row) == "Shown · Fault: Answer 30 s late"


async def test_a_dropped_connection_gives_no_byte(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    await lab.faults.set(None, "drop", times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await raw(server, subscription)
    (row,) = await lab.catch.rows()
    assert (row.status, verdict(row)) == (0, "Fault: Closed without an answer")
    assert (await raw(server, subscription))[0] == 201


async def test_a_reset_comes_in_the_middle_of_the_body(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    await lab.faults.set(None, "reset", times=1)
    async with pushed(server, subscription) as answer:
        half = await answer.content.readany()
        _, status, headers, body, _ = OTHERS["reset"]
        assert (answer.status, answer.content_length) == (status, len(body))
        assert headers.items() <= dict(answer.headers).items()
        assert half.decode() == body[: len(body) // 2]
        with pytest.raises(aiohttp.ClientPayloadError) as problem:
            await answer.read()
    assert isinstance(problem.value.__cause__, ConnectionResetError) or "reset" in str(problem.value).lower()
    (row,) = await lab.catch.rows()
    assert (row.status, verdict(row)) == (201, "Fault: Connection reset mid-body")
    assert (await raw(server, subscription))[0] == 201


async def test_a_drip_comes_byte_by_byte(lab: Lab, server: AppServer, subscription: dict[str, Any]) -> None:
    await lab.faults.set(None, {"preset": "drip", "delaySeconds": 0.5})
    begun, sizes, body = time.perf_counter(), list[int](), b""
    authorization = server.authorization(lab.addresses.push_service)
    headers = {"TTL": "60", "Authorization": authorization}
    async with server.session.post(subscription["endpoint"], headers=headers) as answer:
        assert answer.status == 201
        async for chunk in answer.content.iter_any():
            sizes.append(len(chunk))
            body += chunk
    assert body.decode() == OTHERS["drip"][3]
    assert sizes == [1] * len(body)
    assert time.perf_counter() - begun >= 0.5


async def test_a_fault_over_tls_is_the_same(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    secure = subscription["endpoint"].replace(lab.addresses.push_service, lab.addresses.push_service_tls)
    await lab.faults.set(None, "drop", times=1)
    with pytest.raises(aiohttp.ClientError):
        async with server.session.post(
            secure,
            headers={"TTL": "60", "Authorization": server.authorization(lab.addresses.push_service)},
            ssl=False,
        ):
            pass
    assert (await lab.catch.rows())[0].status == 0


async def test_a_devices_own_fault_comes_first_and_counts_down(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    device = await only_device(lab)
    await lab.faults.set(None, "503")
    await lab.faults.set(device, "429", times=2)
    assert (await lab.overview()).devices[0].faults == ("503, Retry-After 5", "429, Retry-After 5")
    answers = [(await raw(server, subscription))[0] for _ in range(3)]
    assert answers == [429, 429, 503]
    assert [fault.preset for fault in await lab.faults.every()] == ["503"]
    assert await lab.faults.clear() == 1
    assert (await raw(server, subscription))[0] == 201


async def test_a_fault_of_one_push_service_meets_its_devices_only(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    await lab.faults.set(None, "503", kind=AgentKind.VIRTUAL)
    await lab.faults.set(None, "410", kind=AgentKind.CHROMIUM)
    await lab.faults.set(None, "429")
    assert (await raw(server, subscription))[0] == 503
    await lab.faults.set(await only_device(lab), "410")
    assert (await raw(server, subscription))[0] == 410
    with pytest.raises(BadInput, match="not for both"):
        await lab.faults.set(await only_device(lab), "410", kind=AgentKind.VIRTUAL)


async def test_of_several_faults_the_newest_is_met(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    await lab.faults.set(None, "503")
    newer = await lab.faults.set(None, "410")
    assert (await raw(server, subscription))[0] == 410
    await lab.faults.clear(fault_id=newer.id)
    assert (await raw(server, subscription))[0] == 503


async def test_a_request_that_is_wrong_is_told_so_and_meets_no_fault(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    await lab.faults.set(None, "503", times=1)
    wrong = await server.post(subscription["endpoint"], b"x" * 120, headers={"TTL": None})
    assert wrong.code == "ttl_missing"
    assert [fault.remaining for fault in await lab.faults.every()] == [1]


async def test_faults_and_their_counts_outlive_a_restart(
    open_lab: OpenLab, server: AppServer, desk: DeskStub
) -> None:
    async with open_lab() as lab:
        (device,) = await lab.ensure_devices(1)
        await lab.faults.set(device.id, {"status": 418, "body": "short and stout"}, times=2)
        status, headers, _ = await raw(server, device.subscription())
        assert (status, {name for name, _ in headers}) == (418, {"Content-Length", "Date"})
    async with open_lab() as lab:
        (fault,) = await lab.faults.every()
        assert (fault.remaining, fault.agent_id, fault.title) == (1, device.id, "418 I'm a Teapot")
        url = device.subscription() | {"endpoint": f"{lab.addresses.push_service}/push/{device.token}"}
        assert (await raw(server, url))[::2] == (418, b"short and stout")
        assert await lab.faults.every() == []
    async with open_lab() as lab:
        assert await lab.faults.every() == []


async def test_a_fault_for_nobody_and_for_no_message_is_refused(lab: Lab) -> None:
    with pytest.raises(NotFound):
        await lab.faults.set("nobody", "410")
    for times in (0, -1, True, 1.5):
        with pytest.raises(BadInput):
            await lab.faults.set(None, "410", times=times)  # type: ignore[arg-type]
    assert await lab.faults.every() == []


@pytest.mark.allow_log("not in force")
async def test_a_fault_that_this_version_does_not_know_does_not_keep_the_lab_from_starting(
    open_lab: OpenLab, database: Database
) -> None:
    def leave(session: Session) -> None:
        session.add(LabFault(id="old", document={"preset": "gone-since"}))
        session.add(LabFault(id="new", document={"preset": "410"}))

    await database.write(leave)
    async with open_lab() as lab:
        assert [fault.id for fault in await lab.faults.every()] == ["new"]
