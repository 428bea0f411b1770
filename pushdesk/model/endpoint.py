"""Which endpoints may be stored and sent to. An endpoint is kept byte for byte, never normalised.

WNS tokens carry escapes that break when re-encoded (facts: push-services.md row 11), so this
module only ever looks at an endpoint.
"""

import ipaddress
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from pushdesk.model.errors import BadInput

# `push_service` of a subscription whose endpoint the lab handed out.
LAB_PUSH_SERVICE = "lab"

# Edge on Android and stripped Chromium builds hand this out instead of an address (row 19).
DEAD_HOST = "permanently-removed.invalid"
MAX_LENGTH = 4096
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\]")
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
# RFC 4291 section 2.4 as IANA assigned it: no IPv6 address outside of it is a host on the internet.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".lan")


@dataclass(frozen=True)
class EndpointPolicy:
    """What this desk trusts besides public https endpoints.

    `trusted` holds `host:port` or bare `host` as the user wrote them in `trusted_push_hosts`.
    """

    trusted: frozenset[str] = field(default_factory=frozenset)

    def trusts(self, parts: SplitResult) -> bool:
        """Whether the user named this endpoint's host as his own push service."""
        host = (parts.hostname or "").lower()
        port = parts.port or (443 if parts.scheme == "https" else 80)
        bracketed = f"[{host}]" if ":" in host else host
        return not self.trusted.isdisjoint({host, bracketed, f"{bracketed}:{port}"})

    def check(self, endpoint: str, *, lab_owned: bool = False) -> str:
        """`endpoint` unchanged, where it may be stored.

        `lab_owned` says that the lab handed out exactly this endpoint. Raises BadInput with
        the reason otherwise.
        """
        parts = split(endpoint)
        if lab_owned or self.trusts(parts):
            return endpoint
        if parts.scheme != "https":
            raise BadInput(
                "The endpoint must be an https URL. For a push service of your own, name its host in "
                f"trusted_push_hosts (PUSHDESK_TRUSTED_PUSH_HOSTS={parts.netloc})."
            )
        if not is_public(parts.hostname or ""):
            raise BadInput(
                "The endpoint leads to this computer or a private network, not to a push service. If it is "
                f"yours, name its host in trusted_push_hosts (PUSHDESK_TRUSTED_PUSH_HOSTS={parts.netloc})."
            )
        return endpoint


def trusted_host(text: str) -> str:
    """`text` as EndpointPolicy holds it: a host with or without a port, in lower case; raises BadInput."""
    host = text.strip().lower()
    bracketed = f"[{host}]" if host.count(":") > 1 and "[" not in host else host
    try:
        parts = urlsplit(f"//{bracketed}")
        whole = parts.netloc == bracketed and not bracketed.endswith(":") and parts.port != 0
    except ValueError:
        whole = False
    if not whole or "@" in host or not _is_host(parts):
        raise BadInput(f"“{text}” names no host: write push.example or 127.0.0.1:8090, without https://.")
    return host


def split(endpoint: str) -> SplitResult:
    """The parts of a well-formed absolute endpoint; raises BadInput where it is not one."""
    if not endpoint or len(endpoint) > MAX_LENGTH or _UNSAFE.search(endpoint):
        raise BadInput(
            f"The endpoint must be one URL of at most {MAX_LENGTH} characters without white space, "
            "backslashes or control characters."
        )
    if not endpoint.isascii():
        raise BadInput("The endpoint holds characters that no URL has: copy it from the browser again.")
    try:
        parts = urlsplit(endpoint)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise BadInput("The endpoint is not a URL: its host or port cannot be read.") from None
    if parts.scheme not in {"http", "https"} or not has_host:
        raise BadInput("The endpoint must be an absolute https URL, such as https://push.example/abc.")
    if "@" in parts.netloc:
        raise BadInput("The endpoint must not carry a user name or password.")
    if not _is_host(parts):
        raise BadInput("The endpoint is not a URL: its host is neither a name nor an address.")
    if (parts.hostname or "").rstrip(".") == DEAD_HOST:
        raise BadInput(
            "This browser cannot receive push: it made a dead endpoint (permanently-removed.invalid)."
        )
    return parts


def _is_host(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if "[" not in parts.netloc:
        # Percent escapes, too, are refused here: some programs resolve them (to 127.0.0.1), others do not.
        return _NAME.fullmatch(host) is not None
    try:
        return ipaddress.IPv6Address(host).scope_id is None
    except ValueError:
        return False


def origin(endpoint: str) -> str:
    """Scheme, host and port as a VAPID audience names them (RFC 8292 section 2, RFC 6454 section 6.2)."""
    # Endpoints have few beginnings, and a campaign asks for the same one a hundred thousand times.
    return _origin(endpoint[:end] if (end := endpoint.find("/", len("https://"))) > 0 else endpoint)


@lru_cache(maxsize=1024)
def _origin(beginning: str) -> str:
    parts = urlsplit(beginning)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + ("" if parts.port in (None, default) else f":{parts.port}")


def is_public(host: str) -> bool:
    """Whether `host` can be a push service on the internet: a dotted name or a global address."""
    name = host.rstrip(".").lower()
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        last = name.rsplit(".", 1)[-1]
        # A last label of digits or 0x… is an IPv4 address in disguise (WHATWG URL, "ends in a number").
        disguised = last.isdigit() or last.startswith("0x")
        return "." in name and not disguised and not name.endswith(_LOCAL_SUFFIXES)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address not in _GLOBAL_UNICAST or address.sixtofour is not None:
            return False  # among others the forms that carry an IPv4 address: ::127.0.0.1, 64:ff9b::, 2002::
    return address.is_global and not address.is_multicast
