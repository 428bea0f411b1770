"""From one order of rows to another, as the few steps an item model can announce. Plain Python."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reordered:
    """The same rows in another order."""

    order: list[str]


@dataclass(frozen=True)
class Removed:
    """Rows `first` to `last` (both included) leave; `order` is what stays."""

    first: int
    last: int
    order: list[str]


@dataclass(frozen=True)
class Inserted:
    """Rows `first` to `last` (both included) are new in `order`."""

    first: int
    last: int
    order: list[str]


Step = Reordered | Removed | Inserted


def steps(before: Sequence[str], after: Sequence[str]) -> list[Step]:
    """What leads from `before` to `after` (identifiers, each once): at most two reorders, one removal and
    one insertion, however many rows are concerned."""
    walk = stepping(before, after)
    while True:
        try:
            next(walk)
        except StopIteration as end:
            found: list[Step] = end.value
            return found


def stepping(before: Sequence[str], after: Sequence[str]) -> Generator[None, None, list[Step]]:
    """The same, pausing wherever a hundred thousand rows have cost some milliseconds."""
    if before == after:
        return []
    old = set(before)
    yield
    new = set(after)
    yield
    kept = [row for row in after if row in old]
    yield
    found: list[Step] = []
    current = list(before)
    leaving = [row for row in before if row not in new]
    yield
    if leaving:
        first = current.index(leaving[0])
        if current[first : first + len(leaving)] != leaving:
            # Scattered rows are gathered at the end first, so that one removal takes them all.
            first = len(kept)
            found.append(Reordered(kept + leaving))
            current = kept + leaving
        current = current[:first] + current[first + len(leaving) :]
        found.append(Removed(first, first + len(leaving) - 1, current))
    yield
    if current != kept:
        found.append(Reordered(kept))
    yield
    coming = [row for row in after if row not in old]
    yield
    return found + _arrivals(kept, list(after), coming)


def _arrivals(kept: list[str], after: list[str], coming: list[str]) -> list[Step]:
    if not coming:
        return []
    first = after.index(coming[0])
    last = first + len(coming) - 1
    if after[first : last + 1] == coming:
        return [Inserted(first, last, after)]
    return [Inserted(len(kept), len(after) - 1, kept + coming), Reordered(after)]
