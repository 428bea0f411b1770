"""Keyrings as a test needs them, and keys over a real database."""

import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from pushdesk.services.store.database import FILE_NAME, Database
from pushdesk.services.store.migrate import migrate
from pushdesk.services.vapid.keys import Keys


class MemoryKeyring(KeyringBackend):
    """Keeps secrets in memory. `problem` is raised instead; `forgetful` takes a secret and loses it."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.secrets: dict[tuple[str, str], str] = {}
        self.problem: Exception | None = None
        self.forgetful = False

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.problem is not None:
            raise self.problem
        if not self.forgetful:
            self.secrets[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        if self.problem is not None:
            raise self.problem
        return self.secrets.get((service, username))


class HangingKeyring(KeyringBackend):
    """Asks a person who does not answer, until it is released."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.released = threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.released.wait(30)

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(30)
        return None


@pytest.fixture(autouse=True)
def _the_keyring_before() -> Iterator[None]:
    """The run's own (none) before and after each test, whatever it chose."""
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]


@pytest.fixture
def memory() -> MemoryKeyring:
    """A keyring that works, in use."""
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend


@pytest.fixture
def hanging() -> Iterator[HangingKeyring]:
    """A keyring that does not answer, in use."""
    backend = HangingKeyring()
    keyring.set_keyring(backend)
    yield backend
    backend.released.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(10)


@pytest.fixture
def migrated(data_dir: Path) -> Path:
    """The path of the data folder's database."""
    data_dir.mkdir()
    migrate(data_dir / FILE_NAME)
    return data_dir / FILE_NAME


@pytest.fixture
async def database(migrated: Path) -> AsyncIterator[Database]:
    """The data folder's database, open."""
    async with Database(migrated) as database:
        yield database


@pytest.fixture
def keys(database: Database, data_dir: Path, memory: MemoryKeyring) -> Keys:
    """Keys whose private parts are in a keyring."""
    return Keys(database, data_dir)
