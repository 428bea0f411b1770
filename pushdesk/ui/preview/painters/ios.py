"""iPhone and iPad: a page on the home screen is an app with its own icon; text and nothing else."""

from PySide6.QtCore import QRectF

from pushdesk.ui.preview.fonts import font
from pushdesk.ui.preview.look import Look, Looks
from pushdesk.ui.preview.sheet import Sheet, Weight
from pushdesk.ui.preview.signs import app

LOOKS = Looks(
    light=Look(
        wallpaper=("#9ec5ff", "#c9a7f0"),
        paper="#eef3f3f7",
        edge="",
        ink="#000000",
        muted="#6b6b70",
        button="",
        button_edge="",
        button_ink="",
        accent="#007aff",
        field="#dedee4",
    ),
    dark=Look(
        wallpaper=("#0f1d3d", "#331d4f"),
        paper="#ee2a2a2e",
        edge="",
        ink="#ffffff",
        muted="#a9a9b0",
        button="",
        button_edge="",
        button_ink="",
        accent="#0a84ff",
        field="#44444a",
        shadow=0.4,
    ),
)


def fill(sheet: Sheet) -> None:
    """Icon in the middle of the height, title with its time, who sent it, body."""
    pad, gap, side = sheet.metric("padding"), sheet.metric("gap"), sheet.metric("app_icon")
    left, right = pad + side + gap, sheet.width - pad
    until = sheet.right_line(sheet.age, right, pad + 1, sheet.look.muted)
    y = sheet.title(left, pad, until - left - 6)
    origin = sheet.content.origin
    y += sheet.line(f"from {origin}", left, y, right - left, sheet.look.muted).height
    y = sheet.body(left, y, right - left)
    sheet.height = max(y, pad + side) + pad
    place = QRectF(pad, (sheet.height - side) / 2, side, side)
    face = font(sheet.card.painter, 18, Weight.DemiBold)
    sheet.mark(lambda painter: app(painter, place, origin, face))
