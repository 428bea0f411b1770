"""What the receiver lets in: its own page, small JSON; and what every answer carries."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator

import pytest

from pushdesk.services.receiver.guard import BODY_LIMIT, DEPTH_LIMIT
from tests.services.delivery.push_sink import PushSink
from tests.services.receiver.receiver_desk import ReceiverDesk

pytestmark = pytest.mark.allow_log("no keyring answers")
NOTHING = (0, 0, 0)


async def raw(house: ReceiverDesk, request: bytes, *, end: bool = False) -> bytes:
    """The answer to bytes on a connection of their own; `end` closes our half first."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(request)
    if end:
        writer.write_eof()
    answer = await reader.read(4000)
    writer.close()
    return answer


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost:1"])
async def test_this_computers_names_are_its_own(house: ReceiverDesk, host: str) -> None:
    assert (await house.ask("GET", "/api/push/key", headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "192.168.1.5:8765",
        "0.0.0.0",
        "localhost@evil.example",
        "[",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/push/key", "/sw.js", "/elsewhere", "/api/unknown"])
async def test_a_foreign_name_that_leads_here_is_refused(house: ReceiverDesk, host: str, path: str) -> None:
    answer = await house.ask("GET", path, headers={"Host": host})
    assert (answer.status, answer.error) == (403, "forbidden")


async def test_a_request_that_names_no_host_is_refused(house: ReceiverDesk) -> None:
    assert (await raw(house, b"GET / HTTP/1.0\r\n\r\n")).startswith(b"HTTP/1.0 403")


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost",
        "http://localhost:1",
        "https://localhost:{port}",
        "http://localhost:{port}.evil.example",
        "",
    ],
)
async def test_a_foreign_origin_is_refused_and_nothing_is_stored(
    house: ReceiverDesk, sink: PushSink, origin: str
) -> None:
    given = origin.format(port=house.port)
    for path in ("subscribe", "unsubscribe", "resubscribe", "receipts", "test"):
        answer = await house.post(path, sink.browser().subscription, Origin=given)
        assert (answer.status, answer.error) == (403, "forbidden")
    assert await house.stored() == NOTHING


async def test_a_page_at_127_0_0_1_is_its_own_origin(house: ReceiverDesk, sink: PushSink) -> None:
    name = f"127.0.0.1:{house.port}"
    answer = await house.post("subscribe", sink.browser().subscription, Origin=f"http://{name}", Host=name)
    assert answer.status == 201


async def test_no_origin_is_allowed(house: ReceiverDesk, sink: PushSink) -> None:
    document = json.dumps(sink.browser().subscription)
    assert (await house.ask("POST", "/api/push/subscribe", data=document)).status == 201


def filled(document: dict[str, object], size: int) -> bytes:
    """`document` with so much padding that its JSON has `size` bytes."""
    empty = len(json.dumps(document | {"device": {"padding": ""}}))
    return json.dumps(document | {"device": {"padding": "x" * (size - empty)}}).encode()


async def test_a_body_of_64_kib_is_taken_and_one_byte_more_is_not(
    house: ReceiverDesk, sink: PushSink
) -> None:
    document = sink.browser().subscription
    over = await house.ask("POST", "/api/push/subscribe", data=filled(document, BODY_LIMIT + 1))
    assert (over.status, over.error) == (413, "too_large")
    assert await house.stored() == NOTHING
    assert (await house.ask("POST", "/api/push/subscribe", data=filled(document, BODY_LIMIT))).status == 201


async def test_the_bound_holds_for_a_body_of_unknown_length(house: ReceiverDesk, sink: PushSink) -> None:
    async def pieces(size: int) -> AsyncIterator[bytes]:
        body = filled(document, size)
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    document = sink.browser().subscription
    over = await house.ask("POST", "/api/push/subscribe", data=pieces(BODY_LIMIT + 1))
    assert (over.status, over.error) == (413, "too_large")
    assert (await house.ask("POST", "/api/push/subscribe", data=pieces(BODY_LIMIT))).status == 201


async def test_a_body_that_is_said_to_be_huge_is_refused_before_it_came(house: ReceiverDesk) -> None:
    head = b"POST /api/push/subscribe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n"
    assert (await raw(house, head + b" " * 70_000)).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"5",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": ' + b"1" * 5000 + b"}",
        b'{"a": ' + b"[" * DEPTH_LIMIT + b"]" * DEPTH_LIMIT + b"}",
        b'{"a": ' * 900 + b"1" + b"}" * 900,
        b"[" * 60_000,
    ],
    ids=range(15),
)
@pytest.mark.parametrize("path", ["subscribe", "receipts", "test"])
async def test_what_is_no_json_object_is_a_400_and_nothing_is_stored(
    house: ReceiverDesk, path: str, body: bytes
) -> None:
    answer = await house.ask("POST", f"/api/push/{path}", data=body)
    assert (answer.status, answer.error) == (400, "bad_input")
    assert await house.stored() == NOTHING


@pytest.mark.parametrize(("levels", "status"), [(DEPTH_LIMIT, 201), (DEPTH_LIMIT + 1, 400), (900, 400)])
async def test_nesting_is_bounded(house: ReceiverDesk, sink: PushSink, levels: int, status: int) -> None:
    nested: object = 1
    for _ in range(levels - 3):  # the document, the device and the number are a level each
        nested = [nested]
    answer = await house.post("subscribe", sink.browser().subscription | {"device": {"deep": nested}})
    assert answer.status == status


@pytest.mark.parametrize("path", ["unsubscribe", "test"])
async def test_half_a_character_never_reaches_the_database(house: ReceiverDesk, path: str) -> None:
    answer = await house.ask("POST", f"/api/push/{path}", data=b'{"endpoint": "https://a.example/\\ud800"}')
    assert (answer.status, answer.error) == (400, "bad_input")


async def test_a_compressed_body_is_not_unpacked(house: ReceiverDesk, sink: PushSink) -> None:
    packed = gzip.compress(json.dumps(sink.browser().subscription).encode())
    for body in (packed, b"no gzip at all"):
        answer = await house.ask(
            "POST", "/api/push/subscribe", data=body, headers={"Content-Encoding": "gzip"}
        )
        assert (answer.status, answer.error) == (400, "bad_input")


async def test_a_body_that_breaks_off_disturbs_nobody(house: ReceiverDesk) -> None:
    head = b"POST /api/push/subscribe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{}"
    await raw(house, head, end=True)
    assert (await house.ask("GET", "/api/push/key")).status == 200


async def test_what_the_api_does_not_have_is_json_too(house: ReceiverDesk) -> None:
    for method, path in (
        ("GET", "/api/unknown"),
        ("GET", "/api/"),
        ("POST", "/api/push/unknown"),
        ("POST", "/unknown"),
    ):
        answer = await house.ask(method, path)
        assert (answer.status, answer.error) in {(404, "not_found"), (405, "method_not_allowed")}
    answer = await house.ask("PUT", "/api/push/subscribe")
    assert (answer.status, answer.error, answer.headers["allow"]) == (405, "method_not_allowed", "POST")


@pytest.mark.parametrize("path", ["/", "/sw.js", "/app.js", "/api/push/key", "/api/unknown", "/elsewhere"])
async def test_every_answer_has_the_headers_of_a_safe_page(house: ReceiverDesk, path: str) -> None:
    headers = (await house.ask("GET", path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
