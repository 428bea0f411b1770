"""Fetching a picture for the preview, from a real server on this computer."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pushdesk.model.errors import BadInput
from pushdesk.services.pictures import fetching
from pushdesk.services.pictures.fetching import Unreachable, fetch
from pushdesk.services.pictures.limit import LIMIT
from tests.services.pictures.drawing import SVG, png

Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a server with one handler; gives its address."""
    servers: list[TestServer] = []

    async def start(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        app = web.Application()
        app.router.add_get("/{path:.*}", handler)
        server = TestServer(app, host="127.0.0.1")
        servers.append(server)
        await server.start_server()
        return f"http://127.0.0.1:{server.port}"

    yield start
    for server in servers:
        await server.close()


async def test_a_picture_on_this_computer_is_fetched(serve: Serve) -> None:
    async def picture(_request: web.Request) -> web.Response:
        return web.Response(body=png(), content_type="text/html")

    address = await serve(picture)
    assert await fetch(f"{address}/i.png") == png()
    assert await fetch(f"{address.replace('127.0.0.1', 'localhost')}/i.png") == png()


@pytest.mark.parametrize(
    ("url", "raw"),
    [
        ("data:image/png;base64," + base64.b64encode(png()).decode(), png()),
        ("DATA:;BASE64," + base64.b64encode(png()).decode().rstrip("="), png()),
        (
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        ),
        ("data:image/svg+xml;utf8," + SVG.decode(), SVG),
    ],
)
async def test_a_data_url_is_read_as_browsers_do(url: str, raw: bytes) -> None:
    assert await fetch(url) == raw


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("data:image/png", "no comma"),
        ("data:image/png;base64,@@@@", "not base64"),
        ("data:text/plain,hello", "no picture"),
        ("data:image/png;base64," + "A" * (LIMIT * 3), "over 5 MB"),
        ("ftp://127.0.0.1/i.png", "begins with"),
        ("/i.png", "begins with"),
        ("https://", "begins with"),
        ("file:///etc/passwd", "begins with"),
        ("http://a..b/i.png", "no connection can be made"),
        ("http://127.0.0.1:99999/i.png", "no connection can be made"),
    ],
)
async def test_a_url_that_leads_to_no_picture_is_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        await fetch(url)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "192.168.1.1", "169.254.169.254", "[fd00::1]", "[::ffff:10.0.0.1]", "0.0.0.0"]
)
async def test_a_private_network_is_not_looked_into(host: str) -> None:
    with pytest.raises(Unreachable, match="private network"):
        await fetch(f"http://{host}/i.png")


async def test_a_redirect_into_a_private_network_is_not_followed(serve: Serve) -> None:
    async def away(_request: web.Request) -> web.Response:
        raise web.HTTPFound("http://169.254.169.254/latest")

    with pytest.raises(Unreachable, match="private network"):
        await fetch(await serve(away))


async def test_a_name_that_leads_into_a_private_network_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lookup(*_anything: object, **_more: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.1.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(Unreachable, match="private network"):
        await fetch("http://printer.example/i.png")


async def test_redirects_are_followed_and_end(serve: Serve) -> None:
    async def around(request: web.Request) -> web.StreamResponse:
        left = int(request.match_info["path"])
        if left == 0:
            return web.Response(body=png())
        raise web.HTTPFound(f"/{left - 1}")

    address = await serve(around)
    assert await fetch(f"{address}/5") == png()
    with pytest.raises(Unreachable, match="redirects more than 5 times"):
        await fetch(f"{address}/6")


async def test_an_endless_picture_is_cut_at_the_limit(serve: Serve) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"\0" * 65536)

    with pytest.raises(BadInput, match="over 5 MB"):
        await fetch(await serve(endless))


async def test_a_server_that_is_silent_is_given_up(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.05)
    gate = asyncio.Event()

    async def silent(_request: web.Request) -> web.Response:
        await gate.wait()
        return web.Response()

    address = await serve(silent)
    with pytest.raises(Unreachable, match="did not come within"):
        await fetch(address)
    gate.set()


async def test_another_answer_than_200_names_it(serve: Serve) -> None:
    async def missing(_request: web.Request) -> web.Response:
        raise web.HTTPNotFound

    with pytest.raises(Unreachable, match="answers 404 Not Found"):
        await fetch(await serve(missing))


async def test_nobody_there_is_a_sentence() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Unreachable, match="Nobody answers"):
        await fetch(f"http://127.0.0.1:{port}/i.png")
