"""Rows by their id, and how many there are of each group; no order, no filter, no widget."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Generic, TypeVar

Row = TypeVar("Row")


class KeptRows(Generic[Row]):
    """Every row once, under the id that `identify` gives it. `counts`: rows by each of their `groups`."""

    def __init__(
        self,
        identify: Callable[[Row], str],
        groups: Callable[[Row], Collection[str]] = lambda row: (),
    ) -> None:
        self.identify = identify
        self._groups = groups
        self._rows: dict[str, Row] = {}
        self.counts: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many rows there are, visible or not."""
        return len(self._rows)

    def row(self, identifier: str) -> Row | None:
        """The row with this id, visible or not."""
        return self._rows.get(identifier)

    def rows(self) -> list[Row]:
        """Every row in the order of arrival, visible or not."""
        return list(self._rows.values())

    def recount(self) -> None:
        """Count the groups again, after something else than a row changed what they mean."""
        self.counts.clear()
        for row in self._rows.values():
            self.counts.update(self._groups(row))

    def forget(self, identifiers: Iterable[str]) -> None:
        """These rows are gone for good; unknown ones are passed by."""
        for name in identifiers:
            if (row := self._rows.pop(name, None)) is not None:
                self.counts.subtract(self._groups(row))

    def _keep(self, name: str, row: Row) -> Row | None:
        """Have this row under its name, counted; returns the one that was there."""
        before = self._rows.get(name)
        if before is not None:
            self.counts.subtract(self._groups(before))
        self.counts.update(self._groups(row))
        self._rows[name] = row
        return before
