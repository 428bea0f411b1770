"""What holds for every test: the user's things stay untouched, nothing unexpected is said (guards.py)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pushdesk.services.delivery.sender_process import SenderProcess
from tests.services.delivery.thread_link import ThreadLink

pytest_plugins = ["pytester", "tests.guards"]

# How long a property takes says more about what else the computer does than about the code.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

XDG_FOLDERS = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME")


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings, keyring and XDG folders of the whole run are temporary ones, for child processes too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PUSHDESK_")]:
            patch.delenv(name)
        home = tmp_path_factory.mktemp("home")
        for name in XDG_FOLDERS:
            folder = home / name.lower()
            folder.mkdir(mode=0o700)  # Qt warns about a runtime folder that others can read
            patch.setenv(name, str(folder))
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        patch.setenv("PUSHDESK_DATA_DIR", str(tmp_path_factory.mktemp("session-data")))
        yield


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own (not made yet), named to the product by PUSHDESK_DATA_DIR."""
    folder = tmp_path / "pushdesk-data"
    monkeypatch.setenv("PUSHDESK_DATA_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _sender_in_a_thread(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sending needs no process of its own, which takes half a second; `real_sender` marks what wants it."""
    if request.node.get_closest_marker("real_sender") is None:
        monkeypatch.setattr(SenderProcess, "start", staticmethod(ThreadLink.start))
