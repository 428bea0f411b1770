"""The Lab's screen in front of a person: open it, read its table, choose from its menus."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.screen import LabScreen
from tests.ui.fakes import FakeEngine


async def start(screen: LabScreen, context: UiContext, engine: FakeEngine) -> None:
    await context.bridge.follow(engine, engine.desk)
    screen.attach(engine, engine.desk)
    screen.widget.resize(1200, 800)
    screen.widget.show()
    await context.bridge.idle()


def cells(screen: LabScreen, title: str) -> list[str]:
    """What stands in the column of that title, from top to bottom."""
    model = screen.page.model
    column = [one.title for one in model.columns].index(title)
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def choose(menu: QMenu, text: str) -> None:
    menu.aboutToShow.emit()
    found = [action for action in menu.actions() if action.text() == text]
    assert found, [action.text() for action in menu.actions()]
    found[0].trigger()


def submenu(action: QAction) -> QMenu:
    menu = action.menu()
    assert isinstance(menu, QMenu)
    return menu
