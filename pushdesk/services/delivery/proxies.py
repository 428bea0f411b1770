"""Which proxy a request goes through: what the environment or the operating system says, never for loopback.

aiohttp's own `trust_env` is not used. It also reads ~/.netrc, and where that names a login it refuses
a request that carries an Authorization header, as every Web Push request does.
"""

import asyncio
import ipaddress
import logging
import time
from dataclasses import dataclass
from urllib.request import getproxies, proxy_bypass

from yarl import URL

# Asking Windows or macOS takes milliseconds, and a laptop changes its network now and then.
_KEPT_SECONDS = 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Known:
    proxy: URL | None
    until: float


class Proxies:
    """Answers for a scheme and host, remembered for a minute."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], _Known] = {}

    async def towards(self, url: URL) -> URL | None:
        """The proxy for a request to `url`, with its credentials if it has any; None for a direct one."""
        slot, now = (url.scheme, url.host or ""), time.monotonic()
        known = self._known.get(slot)
        if known is None or known.until < now:
            proxy = None if is_loopback(slot[1]) else await asyncio.to_thread(_look_up, *slot)
            known = self._known[slot] = _Known(proxy, now + _KEPT_SECONDS)
        return known.proxy


def is_loopback(host: str) -> bool:
    """Whether `host` is this computer, which no proxy can reach for us."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.rstrip(".").lower() == "localhost"


def _look_up(scheme: str, host: str) -> URL | None:
    if proxy_bypass(host):
        return None
    named = getproxies()
    text = named.get(scheme) or named.get("all")
    if not text:
        return None
    try:
        proxy = URL(text if "://" in text else f"http://{text}")
    except ValueError:
        proxy = URL()
    if proxy.scheme not in {"http", "https"} or not proxy.host:
        log.warning("the proxy set for %s is not an http one and is passed by", scheme)
        return None
    return proxy
