"""VAPID tokens (RFC 8292): signed once per key and origin, used for eleven of their twelve hours.

Apple asks not to sign more than once an hour; signing costs more than encrypting (facts:
push-services.md, Transport).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from py_vapid import Vapid02

from pushdesk.services.vapid.keys import Keys

LIFETIME = 12 * 60 * 60
_SPARE = 60 * 60


@dataclass(frozen=True)
class _Token:
    authorization: str
    expires: float


class Tokens:
    """Gives the Authorization header for an origin. `clock` is seconds since 1970."""

    def __init__(self, keys: Keys, clock: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._clock = clock
        self._cache: dict[tuple[str, str, str], _Token] = {}

    async def authorization(self, public_key: str, origin: str, contact: str) -> str:
        """`vapid t=…, k=…` for the push service at `origin`, signed with `public_key`'s private part.

        Raises KeyUnavailable where this desk cannot sign for that key.
        """
        private = await self._keys.private(public_key)
        # Nothing is awaited from here on: a hundred requests at once sign one token, not a hundred.
        slot, now = (public_key, origin, contact), self._clock()
        token = self._cache.get(slot)
        # A clock set back by hand must not keep a token whose end is more than a day ahead (section 2).
        if token is None or not now + _SPARE < token.expires <= now + LIFETIME:
            # A dict of its own for each signature: pywebpush writes into the one it is given.
            claims = {"aud": origin, "exp": int(now) + LIFETIME, "sub": contact}
            header = Vapid02(private_key=private.key).sign(claims)["Authorization"]
            token = self._cache[slot] = _Token(header, int(now) + LIFETIME)
        return token.authorization
