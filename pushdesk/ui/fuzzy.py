"""Fuzzy matching: letters in their order, word beginnings and neighbours count more. Pure functions."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

_START, _NEIGHBOUR, _PLAIN, _SKIPPED, _WHOLE = 10, 6, 1, 0.05, 8


def score(query: str, text: str) -> float | None:
    """How well `query` fits `text`; None where a letter of it is missing. Blanks in `query` do not count."""
    whole, hay = query.casefold().strip(), text.casefold()
    letters = [letter for letter in whole if not letter.isspace()]
    ways = [_picked(letters, hay)]
    if (at := hay.find(whole)) >= 0:
        # As it stands there: nothing that is put together from pieces is closer.
        ways.append([at + place for place, letter in enumerate(whole) if not letter.isspace()])
    found = [_total(hay, places) for places in ways if places is not None]
    if not found:
        return None
    return max(found) + (_WHOLE * len(letters) if at >= 0 else 0) - len(hay) * _SKIPPED


def _picked(letters: Iterable[str], hay: str) -> list[int] | None:
    """Where each letter is taken from, one after the other; None where there is no place left for one."""
    places, last = list[int](), -1
    for letter in letters:
        last = _best_place(hay, letter, last)
        if last < 0:
            return None
        places.append(last)
    return places


def _total(hay: str, places: Iterable[int]) -> float:
    total, last = 0.0, -1
    for place in places:
        total += _worth(hay, place, last)
        last = place
    return total


def _best_place(hay: str, letter: str, last: int) -> int:
    """The next neighbour, else the next beginning of a word, else the next place at all."""
    if hay.startswith(letter, last + 1):
        return last + 1
    at = hay.find(letter, last + 1)
    first = at
    while at > 0:
        if not hay[at - 1].isalnum():
            return at
        at = hay.find(letter, at + 1)
    return first


def _worth(hay: str, place: int, last: int) -> int:
    if place == 0 or not hay[place - 1].isalnum():
        return _START
    return _NEIGHBOUR if last >= 0 and place == last + 1 else _PLAIN


def rank(query: str, items: Iterable[tuple[str, T]]) -> list[T]:
    """The values whose texts fit `query`, the best first; all of them in their order without a query."""
    if not query.strip():
        return [value for _, value in items]
    found = [
        (fit, number, value)
        for number, (text, value) in enumerate(items)
        if (fit := score(query, text)) is not None
    ]
    return [value for _, _, value in sorted(found, key=lambda hit: (-hit[0], hit[1]))]
