"""Where private keys are kept: the operating system's keyring, or a 0600 file where there is none.

Entries are named after the data folder: another folder, or a test, never touches a user's real key.
"""

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import keyring
import keyring.errors

from pushdesk.model import base64url
from pushdesk.model.errors import KeyUnavailable
from pushdesk.model.vapid import KeyStorage
from pushdesk.services.vapid import private_keys
from pushdesk.services.vapid.private_keys import PrivateKey

KEYRING_SECONDS = 4.0
FOLDER = "keys"
log = logging.getLogger(__name__)
T = TypeVar("T")


class Vault:
    """Keeps and finds private keys by their public part. Calls may block: make them in a thread."""

    def __init__(self, data_dir: Path) -> None:
        self._service = f"PushDesk {data_dir.resolve()}"
        self._folder = data_dir / FOLDER

    def keep(self, key: PrivateKey) -> KeyStorage:
        """Keep `key`; returns where. Raises KeyUnavailable where neither place takes it."""
        secret, name = key.secret(), key.public_key
        try:
            # Read back: some keyrings take a secret and lose it.
            _in_time(lambda: keyring.set_password(self._service, name, secret))
            if _in_time(lambda: keyring.get_password(self._service, name)) == secret:
                return KeyStorage.KEYRING
        except (keyring.errors.KeyringError, TimeoutError) as problem:
            log.info("no keyring: %s", type(problem).__name__)
        self._write(name, secret)
        return KeyStorage.FILE

    def find(self, public_key: str, storage: KeyStorage) -> PrivateKey:
        """The private key of `public_key`; raises KeyUnavailable with what to do."""
        short = f"{public_key[:8]}…"
        if storage is KeyStorage.FILE:
            try:
                secret: str | None = self._path(public_key).read_text("ascii")
            except (OSError, UnicodeDecodeError):
                secret = None
        else:
            try:
                secret = _in_time(lambda: keyring.get_password(self._service, public_key))
            except TimeoutError:
                raise KeyUnavailable(
                    f"The keyring that holds the private key {short} does not answer: "
                    "unlock it and try again."
                ) from None
            except keyring.errors.KeyringError:
                secret = None
        key = private_keys.parse(secret.encode()) if secret else None
        if key is None or key.public_key != public_key:
            raise KeyUnavailable(
                f"The private key {short} is no longer in {_PLACES[storage]}: import it again with "
                "`pushdesk vapid import FILE`, or make a new one and let the devices subscribe again."
            )
        return key

    def _path(self, public_key: str) -> Path:
        return self._folder / f"{public_key}.key"

    def _write(self, public_key: str, secret: str) -> None:
        base64url.decode(public_key, "The key's name")  # it becomes a file name
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            handle = os.open(self._path(public_key), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secret)
        except OSError as problem:
            raise KeyUnavailable(
                f"The private key cannot be kept in the data folder: {problem.strerror}."
            ) from None


_PLACES = {
    KeyStorage.KEYRING: "the operating system's keyring",
    KeyStorage.FILE: "the data folder's “keys”",
}


def _in_time(call: Callable[[], T]) -> T:
    """`call()` in a thread that may hang (a keyring that asks a person); raises TimeoutError then."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except keyring.errors.KeyringError as problem:
            answer.set_exception(problem)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return answer.result(KEYRING_SECONDS)
