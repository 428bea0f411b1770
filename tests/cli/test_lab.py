"""`pushdesk lab`: one ready line, then quiet until a signal."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

from pushdesk.services import folder
from tests.cli.conftest import COMMAND, PATIENCE_S, Run, RunningLab

pytestmark = pytest.mark.allow_log("no keyring answers")

StartLab = Callable[..., RunningLab]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT between processes.")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_it_says_where_everything_is_and_ends_cleanly(
    start_lab: StartLab, pushdesk: Run, data_dir: Path, name: str
) -> None:
    lab = start_lab("--devices", "2")
    assert set(lab.ready) == {
        "receiver",
        "pushService",
        "firefoxPushUrl",
        "pushServiceTls",
        "caFile",
        "firefoxPrefs",
        "chromiumSwitches",
        "control",
    }
    assert lab.ready["receiver"].startswith("http://localhost:")
    assert lab.ready["pushService"].startswith("http://127.0.0.1:")
    assert lab.ready["pushServiceTls"].startswith("https://localhost:")
    assert lab.ready["firefoxPrefs"]["dom.push.serverURL"] == lab.ready["firefoxPushUrl"]
    assert Path(lab.ready["caFile"]).read_text("ascii").startswith("-----BEGIN CERTIFICATE")
    with urllib.request.urlopen(lab.ready["receiver"] + "api/push/key", timeout=PATIENCE_S) as answer:
        assert json.load(answer)["publicKey"] == pushdesk("vapid", "show", "--json").json["publicKey"]
    with urllib.request.urlopen(lab.ready["control"], timeout=PATIENCE_S) as answer:
        assert json.load(answer)["pushService"] == lab.ready["pushService"]
    assert len(pushdesk("subscriptions", "list", "--json").json) == 2
    status, out, err = lab.stop(getattr(signal, name))
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
            # Window and demo, which have no such options, say the same words.
            assert "--" not in refused.err


@pytest.mark.parametrize("option", ["--receiver-port", "--tls-port"])
def test_one_port_for_two_parts_is_a_sentence_that_blames_nobody_else(pushdesk: Run, option: str) -> None:
    refused = pushdesk("lab", "--port", "8799", option, "8799", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (2, "bad_input")
    assert "Port 8799 is meant for both" in refused.err
    assert "the push service" in refused.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM between processes.")
@pytest.mark.parametrize("json_asked", [True, False])
def test_stopped_before_it_is_ready_it_says_so_in_json(data_dir: Path, json_asked: bool) -> None:
    # A first start is held up where it waits for the folder's other first start.
    data_dir.mkdir()
    with FileLock(data_dir / folder.SETUP_LOCK):
        process = subprocess.Popen(
            [*COMMAND, "lab", "--port", "0", "--receiver-port", "0", *(["--json"] if json_asked else [])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + PATIENCE_S
        while not (data_dir / "logs" / "lab.log").exists():
            assert time.monotonic() < deadline
        process.terminate()
    out, err = process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in err
    if json_asked:
        assert process.returncode == 1
        assert json.loads(out)["error"]["code"] == "interrupted"
    else:
        assert out == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Only Linux has a device that is always full.")
def test_a_log_file_on_a_full_disk_is_one_sentence(data_dir: Path, start_lab: StartLab) -> None:
    (data_dir / "logs").mkdir(parents=True)
    (data_dir / "logs" / "lab.log").symlink_to("/dev/full")
    status, out, err = start_lab().stop()
    assert (status, out) == (0, "")
    assert "Traceback" not in err
    assert "Logging error" not in err
    assert err.count("cannot be written: No space left on device.") == 1


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
    assert "/control/openapi.json" in "".join(lines)
