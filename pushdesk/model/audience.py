"""Audience: whom a campaign goes to, in the words of the command line (`--to`)."""

from dataclasses import dataclass
from enum import StrEnum

from pushdesk.model.errors import BadInput


class Selector(StrEnum):
    """How devices are named."""

    ALL = "all"
    TAG = "tag"
    ID = "id"
    USER = "user"
    MINE = "mine"


@dataclass(frozen=True)
class Choice:
    """One `--to`: `all`, `mine`, or a selector with a value."""

    selector: Selector
    value: str = ""

    def __str__(self) -> str:
        return f"{self.selector.value}:{self.value}" if self.value else self.selector.value


def parse_choice(text: str) -> Choice:
    """`all`, `mine`, `tag:NAME`, `id:ID` or `user:NAME`; raises BadInput."""
    word, colon, value = (part.strip() for part in text.partition(":"))
    if word in {Selector.ALL, Selector.MINE} and not colon:
        return Choice(Selector(word))
    if word in {Selector.TAG, Selector.ID, Selector.USER} and value:
        return Choice(Selector(word), value)
    raise BadInput(f"“{text}” names no audience: write all, mine, tag:NAME, id:ID or user:NAME.")
