"""The commands that docs/lab.md gives for any shell do what it says, as they stand there."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "lab.md"


@pytest.mark.skipif(shutil.which("sh") is None or shutil.which("curl") is None, reason="no sh, or no curl")
def test_the_commands_start_a_lab_push_to_it_read_what_arrived_and_end_it(tmp_path: Path) -> None:
    (commands,) = re.findall(r"^```sh\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    # Where a command fails, the lab ends with the shell.
    trap = "trap 'kill \"$lab\" 2>/dev/null || true' EXIT\n"
    done = subprocess.run(
        ["sh", "-e", "-c", trap + commands + "echo\necho left: $folder\n"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (message,) = json.JSONDecoder().raw_decode(done.stdout[done.stdout.index('{"messages"') :])[0]["messages"]
    assert (message["state"], message["payload"]["body"]) == ("shown", "It works.")
    assert "HTTP/1.1 410 Gone" in done.stdout
    assert not Path(done.stdout.rsplit("left: ", 1)[1].strip()).exists()
