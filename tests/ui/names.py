"""Which controls of a widget nobody could name who does not see them."""

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)
# Qt's own parts of a control that has a name itself.
INNER = {"qt_spinbox_lineedit", "qt_menubar_ext_button"}


def nameless(widget: QWidget) -> list[str]:
    """Kind and object name of each control in `widget` without an accessible name or a text of its own."""
    every = [control for kind in CONTROLS for control in widget.findChildren(kind)]
    found = [control for control in every if not control.isHidden()]
    return [f"{type(control).__name__} {control.objectName()}" for control in found if not _has_name(control)]


def _has_name(control: QWidget) -> bool:
    if control.accessibleName() or control.objectName() in INNER:
        return True
    if isinstance(control, QAbstractButton) and control.text():
        return True
    parent = control.parentWidget()
    inside = isinstance(parent, QAbstractItemView | QComboBox | QLineEdit)
    return inside or (type(parent).__name__ == "QFrame" and isinstance(control, QAbstractItemView))
