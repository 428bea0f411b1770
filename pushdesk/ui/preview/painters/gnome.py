"""GNOME: the app's name over the message, its icon at the left, buttons of one width."""

from PySide6.QtCore import QRectF

from pushdesk.ui.preview.look import Look, Looks
from pushdesk.ui.preview.sheet import Sheet, Weight

LOOKS = Looks(
    light=Look(
        wallpaper=("#8fb7e8", "#c7b5e3"),
        paper="#fafafb",
        edge="#dcdce0",
        ink="#222226",
        muted="#64646c",
        button="#e9e9ed",
        button_edge="",
        button_ink="#222226",
        accent="#3584e4",
        field="#e4e4e9",
    ),
    dark=Look(
        wallpaper=("#3b3846", "#6f6e74"),
        paper="#36363a",
        edge="#45454a",
        ink="#ffffff",
        muted="#b9b9c0",
        button="#4a4a50",
        button_edge="",
        button_ink="#ffffff",
        accent="#3584e4",
        field="#48484e",
        shadow=0.4,
    ),
)
_GAP = 8.0


def fill(sheet: Sheet) -> None:
    """Header, icon beside title and body, buttons."""
    pad, gap = sheet.metric("padding"), sheet.metric("gap")
    _header(sheet)
    top = pad + max(sheet.metric("app_icon"), sheet.meta_height) + gap - 2
    left, bottom = pad, top
    if sheet.has("icon"):
        side = sheet.metric("icon")
        sheet.picture(QRectF(pad, top, side, side), sheet.content.icon, sheet.metric("icon_radius"))
        left, bottom = pad + side + gap, top + side
    width = sheet.width - left - pad
    y = sheet.title(left, top, width, weight=Weight.Bold)
    bottom = max(bottom, sheet.body(left, y, width))
    if sheet.actions:
        bottom = _buttons(sheet, bottom + gap)
    sheet.height = bottom + pad


def _header(sheet: Sheet) -> None:
    pad, side, high = sheet.metric("padding"), sheet.metric("app_icon"), sheet.meta_height
    sheet.sign(QRectF(pad, pad + (high - side) / 2, side, side))
    right = sheet.glyphs(("down", "close"), sheet.width - pad - 2, pad + high / 2)
    left = pad + side + 6
    name = sheet.line(sheet.browser, left, pad, 160, sheet.look.muted, weight=Weight.Bold)
    left += name.used_width + 8
    sheet.line("Just now" if sheet.age == "now" else sheet.age, left, pad, right - left, sheet.look.muted)


def _buttons(sheet: Sheet, top: float) -> float:
    pad, number, high = sheet.metric("padding"), len(sheet.actions), sheet.metric("button_height")
    wide = (sheet.width - 2 * pad - _GAP * (number - 1)) / number
    for place, text in enumerate(sheet.actions):
        sheet.button(QRectF(pad + place * (wide + _GAP), top, wide, high), text, weight=Weight.DemiBold)
    return top + high
