"""A lab in a process of its own, on free ports, in a folder of its own; nothing of the user's is touched."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS = 120.0
END_SECONDS = 30.0
_COMMAND = ("lab", "--port", "0", "--receiver-port", "0", "--devices", "0", "--json")


class LabDidNotStart(Exception):
    """The text is what the process said."""


@contextmanager
def running_lab(folder: Path) -> Iterator[dict[str, Any]]:
    """`pushdesk lab` with its data in `folder`; gives its ready line, and ends it. Raises LabDidNotStart."""
    said = folder / "lab-stderr.txt"
    with (
        said.open("wb") as complaints,
        subprocess.Popen(
            [sys.executable, "-m", "pushdesk", "--data-dir", str(folder / "data"), *_COMMAND],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=_environment(),
        ) as process,
    ):
        try:
            line = _first_line(process)
            if not line.strip():
                raise LabDidNotStart(f"`pushdesk lab` did not start:\n{said.read_text('utf-8', 'replace')}")
            yield json.loads(line)
        finally:
            _end(process)


def _environment() -> dict[str, str]:
    """Without the user's settings and keyring: its keys are for this folder only."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("PUSHDESK_")}
    return kept | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "PYTHONIOENCODING": "utf-8"}


def _first_line(process: "subprocess.Popen[bytes]") -> bytes:
    """Read in a thread: no operating system's pipe can be waited for and read in the same way."""
    lines: list[bytes] = []
    assert process.stdout is not None
    reader = threading.Thread(target=lambda out: lines.append(out.readline()), args=[process.stdout])
    reader.daemon = True
    reader.start()
    reader.join(START_SECONDS)
    if reader.is_alive():
        _end(process)  # ends the read, too
        reader.join()
        return b""
    return lines[0]


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
