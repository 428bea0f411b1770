"""KDE Plasma: app and origin in the header, the icon stands at the right, buttons end there."""

from PySide6.QtCore import QRectF

from pushdesk.ui.preview.look import Look, Looks
from pushdesk.ui.preview.sheet import Sheet, Weight

LOOKS = Looks(
    light=Look(
        wallpaper=("#a9d8ef", "#b6c6f2"),
        paper="#eff0f1",
        edge="#c5c8cb",
        ink="#232629",
        muted="#5f6468",
        button="#fcfcfc",
        button_edge="#bcbfc2",
        button_ink="#232629",
        accent="#2980b9",
        field="#dfe1e3",
    ),
    dark=Look(
        wallpaper=("#14303f", "#232a4d"),
        paper="#2a2e32",
        edge="#4b5055",
        ink="#fcfcfc",
        muted="#a9b0b5",
        button="#31363b",
        button_edge="#565b60",
        button_ink="#fcfcfc",
        accent="#3daee9",
        field="#3b4045",
        shadow=0.4,
    ),
)


def fill(sheet: Sheet) -> None:
    """Header, texts with the icon at their right, image, buttons."""
    pad, gap = sheet.metric("padding"), sheet.metric("gap")
    top = _header(sheet) + gap
    right, bottom = sheet.width - pad, top
    if sheet.has("icon"):
        side = sheet.metric("icon")
        place = QRectF(right - side, top, side, side)
        sheet.picture(place, sheet.content.icon, sheet.metric("icon_radius"))
        right, bottom = place.left() - gap, place.bottom()
    y = sheet.title(pad, top, right - pad, weight=Weight.DemiBold)
    bottom = max(bottom, sheet.body(pad, y, right - pad))
    if sheet.has("image"):
        place = QRectF(pad, bottom + gap, sheet.width - 2 * pad, sheet.metric("image_height"))
        sheet.picture(place, sheet.content.image, 0)
        bottom = place.bottom()
    if sheet.actions:
        bottom = _buttons(sheet, bottom + gap)
    sheet.height = bottom + pad


def _header(sheet: Sheet) -> float:
    pad, side, high = sheet.metric("padding"), sheet.metric("app_icon"), sheet.meta_height
    middle = pad + max(side, high) / 2
    sheet.sign(QRectF(pad, middle - side / 2, side, side))
    top = middle - high / 2
    right = sheet.glyphs(("close",), sheet.width - pad, middle)
    right = sheet.right_line(sheet.age, right, top, sheet.look.muted)
    left = pad + side + 6
    # Chrome says where it is from in a hint that Plasma asks for, not in the body as elsewhere.
    names = f"{sheet.browser} · {sheet.content.origin}"
    sheet.line(names, left, top, right - left - 6, sheet.look.muted)
    bottom = middle + max(side, high) / 2 + 4
    sheet.box(QRectF(0, bottom, sheet.width, 1), 0, sheet.look.edge)
    return bottom


def _buttons(sheet: Sheet, top: float) -> float:
    pad, gap, high = sheet.metric("padding"), sheet.metric("gap"), sheet.metric("button_height")
    sheet.buttons_at_right(sheet.width - pad, top, high, gap, sheet.width - 2 * pad)
    return top + high
