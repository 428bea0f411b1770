"""Where private keys are kept: the operating system's keyring, or a 0600 file where there is none.

Entries are named after the data folder: another folder, or a test, never touches a user's real key.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import keyring
import keyring.errors

from pushdesk import whole_file
from pushdesk.model import base64url
from pushdesk.model.errors import BadInput, KeyUnavailable
from pushdesk.model.vapid import KeyStorage
from pushdesk.services.vapid import private_keys
from pushdesk.services.vapid.private_keys import PrivateKey

KEYRING_SECONDS = 4.0
FOLDER = "keys"
log = logging.getLogger(__name__)
T = TypeVar("T")


class Vault:
    """Keeps and finds private keys by their public part. Calls may block: make them in a thread.

    `patience` is how many seconds a keyring may take to answer.
    """

    def __init__(self, data_dir: Path, patience: float = KEYRING_SECONDS) -> None:
        self._service = f"PushDesk {data_dir.resolve()}"
        self._folder = data_dir / FOLDER
        self._patience = patience

    def keep(self, key: PrivateKey) -> KeyStorage:
        """Keep `key`; returns where. Raises KeyUnavailable where neither place takes it."""
        secret, name = key.secret(), key.public_key
        try:
            # Read back: some keyrings take a secret and lose it.
            _in_time(lambda: keyring.set_password(self._service, name, secret), self._patience)
            if _in_time(lambda: keyring.get_password(self._service, name), self._patience) == secret:
                return KeyStorage.KEYRING
        except (keyring.errors.KeyringError, TimeoutError) as problem:
            log.info("no keyring: %s", str(problem) or "no answer")
        self._write(name, secret)
        return KeyStorage.FILE

    def find(self, public_key: str, storage: KeyStorage) -> PrivateKey:
        """The private key of `public_key`; raises KeyUnavailable with what to do."""
        secret = self._read(public_key) if storage is KeyStorage.FILE else self._ask(public_key)
        key = _parsed(secret) if secret else None
        if key is None or key.public_key != public_key:
            raise KeyUnavailable(
                f"The private key {public_key[:8]}… is no longer in {_PLACES[storage]}: import it again with "
                "`pushdesk vapid import FILE`, or make a new one and let the devices subscribe again."
            )
        return key

    def forget(self, public_key: str, storage: KeyStorage) -> None:
        """Take back a key that was kept for nothing; where that fails it stays, unused."""
        if storage is KeyStorage.FILE:
            with suppress(OSError):
                self._path(public_key).unlink()
            return
        with suppress(keyring.errors.KeyringError, TimeoutError):
            _in_time(lambda: keyring.delete_password(self._service, public_key), self._patience)

    def _ask(self, public_key: str) -> str | None:
        try:
            return _in_time(lambda: keyring.get_password(self._service, public_key), self._patience)
        except (keyring.errors.KeyringError, TimeoutError):
            # Locked, or not there in this session (ssh, cron): the key itself may well be.
            raise KeyUnavailable(
                f"The keyring that holds the private key {public_key[:8]}… does not answer: "
                "unlock it, or use the desktop session it belongs to, and try again."
            ) from None

    def _read(self, public_key: str) -> str | None:
        try:
            return self._path(public_key).read_text("ascii")
        except (OSError, UnicodeDecodeError):
            return None

    def _path(self, public_key: str) -> Path:
        return self._folder / f"{public_key}.key"

    def _write(self, public_key: str, secret: str) -> None:
        base64url.decode(public_key, "The key's name")  # it becomes a file name
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            whole_file.replace(self._path(public_key), secret.encode("ascii"))
        except OSError as problem:
            raise KeyUnavailable(
                f"The private key cannot be kept in the data folder: {problem.strerror}."
            ) from None


_PLACES = {
    KeyStorage.KEYRING: "the operating system's keyring",
    KeyStorage.FILE: "the data folder's “keys”",
}


def _parsed(secret: str) -> PrivateKey | None:
    try:
        return private_keys.parse(secret.encode("utf-8", "replace"))
    except BadInput:
        return None


def _in_time(call: Callable[[], T], seconds: float) -> T:
    """`call()` in a thread that may hang (a keyring that asks a person); raises TimeoutError then.

    Whatever else a keyring raises is a KeyringError, by its type's name alone.
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except Exception as problem:  # noqa: BLE001 - backends leak their own (pywintypes.error, D-Bus errors)
            answer.set_exception(keyring.errors.KeyringError(type(problem).__name__))

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return answer.result(seconds)
