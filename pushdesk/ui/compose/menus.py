"""A button that opens a menu, as the style sheet draws it."""

from PySide6.QtWidgets import QMenu, QPushButton

from pushdesk.ui.widgets.basics import button


def menu_button(text: str, name: str, tip: str) -> tuple[QPushButton, QMenu]:
    """The button and its empty menu; `name` is the accessible one."""
    made = button(text, None, "", name)
    made.setProperty("menu", "true")
    made.setToolTip(tip)
    menu = QMenu(made)
    made.setMenu(menu)
    return made, menu
