"""The curl command: run by a shell, it sends the same bytes, headers and key once more."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.ui.lab.curl_text import curl

HEADERS = {"TTL": "60", "Topic": "it's", "Content-Length": "5", "Authorization": "vapid t=a.b.…, k=KEY"}


def sent(message: LabCaught, folder: Path) -> tuple[list[str], bytes]:
    """What a shell hands to curl: arguments and standard input."""
    fake = folder / "curl"
    code = "import json, sys; print(json.dumps([sys.argv[1:], sys.stdin.buffer.read().hex()]))"
    fake.write_text(f"#!{sys.executable}\n{code}\n")
    fake.chmod(0o755)
    environment = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "VAPID_TOKEN": "signed"}
    command = ["sh", "-c", curl(message, "http://127.0.0.1:8766/")]
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=20
    )
    arguments, body = json.loads(done.stdout)
    return arguments, bytes.fromhex(body)


@pytest.mark.skipif(sys.platform == "win32", reason="the command is for a POSIX shell")
@pytest.mark.parametrize(("body", "last"), [(b"\x00\xff'\n", ["--data-binary", "@-"]), (b"", ["-X", "POST"])])
def test_a_shell_sends_the_same_bytes_and_headers_with_a_token_of_ones_own(
    tmp_path: Path, body: bytes, last: list[str]
) -> None:
    message = LabCaught(
        number=1,
        token="tok",
        status=201,
        state=CaughtState.SHOWN,
        headers=HEADERS,
        sender_key="KEY",
        body=body,
    )
    arguments, given = sent(message, tmp_path)
    assert given == body
    assert arguments == [
        "-i",
        "http://127.0.0.1:8766/push/tok",
        "-H",
        "TTL: 60",
        "-H",
        "Topic: it's",
        "-H",
        "Authorization: vapid t=signed, k=KEY",
        *last,
    ]
