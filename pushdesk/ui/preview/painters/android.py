"""Android 12 and later: the badge (or the browser's sign) in a disc, the icon at the right; two variants.

Collapsed: one line of each text and nothing below. Expanded: the whole text, the picture, the buttons.
"""

from PySide6.QtCore import QPointF, QRectF

from pushdesk.ui.preview import marks
from pushdesk.ui.preview.look import Look, Looks, colour
from pushdesk.ui.preview.sheet import Sheet, Weight

LOOKS = Looks(
    light=Look(
        wallpaper=("#24404a", "#2c6272"),
        paper="#f3f4f6",
        edge="",
        ink="#1b1c1f",
        muted="#5c6068",
        button="#00000000",
        button_edge="",
        button_ink="#0b57d0",
        accent="#0b57d0",
        field="#e0e3e8",
    ),
    dark=Look(
        wallpaper=("#0e1d23", "#173640"),
        paper="#26282c",
        edge="",
        ink="#e5e6ea",
        muted="#aeb3bb",
        button="#00000000",
        button_edge="",
        button_ink="#a8c7fa",
        accent="#a8c7fa",
        field="#3a3d43",
        shadow=0.4,
    ),
)
_HEADER = 4.0
_CHEVRON = 24.0
_WORDS_APART = 28.0


def fill(sheet: Sheet) -> None:
    """Header, texts with the icon beside them; expanded, picture and buttons below."""
    pad, gap, disc = sheet.metric("padding"), sheet.metric("gap"), sheet.metric("app_icon")
    left, right = pad + disc + gap, sheet.width - pad
    _disc(sheet, QRectF(pad, pad - 4, disc, disc))
    names = (sheet.card.platform.browser, sheet.content.origin, sheet.age)
    sheet.line(" · ".join(names), left, pad, right - left - _CHEVRON - 8, sheet.look.muted)
    expanded = sheet.card.variant == "expanded"
    _chevron(sheet, QPointF(right - _CHEVRON / 2, pad + sheet.meta_height / 2), expanded)
    top = pad + sheet.meta_height + _HEADER
    bottom = top
    until = right
    if sheet.has("icon"):
        side = sheet.metric("icon")
        place = QRectF(right - side, top + 2, side, side)
        sheet.picture(place, sheet.content.icon, sheet.metric("icon_radius"))
        until, bottom = place.left() - gap, place.bottom()
    y = sheet.title(left, top, until - left, weight=Weight.Medium)
    bottom = max(bottom, sheet.body(left, y, until - left, sheet.look.muted))
    if sheet.has("image"):
        place = QRectF(pad, bottom + 12, sheet.width - 2 * pad, sheet.metric("image_height"))
        sheet.picture(place, sheet.content.image, 16)
        bottom = place.bottom()
    sheet.height = _buttons(sheet, bottom, left) if sheet.actions else bottom + pad


def _disc(sheet: Sheet, place: QRectF) -> None:
    badge = sheet.content.badge
    if not sheet.has("badge"):
        sheet.sign(place)
        return
    sheet.box(place, place.width() / 2, sheet.look.accent)
    inner = place.adjusted(5, 5, -5, -5)
    ink = sheet.look.paper
    if badge is None:
        sheet.box(inner.adjusted(1, 1, -1, -1), 3, ink)
    else:
        sheet.mark(lambda painter: marks.masked(painter, inner, badge, colour(ink)))


def _chevron(sheet: Sheet, middle: QPointF, expanded: bool) -> None:
    half = _CHEVRON / 2
    place = QRectF(middle.x() - half, middle.y() - half, _CHEVRON, _CHEVRON)
    sheet.box(place, half, sheet.look.field)
    sheet.glyphs(("up" if expanded else "down",), middle.x() + 4, middle.y())


def _buttons(sheet: Sheet, bottom: float, left: float) -> float:
    """Words in the accent's colour, one beside the other, as wide as they are."""
    high, number = sheet.metric("button_height"), len(sheet.actions)
    most = (sheet.width - sheet.metric("padding") - left - _WORDS_APART * (number - 1)) / number
    for text in sheet.actions:
        left += sheet.word(text, left, bottom + 4, most, high) + _WORDS_APART
    return bottom + 4 + high + 4
