"""Shell: navigation, bars, banner and status around the screens, and what is shown while there is no desk."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from pushdesk.ui.header import HeaderBar
from pushdesk.ui.navigation import SideBar
from pushdesk.ui.screen import Screen
from pushdesk.ui.startup import ProblemPage, StartingPage
from pushdesk.ui.widgets.basics import column, row, surface
from pushdesk.ui.widgets.notices import Banner, Toast
from pushdesk.ui.widgets.text import ElidedLabel


class Shell(QStackedWidget):
    """Knows no desk: it shows what it is given. `status` is the line at the window's bottom."""

    def __init__(self, side: SideBar) -> None:
        super().__init__()
        self.side = side
        self.bars: dict[str, HeaderBar] = {}
        self.banner = Banner()
        self.status = ElidedLabel(kind="small")
        self.starting = StartingPage()
        self.problem_page = ProblemPage()
        self._headers = QStackedWidget()
        self._body = QStackedWidget()
        self._body.addWidget(self.starting)
        foot = surface("panel", "top")
        foot.setLayout(row(self.status, margins=(18, 4, 18, 5)))
        main = QWidget()
        main.setProperty("surface", "window")
        main.setLayout(column(self._headers, self.banner, self._body, foot, gap=0))
        self._whole = QWidget()
        self._whole.setLayout(row(side, main, gap=0))
        self.addWidget(self._whole)
        self.addWidget(self.problem_page)
        self.toast = Toast(main)

    def stand(self, name: str, screen: Screen, bar: HeaderBar) -> None:
        """A place for a screen and its bar; nothing comes to the front."""
        self.bars[name] = bar
        self._headers.addWidget(bar)
        self._headers.setFixedHeight(bar.height())
        self._body.addWidget(screen.widget)

    def choose(self, name: str) -> None:
        """Mark the place in the navigation and show its bar."""
        self.side.choose(name)
        self._headers.setCurrentWidget(self.bars[name])

    def bring(self, screen: Screen | None) -> None:
        """Show a screen under its bar; None: that the desk starts, or closes."""
        self._body.setCurrentWidget(self.starting if screen is None else screen.widget)

    def show_problem(self, sentence: str) -> None:
        """Say over the whole window why it cannot start."""
        self.problem_page.say(sentence)
        self.setCurrentWidget(self.problem_page)

    def show_places(self) -> None:
        """The places again."""
        self.setCurrentWidget(self._whole)
