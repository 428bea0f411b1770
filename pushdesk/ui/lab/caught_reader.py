"""Fills the table: the newest page at once, the older ones when somebody looks, cleared ones taken out.

And looks words up in what the table's rows do not carry.
"""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from pushdesk.model.views import CaughtRow, Changes
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.lab.caught_model import MOST, CaughtModel
from pushdesk.ui.lab.lab_seam import LabLike
from pushdesk.ui.seam import EngineLike

PAGE = 1000
# While messages come, words are looked up again at most so often.
_AGAIN_MS = 1000


class CaughtReader(QObject):
    """`loaded` comes after every page. Rows that the feed brings meanwhile are applied at once.

    `searched(text, hits)` answers `search`, and comes again where later messages have the words.
    """

    loaded = Signal()
    searched = Signal(str, object)

    def __init__(self, bridge: Bridge, model: CaughtModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._model = model
        self._engine: EngineLike | None = None
        self._lab: LabLike | None = None
        self._older_wanted = False
        self._oldest: int | None = None
        self.complete = False
        self._gone_below = 0
        self._text = ""
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(lambda: self.search(self._text))

    def attach(self, engine: EngineLike, lab: LabLike) -> None:
        """Read the first page of this lab."""
        self._engine, self._lab = engine, lab
        self._model.load([])
        self.complete, self._oldest = False, None
        self._bridge.spawn(self._read(engine, lab), "load what arrived")

    def detach(self) -> None:
        """Ask nothing more."""
        self._engine = self._lab = None
        self._again.stop()

    def search(self, text: str) -> None:
        """Look up the words of `text` where no row shows them."""
        self._text = text
        self._again.stop()
        if text.strip() and self._engine is not None and self._lab is not None:
            self._bridge.spawn(self._search(self._engine, self._lab, text), "search what arrived")
        else:
            self.searched.emit(text, {})

    async def _search(self, engine: EngineLike, lab: LabLike, text: str) -> None:
        hits: Mapping[str, frozenset[int]] = {}
        try:
            hits = await engine.call(lab.catch.containing, text)
        finally:
            if text == self._text:
                self.searched.emit(text, hits)

    def want_older(self) -> None:
        """Somebody looks: read the pages that are not here yet, one after the other."""
        if self._older_wanted or self.complete:
            return
        self._older_wanted = True
        if self._engine is not None and self._lab is not None and self._oldest is not None:
            self._bridge.spawn(self._read(self._engine, self._lab), "load what arrived earlier")

    def apply(self, changes: Changes) -> None:
        """New and changed rows."""
        rows = [row for row in changes.caught if row.number >= self._gone_below]
        if rows:
            self._model.apply(rows)
            if self._text.strip() and self._engine is not None and not self._again.isActive():
                self._again.start()

    def forget_below(self, number: int) -> None:
        """The lab has no row with a smaller number any more."""
        if number > self._gone_below:
            self._gone_below = number
            self._model.remove_below(number)

    async def _read(self, engine: EngineLike, lab: LabLike) -> None:
        while not self.complete:
            rows = await engine.call(lab.catch.rows, PAGE, self._oldest)
            self._take(rows)
            self.loaded.emit()
            if not self._older_wanted:
                return

    def _take(self, rows: list[CaughtRow]) -> None:
        self._model.take_older([row for row in rows if row.number >= self._gone_below])
        if rows:
            self._oldest = rows[-1].number
        self.complete = len(rows) < PAGE or len(self._model.view) >= MOST
