"""Picture: some bytes decoded by Qt, no larger than a preview needs, with what the notes measure of it."""

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from pushdesk.model.errors import BadInput
from pushdesk.services.pictures.kinds import Kind, kind_of
from pushdesk.services.pictures.limit import TooLarge
from pushdesk.services.pictures.notes import Measures
from pushdesk.services.pictures.svg import check_whole

# Chromium scales images to 1,800 × 900 at most (notification_constants.h); a preview shows no more.
LARGEST = QSize(1800, 900)
# A small file can claim to be huge; this is more than any camera makes.
_MOST_PIXELS = 50_000_000
_SVG_SIDE = 512
# For what shows of a picture a few hundred points are enough.
_SAMPLE = QSize(32, 32)
_VISIBLE, _WHITE = 40, 200


@dataclass(frozen=True)
class Picture:
    """`image` may be smaller than the picture, whose own size is in `measures`."""

    image: QImage
    measures: Measures


def decode(raw: bytes) -> Picture:
    """The picture in `raw`; raises BadInput where it is damaged, too large or not whole. For any thread."""
    kind = kind_of(raw)
    if kind is Kind.SVG:
        check_whole(raw)
    data = QByteArray(raw)
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() * size.height() > _MOST_PIXELS:
        raise TooLarge(f"The picture is {size.width()} × {size.height()}: too large to be shown anywhere.")
    if size.isValid():
        reader.setScaledSize(_fitting(size, scales=kind is Kind.SVG))
    image = reader.read()
    if image.isNull():
        raise BadInput("The picture is damaged: no browser could show it.")
    natural = size if size.isValid() else image.size()
    if reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90:
        natural = natural.transposed()
    return Picture(image, _measured(image, natural, len(raw), scales=kind is Kind.SVG))


def _fitting(size: QSize, *, scales: bool) -> QSize:
    if scales:
        return size.scaled(_SVG_SIDE, _SVG_SIDE, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    if size.width() <= LARGEST.width() and size.height() <= LARGEST.height():
        return size
    return size.scaled(LARGEST, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _measured(image: QImage, size: QSize, weight: int, *, scales: bool) -> Measures:
    sample = image.scaled(_SAMPLE).convertToFormat(QImage.Format.Format_RGBA8888)
    points = bytes(sample.constBits())
    alphas = points[3::4]
    seen = [number for number, alpha in enumerate(alphas) if alpha > _VISIBLE]
    return Measures(
        width=size.width(),
        height=size.height(),
        bytes=weight,
        plain=all(min(points[4 * number : 4 * number + 3]) >= _WHITE for number in seen),
        see_through=1 - len(seen) / max(len(alphas), 1),
        scales=scales,
    )
