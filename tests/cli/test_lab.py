"""`pushdesk lab`: one ready line, then quiet until a signal."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.conftest import COMMAND, PATIENCE_S, Run, RunningLab

pytestmark = pytest.mark.allow_log("no keyring answers")

StartLab = Callable[..., RunningLab]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT between processes.")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_everything_is_and_ends_cleanly(
    start_lab: StartLab, pushdesk: Run, data_dir: Path, number: int
) -> None:
    lab = start_lab("--devices", "2")
    assert set(lab.ready) == {
        "receiver",
        "pushService",
        "firefoxPushUrl",
        "pushServiceTls",
        "caFile",
        "firefoxPrefs",
    }
    assert lab.ready["receiver"].startswith("http://localhost:")
    assert lab.ready["pushService"].startswith("http://127.0.0.1:")
    assert lab.ready["pushServiceTls"].startswith("https://localhost:")
    assert lab.ready["firefoxPrefs"]["dom.push.serverURL"] == lab.ready["firefoxPushUrl"]
    assert Path(lab.ready["caFile"]).read_text("ascii").startswith("-----BEGIN CERTIFICATE")
    with urllib.request.urlopen(lab.ready["receiver"] + "api/push/key", timeout=PATIENCE_S) as answer:
        assert json.load(answer)["publicKey"] == pushdesk("vapid", "show", "--json").json["publicKey"]
    assert len(pushdesk("subscriptions", "list", "--json").json) == 2
    status, out, err = lab.stop(number)
    assert (status, out) == (0, "")
    assert "Traceback" not in err
    assert (data_dir / "logs" / "lab.log").stat().st_size > 0


def test_a_second_owner_says_so(lab: RunningLab, pushdesk_process: Run) -> None:
    refused = pushdesk_process("lab", "--port", "0", "--receiver-port", "0", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (2, "data_folder")


def test_a_port_that_somebody_has_is_a_sentence(pushdesk: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for arguments in (["--port", port, "--receiver-port", "0"], ["--port", "0", "--receiver-port", port]):
            refused = pushdesk("lab", *arguments, "--json")
            assert (refused.status, refused.json["error"]["code"]) == (2, "port_taken")
            assert port in refused.err


def test_the_tls_port_moves_with_the_push_services(start_lab: StartLab) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        free = taken.getsockname()[1]
    named = start_lab("--tls-port", str(free))
    assert urlsplit(named.ready["pushServiceTls"]).port == free
    named.stop()
    moved = start_lab()
    assert urlsplit(moved.ready["pushServiceTls"]).port not in {free, 8767}


def test_it_has_at_least_the_devices_asked_for(start_lab: StartLab, pushdesk: Run) -> None:
    start_lab("--devices", "2").stop()
    start_lab("--devices", "1").stop()
    assert len(pushdesk("subscriptions", "list", "--json").json) == 2
    start_lab("--devices", "4").stop()
    assert len(pushdesk("subscriptions", "list", "--json").json) == 4


def test_for_people_it_prints_lines(data_dir: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "lab", "--port", "0", "--receiver-port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ctrl+C"):
            break
    process.terminate()
    out, _ = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out) == (0, "")
    assert "http://localhost:" in lines[0]
    assert str(data_dir / "logs" / "lab.log") in "".join(lines)
