"""The Lab's arrangement: cards, filters, what arrived, and one message beside it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from pushdesk.model.views import CaughtRow
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.cards import CardStrip, Fill
from pushdesk.ui.lab.caught_model import CaughtModel
from pushdesk.ui.lab.caught_view import CaughtFilter, Group
from pushdesk.ui.lab.detail import CaughtDetail
from pushdesk.ui.tables.filter_chips import ALL, Choice
from pushdesk.ui.tables.filtered import FilteredTable, beside
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import button, column, restyle
from pushdesk.ui.widgets.cards import EmptyState

# In characters: side by side, a table narrower than that shows no line whole.
_NARROW = 156
_HALF = 1000  # parts of the room
_SIDE_BY_SIDE = (864, 380)


class LabPage(QWidget):
    """`seen` comes when it is shown: what nobody looked at so far is read then.

    `searched(text)` comes with other words, which count once `show_hits` brought what no row says.
    """

    seen = Signal()
    searched = Signal(str)

    def __init__(
        self, context: UiContext, detail: CaughtDetail, fill: Fill, use_backend: Callable[[], object]
    ) -> None:
        super().__init__()
        self.model = CaughtModel(self)
        self.cards = CardStrip(context.theme, fill)
        self.detail = detail
        self.menu = QMenu(self)
        self.list = FilteredTable[CaughtRow](
            context.theme,
            self.model,
            self.tr("What arrived"),
            self._choices(),
            self.tr("Search what arrived…"),
            tail=self._more(),
        )
        self._shown, self._text = CaughtFilter(), ""
        self._hits: Mapping[str, frozenset[int]] = {}
        self.table, self.filters, self.search = self.list.table, self.list.filters, self.list.search
        self.table.looked_at.connect(lambda _: self.inspect())
        self.list.asked.connect(self._filter)
        self.empty = EmptyState(
            self.tr("Nothing arrived yet"),
            self.tr(
                "Anything that speaks Web Push can send here, PushDesk or a backend of yours: each message "
                "stands here as it came, decrypted, with what became of it."
            ),
            self.tr("Use from my backend…"),
            use_backend,
        )
        self.off = EmptyState(
            self.tr("The lab is off"),
            self.tr("Another PushDesk runs it, or it could not start: look there, or start PushDesk again."),
        )
        self._split = beside(self.list, detail, _SIDE_BY_SIDE)
        self._main = QStackedWidget()
        for part in (self._split, self.empty, self.off):
            self._main.addWidget(part)
        layout = column(self.cards, self._main, gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _choices(self) -> list[Choice]:
        return [
            Choice(ALL, self.tr("All"), Role.NEUTRAL),
            Choice(Group.SHOWN, self.tr("Shown"), Role.OK),
            Choice(Group.FAULTS, self.tr("Faults"), Role.WARN),
            Choice(Group.REFUSED, self.tr("Refused"), Role.BAD),
            Choice(Group.WAITING, self.tr("Waiting"), Role.NEUTRAL),
            Choice(Group.DELIVERED, self.tr("Delivered"), Role.INFO),
            Choice(Group.LOST, self.tr("Not shown"), Role.BAD),
        ]

    def _more(self) -> QWidget:
        """What is done with all that arrived."""
        made = button(self.tr("More"), name=self.tr("More to do with what arrived"))
        made.setMenu(self.menu)
        made.setProperty("menu", "true")
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page has the message under the table instead of beside it."""
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().averageCharWidth() * _NARROW
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._split.orientation() is not wanted:
            self._split.setOrientation(wanted)
            self._split.setStretchFactor(1, 1 if narrow else 0)
            self._split.setSizes([_HALF, _HALF] if narrow else list(_SIDE_BY_SIDE))
            restyle(self.detail, "rule", "top" if narrow else "left")

    def show_off(self) -> None:
        """There is no lab."""
        self.cards.hide()
        self._main.setCurrentWidget(self.off)

    def show_rows(self) -> None:
        """The rows changed: other numbers, and perhaps the first or none."""
        self.list.show_numbers()
        self._main.setCurrentIndex(0 if len(self.model.view) else 1)

    def follow(self, rows: tuple[CaughtRow, ...]) -> None:
        """The message that is looked at may be among the rows that changed."""
        shown = self.detail.row
        if shown is not None and any(changed.number == shown.number for changed in rows):
            self.inspect()

    def inspect(self) -> None:
        """Show the current row in full."""
        found = self.model.view.row(self.table.current_id())
        if found is None:
            self.detail.clear()
        else:
            self.detail.show_row(found)

    def look_at(self, identifier: str) -> bool:
        """Choose one message, whatever the filters hide; False where it is not in the table."""
        return self.list.look_at(identifier)

    def search_for(self, text: str) -> None:
        """Show what has these words, and nothing else."""
        self.filters.choose(ALL)
        self.search.setText(text)
        self._filter()

    def _filter(self) -> None:
        text = self.search.text()
        if text == self._text:
            self._show()
        else:
            self._text = text
            self.searched.emit(text)

    def show_hits(self, text: str, hits: Mapping[str, frozenset[int]]) -> None:
        """By word: the messages that have it in what their row does not carry."""
        if text == self._text:
            self._hits = hits
            self._show()

    def _show(self) -> None:
        group = Group(self.filters.current) if self.filters.current else None
        wanted = CaughtFilter(group, self._text, self._hits)
        if wanted != self._shown:
            self._shown = wanted
            self.model.filter(wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell it."""
        super().showEvent(event)
        self.seen.emit()
