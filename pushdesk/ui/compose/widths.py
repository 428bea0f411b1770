"""How wide Compose's columns are in a window of some width. Pure; device-independent pixels."""

# For a font 15 pixels high; larger ones get more.
FONT_HEIGHT = 15
FORM = (380, 400)
SIDE = (320, 372)
# A preview can be read from here on, and has its true size with the second number.
PREVIEW = (340, 430)


def widths(whole: int, scale: float) -> tuple[int, int | None]:
    """(form, side) in `whole`; None where three columns have no room beside each other.

    What is beyond the least widths goes to the preview first, then to the side, then to the form.
    """
    room = whole / scale
    if room < FORM[0] + PREVIEW[0] + SIDE[0]:
        return round(FORM[1] * scale), None
    side = min(max(room - FORM[0] - PREVIEW[1], SIDE[0]), SIDE[1])
    form = min(max(room - side - PREVIEW[1], FORM[0]), FORM[1])
    return round(form * scale), round(side * scale)
