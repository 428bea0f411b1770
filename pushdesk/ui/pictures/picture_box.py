"""PictureBox: a line for a picture's URL that also takes a local file, and shows what the URL leads to."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QImage,
    QKeyEvent,
    QPainter,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QLineEdit, QToolButton, QWidget
from shiboken6 import isValid

from pushdesk.model.errors import BadInput, KnownError
from pushdesk.services.pictures.limit import TooLarge
from pushdesk.services.pictures.notes import notes
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.entry import LineBox
from pushdesk.ui.pictures.decoding import Picture
from pushdesk.ui.pictures.gallery import Gallery
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import label, restyle
from pushdesk.ui.widgets.file_dialogs import ask_file

FILTER = "Pictures (*.png *.jpg *.jpeg *.gif *.webp *.svg)"
_SIDE = 16
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class PictureBox(LineBox):
    """A drop-in for LineBox. `aside` is a label to stand over it: size and weight, amber where noted upon."""

    def __init__(
        self, theme: Theme, option: str, name: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(name, hint, parent)
        self._theme = theme
        self._option = option
        self._gallery: Gallery | None = None
        self._bridge: Bridge | None = None
        self._shown_image: QImage | None = None
        self.aside = label("", "muted")
        self.dialog: QFileDialog | None = None
        self.browse = self.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self.browse.setToolTip("Choose a file: the receiver on this computer serves it (or drop one here)")
        self.browse.triggered.connect(self.ask)
        # Qt's own button takes no focus; whoever has no mouse chooses a file, too.
        self.button = next(
            one for one in self.findChildren(QToolButton) if one.defaultAction() is self.browse
        )
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.installEventFilter(self)
        self.thumbnail = self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.thumbnail.setVisible(False)
        self.call(name, name.lower())
        self.setAcceptDrops(True)
        theme.changed.connect(self._draw)
        self._draw()

    def call(self, name: str, object_: str) -> None:
        """Its accessible name, and what a file is chosen for."""
        self.setAccessibleName(name)
        self.browse.setText(f"Choose a file for {object_}…")
        self.thumbnail.setText(f"{name}: small picture")

    def use(self, gallery: Gallery, bridge: Bridge) -> None:
        """Where pictures come from and go to; before that it is a plain line."""
        self._gallery, self._bridge = gallery, bridge
        gallery.changed.connect(self.follow)
        self.follow()

    def show_text(self, text: str) -> None:
        """As LineBox; what is known of the picture follows."""
        super().show_text(text)
        self.follow()

    def follow(self) -> None:
        """Show what the gallery knows of the URL that stands here."""
        found = self._gallery.found(self.text()) if self._gallery and self.text() else None
        image = found.image if isinstance(found, Picture) else None
        if image is not self._shown_image:
            self._shown_image = image
            self.thumbnail.setVisible(image is not None)
            if image is not None:
                self.thumbnail.setIcon(_thumbnail(image, self.devicePixelRatioF()))
        said = notes(self._option, found.measures) if isinstance(found, Picture) else ()
        self.aside.setText(_words(found))
        restyle(self.aside, "kind", "caution" if said or isinstance(found, KnownError) else "muted")
        tip = found.sentence if isinstance(found, KnownError) else "\n".join(note.sentence for note in said)
        self.aside.setToolTip(tip)

    def ask(self) -> None:
        """Let a person choose a file."""
        self.dialog = ask_file(self, self.browse.text().rstrip("…"), [FILTER], self._take)
        self.dialog.finished.connect(self._answered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The button shows where the keyboard is, and Enter presses it as Space does."""
        if watched is self.button and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._draw()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            self.button.click()
            return True
        return super().eventFilter(watched, event)

    def _answered(self) -> None:
        self.dialog = None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file, a picture or a URL may be dropped."""
        if _offers(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """A file is kept, a URL is written down, a picture without either is kept."""
        data = event.mimeData()
        if not _offers(data):
            super().dropEvent(event)
            return
        event.acceptProposedAction()
        if data.urls():
            url = data.urls()[0]  # _offers() has seen that there is one
            if url.isLocalFile():
                self._take(Path(url.toLocalFile()))
            else:
                self._write(url.toString())
        else:
            self._keep(lambda gallery: gallery.keep_image(QImage(data.imageData())))

    def _take(self, path: Path) -> None:
        self._keep(lambda gallery: gallery.keep(path))

    def _keep(self, keep: Callable[[Gallery], Awaitable[str]]) -> None:
        gallery, bridge = self._gallery, self._bridge
        if gallery is None or bridge is None:
            return

        async def work() -> None:
            url = await keep(gallery)
            if isValid(self):  # an action's row may have been taken away meanwhile
                self._write(url)

        bridge.do(work(), "keep a picture")

    def _write(self, url: str) -> None:
        self.show_text(url)
        self.typed.emit(url)

    def _draw(self) -> None:
        tokens, focused = self._theme.tokens, self.button.hasFocus()
        ink, ground = (tokens.window, tokens.focus) if focused else (tokens.muted, "")
        self.browse.setIcon(_browse_icon(ink, ground, self.devicePixelRatioF()))


def _words(found: Picture | KnownError | None) -> str:
    """What stands over the line, in few words."""
    if isinstance(found, Picture):
        return found.measures.words()
    if found is None:
        return ""
    if isinstance(found, TooLarge):
        return "too large"
    return "no picture" if isinstance(found, BadInput) else "not found"


def _offers(data: QMimeData) -> bool:
    # A list of URLs may be empty, or have comments only (RFC 2483, section 5).
    urls = data.urls()
    if urls:
        return urls[0].isLocalFile() or urls[0].scheme() in {"http", "https"}
    return data.hasImage()


def _canvas(ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(_SIDE, _SIDE) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _thumbnail(image: QImage, ratio: float) -> QIcon:
    pixmap = _canvas(ratio)
    fitting = (
        image.size().scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    )
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = (_SIDE - fitting.width()) / 2, (_SIDE - fitting.height()) / 2
        small = image.scaled(
            fitting * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(QRectF(left, top, fitting.width(), fitting.height()), small)
    return QIcon(pixmap)


def _browse_icon(colour: str, ground: str, ratio: float) -> QIcon:
    """A picture in a frame: a sun over a hill; on a `ground` where there is one."""
    pixmap = _canvas(ratio)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(QRectF(0, 0, _SIDE, _SIDE), 3, 3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), 1.3))
        painter.drawRoundedRect(QRectF(1.5, 2.5, 13, 11), 2, 2)
        painter.drawEllipse(QPointF(5.5, 6.3), 1.2, 1.2)
        painter.drawPolyline(
            [QPointF(2.5, 12), QPointF(6.5, 8.6), QPointF(8.6, 10.4), QPointF(10.8, 7.4), QPointF(13.6, 11)]
        )
    return QIcon(pixmap)
