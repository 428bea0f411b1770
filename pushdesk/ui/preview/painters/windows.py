"""Windows 11: a toast. The image is its hero on top; the origin stands under the text."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from pushdesk.ui.preview.look import Look, Looks
from pushdesk.ui.preview.sheet import Sheet

LOOKS = Looks(
    light=Look(
        wallpaper=("#b9d3f5", "#d7c9f3"),
        paper="#f9f9fb",
        edge="#d3d7df",
        ink="#1a1b1e",
        muted="#5b6170",
        button="#ffffff",
        button_edge="#d9dce3",
        button_ink="#1a1b1e",
        accent="#005fb8",
        field="#e7eaf0",
    ),
    dark=Look(
        wallpaper=("#1d2f5a", "#3a2b5c"),
        paper="#2b2d33",
        edge="#45484f",
        ink="#ffffff",
        muted="#b6bac4",
        button="#3a3d44",
        button_edge="#4a4d55",
        button_ink="#ffffff",
        accent="#60cdff",
        field="#3b3e46",
        shadow=0.4,
    ),
)
_GAP = 8.0


def fill(sheet: Sheet) -> None:
    """Hero, header, icon beside the texts, buttons of one width."""
    pad, gap = sheet.metric("padding"), sheet.metric("gap")
    top = _hero(sheet) + 12
    _header(sheet, top)
    top += max(sheet.meta_height, sheet.metric("app_icon")) + 10
    left, bottom = pad, top
    if sheet.has("icon"):
        side = sheet.metric("icon")
        sheet.picture(QRectF(pad, top + 2, side, side), sheet.content.icon, sheet.metric("icon_radius"))
        left, bottom = pad + side + gap, top + 2 + side
    width = sheet.width - left - pad
    y = sheet.title(left, top, width)
    y = sheet.body(left, y, width, sheet.look.muted)
    y += sheet.line(sheet.content.origin, left, y + 2, width, sheet.look.muted).height + 2
    bottom = max(bottom, y)
    if sheet.actions:
        bottom = _buttons(sheet, bottom + gap)
    sheet.height = bottom + pad


def _hero(sheet: Sheet) -> float:
    if not sheet.has("image"):
        return 0.0
    place = QRectF(0, 0, sheet.width, sheet.metric("image_height"))
    radius = sheet.metric("radius")
    # Round where the card is, straight where it goes on.
    shape = QPainterPath()
    shape.setFillRule(shape.fillRule().WindingFill)
    shape.addRoundedRect(place, radius, radius)
    shape.addRect(place.adjusted(0, radius, 0, 0))
    sheet.picture(place, sheet.content.image, 0, shape)
    return place.height()


def _header(sheet: Sheet, top: float) -> None:
    pad, side, high = sheet.metric("padding"), sheet.metric("app_icon"), sheet.meta_height
    sheet.sign(QRectF(pad, top + (high - side) / 2, side, side))
    right = sheet.glyphs(("more", "close"), sheet.width - pad, top + high / 2)
    if sheet.has("timestamp"):
        right = sheet.right_line(sheet.age, right, top, sheet.look.muted)
    left = pad + side + _GAP
    sheet.line(sheet.browser, left, top, right - left - _GAP, sheet.look.ink)


def _buttons(sheet: Sheet, top: float) -> float:
    pad, number, high = sheet.metric("padding"), len(sheet.actions), sheet.metric("button_height")
    wide = (sheet.width - 2 * pad - _GAP * (number - 1)) / number
    for place, text in enumerate(sheet.actions):
        sheet.button(QRectF(pad + place * (wide + _GAP), top, wide, high), text)
    return top + high
