"""One POST over real sockets, and everything that can go wrong with its answer."""

import asyncio
import gzip
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
import trustme

from pushdesk.services.delivery import exchanges
from pushdesk.services.delivery.exchange import Exchange, Post
from pushdesk.services.delivery.exchanges import Exchanges
from pushdesk.services.delivery.outcome import Answer
from tests.services.delivery.push_sink import PushSink, Reply

# Long enough for a busy machine, for what has to answer; short, for what hangs on purpose.
PATIENCE, SHORT = 20.0, 1.0


class Transport:
    """Exchanges that are turned in a thread, one at a time."""

    def __init__(self, timeout: float) -> None:
        self._exchanges = Exchanges(timeout)

    async def exchange(self, post: Post) -> Exchange:
        """Send it and wait for what comes of it."""
        return await asyncio.to_thread(self._exchange, post)

    def _exchange(self, post: Post) -> Exchange:
        landed: list[Exchange] = []
        self._exchanges.start(post, landed.append)
        while not landed:
            self._exchanges.turn(0.01)
        return landed[0]

    async def post(self, post: Post) -> Answer:
        """The answer, which there has to be."""
        answer = (await self.exchange(post)).answer
        assert answer is not None
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._exchanges.close()


@pytest.fixture
def transport() -> Iterator[Transport]:
    """A transport that waits as long as it takes."""
    made = Transport(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def hasty() -> Iterator[Transport]:
    """A transport that gives up soon."""
    made = Transport(SHORT)
    yield made
    made.close()


async def answered(transport: Transport, sink: PushSink, reply: Reply) -> Answer:
    sink.answer = lambda _arrival: reply
    return await transport.post(Post(f"{sink.origin}/push/a", ("TTL: 5",), b"body"))


async def unanswered(transport: Transport, url: str) -> str:
    exchange = await transport.exchange(Post(url, (), b""))
    assert exchange.answer is None
    return exchange.reason


async def test_the_answer_has_status_headers_in_lower_case_and_text(
    transport: Transport, sink: PushSink
) -> None:
    answer = await answered(transport, sink, Reply(429, {"Retry-After": "7"}, "Später".encode()))
    assert (answer.status, answer.headers["retry-after"], answer.body) == (429, "7", "Später")
    (arrival,) = sink.arrivals
    assert (arrival.method, arrival.body, arrival.headers["TTL"]) == ("POST", b"body", "5")


async def test_an_endpoints_bytes_are_sent_as_they_are(transport: Transport, sink: PushSink) -> None:
    target = "/w/./a/../?token=BQ%2fa%2F%7E~+%20&x=%zz;[]|"
    await transport.post(Post(sink.origin + target, (), b""))
    assert sink.arrivals[0].path == target


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_an_answer_and_is_not_followed(
    transport: Transport, sink: PushSink, status: int
) -> None:
    answer = await answered(transport, sink, Reply(status, {"Location": f"{sink.origin}/elsewhere"}))
    assert answer.status == status
    assert [arrival.path for arrival in sink.arrivals] == ["/push/a"]


async def test_a_cookie_is_not_kept(transport: Transport, sink: PushSink) -> None:
    for _ in range(2):
        await answered(transport, sink, Reply(201, {"Set-Cookie": "who=you"}))
    assert "Cookie" not in sink.arrivals[1].headers


async def test_a_body_that_comes_in_pieces_is_read_whole(transport: Transport, sink: PushSink) -> None:
    head = b"HTTP/1.1 400 Bad\r\nContent-Length: 11\r\n\r\n"
    answer = await answered(transport, sink, Reply(raw=(head, b"too ", b"large", b"!!")))
    assert answer == Answer(400, {"content-length": "11"}, "too large!!")


async def test_only_the_beginning_of_a_long_body_is_kept(transport: Transport, sink: PushSink) -> None:
    answer = await answered(transport, sink, Reply(500, {}, b"x" * 1_000_000))
    assert answer.body == "x" * 2000


async def test_bytes_that_are_not_utf_8_become_text_that_can_be_stored(
    transport: Transport, sink: PushSink
) -> None:
    head = b"HTTP/1.1 400 Bad\r\nX-WNS-Error-Description: \xff!\r\nContent-Length: 2\r\n\r\n\xfe?"
    answer = await answered(transport, sink, Reply(raw=(head,)))
    assert answer.headers["x-wns-error-description"].encode() == "\N{REPLACEMENT CHARACTER}!".encode()
    assert answer.body == "\N{REPLACEMENT CHARACTER}?"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(raw=(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n", b"abc")),
        Reply(raw=(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n", b"abc"), stays=True),
    ],
    ids=["breaks off", "never ends"],
)
async def test_a_body_that_stops_does_not_undo_the_status(
    hasty: Transport, sink: PushSink, reply: Reply
) -> None:
    answer = await answered(hasty, sink, reply)
    assert (answer.status, answer.body) == (201, "abc")


async def test_a_body_that_does_not_unpack_does_not_undo_the_status(
    transport: Transport, sink: PushSink
) -> None:
    answer = await answered(transport, sink, Reply(201, {"Content-Encoding": "gzip"}, b"no gzip at all"))
    assert (answer.status, answer.body) == (201, "")
    packed = gzip.compress(b"said in gzip")
    assert (
        await answered(transport, sink, Reply(400, {"Content-Encoding": "gzip"}, packed))
    ).body == "said in gzip"


async def test_a_push_service_that_hangs_is_given_up_in_time(hasty: Transport, sink: PushSink) -> None:
    sink.answer = lambda _arrival: Reply(wait=asyncio.Event())
    assert await unanswered(hasty, sink.origin) == "No answer within 1 second."


async def test_one_that_sends_nothing_is_given_up_before_one_that_is_slow(sink: PushSink) -> None:
    sink.answer = lambda _arrival: Reply(wait=asyncio.Event())
    # A third of it more would be the whole time-out.
    patient = Transport(2.0)
    assert await unanswered(patient, sink.origin) == "No answer within 1 second."
    patient.close()


@pytest.fixture
def full() -> Iterator[int]:
    """A port whose queue of connections is full: whoever comes is not answered."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(3):
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        yield port


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere a full queue is a refusal.")
async def test_a_connection_that_is_not_made_is_given_up_long_before_a_slow_answer(
    transport: Transport, full: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanges, "_CONNECT_SECONDS", 1.0)
    assert await unanswered(transport, f"http://127.0.0.1:{full}") == "No answer within 1 second."


@pytest.mark.parametrize(
    "raw",
    [
        b"garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 two Created\r\n\r\n",
        b"HTTP/1.1 201 Created\r\nX: " + b"x" * 400_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_no_answer(transport: Transport, sink: PushSink, raw: bytes) -> None:
    sink.answer = lambda _arrival: Reply(raw=(raw,))
    assert "does not speak HTTP" in await unanswered(transport, sink.origin)


@pytest.mark.parametrize("raw", [b"HTTP/1.1 201 Crea", b"HTTP/1.1 100 Continue\r\n\r\n"])
async def test_a_connection_that_breaks_is_no_answer(
    transport: Transport, sink: PushSink, raw: bytes
) -> None:
    sink.answer = lambda _arrival: Reply(raw=(raw,))
    assert "broke" in await unanswered(transport, sink.origin)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1/push/a", "Nobody listens"),
        ("https://push.invalid/push/a", "cannot be found"),
        ("https://a..invalid/push/a", "no connection can be made"),
        (f"https://{'a' * 70}.invalid/push/a", "no connection can be made"),
    ],
)
async def test_an_address_where_nobody_is_says_so(transport: Transport, url: str, words: str) -> None:
    assert words in await unanswered(transport, url)


@asynccontextmanager
async def speaking_tls(authority: trustme.CA, name: str) -> AsyncIterator[str]:
    """A port that speaks TLS with a certificate for `name`, and no more; gives its URL, for localhost."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}/"


async def test_a_certificate_that_nobody_trusts_is_refused(transport: Transport) -> None:
    async with speaking_tls(trustme.CA(), "localhost") as url:
        assert "certificate is not trusted" in await unanswered(transport, url)


@pytest.mark.parametrize(
    ("name", "words"), [("push.example", "certificate is not trusted"), ("localhost", "connection broke")]
)
async def test_a_certificate_must_be_for_the_push_services_own_name(
    name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    trusting = Transport(PATIENCE)
    async with speaking_tls(authority, name) as url:
        assert words in await unanswered(trusting, url)
    trusting.close()


async def test_tls_with_a_port_that_speaks_none_is_no_answer(sink: PushSink) -> None:
    patient = Transport(5)
    words = await unanswered(patient, sink.origin.replace("http:", "https:"))
    patient.close()
    assert "secure connection" in words


async def test_a_login_in_netrc_is_not_mixed_in(
    transport: Transport, sink: PushSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    await transport.post(Post(sink.origin, ("Authorization: vapid t=a,k=b",), b""))
    assert sink.arrivals[0].headers["Authorization"] == "vapid t=a,k=b"


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PushSink]:
    """A proxy that the environment names, with credentials; it answers by itself."""
    async with PushSink() as running:
        for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, running.origin.replace("//", "//user:word@"))
        yield running


async def test_the_environments_proxy_is_used_with_its_credentials(
    transport: Transport, proxy: PushSink
) -> None:
    answer = await transport.post(Post("http://push.invalid/push/a?b", ("TTL: 5",), b"body"))
    assert answer.status == 201
    (arrival,) = proxy.arrivals
    assert arrival.path == "http://push.invalid/push/a?b"
    assert arrival.headers["Proxy-Authorization"].startswith("Basic ")
    assert "Authorization" not in arrival.headers


async def test_a_direct_request_and_one_to_this_computer_pass_by_the_proxy(
    transport: Transport, sink: PushSink, proxy: PushSink
) -> None:
    await transport.post(Post(f"{sink.origin}/one", (), b"", direct=True))
    await transport.post(Post(f"{sink.origin}/two", (), b""))
    await transport.post(Post(f"{sink.origin.replace('127.0.0.1', 'localhost')}/three", (), b""))
    assert [arrival.path for arrival in sink.arrivals] == ["/one", "/two", "/three"]
    assert proxy.arrivals == []


async def test_a_proxy_that_refuses_or_is_away_says_that_it_is_the_proxy(
    transport: Transport, proxy: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.answer = lambda _arrival: Reply(403)
    assert "proxy set for this computer refused" in await unanswered(transport, "https://push.invalid/")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert "proxy set for this computer does not answer" in await unanswered(
        transport, "https://other.invalid/"
    )
