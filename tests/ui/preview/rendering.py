"""Cards as images, and pictures to put on them."""

import base64
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from pushdesk.services.preview.profile import Card, cards
from pushdesk.ui.preview.content import PreviewContent, content_of
from pushdesk.ui.preview.face import PANE, Face

ORIGIN = "https://shop.example"
WIDTH = 440.0
MESSAGE = {"title": "Your parcel", "body": "It arrives tomorrow by noon."}

TWO = [{"action": "a", "title": "Track"}, {"action": "b", "title": "Later"}]
# A value of each option, so that it is in use.
VALUES: dict[str, Any] = {
    "title": "Another title",
    "body": "Another body.",
    "icon": "red",
    "image": "lime",
    "badge": "blue",
    "tag": "order",
    "renotify": True,
    "requireInteraction": True,
    "silent": True,
    "vibrate": [200, 100, 200],
    "timestamp": 1_000_000_000_000,
    "dir": "rtl",
    "lang": "he",
    "actions": TWO,
    "data": {"order": 1},
    "navigate": "https://shop.example/",
}


def content(**options: Any) -> PreviewContent:
    """MESSAGE with these options, its pictures in one colour each."""
    return content_of(MESSAGE | options, ORIGIN, PICTURES)


def plain(colour: str, width: int = 96, height: int = 96) -> QImage:
    """A picture of one colour."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(colour))
    return image


PICTURES: Mapping[str, QImage] = {"red": plain("#ff0000"), "lime": plain("#00ff00"), "blue": plain("#0000ff")}


def card(identifier: str) -> Card:
    """The card with that id."""
    return next(one for one in cards() if one.id == identifier)


def face(identifier: str, shown: PreviewContent, *, dark: bool = False) -> Face:
    """That card with a content."""
    made = Face(card(identifier), dark)
    made.show_content(shown)
    return made


def drawn(identifier: str, shown: PreviewContent, *, dark: bool = False, ratio: float = 1.0) -> QImage:
    """The card on its wallpaper, WIDTH wide."""
    one = face(identifier, shown, dark=dark)
    high = one.height(WIDTH)
    image = QImage(round(WIDTH * ratio), round(high * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    with QPainter(image) as painter:
        one.draw(painter, QRectF(0, 0, WIDTH, high))
    return image


def inside(identifier: str, image: QImage) -> QImage:
    """The card without its wallpaper."""
    wide = card(identifier).width
    left = round((WIDTH - wide) / 2)
    return image.copy(left, round(PANE), wide, image.height() - 2 * round(PANE))


def pixels_of(image: QImage, colour: str) -> int:
    """How many pixels have exactly that colour."""
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def data_url(image: QImage) -> str:
    """The picture as a data: URL."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub says bytes, the function takes text
    return "data:image/png;base64," + base64.b64encode(buffer.data().data()).decode()
