"""The Tab key's order for widgets that are made later: Qt puts them last, wherever they stand."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_before(anchor: QWidget, *widgets: QWidget) -> None:
    """Tab comes to `widgets`, in this order, right before `anchor`; all are of one window."""
    for first, second in pairwise((_before(anchor), *widgets)):
        QWidget.setTabOrder(first, second)


def _before(anchor: QWidget) -> QWidget:
    """What Tab leaves for `anchor`, whether it can be seen or not; the order is a ring."""
    found = anchor.previousInFocusChain()
    # Qt passes over setTabOrder() for a widget that takes no focus at all.
    while found is not None and found is not anchor and found.focusPolicy() is Qt.FocusPolicy.NoFocus:
        found = found.previousInFocusChain()
    return anchor if found is None else found
