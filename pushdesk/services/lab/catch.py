"""The catch: every request that reached the lab, as a mail catcher keeps mail."""

from collections.abc import Callable

from pushdesk.model.lab import LabCaught
from pushdesk.model.receipt import SeenReport
from pushdesk.model.views import CaughtRow
from pushdesk.services.lab import seen
from pushdesk.services.store import caught, caught_rows
from pushdesk.services.store.database import Database


class Catch:
    """Reads and clears what was caught. `changed()` is called where it was cleared."""

    def __init__(self, database: Database, changed: Callable[[], None]) -> None:
        self._database = database
        self._changed = changed

    async def rows(self, limit: int = 1000, before: int | None = None) -> list[CaughtRow]:
        """The newest, newest first; those with a smaller number than `before` where it is given."""
        return await self._database.read(caught_rows.newest, limit, before)

    async def get(self, number: int) -> LabCaught:
        """One with its headers and body; raises NotFound."""
        return await self._database.read(caught.get, number)

    async def count(self) -> int:
        """How many are kept."""
        return await self._database.read(caught.count)

    async def seen(self, report: SeenReport) -> bool:
        """Take in what a browser's worker reports; raises NotFound for an endpoint not of the lab."""
        return await self._database.write(seen.store, report)

    async def clear(self) -> None:
        """Forget everything that was caught; what waits for its device still waits."""
        await self._database.write(caught.clear)
        self._changed()
