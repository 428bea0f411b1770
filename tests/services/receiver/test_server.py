"""The receiver's server: its files, its port, its end."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp.web import TCPSite

import pushdesk
from pushdesk.model.errors import PortTaken
from pushdesk.services.pictures.store import Pictures
from pushdesk.services.receiver import server
from pushdesk.services.receiver.routes import Routes
from pushdesk.services.receiver.server import Receiver, page_folder
from tests.services.receiver.receiver_desk import ReceiverDesk

pytestmark = pytest.mark.allow_log("no keyring answers")


def routes(house: ReceiverDesk) -> Routes:
    """The handlers of a second receiver."""
    desk = house.desk
    pictures = Pictures(desk.path.parent)
    return Routes(desk.database, desk.devices, desk.keys, desk.feed, house.sender.send, pictures)


async def test_every_file_of_the_page_is_served_and_revalidated(house: ReceiverDesk) -> None:
    files = [path for path in page_folder().rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        answer = await house.ask("GET", f"/{path.relative_to(page_folder()).as_posix()}")
        assert answer.status == 200, path
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.text == path.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/sw.js", "text/javascript"),
        ("/app.js", "text/javascript"),
        ("/style.css", "text/css"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/icons/icon.svg", "image/svg+xml"),
        ("/icons/icon-192.png", "image/png"),
    ],
)
async def test_a_browser_is_told_what_each_file_is(house: ReceiverDesk, path: str, kind: str) -> None:
    given = (await house.ask("GET", path)).headers["content-type"].split(";")[0]
    assert given.replace("application/javascript", "text/javascript") == kind  # before Python 3.12


async def test_an_unchanged_file_is_not_sent_again(house: ReceiverDesk) -> None:
    first = await house.ask("GET", "/sw.js")
    again = await house.ask("GET", "/sw.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/..%2fpyproject.toml",
        "/%2e%2e/pyproject.toml",
        "/icons/../../pyproject.toml",
        "/icons/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/..\\pyproject.toml",
        "//etc/passwd",
        "/icons",
        "/icons/",
        "/.git/config",
    ],
)
async def test_nothing_else_is_served(house: ReceiverDesk, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"root:" not in answer
    assert b"[project]" not in answer


async def test_a_path_of_the_users_own_site_says_where_one_is(house: ReceiverDesk) -> None:
    answer = await house.ask("GET", "/orders/42?x=<b>")
    assert (answer.status, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert "/orders/42" in answer.text
    assert "test receiver" in answer.text


async def test_it_listens_on_this_computer_only(house: ReceiverDesk) -> None:
    assert house.receiver.origin == f"http://localhost:{house.port}"
    assert [address[0] for address in house.receiver._runner.addresses] == ["127.0.0.1"]


async def test_the_set_port_is_used(house: ReceiverDesk) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with Receiver(routes(house), port) as receiver:
        assert receiver.origin == f"http://localhost:{port}"
    async with Receiver(routes(house), port) as receiver:  # and at once again
        assert receiver.origin == f"http://localhost:{port}"


async def test_a_port_that_another_receiver_has_is_a_sentence(house: ReceiverDesk) -> None:
    with pytest.raises(PortTaken, match=f"Port {house.port} is taken by another program") as problem:
        await Receiver(routes(house), house.port).__aenter__()
    assert "PUSHDESK_RECEIVER_PORT" in problem.value.sentence
    assert (await house.ask("GET", "/api/push/key")).status == 200


@contextmanager
def listener_on_ipv6() -> Iterator[int]:
    """A port that another program has at ::1 only, as development servers do."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("::1", 0))
            other.listen()
            yield other.getsockname()[1]
    except OSError:
        pytest.skip("no IPv6 on this computer")


async def test_a_port_that_is_taken_where_browsers_look_first_is_a_sentence(house: ReceiverDesk) -> None:
    with listener_on_ipv6() as port:
        with pytest.raises(PortTaken, match=f"Port {port} is taken"):
            await Receiver(routes(house), port).__aenter__()
        with socket.socket() as probe:  # nothing was left listening
            probe.bind(("127.0.0.1", port))


async def test_a_port_that_may_not_be_used_says_why(
    house: ReceiverDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forbidden(_site: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(TCPSite, "start", forbidden)
    with pytest.raises(PortTaken, match=r"cannot listen on port 80 \(Permission denied\)"):
        await Receiver(routes(house), 80).__aenter__()


async def test_without_ipv6_the_port_is_free(monkeypatch: pytest.MonkeyPatch, house: ReceiverDesk) -> None:
    def no_ipv6(*_given: object) -> None:
        raise OSError(97, "Address family not supported by protocol")

    monkeypatch.setattr(socket, "socket", no_ipv6)
    server._check_other_localhost(house.port)


async def test_after_closing_nobody_answers(house: ReceiverDesk) -> None:
    port = house.port
    async with asyncio.timeout(1):
        await house.receiver.__aexit__(None, None, None)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


def test_the_page_comes_with_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (page_folder() / "index.html").exists()
    package = tmp_path / "pushdesk"
    (package / "receiver_page").mkdir(parents=True)
    monkeypatch.setattr(pushdesk, "__file__", str(package / "__init__.py"))
    assert page_folder() == package / "receiver_page"
