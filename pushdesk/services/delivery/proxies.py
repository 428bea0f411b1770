"""Which proxy a request goes through: the one that the user named, or what the environment or the operating
system says; never for loopback.

libcurl's own reading of the environment is not used: it knows nothing of what Windows and macOS have set.
"""

import ipaddress
import logging
import time
from dataclasses import dataclass
from urllib.request import getproxies, proxy_bypass

from pushdesk.model.errors import BadInput
from pushdesk.model.proxy import DIRECT, parse_proxy

# Asking Windows or macOS takes milliseconds, and a laptop changes its network now and then.
_KEPT_SECONDS = 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Known:
    proxy: str | None
    until: float


class Proxies:
    """Answers for a scheme and host; what the computer says is remembered for a minute.

    `named` is what the user set: a URL, DIRECT, or empty for what the computer says.
    """

    def __init__(self, named: str = "") -> None:
        self.named = named
        self._known: dict[tuple[str, str], _Known] = {}

    def towards(self, scheme: str, host: str) -> str | None:
        """The URL of the proxy for a request to `host`, with its credentials if it has any; None for none."""
        if self.named:
            return None if self.named == DIRECT or is_loopback(host) else self.named
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
    try:
        return parse_proxy(text)
    except BadInput:
        log.warning("the proxy set for %s is not an http one and is passed by", scheme)
        return None
