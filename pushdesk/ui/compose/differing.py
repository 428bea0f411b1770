"""What differs between two texts, at a speed for every keystroke, and lengths as Qt counts them. Pure."""

from collections.abc import Callable


def changed_part(old: str, new: str) -> tuple[int, int, str]:
    """(start, end in `old`, what stands there in `new`): all that differs."""
    before, after, most = len(old), len(new), min(len(old), len(new))
    start = _alike(lambda a, b: old[a:b] == new[a:b], most)
    tail = _alike(
        lambda a, b: old[before - b : before - a] == new[after - b : after - a],
        most - start,
    )
    return start, before - tail, new[start : after - tail]


def _alike(same: Callable[[int, int], bool], most: int) -> int:
    """The largest number up to `most` of which every part is the `same`; by halves, since keystrokes wait."""
    if same(0, most):
        return most
    known, other = 0, most
    while other - known > 1:
        middle = (known + other) // 2
        if same(known, middle):
            known = middle
        else:
            other = middle
    return known


def units(text: str) -> int:
    """Its length as Qt counts it: in UTF-16."""
    return len(text.encode("utf-16-le")) // 2
