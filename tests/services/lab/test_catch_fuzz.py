"""Whatever a client sends to a push resource: one row, one answer, and the lab goes on."""

import asyncio
import json
from dataclasses import asdict
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pushdesk.model.lab import CaughtState
from pushdesk.services.lab import arrival
from pushdesk.services.lab.catch import document
from pushdesk.services.lab.details import details
from pushdesk.services.lab.lab import Lab
from tests.services.lab.sending import AppServer

NAMES = st.sampled_from(
    [
        "TTL",
        "Urgency",
        "Topic",
        "Content-Encoding",
        "Authorization",
        "Crypto-Key",
        "Origin",
        "X-Any",
        "Expect",
    ]
)
VALUES = st.binary(max_size=60).map(
    lambda raw: bytes(byte for byte in raw if byte >= 0x20 and byte != 0x7F).strip()
) | st.sampled_from(
    [b"0", b"60", b"-1", b"9" * 400, b"high", b"a" * 33, b"aes128gcm", b"gzip", b"vapid t=a.b.c, k=d",
     b"vapid t=e30.e30.e30, k=BA", b"http://127.0.0.1", b"100-continue", b"\xff\xfe", "é".encode()]
)  # fmt: skip
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
BODIES = st.binary(max_size=200) | st.sampled_from([b"x" * 4096, b"x" * 4097, b"x" * 20_000])
TOKENS = st.text(min_size=1, max_size=30).filter(lambda text: text not in {".", ".."})


async def post(lab: Lab, token: str, headers: list[tuple[str, bytes]], body: bytes) -> int:
    """A request as bytes, for what no client library would send; returns the status."""
    where = urlsplit(lab.addresses.push_service)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    head = f"POST /push/{quote(token, safe='')} HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\n"
    lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    writer.write(head.encode() + lines + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    status = 0
    try:
        while status < 200:
            line = await asyncio.wait_for(reader.readline(), 20)
            if line.startswith(b"HTTP/1.1 "):
                status = int(line.split()[1])
            assert line, "no answer"
    finally:
        writer.close()
    return status


@pytest.fixture
async def token(lab: Lab) -> str:
    """The token of one device, which is away."""
    (device,) = await lab.ensure_devices(1)
    await lab.devices.set_away(True)
    return device.token or ""


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(known=st.booleans(), other=TOKENS, headers=HEADERS, body=BODIES)
async def test_whatever_is_sent_is_one_row_and_one_answer(
    lab: Lab, token: str, known: bool, other: str, headers: list[tuple[str, bytes]], body: bytes
) -> None:
    before = (await lab.overview()).caught
    status = await post(lab, token if known else other, headers, body)
    assert (await lab.overview()).caught == before + 1
    (row,) = await lab.catch.rows(limit=1)
    assert row.status == status
    # Whatever it was can be read, said and written as JSON.
    message = await lab.catch.get(row.number)
    json.dumps(document(message), allow_nan=False, ensure_ascii=False).encode()
    json.dumps(asdict(details(message)), allow_nan=False, ensure_ascii=False).encode()


async def test_many_at_once_are_as_many_rows(lab: Lab, server: AppServer, token: str) -> None:
    (device,) = await lab.devices.every()
    bodies = [server.encrypt(device.subscription(), b"x") for _ in range(10)]
    headers = [("TTL", b"60"), ("Content-Encoding", b"aes128gcm")]
    signed = server.authorization(lab.addresses.push_service).encode()
    async with asyncio.TaskGroup() as tasks:
        for number in range(300):
            good = [*headers, ("Authorization", signed)]
            tasks.create_task(post(lab, token, good if number % 3 else headers, bodies[number % 10]))
    rows = await lab.catch.rows()
    assert [row.number for row in rows] == list(range(300, 0, -1))
    assert sorted({row.status for row in rows}) == [201, 401]
    assert sum(row.status == 201 for row in rows) == 200


async def test_a_client_that_falls_silent_in_its_body_is_sent_away(
    lab: Lab, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "BODY_SECONDS", 0.05)
    where = urlsplit(lab.addresses.push_service)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    head = f"POST /push/{token} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 100\r\n\r\n"
    writer.write(head.encode() + b"half")
    assert b" 401 " in await asyncio.wait_for(reader.readline(), 20), "what is wrong beside is said first"
    writer.close()
    (row,) = await lab.catch.rows()
    assert row.code == "authorization_missing"


async def test_a_client_that_leaves_in_the_middle_of_its_body_is_caught_once(lab: Lab, token: str) -> None:
    where = urlsplit(lab.addresses.push_service)
    _, writer = await asyncio.open_connection(where.hostname, where.port)
    head = f"POST /push/{token} HTTP/1.1\r\nHost: {where.netloc}\r\nTTL: 1\r\nContent-Length: 100\r\n\r\n"
    writer.write(head.encode() + b"half")
    await writer.drain()
    writer.close()
    async with asyncio.timeout(20):
        while not (rows := await lab.catch.rows()):
            continue  # each look is a turn of the loop
    (row,) = rows
    assert (row.state, row.code) == (CaughtState.REFUSED, "authorization_missing")
