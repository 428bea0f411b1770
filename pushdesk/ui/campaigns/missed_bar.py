"""MissedBar: the campaigns whose time was missed, each with what can be done; the window goes on."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QToolButton, QVBoxLayout, QWidget

from pushdesk.model.schedule import local
from pushdesk.model.views import CampaignRow
from pushdesk.ui.campaigns.deeds import Deeds
from pushdesk.ui.context import UiContext
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.basics import button, clear, column, label, row, surface
from pushdesk.ui.widgets.tab_order import put_before
from pushdesk.ui.widgets.text import ElidedLabel

# More of them are named in Campaigns: the place below must stay usable.
MOST = 3


class MissedBar(QWidget):
    """Hidden while there is nothing to ask. `closed`: everything that it shows may wait.

    At home, over the list of campaigns, it cannot be closed.
    """

    closed = Signal()

    def __init__(self, context: UiContext, deeds: Deeds) -> None:
        super().__init__()
        self._context = context
        self._deeds = deeds
        self._rows: list[CampaignRow] = []
        self._at_home = False
        self._words = label(kind="strong", wrap=True, selectable=True)
        self._close = QToolButton()
        self._close.setText("✕")
        self._close.setAccessibleName(self.tr("Let them wait"))
        self._close.setToolTip(self.tr("Let them wait: Campaigns goes on asking (Esc)"))
        self._close.clicked.connect(self.closed)
        top = row(self._words, self._close)
        top.setStretch(0, 1)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        frame = surface("warn")
        frame.setLayout(column(top, self._lines, gap=6, margins=(13, 8, 8, 10)))
        self.setLayout(row(frame, margins=(18, 10, 18, 10)))
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.closed.emit)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says; empty where it is away."""
        return self._words.text() if not self.isHidden() else ""

    def show_rows(self, rows: Sequence[CampaignRow], *, at_home: bool) -> None:
        """Ask about these; none: the bar goes."""
        if (list(rows), at_home) == (self._rows, self._at_home):
            return
        self._rows, self._at_home = list(rows), at_home
        self._close.setVisible(not at_home)
        self._escape.setEnabled(not at_home)
        clear(self._lines)
        for one in self._rows[:MOST]:
            self._lines.addLayout(self._line(one))
        if len(self._rows) > MOST:
            self._lines.addWidget(self._more(humane.count(len(self._rows) - MOST)))
        self._words.setText(self._sentence())
        self.setAccessibleName(self._words.text())
        self.setVisible(bool(self._rows))
        put_before(self._close, *self.findChildren(QPushButton))

    def _more(self, number: str) -> QWidget:
        if self._at_home:
            return label(self.tr("and {} more below, each marked “Missed”").format(number), "muted")
        more = self.tr("and {} more: see Campaigns").format(number)
        return button(more, lambda: self._context.navigate("campaigns"), "link")

    def _sentence(self) -> str:
        if len(self._rows) == 1:
            return self.tr("A scheduled campaign missed its time. Nothing of it was sent.")
        number = humane.count(len(self._rows))
        return self.tr("{} scheduled campaigns missed their time. Nothing of them was sent.").format(number)

    def _line(self, one: CampaignRow) -> QVBoxLayout:
        at = local(one.scheduled_at) if one.scheduled_at else ""
        title = ElidedLabel(self.tr("“{}”").format(one.title))
        devices = humane.counted(one.counts.total, "device", "devices")
        due = label(self.tr("due {}, {}").format(at, devices), selectable=True)
        due.setToolTip(humane.exact(one.scheduled_at))
        buttons = [
            self._button(self.tr("Send now"), self._deeds.resume, one),
            self._button(self.tr("Choose another time…"), self._deeds.ask_time, one),
            self._button(self.tr("Cancel the campaign"), self._deeds.ask_cancel, one),
        ]
        line = row(title, due, 1, *buttons)
        return column(line)

    def _button(self, text: str, deed: Callable[[CampaignRow], object], one: CampaignRow) -> QPushButton:
        def press() -> None:
            # Not while the window closes: its engine stops then.
            if self._context.actions.ready:
                deed(one)

        return button(text, press, name=f"{text}: “{one.title}”")
