"""A server's TLS context whose connections, once they ended, do not stay in memory."""

import asyncio
import gc
import ssl
from typing import Any

# After so many connections, so many sweeps, so many seconds apart: a connection that says nothing is given up
# after a minute.
CONNECTIONS = 100
SECONDS = 5.0
SWEEPS = 15


class SweptContext(ssl.SSLContext):
    """As SSLContext; after every CONNECTIONS connections garbage is collected now and then, for a while.

    Of each connection that ended asyncio leaves a cycle with a buffer of 256 KiB (`max_size` in CPython's
    asyncio/sslproto.py), and the collector, which counts objects, lets a thousand of them lie: 300 MB.
    """

    def __new__(cls) -> "SweptContext":
        """A server's, before its certificate is loaded."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(self) -> None:
        self._new = 0
        self._left = 0

    def wrap_bio(self, *arguments: Any, **named: Any) -> ssl.SSLObject:
        """One more connection: asyncio asks this of the context for each."""
        self._new += 1
        if self._new >= CONNECTIONS:
            self._new = 0
            if not self._left:
                asyncio.get_running_loop().call_later(SECONDS, self._sweep)
            self._left = SWEEPS
        return super().wrap_bio(*arguments, **named)

    def _sweep(self) -> None:
        gc.collect()
        self._left -= 1
        if self._left:
            asyncio.get_running_loop().call_later(SECONDS, self._sweep)
