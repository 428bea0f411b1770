"""How fast each push service is sent to: as many requests at once as it takes, and none while it says wait.

Additive increase, multiplicative decrease (the idea of RFC 5681 section 3.1): one more at once for each full
round of answers, half as many after a 429, a 503 or a time-out. Without any clock of its own.
"""

from dataclasses import dataclass, field

START = 32.0
# Until the first trouble the limit grows with each answer, so that a round doubles it; then by one a round.
_FAST = 1.0


@dataclass
class Pace:
    """Of one push service. Moments are seconds of any steady clock; `ceiling` bounds the requests at once."""

    ceiling: int
    limit: float = field(default=START)
    in_air: int = 0
    blocked_until: float = 0.0
    _used: bool = False
    _careful: bool = False
    _decreased_at: float = float("-inf")

    def __post_init__(self) -> None:
        self.limit = min(self.limit, float(self.ceiling))

    def room(self, now: float) -> int:
        """How many more requests may leave now."""
        if now < self.blocked_until:
            return 0
        return max(0, int(min(self.limit, self.ceiling)) - self.in_air)

    def started(self) -> None:
        """A request left."""
        self.in_air += 1
        # Judged here: where a round's answers come all at once, fewer and fewer are in the air by then.
        self._used = self.in_air >= self.limit * 0.75

    def answered(self) -> None:
        """An answer came that is no complaint: a little more next time, where the limit was made use of."""
        self.in_air -= 1
        if self._used:
            growth = 1 / self.limit if self._careful else _FAST
            self.limit = min(self.limit + growth, float(self.ceiling))

    def complained(self, started: float, now: float, wait: float | None = None) -> None:
        """429, 503 or no answer in time, to a request of the moment `started`; `wait` is its Retry-After."""
        self.in_air -= 1
        # Requests that were in the air together are one complaint: to halve for each would stop everything.
        if started > self._decreased_at:
            self.limit = max(1.0, self.limit / 2)
            self._careful, self._decreased_at = True, now
        if wait is not None:
            self.blocked_until = max(self.blocked_until, now + wait)

    def dropped(self) -> None:
        """Nobody waits for a request any more."""
        self.in_air -= 1


@dataclass
class Allowance:
    """A cap in messages per second over all push services; 0 is none. A tenth of a second is saved up."""

    per_second: float = 0.0
    _saved: float = 0.0
    _at: float | None = None

    def take(self, wanted: int, now: float) -> int:
        """How many of `wanted` may leave now; they count as sent."""
        if self.per_second <= 0:
            return wanted
        most = max(1.0, self.per_second / 10)
        if self._at is None:
            self._saved = 1.0
        else:
            self._saved = min(most, self._saved + (now - self._at) * self.per_second)
        self._at = now
        granted = min(wanted, int(self._saved))
        self._saved -= granted
        return granted
