"""When to try again: backoff with jitter, the push service's own wish, never beyond the message's TTL."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_WAIT = 15 * 60.0


@dataclass(frozen=True)
class RetryPolicy:
    """`base` seconds before the second attempt, doubling; at most `attempts` in all."""

    attempts: int
    base: float

    def next_attempt(
        self, attempt: int, wait: float | None, now: datetime, deadline: datetime, jitter: float | None = None
    ) -> datetime | None:
        """When to try after attempt number `attempt` failed; None where there is no use.

        `wait` is Retry-After in seconds; `deadline` the end of the message's TTL; `jitter` (0 to 1)
        is drawn where none is given.
        """
        if attempt >= self.attempts:
            return None
        share = random.random() if jitter is None else jitter
        backoff = min(self.base * 2 ** (attempt - 1), LONGEST_WAIT) * (0.5 + share / 2)
        moment = now + timedelta(seconds=max(backoff, wait or 0.0))
        return moment if moment <= deadline else None
