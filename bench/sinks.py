"""A push service that takes everything: nginx on loopback over TLS, HTTP/1.1 and HTTP/2, 201 to every POST.

nginx is started with a configuration of its own in a temporary folder and ended by its process id. It is
asked how many requests it had, so that no sender is believed what it did not do. `DelayRelay` stands before
it and holds every byte back for half a round trip in each direction, in a process of its own.
"""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import trustme

_START_SECONDS = 10
# Debian puts nginx where only root looks.
_SBIN = f"{os.pathsep}/usr/sbin{os.pathsep}/usr/local/sbin"
_CONFIGURATION = """
daemon off;
worker_processes 1;
error_log stderr warn;
pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    keepalive_timeout 600s;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    ssl_certificate {folder}/chain.pem;
    ssl_certificate_key {folder}/key.pem;
    server {{ listen 127.0.0.1:{http1} ssl; {answer} }}
    server {{ listen 127.0.0.1:{http2} ssl http2; {answer} }}
    server {{ listen 127.0.0.1:{status}; location / {{ stub_status; }} }}
}}
"""
_ANSWER = """
        location / {
            add_header Location https://127.0.0.1/m/$request_id always;
            return 201;
        }
"""


class Sink:
    """The server, between enter and exit. `ca_file` is what a sender must trust."""

    def __enter__(self) -> Self:
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + _SBIN)
        if program is None:
            raise SystemExit(
                "This benchmark needs nginx as a sink: install it (Debian: apt-get install nginx)."
            )
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            # nginx's worker, which is not root, reads in it where the master is.
            folder.chmod(0o755)
            self.ca_file = folder / "ca.pem"
            authority = trustme.CA()
            authority.cert_pem.write_to_path(self.ca_file)
            certificate = authority.issue_cert("127.0.0.1", "localhost")
            certificate.private_key_pem.write_to_path(folder / "key.pem")
            for part in certificate.cert_chain_pems:
                part.write_to_path(folder / "chain.pem", append=True)
            self.http1, self.http2, self._status = free_ports(3)
            (folder / "nginx.conf").write_text(
                _CONFIGURATION.format(
                    folder=folder, answer=_ANSWER, http1=self.http1, http2=self.http2, status=self._status
                )
            )
            server = subprocess.Popen(
                [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
            )
            stack.callback(_end, server)
            _until_listening(self._status, server)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def environment(self) -> dict[str, str]:
        """What makes OpenSSL, libcurl and Node trust the sink."""
        trusted = str(self.ca_file)
        return {"SSL_CERT_FILE": trusted, "CURL_CA_BUNDLE": trusted, "NODE_EXTRA_CA_CERTS": trusted}

    def requests(self) -> int:
        """How many requests came so far, those for this number among them."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._status}/") as answer:
            numbers = re.search(rb"\n *\d+ \d+ (\d+)", answer.read())
        assert numbers is not None
        return int(numbers[1])


class DelayRelay:
    """Passes connections on to `target` (a port on loopback), `delay` seconds late in each direction."""

    def __init__(self, target: int, delay: float) -> None:
        self._target = target
        self._delay = delay

    def __enter__(self) -> Self:
        (self.port,) = free_ports(1)
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self.port), str(self._target), str(self._delay)]
        )
        _until_listening(self.port, self._process)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _end(self._process)


def free_ports(number: int) -> list[int]:
    """Ports of loopback that nobody listens on at this moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit("The sink did not start; its reason stands above.")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_START_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _Half(asyncio.Protocol):
    """One side of a relayed connection; what comes here leaves at `other` after the delay."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._loop = asyncio.get_running_loop()
        self._waiting: list[bytes] = []
        self.other: _Half | None = None
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def meet(self, other: "_Half") -> None:
        self.other = other
        for data in self._waiting:
            self.data_received(data)

    def data_received(self, data: bytes) -> None:
        if self.other is None:
            self._waiting.append(data)
        else:
            self._loop.call_later(self._delay, self.other.transport.write, data)

    def connection_lost(self, problem: Exception | None) -> None:
        if self.other is not None:
            self._loop.call_later(self._delay, self.other.transport.close)


class _Accepting(_Half):
    def __init__(self, delay: float, target: int, tasks: set[asyncio.Task[None]]) -> None:
        super().__init__(delay)
        self._target = target
        self._tasks = tasks

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        task = self._loop.create_task(self._connect())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self) -> None:
        # A handshake of TCP takes a round trip, too: what comes meanwhile waits here.
        await asyncio.sleep(2 * self._delay)
        _, server = await self._loop.create_connection(partial(_Half, self._delay), "127.0.0.1", self._target)
        server.meet(self)
        self.meet(server)


async def _relay(port: int, target: int, delay: float) -> None:
    tasks: set[asyncio.Task[None]] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Accepting(delay, target, tasks), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_relay(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
