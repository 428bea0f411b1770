"""macOS: a banner. The browser's sign stands at the left, the message's icon (if it counts) at the right."""

from PySide6.QtCore import QRectF

from pushdesk.ui.preview.look import Look, Looks
from pushdesk.ui.preview.sheet import Sheet, Weight

LOOKS = Looks(
    light=Look(
        wallpaper=("#ffd9a8", "#fba4b4"),
        paper="#f2f9f5f6",
        edge="#33ffffff",
        ink="#1d1d1f",
        muted="#6a6468",
        button="#ffffff",
        button_edge="#e3dcdd",
        button_ink="#1d1d1f",
        accent="#007aff",
        field="#e8e0e2",
    ),
    dark=Look(
        wallpaper=("#43285c", "#7a2f4e"),
        paper="#f22c2a30",
        edge="#55ffffff",
        ink="#f5f5f7",
        muted="#b3aeb5",
        button="#48454c",
        button_edge="#55525a",
        button_ink="#f5f5f7",
        accent="#0a84ff",
        field="#47444c",
        shadow=0.4,
    ),
)
_BETWEEN = 8.0


def fill(sheet: Sheet) -> None:
    """Sign, title with its time, origin, body; buttons at the right."""
    pad, gap, side = sheet.metric("padding"), sheet.metric("gap"), sheet.metric("app_icon")
    look = sheet.look
    left, right = pad + side + gap, sheet.width - pad
    bottom = pad + side
    if sheet.has("icon"):
        icon = sheet.metric("icon")
        right -= icon
        place = QRectF(right, pad, icon, icon)
        sheet.picture(place, sheet.content.icon, sheet.metric("icon_radius"))
        right -= gap
        bottom = max(bottom, pad + icon)
    until = sheet.right_line(sheet.age, right, pad + 1, look.muted)
    y = sheet.title(left, pad, until - left - 6)
    y += sheet.line(sheet.content.origin, left, y, right - left, look.ink, weight=Weight.Medium).height
    y = sheet.body(left, y, right - left)
    # One line more or less, the sign stays in the middle.
    bottom = max(bottom, y)
    sheet.sign(QRectF(pad, (bottom + pad - side) / 2, side, side))
    if sheet.actions:
        bottom = _buttons(sheet, bottom + 6)
    sheet.height = bottom + pad


def _buttons(sheet: Sheet, top: float) -> float:
    pad, high = sheet.metric("padding"), sheet.metric("button_height")
    sheet.buttons_at_right(sheet.width - pad, top, high, _BETWEEN, sheet.width - 2 * pad)
    return top + high
