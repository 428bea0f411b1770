"""Screens: each place's screen, made when somebody asks for it; the others one by one, once there is time."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence

from pushdesk.ui.context import UiContext
from pushdesk.ui.places import Place
from pushdesk.ui.screen import Screen


class Screens(Mapping[str, Screen]):
    """All places by name; to look one up makes its screen at once. `made(name, screen)` puts it in its place.

    Measured (bench/startup.py): to import and build all five before the first paint takes as long as
    everything else in it.
    """

    def __init__(
        self, places: Sequence[Place], context: UiContext, made: Callable[[str, Screen], None]
    ) -> None:
        self._places = {place.name: place for place in places}
        self._context = context
        self._tell = made
        self._made: dict[str, Screen] = {}

    def __getitem__(self, name: str) -> Screen:
        if name not in self._made:
            self._made[name] = self._places[name].make(self._context)
            self._tell(name, self._made[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def made(self) -> list[tuple[str, Screen]]:
        """Those that there are, without making any, in the order of the places."""
        return [(name, self._made[name]) for name in self._places if name in self._made]

    async def make_rest(self) -> None:
        """Make what is missing, one a turn of the loop; modules are imported beside it."""
        for name, place in self._places.items():
            if name not in self._made:
                await asyncio.to_thread(place.load)
                _ = self[name]
                # What the screen asks of its desk, and whatever waits to be painted, has the next turns.
                await asyncio.sleep(0)
