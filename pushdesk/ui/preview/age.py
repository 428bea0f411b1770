"""How old a notification's timestamp is, in the few letters that a card has room for."""

_STEPS = ((60, "h"), (24, "d"), (365, "y"))
_MOST = 999


def age(moment: int, now: float) -> str:
    """`moment` in ms since 1970, `now` in s: `now`, `5m`, `3h`, `2d`, `1y`; `in 2h` where it lies ahead."""
    seconds = int(now) - moment // 1000
    number, unit = abs(seconds) // 60, "m"
    if not number:
        return "now"
    for size, larger in _STEPS:
        if number < size:
            break
        number, unit = number // size, larger
    words = f"{min(number, _MOST)}{unit}"
    return words if seconds > 0 else f"in {words}"
