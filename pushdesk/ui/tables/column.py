"""Columns as data: what a table shows of a row, what it sorts by, explains on hover and copies."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt

Row = TypeVar("Row")


class Role(IntEnum):
    """What actions ask a model for, beside Qt's own roles."""

    COPY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. `title` is translated where it is shown; `width` is in logical pixels.

    A column with a `narrowest` width gives way down to it where the table is too narrow for all; one with a
    `widest` takes what room is left. One that `gives_way` is not shown at all where there is no room for it,
    those with a higher number first; its user can choose otherwise.

    `key` orders rows; `hover` is the exact value where `text` is a humane one; `raw` is what a copy takes
    (by default the text); `chip` is what the chip delegate paints; `tags` are small labels.
    """

    title: str
    text: Callable[[Row], str]
    key: Callable[[Row], Any]
    width: int = 120
    narrowest: int | None = None
    widest: int | None = None
    gives_way: int = 0
    hover: Callable[[Row], str] | None = None
    raw: Callable[[Row], str] | None = None
    chip: Callable[[Row], Any] | None = None
    tags: Callable[[Row], list[str]] | None = None
    numeric: bool = False
    mono: bool = False
    strong: bool = False
