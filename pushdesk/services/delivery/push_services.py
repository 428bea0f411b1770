"""Which push service an endpoint belongs to. The knowledge is in push_services.toml, with its sources."""

import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from pushdesk.model.endpoint import LAB_PUSH_SERVICE

OTHER = "other"
_TOKEN = re.compile(r"[A-Za-z0-9_:-]+")


@dataclass(frozen=True)
class PushService:
    """A push service as the data file describes it. `throttle_statuses` mean 429 in its dialect.

    `browser_made_paths`: what stands between host and token in endpoints that the browser makes itself.
    """

    name: str
    title: str
    hosts: tuple[str, ...] = ()
    throttle_statuses: frozenset[int] = frozenset()
    browser_made_paths: tuple[str, ...] = ()


@cache
def catalogue() -> dict[str, PushService]:
    """Every known push service by name, the lab and "other" included."""
    text = files(__package__).joinpath("push_services.toml").read_text("utf-8")
    known = {
        name: PushService(
            name,
            entry["title"],
            tuple(entry["hosts"]),
            frozenset(entry.get("throttle_statuses", ())),
            tuple(entry.get("browser_made_paths", ())),
        )
        for name, entry in tomllib.loads(text).items()
    }
    return known | {
        LAB_PUSH_SERVICE: PushService(LAB_PUSH_SERVICE, "Lab"),
        OTHER: PushService(OTHER, "Other"),
    }


@cache
def browser_made_origins() -> frozenset[str]:
    """The origins of endpoints that a browser makes itself, whatever service gave it the token."""
    makers = [service for service in catalogue().values() if service.browser_made_paths]
    return frozenset(f"https://{host}" for service in makers for host in service.hosts)


def browser_made_token(endpoint: str) -> str | None:
    """The token in an endpoint that a browser made itself; None for any other, or one with more to it."""
    for service in catalogue().values():
        for path in service.browser_made_paths:
            for host in service.hosts:
                token = endpoint.removeprefix(f"https://{host}{path}")
                if token != endpoint and _TOKEN.fullmatch(token):
                    return token
    return None


def push_service_name(endpoint: str, *, lab_owned: bool = False) -> str:
    """The name of the push service that `endpoint` leads to; `other` where no entry fits."""
    if lab_owned:
        return LAB_PUSH_SERVICE
    host = (urlsplit(endpoint).hostname or "").lower()
    for service in catalogue().values():
        if any(fnmatchcase(host, pattern) for pattern in service.hosts):
            return service.name
    return OTHER
