"""A filtered, ordered view of rows apart from any widget: sort keys and filter marks cached."""

from collections.abc import Callable, Collection, Generator, Iterable
from typing import Any, ClassVar

from pushdesk.ui.tables.kept_rows import KeptRows, Row
from pushdesk.ui.tables.slices import SLICE, sorted_in_slices
from pushdesk.ui.tables.steps import Inserted, Step, stepping, steps

SortKey = Callable[[Row], Any]
Predicate = Callable[[Row], bool]


class LiveView(KeptRows[Row]):
    """Knows which of its rows are visible, in which order.

    The methods that change something update the rows at once and return the steps by which `order` is to
    follow; whoever shows the view announces each step and hands it to `take`. With many rows the order may
    stay behind: `stale` says so, and `arranging` catches up a slice at a time.
    """

    # With more rows, putting them in order takes longer than a frame and is done in slices.
    MANY: ClassVar[int] = 4000

    def __init__(
        self,
        identify: Callable[[Row], str],
        groups: Callable[[Row], Collection[str]] = lambda row: (),
    ) -> None:
        super().__init__(identify, groups)
        self._keys: dict[str, Any] = {}
        self._key: SortKey[Row] | None = None
        self._descending = False
        self._matches: Predicate[Row] = _everything
        self._visible: set[str] = set()
        self._places: dict[str, int] | None = None
        self._prepared: tuple[list[str], dict[str, int] | None] = ([], None)
        self.order: list[str] = []
        self.stale = False
        self._under_way = False

    @property
    def many(self) -> bool:
        """Whether putting the rows in order is done in slices."""
        return len(self._rows) > self.MANY

    def at(self, place: int) -> Row:
        """The visible row at `place`."""
        return self._rows[self.order[place]]

    def place(self, identifier: str) -> int | None:
        """Where a visible row stands in `order`."""
        if self._places is None:
            self._places = {row: number for number, row in enumerate(self.order)}
        return self._places.get(identifier)

    def load(self, rows: Iterable[Row]) -> dict[str, Row]:
        """Forget every row and take these: for another campaign, not for changes.

        Returns what was there, for whoever lets go of it bit by bit: of a hundred thousand rows at once, that
        takes two frames.
        """
        before, self._rows = self._rows, {}
        for kept in (self._keys, self._visible, self.counts):
            kept.clear()
        self._take_in(rows)
        self.stale = False
        order = self._sorted()
        self._prepare_places(order)  # so that rows which come at the end need only be added to them
        self._adopt(order)
        return before

    def merge(self, rows: Iterable[Row]) -> list[Step]:
        """Take in new and changed rows."""
        if self.many:
            return self._take_in_place(rows)
        return self._steps() if self._take_in(rows) else []

    def hide(self, identifiers: Iterable[str]) -> list[Step]:
        """Take these rows out of sight; `forget` them once the steps were followed."""
        self._visible.difference_update(identifiers)
        return steps(self.order, [name for name in self.order if name in self._visible])

    def forget(self, identifiers: Iterable[str]) -> None:
        """These rows are gone for good; they are hidden already, unknown ones are passed by."""
        names = tuple(identifiers)
        for name in names:
            self._keys.pop(name, None)
        super().forget(names)

    def sort(self, key: SortKey[Row] | None, *, descending: bool = False) -> list[Step]:
        """Order by `key`, equal ones by arrival; None is the order of arrival."""
        self._key, self._descending = key, descending
        if self.many:
            self.stale = True
            return []
        self._keys = {} if key is None else {name: key(row) for name, row in self._rows.items()}
        return self._steps()

    def filter(self, matches: Predicate[Row]) -> list[Step]:
        """Show the rows that `matches` says yes to."""
        self._matches = matches
        if self.many:
            self.stale = True
            return []
        self._visible = {name for name, row in self._rows.items() if matches(row)}
        return self._steps()

    def arranging(self) -> Generator[None, None, list[Step]]:
        """Catch up with what was asked for and with what changed; yields between slices of milliseconds.

        What changes meanwhile makes the view stale again. Only one of these may be under way, and rows must
        not be hidden, loaded, sorted or filtered until it has ended or was closed.
        """
        self.stale, self._under_way = False, True
        try:
            return (yield from self._arrange())
        finally:
            self._under_way = False

    def _arrange(self) -> Generator[None, None, list[Step]]:
        key, matches, known = self._key, self._matches, list(self._rows)
        shown: list[str] = []
        keys: dict[str, Any] = {}
        for start in range(0, len(known), SLICE):
            some = [name for name in known[start : start + SLICE] if matches(self._rows[name])]
            shown += some
            if key is not None:
                keys.update((name, key(self._rows[name])) for name in some)
            yield
        if key is not None:
            shown = yield from sorted_in_slices(shown, keys, descending=self._descending)
        elif self._descending:
            shown.reverse()
        before: list[str] = []
        found: list[Step] = []
        visible: set[str] = set()
        while before is not self.order:  # rows may have come at its end while the steps were looked for
            before = self.order
            late = [name for name in self._newer_than(len(known)) if matches(self._rows[name])]
            found = yield from stepping(before, shown + late)
            yield
            visible = set(shown).union(late)
            yield
            if found:
                self._prepare_places(found[-1].order)
                yield
        if key is not None:
            keys.update((name, key(self._rows[name])) for name in late)
        self._keys, self._visible = keys, visible
        return found

    def _prepare_places(self, order: list[str]) -> None:
        """Find the places for an order that is about to be adopted."""
        self._prepared = (order, {row: number for number, row in enumerate(order)})

    def _newer_than(self, number: int) -> list[str]:
        return list(self._rows)[number:]

    def take(self, step: Step) -> None:
        """Follow one of the steps that a change returned."""
        if self._places is not None and isinstance(step, Inserted) and step.last == len(step.order) - 1:
            self.order = step.order
            self._places.update((step.order[n], n) for n in range(step.first, step.last + 1))
        else:
            self._adopt(step.order)

    def span(self, identifiers: Iterable[str]) -> tuple[int, int] | None:
        """First and last place among the visible ones of `identifiers`."""
        places = [place for name in identifiers if (place := self.place(name)) is not None]
        return (min(places), max(places)) if places else None

    def _take_in(self, rows: Iterable[Row]) -> bool:
        moved = False
        for row in rows:
            name = self.identify(row)
            self._keep(name, row)
            if self._key is not None and self._keys.get(name) != (key := self._key(row)):
                self._keys[name] = key
                moved = moved or name in self._visible
            if (name in self._visible) is not self._matches(row):
                self._visible ^= {name}
                moved = True
        return moved

    def _take_in_place(self, rows: Iterable[Row]) -> list[Step]:
        """Take in rows without moving any; new ones are seen at once where they belong at an end."""
        arrived: list[str] = []
        # Of a row that is told twice the last word counts.
        for name, row in {self.identify(row): row for row in rows}.items():
            new = self._keep(name, row) is None
            matches = self._matches(row)
            if new and matches:
                arrived.append(name)
            elif self._under_way or (name in self._visible) is not matches:
                self.stale = True  # it may have been looked at already
            elif self._key is not None and matches and self._keys.get(name) != self._key(row):
                self.stale = True
        return self._at_an_end(arrived) if arrived else []

    def _at_an_end(self, arrived: list[str]) -> list[Step]:
        """Add new rows before the first or after the last, where all of them belong there."""
        if self._key is not None and (self.stale or self._under_way):
            self.stale = True  # the keys that are known may be of another order
            return []
        if self._key is not None:
            keys = {name: self._key(self._rows[name]) for name in arrived}
            arrived.sort(key=keys.__getitem__, reverse=self._descending)
            self._keys.update(keys)
        elif self._descending:
            arrived.reverse()
        behind = not self.order or not self._is_before(arrived[0], self.order[-1])
        if not behind and not self._is_before(arrived[-1], self.order[0]):
            self.stale = True
            return []
        self.stale = self.stale or self._under_way
        self._visible.update(arrived)
        order = self.order + arrived if behind else arrived + self.order
        first = len(self.order) if behind else 0
        return [Inserted(first, first + len(arrived) - 1, order)]

    def _is_before(self, one: str, other: str) -> bool:
        """Whether `one`, which arrived later, belongs before `other`."""
        if self._key is None:
            return self._descending
        mine, others = self._keys[one], self._keys[other]
        return bool(others < mine if self._descending else mine < others)

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
        known, places = self._prepared
        self.order, self._places = order, places if known is order else None
        self._prepared = ([], None)


def _everything(_row: object) -> bool:
    return True
