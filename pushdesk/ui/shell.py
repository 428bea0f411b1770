"""Shell: navigation, bars, banner and status around the screens, and what is shown while there is no desk."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QToolButton, QWidget

from pushdesk.ui.header import HeaderBar
from pushdesk.ui.navigation import SideBar
from pushdesk.ui.screen import HasNotice, Screen, ScreenHeader
from pushdesk.ui.startup import ProblemPage, StartingPage
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import column, row, surface
from pushdesk.ui.widgets.notices import Banner, Toast
from pushdesk.ui.widgets.tab_order import put_before
from pushdesk.ui.widgets.text import ElidedLabel


class Shell(QStackedWidget):
    """Knows no desk: it shows what it is given. `status` is the line at the window's bottom."""

    def __init__(self, side: SideBar, theme: Theme, open_palette: Callable[[], None]) -> None:
        super().__init__()
        self.side = side
        self.bars: dict[str, HeaderBar] = {}
        self.banner = Banner()
        self.status = ElidedLabel(kind="small")
        self.starting = StartingPage()
        self.problem_page = ProblemPage()
        self._headers = QStackedWidget()
        self._body = QStackedWidget()
        self._notices = column(gap=0)
        self._waiting = ScreenHeader("")
        self._waiting_bar = HeaderBar(theme, self._waiting, (), open_palette)
        self._headers.addWidget(self._waiting_bar)
        self._body.addWidget(self.starting)
        foot = surface("panel", "top")
        foot.setLayout(row(self.status, margins=(18, 4, 18, 5)))
        main = QWidget()
        main.setProperty("surface", "window")
        main.setLayout(column(self._headers, self.banner, self._notices, self._body, foot, gap=0))
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
        if isinstance(screen, HasNotice):
            notice = screen.notice()
            self._notices.addWidget(notice)
            # With the banner, before the bars of all places.
            put_before(self.banner.close_button, *notice.findChildren(QToolButton))

    def bring(self, name: str, screen: Screen) -> None:
        """Show a place."""
        self.side.choose(name)
        self._headers.setCurrentWidget(self.bars[name])
        self._body.setCurrentWidget(screen.widget)

    def wait(self, name: str, title: str) -> None:
        """Show a place that is not there yet."""
        self.side.choose(name)
        self._waiting.say(title=title)
        self._headers.setCurrentWidget(self._waiting_bar)
        self.put_away()

    def put_away(self) -> None:
        """Show what is waited for in place of the screen."""
        self._body.setCurrentWidget(self.starting)

    def show_problem(self, sentence: str) -> None:
        """Say over the whole window why it cannot start."""
        self.problem_page.say(sentence)
        self.setCurrentWidget(self.problem_page)

    def show_places(self) -> None:
        """The places again."""
        self.setCurrentWidget(self._whole)
