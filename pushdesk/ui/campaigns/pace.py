"""How fast a campaign goes, and how long it will take. Plain Python."""

from collections import deque

# Long enough to be calm, short enough to follow a push service that slows down.
WINDOW_SECONDS = 5.0


class Pace:
    """A rate over the last few seconds, from numbers of ended deliveries as they are heard."""

    def __init__(self) -> None:
        self._heard: deque[tuple[float, int]] = deque()

    def note(self, seconds: float, ended: int) -> None:
        """At the moment `seconds` (any steady clock) `ended` deliveries had their last word."""
        self._heard.append((seconds, ended))
        while len(self._heard) > 2 and self._heard[1][0] <= seconds - WINDOW_SECONDS:
            self._heard.popleft()

    @property
    def rate(self) -> float | None:
        """Deliveries a second; None before there is anything to tell it from."""
        if len(self._heard) < 2:
            return None
        (start, first), (end, last) = self._heard[0], self._heard[-1]
        return (last - first) / (end - start) if end > start and last > first else None

    def left(self, still_open: int) -> float | None:
        """Seconds until `still_open` deliveries have ended at this rate."""
        rate = self.rate
        return still_open / rate if rate else None
