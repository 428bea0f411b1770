"""What a run has claimed and not recorded yet, for each push service, and how much more it may claim."""

import math
from collections import Counter
from collections.abc import Iterable

# Claimed ahead for each request that a push service takes at once, so that it never waits for the database.
_AHEAD = 3
_MOST_CLAIMED = 2000
_LEAST_CLAIMED = 4
# What a push service may take of which nobody has heard yet: the first word comes with the first answers.
_UNKNOWN = 128


class Outstanding:
    """Of one run. `rooms`: how many requests each push service takes at once, 0 where that is not known."""

    def __init__(self, origins: Iterable[str]) -> None:
        self.rooms: dict[str, int] = dict.fromkeys(origins, 0)
        self._where: dict[str, str] = {}
        self._number: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._where)

    def left(self, delivery_id: str, where: str) -> None:
        """A delivery was claimed, for the push service `where`."""
        self._where[delivery_id] = where
        self._number[where] += 1

    def landed(self, delivery_ids: Iterable[str]) -> None:
        """What came of these is recorded."""
        for delivery_id in delivery_ids:
            if where := self._where.pop(delivery_id, None):
                self._number[where] -= 1

    def landed_all(self) -> None:
        """Nothing is claimed any more."""
        self._where.clear()
        self._number.clear()

    def wanted(self, ceiling: int, per_second: float = 0.0) -> dict[str, int]:
        """How many deliveries to claim for each push service: where its queue is half empty, up to full.

        Under a cap of so many messages `per_second` (0 is none), no more than leave in a second: what is
        claimed and has not left is told as on its way.
        """
        most = min(_MOST_CLAIMED, max(_LEAST_CLAIMED, math.ceil(per_second)) if per_second else _MOST_CLAIMED)
        wanted: dict[str, int] = {}
        for where, known in self.rooms.items():
            # Even one that says wait has some claimed: the process holds them back.
            room = min(known or _UNKNOWN, ceiling)
            full = min(room * (1 + _AHEAD), most)
            free = full - self._number[where]
            if free * 2 >= full:
                wanted[where] = free
        return wanted
