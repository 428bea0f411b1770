"""The real command as a process of its own, in the test's data folder."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PATIENCE_S = 60
COMMAND = [sys.executable, "-m", "pushdesk"]


@dataclass(frozen=True)
class Answer:
    """What a command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


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
def pushdesk(data_dir: Path) -> Run:
    """Runs one command in the test's data folder, which PUSHDESK_DATA_DIR names."""
    return run_command


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
