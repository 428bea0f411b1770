"""What arrived, apart from any widget: groups of caught messages, their colour, what a filter shows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from pushdesk.model.lab import CaughtState
from pushdesk.model.views import CaughtRow, verdict
from pushdesk.ui.tables.view import LiveView
from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane

# “4 153” and “4,153” are one number to whoever reads a size, and two words to a search.
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:[\s,]\d{3})+(?![\w.,])")


class Group(StrEnum):
    """What the filter chips name; every message is in one of them."""

    SHOWN = "shown"
    FAULTS = "faults"
    REFUSED = "refused"
    WAITING = "waiting"
    DELIVERED = "delivered"
    LOST = "lost"


_BY_STATE = {
    CaughtState.REFUSED: Group.REFUSED,
    CaughtState.WAITING: Group.WAITING,
    CaughtState.DROPPED: Group.LOST,
    CaughtState.DELIVERED: Group.DELIVERED,
    CaughtState.UNDECRYPTABLE: Group.LOST,
    CaughtState.SHOWN: Group.SHOWN,
    CaughtState.CLICKED: Group.SHOWN,
    CaughtState.CLOSED: Group.SHOWN,
    CaughtState.FAILED: Group.LOST,
}
_ROLES = {
    CaughtState.REFUSED: Role.BAD,
    CaughtState.WAITING: Role.NEUTRAL,
    CaughtState.DROPPED: Role.NEUTRAL,
    CaughtState.DELIVERED: Role.INFO,
    CaughtState.UNDECRYPTABLE: Role.BAD,
    CaughtState.SHOWN: Role.OK,
    CaughtState.CLICKED: Role.OK,
    CaughtState.CLOSED: Role.OK,
    CaughtState.FAILED: Role.BAD,
}


def group_of(row: CaughtRow) -> Group:
    """The group that counts this message: one that met a fault is a fault, whatever became of it."""
    return Group.FAULTS if row.fault else _BY_STATE[row.state]


def chip_of(row: CaughtRow) -> Chip:
    """The verdict in its colour."""
    return Chip(verdict(row), Role.WARN if row.fault else _ROLES[row.state])


def identify(row: CaughtRow) -> str:
    """A row's id in the table: its number."""
    return str(row.number)


def size_text(row: CaughtRow) -> str:
    """Exact for all that a push service takes; more than that in thousands or millions."""
    if row.size < 10_000:
        return f"{humane.count(row.size)} B"
    thousands = f"{row.size / 1000:.1f} kB"
    return thousands if len(thousands) < len("1000.0 kB") else f"{row.size / 1_000_000:.1f} MB"


@dataclass(frozen=True)
class CaughtFilter:
    """What is shown: one group (None is all), and every word of `text` somewhere in the message.

    `hits`: by word, the numbers of the messages that have it in what their line does not carry.
    """

    group: Group | None = None
    text: str = ""
    hits: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def __call__(self, row: CaughtRow) -> bool:
        if self.group is not None and group_of(row) is not self.group:
            return False
        if not self._readings:
            return True
        parts = (row.device, row.title, row.urgency or "", row.topic or "", verdict(row), row.code)
        searched = " ".join(parts).casefold()
        # A size as a whole: the 2 of “Virtual device 2” is in half of them.
        size = (str(row.size), "b", *size_text(row).casefold().split())
        return any(
            all(
                (known := word.casefold()) in searched
                or known in size
                or row.number in self.hits.get(word, ())
                for word in words
            )
            for words in self._readings
        )

    @cached_property
    def _readings(self) -> Sequence[Sequence[str]]:
        """The words as typed, and with the digits of a number that is printed in groups together."""
        typed = self.text.split()
        whole = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), self.text).split()
        return [words for words in (typed, whole if whole != typed else []) if words]


def caught_view() -> LiveView[CaughtRow]:
    """An empty view of what arrived."""
    return LiveView[CaughtRow](identify, lambda row: (group_of(row),))
