"""The command line in the test's data folder: as a process of its own, or through its door in this one."""

import io
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pushdesk.cli import door
from tests.answers import Answer
from tests.services.samples import push_subscription

PATIENCE_S = 60
COMMAND = [sys.executable, "-m", "pushdesk"]


Run = Callable[..., Answer]


def run_command(*arguments: str | Path, stdin: str | bytes = b"", **environment: str) -> Answer:
    """Run `pushdesk` with `arguments`; no traceback may ever be seen."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=given,
        capture_output=True,
        timeout=PATIENCE_S,
        env=os.environ | environment,
        check=False,
    )
    answer = Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in answer.out + answer.err, answer.err
    return answer


@pytest.fixture
def pushdesk_process(data_dir: Path) -> Run:
    """Runs one command as a process, in the test's data folder, which PUSHDESK_DATA_DIR names."""
    return run_command


@pytest.fixture
def pushdesk(data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command through the command line's door: the same but for a second of imports."""

    def run(*arguments: str | Path, stdin: str | bytes = b"") -> Answer:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
            status = door.run([str(argument) for argument in arguments])
        return Answer(status, *capsys.readouterr())

    return run


@dataclass
class RunningLab:
    """A `pushdesk lab` that is ready."""

    process: subprocess.Popen[bytes]
    ready: dict[str, Any]

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """End it by a signal; returns exit status and what it printed after the ready line."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out.decode(), err.decode()


@pytest.fixture
def start_lab(data_dir: Path) -> Iterator[Callable[..., RunningLab]]:
    """Starts `pushdesk lab --json` on free ports with further arguments; ends it after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> RunningLab:
        command = [*COMMAND, "lab", "--port", "0", "--receiver-port", "0", "--json", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        started.append(process)
        assert process.stdout is not None
        readable, _, _ = select.select([process.stdout], [], [], PATIENCE_S)
        line = process.stdout.readline() if readable else b""
        if not line:
            process.kill()
            pytest.fail(f"The lab did not get ready: {process.communicate()[1].decode()}")
        return RunningLab(process, json.loads(line))

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=PATIENCE_S)


@pytest.fixture
def lab(start_lab: Callable[..., RunningLab]) -> RunningLab:
    """A lab with three virtual devices."""
    return start_lab("--devices", "3")


class PushServiceStub:
    """A push service of somebody else's on loopback: answers every POST as the test says."""

    def __init__(self) -> None:
        self.status, self.headers = 201, {"Location": "/m/1"}
        self.paths: list[str] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                stub.paths.append(self.path)
                self.send_response(stub.status)
                for name, value in {**stub.headers, "Content-Length": "0"}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_port}"

    def answer(self, status: int, **headers: str) -> None:
        """Answer so from now on; `Retry_After` names the header Retry-After."""
        self.status, self.headers = status, {name.replace("_", "-"): text for name, text in headers.items()}

    def subscriptions(self, number: int) -> str:
        """A file of `number` subscriptions at this push service."""
        rows = [push_subscription() | {"endpoint": f"http://{self.host}/push/{n}"} for n in range(number)]
        return json.dumps(rows)


@pytest.fixture
def push_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[PushServiceStub]:
    """A push service that PUSHDESK_TRUSTED_PUSH_HOSTS trusts."""
    stub = PushServiceStub()
    monkeypatch.setenv("PUSHDESK_TRUSTED_PUSH_HOSTS", stub.host)
    thread = threading.Thread(target=stub.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield stub
    stub.server.shutdown()
    thread.join()
    stub.server.server_close()


@dataclass
class RunningSend:
    """A `pushdesk send` in the background, past the moment when its campaign was stored."""

    process: subprocess.Popen[bytes]
    campaign: str

    def end(self, number: int | None = None) -> Answer:
        """Wait for its end, after sending it signal `number` if given."""
        if number is not None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE_S)
        return Answer(self.process.returncode, out.decode(), err.decode())


@pytest.fixture
def start_send(data_dir: Path) -> Iterator[Callable[..., RunningSend]]:
    """Starts `pushdesk send` with the given arguments; kills it after the test if it still runs."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> RunningSend:
        process = subprocess.Popen(
            [*COMMAND, "send", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        started.append(process)
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(b"Campaign "):
                return RunningSend(process, line.split()[1].decode())
        pytest.fail(f"The campaign was not stored: exit status {process.wait()}")

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=PATIENCE_S)
