"""KeptColumns: which columns the Lab's list shows, chosen in a menu and remembered in the settings."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from pushdesk.model.views import CaughtRow
from pushdesk.ui.context import UiContext
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.tables.table import LiveTable


class KeptColumns(QObject):
    """`menu` has the columns; it is a command, too. What is chosen before there is a desk is saved then."""

    def __init__(self, context: UiContext, table: LiveTable[CaughtRow]) -> None:
        super().__init__(table)
        self._context = context
        self._table = table
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        self._unsaved: Mapping[str, bool] | None = None
        table.fit.choose(dict(context.settings.lab_columns))
        table.fit.chosen.connect(self._keep)
        self.menu = QMenu(self.tr("Columns"), table)
        self.menu.aboutToShow.connect(self._fill)
        context.actions.add(
            "lab.columns", self.tr("Columns…"), self._ask, tip=self.tr("Lab: choose the columns of the list")
        )

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Where settings are kept."""
        self._engine, self._desk = engine, desk
        if self._unsaved is not None:
            self._keep(self._unsaved)

    def detach(self) -> None:
        """Save nothing more."""
        self._engine = self._desk = None

    def _keep(self, choices: Mapping[str, bool]) -> None:
        if self._engine is None or self._desk is None:
            self._unsaved = choices
            return
        self._unsaved = None
        work = self._engine.call(self._desk.apply, lab_columns=tuple(choices.items()))
        self._context.bridge.spawn(work, "remember the columns")

    def _fill(self) -> None:
        self.menu.clear()
        self._table.fit.fill(self.menu)

    def _ask(self) -> None:
        self._context.navigate("lab")
        self.menu.popup(self._table.mapToGlobal(QPoint(0, 0)))
