"""Pictures on a card: an image that fills its place, a place for one that is not there, a badge as a mask."""

from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QTransform

_KEPT = 128
_scaled: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()


def rounded(place: QRectF, radius: float) -> QPainterPath:
    """The outline of a rounded rectangle."""
    path = QPainterPath()
    path.addRoundedRect(place, radius, radius)
    return path


def pixels(painter: QPainter, place: QRectF) -> QSize:
    """How many pixels of the screen `place` takes."""
    ratio = painter.device().devicePixelRatio() * painter.worldTransform().m11()
    return QSize(max(1, round(place.width() * ratio)), max(1, round(place.height() * ratio)))


def picture(painter: QPainter, place: QRectF, image: QImage, shape: QPainterPath) -> None:
    """The image fills `place`, cut at both sides where its shape is another, inside `shape`."""
    pixmap = _cover(image, pixels(painter, place))
    # A brush and not a clip: its edge is smooth.
    brush = QBrush(pixmap)
    scale = QTransform.fromTranslate(place.x(), place.y())
    brush.setTransform(scale.scale(place.width() / pixmap.width(), place.height() / pixmap.height()))
    painter.fillPath(shape, brush)


def missing(painter: QPainter, place: QRectF, shape: QPainterPath, field: QColor, ink: QColor) -> None:
    """A place for a picture that is not loaded: a frame with hills, as everywhere."""
    painter.fillPath(shape, field)
    unit = min(place.width(), place.height(), 72.0)
    sign = QRectF(0, 0, unit * 0.5, unit * 0.38)
    sign.moveCenter(place.center())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, max(1.0, unit / 36)))
    painter.drawRoundedRect(sign, 2, 2)
    left, low, wide, high = sign.left(), sign.bottom(), sign.width(), sign.height()
    painter.drawPolyline(
        [
            QPointF(left + wide * 0.1, low - high * 0.15),
            QPointF(left + wide * 0.38, low - high * 0.55),
            QPointF(left + wide * 0.58, low - high * 0.28),
            QPointF(left + wide * 0.72, low - high * 0.45),
            QPointF(left + wide * 0.9, low - high * 0.15),
        ]
    )
    painter.drawEllipse(QPointF(left + wide * 0.7, low - high * 0.74), high * 0.08, high * 0.08)


def masked(painter: QPainter, place: QRectF, image: QImage, ink: QColor) -> None:
    """The image's opacity in one colour, as Android draws a badge."""
    pixmap = QPixmap(_cover(image, pixels(painter, place)))
    with QPainter(pixmap) as brush:
        brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        brush.fillRect(pixmap.rect(), ink)
    painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))


def _cover(image: QImage, size: QSize) -> QPixmap:
    """The image in exactly `size` pixels, kept: scaling is what a keystroke has no time for."""
    key = (image.cacheKey(), size.width(), size.height())
    if (found := _scaled.get(key)) is not None:
        _scaled.move_to_end(key)
        return found
    shape = size.scaled(image.size(), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    left, top = (image.width() - shape.width()) // 2, (image.height() - shape.height()) // 2
    part = image.copy(left, top, shape.width(), shape.height())
    made = QPixmap.fromImage(
        part.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    )
    _scaled[key] = made
    while len(_scaled) > _KEPT:
        _scaled.popitem(last=False)
    return made
