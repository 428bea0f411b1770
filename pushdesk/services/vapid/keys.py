"""The desk's application server keys: one made at the first start, more by import, one of them current."""

import asyncio
import logging
from pathlib import Path

from filelock import FileLock, Timeout
from sqlmodel import Session, col, select, update

from pushdesk.model.errors import KeyUnavailable, KnownError, NotFound
from pushdesk.model.vapid import KeyStorage, VapidKey
from pushdesk.services.store.database import Database
from pushdesk.services.vapid import private_keys
from pushdesk.services.vapid.private_keys import PrivateKey
from pushdesk.services.vapid.vault import Vault

_LOCK = "keys.lock"
_LOCK_SECONDS = 30
log = logging.getLogger(__name__)


class Keys:
    """Public parts in the database, private parts in the vault, each read once and kept in memory."""

    def __init__(self, database: Database, data_dir: Path) -> None:
        self._database = database
        self._vault = Vault(data_dir)
        self._lock_path = data_dir / _LOCK
        self._making = asyncio.Lock()
        self._known: dict[str, PrivateKey] = {}

    async def ensure(self) -> VapidKey:
        """The current key, made if there is none; two first starts at once make one."""
        if (found := await self._database.read(_current)) is not None:
            return found
        # One at a time in this process: threads that wait for the file's lock leave none to make the key.
        async with self._making:
            return await self._ensure_alone()

    async def _ensure_alone(self) -> VapidKey:
        lock = FileLock(self._lock_path, thread_local=False)
        try:
            await asyncio.to_thread(lock.acquire, _LOCK_SECONDS)
        except Timeout:
            raise KeyUnavailable(
                "Another PushDesk has been making this folder's key for half a minute: end it and try again."
            ) from None
        try:
            return await self._database.read(_current) or await self._adopt(private_keys.generate())
        finally:
            lock.release()

    async def is_first_start(self) -> bool:
        """Whether this folder has no key yet, so that nobody ever used it."""
        return await self._database.read(_current) is None

    async def warn_if_lost(self) -> None:
        """Log the sentence of a current key whose private file is gone: devices would subscribe in vain.

        A keyring is not asked: it may want a person's answer, which only a send is worth.
        """
        key = await self.current()
        if key.storage is KeyStorage.FILE:
            try:
                await self.private(key.public_key)
            except KeyUnavailable as problem:
                log.warning("%s", problem.sentence)

    async def current(self) -> VapidKey:
        """The key that new subscriptions are made with; raises KeyUnavailable where there is none."""
        found = await self._database.read(_current)
        if found is None:
            raise KeyUnavailable("There is no VAPID key yet: make one with `pushdesk vapid create`.")
        return found

    async def create(self) -> VapidKey:
        """Make a new key and make it current; older ones go on signing for their subscriptions."""
        return await self._adopt(private_keys.generate())

    async def adopt(self, raw: bytes) -> VapidKey:
        """Import a private key (PEM, DER, JWK, raw base64url) and make it current; raises BadInput."""
        return await self._adopt(private_keys.parse(raw))

    async def every(self) -> list[VapidKey]:
        """All keys, oldest first."""
        return await self._database.read(
            lambda session: list(session.exec(select(VapidKey).order_by(col(VapidKey.created_at))))
        )

    async def private(self, public_key: str) -> PrivateKey:
        """The private part of `public_key`. Raises KeyUnavailable where this desk has none."""
        if public_key not in self._known:
            row = await self._database.read(_row, public_key)
            if row is None:
                raise KeyUnavailable(
                    f"The device subscribed with another key ({public_key[:8]}…) that this desk does not "
                    "have: import that key, or let the device subscribe again."
                )
            self._known[public_key] = await asyncio.to_thread(self._vault.find, public_key, row.storage)
        return self._known[public_key]

    async def named(self, text: str) -> VapidKey:
        """The key whose public part is `text` or begins with it; raises NotFound."""
        found = [key for key in await self.every() if key.public_key.startswith(text.strip().rstrip("="))]
        if len(found) != 1:
            raise NotFound(f"No single VAPID key begins with “{text}”: `pushdesk vapid list` names them.")
        return found[0]

    async def _adopt(self, key: PrivateKey) -> VapidKey:
        storage = await asyncio.to_thread(self._vault.keep, key)
        if storage is KeyStorage.FILE:
            log.warning(
                "no keyring answers: the private key is in a file in the data folder that only you can read"
            )
        try:
            row = await self._database.write(_make_current, key.public_key, storage)
        except KnownError:
            # Nothing half done: a private key that no row names would lie there for good.
            if await self._database.read(_row, key.public_key) is None:
                await asyncio.to_thread(self._vault.forget, key.public_key, storage)
            raise
        self._known[key.public_key] = key
        return row


def _current(session: Session) -> VapidKey | None:
    return session.exec(select(VapidKey).where(VapidKey.current)).first()


def _row(session: Session, public_key: str) -> VapidKey | None:
    return session.get(VapidKey, public_key)


def _make_current(session: Session, public_key: str, storage: KeyStorage) -> VapidKey:
    session.exec(update(VapidKey).values(current=False))
    row = session.get(VapidKey, public_key) or VapidKey(public_key=public_key, storage=storage)
    row.storage, row.current = storage, True
    session.add(row)
    return row
