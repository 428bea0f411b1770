"""Which proxy a request goes through: what the environment or the operating system says, never for loopback.

libcurl's own reading of the environment is not used: it knows nothing of what Windows and macOS have set.
"""

import ipaddress
import logging
import time
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

# Asking Windows or macOS takes milliseconds, and a laptop changes its network now and then.
_KEPT_SECONDS = 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Known:
    proxy: str | None
    until: float


class Proxies:
    """Answers for a scheme and host, remembered for a minute."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], _Known] = {}

    def towards(self, scheme: str, host: str) -> str | None:
        """The URL of the proxy for a request to `host`, with its credentials if it has any; None for none."""
        slot, now = (scheme, host), time.monotonic()
        known = self._known.get(slot)
        if known is None or known.until < now:
            proxy = None if is_loopback(host) else _look_up(scheme, host)
            known = self._known[slot] = _Known(proxy, now + _KEPT_SECONDS)
        return known.proxy


def is_loopback(host: str) -> bool:
    """Whether `host` is this computer, which no proxy can reach for us."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.rstrip(".").lower() == "localhost"


def _look_up(scheme: str, host: str) -> str | None:
    if proxy_bypass(host):
        return None
    named = getproxies()
    text = named.get(scheme) or named.get("all")
    if not text:
        return None
    proxy = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(proxy)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        log.warning("the proxy set for %s is not an http one and is passed by", scheme)
        return None
    return proxy
