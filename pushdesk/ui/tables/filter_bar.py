"""The bar over a table: filter chips and the search, in one line or, where it is narrow, in two."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from pushdesk.ui.tables.filter_chips import FilterChips
from pushdesk.ui.widgets.fields import SearchField

_NARROW = 600
_SHORTEST_SEARCH = 110


class FilterBar(QFrame):
    """`lead` stands at the very left, such as the way back."""

    def __init__(
        self, chips: FilterChips, search: SearchField, lead: QWidget | None = None, search_width: int = 190
    ) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setProperty("rule", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chips, self._search, self._lead = chips, search, lead
        self._search_width = search_width
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 5, 12, 5)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._narrow: bool | None = None
        self._arrange(False)

    def minimumSizeHint(self) -> QSize:
        """As narrow as two lines can be."""
        return QSize(2 * _SHORTEST_SEARCH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many lines as the width asks for."""
        self._arrange(event.size().width() < _NARROW)
        super().resizeEvent(event)

    def _arrange(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        parts = [part for part in (self._lead, self._chips, self._search) if part is not None]
        for part in parts:
            self._grid.removeWidget(part)
        if self._lead is not None:
            self._grid.addWidget(self._lead, 0, 0)
        if narrow:
            self._grid.addWidget(self._search, 0, 1, 1, 2)
            self._grid.addWidget(self._chips, 1, 0, 1, 3)
            self._search.setMinimumWidth(_SHORTEST_SEARCH)
            self._search.setMaximumWidth(_NARROW)
        else:
            self._grid.addWidget(self._chips, 0, 1)
            self._grid.addWidget(self._search, 0, 2)
            self._search.setFixedWidth(self._search_width)
        self._grid.setColumnStretch(1, 1)
