"""The first paint of a first window: which widgets are in it. For startup.py and a test of the product."""

from collections.abc import Callable

from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QObject, QTimer


class Watch(QObject):
    """Collects what paints, by accessible name, or by class for what has none."""

    def __init__(self, painted: Callable[[set[str]], object]) -> None:
        super().__init__()
        self._painted = painted
        self._names: set[str] = set()
        self._waiting = False

    def eventFilter(self, thing: QObject, event: QEvent) -> bool:
        """Takes nothing out of anybody's hands."""
        if event.type() == QEvent.Type.Paint and isinstance(thing, QtWidgets.QWidget):
            self._names.add(thing.accessibleName() or type(thing).__name__)
            if thing.isWindow() and not self._waiting:
                # All that is in the window paints in the same turn of the loop.
                self._waiting = True
                QTimer.singleShot(0, lambda: self._painted(self._names))
        return False


def watch(painted: Callable[[set[str]], object]) -> None:
    """From now on a QApplication is one that calls `painted(names)` once, after its first window's paint."""

    class Application(QtWidgets.QApplication):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)
            self.watch = Watch(painted)
            self.installEventFilter(self.watch)

    QtWidgets.QApplication = Application
