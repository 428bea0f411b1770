"""Exchange: what is sent to a push service, and what came of it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pushdesk.services.delivery.outcome import Answer
from pushdesk.services.store.claims import Timings


class Post(NamedTuple):
    """A request. `url` is where to connect to, which for the lab's endpoints is where it listens now.

    `direct` passes by the proxy of the environment: the lab is on this computer.
    """

    url: str
    headers: Sequence[str]
    body: bytes
    direct: bool = False


class Exchange(NamedTuple):
    """What came of one Post: an `answer`, or `reason`, a sentence why there is none.

    Without an answer it is not known whether the request arrived. `timings` are milliseconds since the start
    (see model.Attempt); `http2`: the connection carries many streams; `timed_out`: time ran out.
    """

    answer: Answer | None
    reason: str = ""
    timings: Timings | None = None
    milliseconds: int = 0
    http2: bool = False
    timed_out: bool = False


Done = Callable[[Exchange], None]
