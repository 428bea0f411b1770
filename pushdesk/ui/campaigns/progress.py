"""The progress bar of a campaign: what is accepted, being retried, gone wrong, in their colours."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushdesk.model.views import Counts
from pushdesk.ui.campaigns.words import troubles
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role

_HEIGHT = 9


class CampaignProgress(QWidget):
    """One bar of four parts. The numbers stand beside it in words; on hover, all of them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts = Counts()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_counts(Counts())

    def show_counts(self, counts: Counts) -> None:
        """Draw other numbers."""
        self._counts = counts
        percent = round(100 * counts.ended / counts.total) if counts.total else 0
        words = self.tr("{} of {} ended ({} %): {} accepted, {} retrying, {} with problems").format(
            counts.ended, counts.total, percent, counts.accepted, counts.retrying, troubles(counts)
        )
        self.setAccessibleName(self.tr("Progress: {}").format(words))
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(120, _HEIGHT)

    def parts(self) -> list[tuple[Role, float]]:
        """Each colour's share of the whole, 0 to 1."""
        counts = self._counts
        if not counts.total:
            return []
        return [
            (Role.OK, counts.accepted / counts.total),
            (Role.WARN, counts.retrying / counts.total),
            (Role.BAD, troubles(counts) / counts.total),
            (Role.NEUTRAL, counts.cancelled / counts.total),
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """The track, then each part beside the last."""
        tokens = self._theme.tokens
        place = QRectF(self.rect())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pill = QPainterPath()
            pill.addRoundedRect(place, place.height() / 2, place.height() / 2)
            painter.setClipPath(pill)
            painter.fillRect(place, QColor(tokens.track))
            left = 0.0
            for role, share in self.parts():
                width = place.width() * share
                painter.fillRect(QRectF(left, 0, width, place.height()), QColor(tokens.pair(role).ink))
                left += width
