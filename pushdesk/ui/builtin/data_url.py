"""Pictures as data URLs: how they go through the pipe, and what cards are painted from."""

import base64

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter, QPixmap

_PREFIX = "data:image/png;base64,"


def of_image(image: QImage, largest: int) -> str:
    """A PNG, neither side longer than `largest` pixels; empty for no picture."""
    if image.isNull():
        return ""
    if max(image.width(), image.height()) > largest:
        image = image.scaled(
            largest,
            largest,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"PNG").write(image)
    return _PREFIX + base64.b64encode(buffer.data().data()).decode("ascii")


def of_bytes(content: bytes, largest: int) -> str:
    """A picture in any format that Qt reads, as `of_image`; empty where it is none."""
    return of_image(QImage.fromData(content), largest)


def pixmap(url: str) -> QPixmap:
    """The picture of a data URL made here."""
    made = QPixmap()
    made.loadFromData(base64.b64decode(url.removeprefix(_PREFIX)))
    return made
