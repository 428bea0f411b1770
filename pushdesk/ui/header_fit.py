"""Who gives way in the header where it is narrow, and how far. Pure; device-independent pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

# The title keeps so much while a button can still say less…
TITLE_WANTED = 300
# …so much while the chips can still do without their names…
TITLE_AT_EASE = 170
# …and so much while they can be elided.
TITLE_LEAST = 90
NOTE_LEAST = 60


@dataclass(frozen=True)
class Widths:
    """What one part needs: in full, without its name, and as little as can still be read."""

    full: int
    short: int
    least: int


@dataclass(frozen=True)
class Shares:
    """What each part gets; the note none where it would be a stump. `keys`: the palette's hint stays.

    `brief`: which buttons say less.
    """

    note: int
    title: int
    parts: tuple[int, ...]
    keys: bool
    brief: frozenset[int] = frozenset()


def shares(
    room: int, note: int, title: int, parts: Sequence[Widths], keys: int, saved: Sequence[int] = ()
) -> Shares:
    """Divide `room` among what wants so much of it; `saved` is how much each button has to give.

    In this order: the note is elided and goes, the buttons say less one by one (whose words are the fewest
    first), the title is elided, the parts lose their names, the hint goes, the title shrinks further, the
    parts are elided, and what is still missing the title loses.
    """
    full = sum(one.full for one in parts)
    spare = room - title - full - keys
    if spare >= 0:
        shown = min(note, spare)
        return Shares(shown if shown >= min(note, NOTE_LEAST) else 0, title, _of(parts, "full"), keys=True)
    brief = list[int]()
    for button in sorted((place for place, one in enumerate(saved) if one), key=saved.__getitem__):
        if room - keys - full >= min(title, TITLE_WANTED):
            break
        brief.append(button)
        room += saved[button]
    return replace(_without_note(room, title, parts, keys), brief=frozenset(brief))


def _without_note(room: int, title: int, parts: Sequence[Widths], keys: int) -> Shares:
    """The buttons have given what they can."""
    full, short = sum(one.full for one in parts), sum(one.short for one in parts)
    ease, least = min(title, TITLE_AT_EASE), min(title, TITLE_LEAST)
    for words, taken, floor, hint in (("full", full, ease, True), ("short", short, ease, True)):
        if room - keys - taken >= floor:
            return Shares(0, min(title, room - keys - taken), _of(parts, words), keys=hint)
    if room - short >= least:
        return Shares(0, min(title, room - short), _of(parts, "short"), keys=False)
    return _cramped(room, least, parts)


def _cramped(room: int, title: int, parts: Sequence[Widths]) -> Shares:
    """The widest part gives first, down to its least; then the title."""
    given = [one.short for one in parts]
    lack = sum(given) + title - room
    for place in sorted(range(len(parts)), key=lambda one: given[one] - parts[one].least, reverse=True):
        loss = min(max(lack, 0), given[place] - parts[place].least)
        given[place] -= loss
        lack -= loss
    return Shares(0, max(title - max(lack, 0), 0), tuple(given), keys=False)


def _of(parts: Sequence[Widths], words: str) -> tuple[int, ...]:
    return tuple(getattr(one, words) for one in parts)
