"""Which columns there is room for, and how wide each of them is. Plain Python; widths in logical pixels."""

from collections.abc import Mapping, Sequence
from typing import Any

from pushdesk.ui.tables.column import Column


def seen(columns: Sequence[Column[Any]], room: float, choices: Mapping[str, bool]) -> list[bool]:
    """Which columns are shown: those that were chosen by title, and of those that give way what fits beside.

    One that never gives way cannot be taken away either.
    """
    there = [column for column in columns if not column.gives_way or choices.get(column.title, True)]
    by_itself = [column for column in there if column.gives_way and column.title not in choices]
    for column in sorted(by_itself, key=lambda column: -column.gives_way):
        if sum(one.width for one in there) <= room:
            break
        there.remove(column)
    return [column in there for column in columns]


def fitted(columns: Sequence[Column[Any]], room: float) -> list[float]:
    """The columns' widths in `room`: those with a narrowest width share what is lacking, those with a widest
    one what is left."""
    lacking = sum(column.width for column in columns) - room
    least = [column.width if column.narrowest is None else column.narrowest for column in columns]
    most = [column.width if column.widest is None else column.widest for column in columns]
    ends = least if lacking > 0 else most
    spare = sum(abs(end - column.width) for end, column in zip(ends, columns, strict=True))
    share = min(abs(lacking) / spare, 1.0) if spare else 0.0
    return [column.width + share * (end - column.width) for end, column in zip(ends, columns, strict=True)]
