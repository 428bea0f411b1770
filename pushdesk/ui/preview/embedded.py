"""The picture inside a data: URL, decoded once and never larger than a card can show it."""

import base64
import binascii
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

# Three times the widest card, in pixels: sharp on every screen, cheap to draw.
_LARGEST = 1350
# Characters of a data: URL that is decoded while somebody types; a push message holds 4 kB.
_LONGEST = 4_000_000


@lru_cache(maxsize=8)
def embedded(url: str) -> QImage:
    """The picture in a data: URL; a null image for any other URL, and where it cannot be read."""
    head, comma, tail = url.partition(",")
    if not head.startswith("data:") or not comma or len(url) > _LONGEST:
        return QImage()
    try:
        raw = unquote_to_bytes(tail)
        if head.endswith(";base64"):
            raw = base64.b64decode(raw)
    except (binascii.Error, UnicodeEncodeError):  # not base64; half a surrogate
        return QImage()
    return _read(raw)


def _read(raw: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(raw))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LARGEST:
        # The reader scales while it decodes: a giant picture does not become giant in memory.
        reader.setScaledSize(
            size.scaled(QSize(_LARGEST, _LARGEST), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        )
    return reader.read()
