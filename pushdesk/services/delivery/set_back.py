"""SetBack: notices that this computer's clock was set back, which would leave retries waiting for days."""

import time
from collections.abc import Callable
from datetime import timedelta

from pushdesk.model import clock

# Less is how a clock is kept right, and no retry minds it.
_LEAST = timedelta(seconds=5)


class SetBack:
    """Compares the clock with one that only goes on (`steady`, in seconds)."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._then = clock.now(), steady()

    def look(self) -> timedelta:
        """How far it was set back since the last look; 0 where it was not."""
        (then, steady_then), self._then = self._then, (clock.now(), self._steady())
        now, steady_now = self._then
        back = then + timedelta(seconds=steady_now - steady_then) - now
        return back if back > _LEAST else timedelta(0)
