"""A filtered, ordered view of rows apart from any widget: rows by id, sort keys and filter marks cached."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Any, Generic, TypeVar

from pushdesk.ui.tables.steps import Step, steps

Row = TypeVar("Row")
SortKey = Callable[[Row], Any]
Predicate = Callable[[Row], bool]


class LiveView(Generic[Row]):
    """Knows every row and which of them are visible, in which order.

    The methods that change something update the rows at once and return the steps by which `order` is to
    follow; whoever shows the view announces each step and hands it to `take`.
    """

    def __init__(
        self,
        identify: Callable[[Row], str],
        groups: Callable[[Row], Collection[str]] = lambda row: (),
    ) -> None:
        self.identify = identify
        self._groups = groups
        self._rows: dict[str, Row] = {}
        self._keys: dict[str, Any] = {}
        self._key: SortKey[Row] | None = None
        self._descending = False
        self._matches: Predicate[Row] = lambda row: True
        self._visible: set[str] = set()
        self._places: dict[str, int] | None = None
        self.order: list[str] = []
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

    def at(self, place: int) -> Row:
        """The visible row at `place`."""
        return self._rows[self.order[place]]

    def place(self, identifier: str) -> int | None:
        """Where a visible row stands in `order`."""
        if self._places is None:
            self._places = {row: number for number, row in enumerate(self.order)}
        return self._places.get(identifier)

    def load(self, rows: Iterable[Row]) -> None:
        """Forget every row and take these: for another campaign, not for changes."""
        for kept in (self._rows, self._keys, self._visible, self.counts):
            kept.clear()
        self._take_in(rows)
        self._adopt(self._sorted())

    def merge(self, rows: Iterable[Row]) -> list[Step]:
        """Take in new and changed rows."""
        return self._steps() if self._take_in(rows) else []

    def hide(self, identifiers: Iterable[str]) -> list[Step]:
        """Take these rows out of sight; `forget` them once the steps were followed."""
        self._visible.difference_update(identifiers)
        return self._steps()

    def forget(self, identifiers: Iterable[str]) -> None:
        """These rows are gone for good; they are hidden already, unknown ones are passed by."""
        for name in identifiers:
            if (row := self._rows.pop(name, None)) is not None:
                self._keys.pop(name, None)
                self.counts.subtract(self._groups(row))

    def sort(self, key: SortKey[Row] | None, *, descending: bool = False) -> list[Step]:
        """Order by `key`, equal ones by arrival; None is the order of arrival."""
        self._key, self._descending = key, descending
        self._keys = {} if key is None else {name: key(row) for name, row in self._rows.items()}
        return self._steps()

    def filter(self, matches: Predicate[Row]) -> list[Step]:
        """Show the rows that `matches` says yes to."""
        self._matches = matches
        self._visible = {name for name, row in self._rows.items() if matches(row)}
        return self._steps()

    def recount(self) -> None:
        """Count the groups again, after something else than a row changed what they mean."""
        self.counts.clear()
        for row in self._rows.values():
            self.counts.update(self._groups(row))

    def take(self, step: Step) -> None:
        """Follow one of the steps that a change returned."""
        self._adopt(step.order)

    def span(self, identifiers: Iterable[str]) -> tuple[int, int] | None:
        """First and last place among the visible ones of `identifiers`."""
        places = [place for name in identifiers if (place := self.place(name)) is not None]
        return (min(places), max(places)) if places else None

    def _take_in(self, rows: Iterable[Row]) -> bool:
        moved = False
        for row in rows:
            name = self.identify(row)
            if (before := self._rows.get(name)) is not None:
                self.counts.subtract(self._groups(before))
            self.counts.update(self._groups(row))
            self._rows[name] = row
            if self._key is not None and self._keys.get(name) != (key := self._key(row)):
                self._keys[name] = key
                moved = moved or name in self._visible
            if (name in self._visible) is not self._matches(row):
                self._visible ^= {name}
                moved = True
        return moved

    def _sorted(self) -> list[str]:
        shown = [name for name in self._rows if name in self._visible]
        if self._key is not None:
            shown.sort(key=self._keys.__getitem__, reverse=self._descending)
        elif self._descending:
            shown.reverse()
        return shown

    def _steps(self) -> list[Step]:
        return steps(self.order, self._sorted())

    def _adopt(self, order: list[str]) -> None:
        self.order, self._places = order, None
