"""Which push service an endpoint belongs to. The knowledge is in push_services.toml, with its sources."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from pushdesk.model.subscription import LAB_PUSH_SERVICE

OTHER = "other"


@dataclass(frozen=True)
class PushService:
    """A push service as the data file describes it. `throttle_statuses` mean 429 in its dialect."""

    name: str
    title: str
    hosts: tuple[str, ...] = ()
    throttle_statuses: frozenset[int] = frozenset()


@cache
def catalogue() -> dict[str, PushService]:
    """Every known push service by name, the lab and "other" included."""
    text = files(__package__).joinpath("push_services.toml").read_text("utf-8")
    known = {
        name: PushService(
            name, entry["title"], tuple(entry["hosts"]), frozenset(entry.get("throttle_statuses", ()))
        )
        for name, entry in tomllib.loads(text).items()
    }
    return known | {
        LAB_PUSH_SERVICE: PushService(LAB_PUSH_SERVICE, "Lab"),
        OTHER: PushService(OTHER, "Other"),
    }


def push_service_name(endpoint: str, *, lab_owned: bool = False) -> str:
    """The name of the push service that `endpoint` leads to; `other` where no entry fits."""
    if lab_owned:
        return LAB_PUSH_SERVICE
    host = (urlsplit(endpoint).hostname or "").lower()
    for service in catalogue().values():
        if any(fnmatchcase(host, pattern) for pattern in service.hosts):
            return service.name
    return OTHER
