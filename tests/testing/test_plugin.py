"""The pytest plugin as other people's suites meet it: in a pytest process of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "docs" / "example_backend"
# pytest-asyncio warns of settings that it wants; the suites here have none.
PYTEST = (sys.executable, "-W", "error", "-m", "pytest", "-q", "-W", "error", "-p", "no:asyncio")


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run pytest in `folder`."""
    return subprocess.run(
        [*PYTEST, *arguments], cwd=folder, capture_output=True, text=True, timeout=100, check=False
    )


def test_the_example_in_the_documentation_passes(tmp_path: Path) -> None:
    folder = tmp_path / "backend"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    done = run(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{(folder / 'test_push.py').read_text('utf-8').count('def test_')} passed" in done.stdout


def test_the_documentation_shows_the_example_as_it_is() -> None:
    words, example = (
        (ROOT / "docs" / "lab.md").read_text("utf-8"),
        (EXAMPLE / "test_push.py").read_text("utf-8"),
    )
    for name in ("test_a_user_is_told_of_the_order", "test_apples_refusal_of_the_contact"):
        assert f"def {name}" in words
        assert f"def {name}" in example
    for line in ("phone.subscription)", "message.ttl, message.urgency, message.topic", '"apple-contact"'):
        assert line in words
        assert line in example


def test_each_test_begins_with_nothing_and_the_lab_ends_with_the_session(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(
        """
import pathlib
import pytest
import requests

@pytest.mark.parametrize("turn", [1, 2])
def test_turn(pushdesk_lab, turn):
    assert pushdesk_lab.messages() == []
    device = pushdesk_lab.create_device()
    assert requests.post(device.endpoint, headers={"TTL": "60"}).status_code == 201
    assert len(pushdesk_lab.messages()) == 1
    pushdesk_lab.set_fault("503")
    pathlib.Path("control").write_text(pushdesk_lab._http.url)
""",
        "utf-8",
    )
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    from pushdesk.testing.client import Lab, LabUnreachable

    with pytest.raises(LabUnreachable, match="No lab answers"):
        Lab((tmp_path / "control").read_text())


def test_a_lab_that_does_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import pushdesk.testing.process as process\nprocess._COMMAND = ('lab', '--port', 'x')\n", "utf-8"
    )
    (tmp_path / "test_one.py").write_text("def test_one(pushdesk_lab):\n    pass\n", "utf-8")
    done = run(tmp_path)
    assert done.returncode == 1
    assert "`pushdesk lab` did not start" in done.stdout
    assert "--port" in done.stdout


def test_a_run_that_does_not_use_it_loads_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "test_other.py").write_text(
        """
import sys

def test_other():
    assert "pushdesk.testing.plugin" in sys.modules
    heavy = {"requests", "aiohttp", "sqlmodel", "pydantic", "PySide6", "pushdesk.testing.client"}
    assert heavy & set(sys.modules) == set()
""",
        "utf-8",
    )
    done = run(tmp_path, "-p", "no:pytest-qt", "-p", "no:hypothesispytest")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_touches_neither_the_users_settings_nor_the_users_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    from pushdesk.testing import process

    monkeypatch.setenv("PUSHDESK_DATA_DIR", "mine")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "mine")
    given = process._environment()
    assert not [name for name in given if name.startswith("PUSHDESK_")]
    assert given["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
    assert given["PATH"] == os.environ["PATH"]
