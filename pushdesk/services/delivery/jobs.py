"""What desk and sender process say to each other: plain values, each a pickle behind its length."""

import pickle
import struct
from dataclasses import dataclass, field

from pushdesk.services.delivery.errand import Errand
from pushdesk.services.store.claims import Claim, Result

LENGTH = struct.Struct("!I")


@dataclass(frozen=True)
class Limits:
    """How the sender process may send; times in seconds, `ceiling` requests at once to one push service.

    `proxy` as `model.proxy.parse_proxy` gives it.
    """

    timeout: float
    attempts: int
    retry_base: float
    ceiling: int
    per_second: float = 0.0
    proxy: str = ""


@dataclass(frozen=True)
class Begin:
    """Deliveries of this run follow. A run has a name of its own: a campaign can be resumed."""

    run: str
    errand: Errand


@dataclass(frozen=True)
class Page:
    """Claimed deliveries. `authorizations` by (application server key, origin); a claim whose key has none is
    not in the page. `lab` is where the lab listens now, None while it does not."""

    run: str
    claims: tuple[Claim, ...]
    authorizations: dict[tuple[str, str], str]
    lab: str | None


@dataclass(frozen=True)
class Halt:
    """What of this run has not left comes back as Unsent; what is in the air is awaited."""

    run: str


@dataclass(frozen=True)
class Forget:
    """Nobody waits for this run any more: what is in the air is dropped."""

    run: str


Order = Limits | Begin | Page | Halt | Forget


@dataclass(frozen=True)
class Report:
    """What came of a run since the last report.

    `unsent` are ids of deliveries that never left. `rooms`: how many requests a push service takes at once.
    `halted` answers a Halt: nothing more leaves.
    """

    run: str
    results: tuple[Result, ...] = ()
    unsent: tuple[str, ...] = ()
    rooms: dict[str, int] = field(default_factory=dict)
    halted: bool = False


def framed(message: Order | list[Report]) -> bytes:
    """A message as it goes over the pipe."""
    raw = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(raw)) + raw
