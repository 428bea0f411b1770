"""MainWindow: the places side by side, one of them in front; starts and stops the engine around them."""

import asyncio
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from pushdesk.model.errors import KnownError
from pushdesk.model.views import Changes
from pushdesk.settings import Settings
from pushdesk.ui.actions import Actions
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.context import UiContext
from pushdesk.ui.header import HeaderBar
from pushdesk.ui.navigation import Part, SideBar
from pushdesk.ui.palette import CommandPalette
from pushdesk.ui.places import PLACES
from pushdesk.ui.screen import Detaches, HasHeaderWidgets, OpensItems, Screen
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.startup import ProblemPage, StartingPage
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import column, row, surface
from pushdesk.ui.widgets.notices import Banner, Toast
from pushdesk.ui.widgets.text import ElidedLabel


class MainWindow(QMainWindow):
    """`make_engine` gives a fresh engine for the start and each retry; `closed` comes at the very end."""

    closed = Signal()

    def __init__(self, settings: Settings, theme: Theme, make_engine: Callable[[], EngineLike]) -> None:
        super().__init__()
        self.setWindowTitle("PushDesk")
        self.setMinimumSize(1000, 620)
        self.resize(1440, 900)
        self.bridge = Bridge(self)
        self.actions_registry = Actions(self)
        self.problem: KnownError | None = None
        self._make_engine = make_engine
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        self._settled = asyncio.Event()
        self._closing = False
        self._gone = False
        self.context = UiContext(
            settings=settings,
            theme=theme,
            bridge=self.bridge,
            actions=self.actions_registry,
            navigate=self.navigate,
            notify=self.notify,
            refuse=self.show_error,
        )
        self._add_actions()
        self.screens: dict[str, Screen] = {place.name: place.make(self.context) for place in PLACES}
        self._build(theme)
        self.bridge.changed.connect(self._apply)
        self.bridge.refused.connect(self.show_error)
        self.navigate(PLACES[0].name)

    def _add_actions(self) -> None:
        registry = self.actions_registry
        registry.added.connect(self.addAction)
        for number, place in enumerate(PLACES, 1):
            registry.add(
                f"go.{place.name}",
                place.title,
                partial(self.navigate, place.name),
                keys=f"Ctrl+{number}",
                tip=f"Go to {place.title}",
                anytime=True,
            )
        registry.add("window.palette", "Commands…", self._show_palette, keys="Ctrl+K", anytime=True)
        registry.add("window.quit", "Quit PushDesk", self.close, keys="Ctrl+Q", anytime=True)

    def _build(self, theme: Theme) -> None:
        self.side = SideBar([(place.name, self.actions_registry.get(f"go.{place.name}")) for place in PLACES])
        self._headers = QStackedWidget()
        self._bars: dict[str, HeaderBar] = {}
        self._body = QStackedWidget()
        self.starting = StartingPage()
        self._body.addWidget(self.starting)
        for name, screen in self.screens.items():
            widgets = screen.header_widgets() if isinstance(screen, HasHeaderWidgets) else ()
            bar = HeaderBar(theme, screen.header, screen.header_actions(), self._show_palette, widgets)
            self._bars[name] = bar
            self._headers.addWidget(bar)
            self._body.addWidget(screen.widget)
            screen.header.changed.connect(self._follow_headers)
        self._headers.setFixedHeight(next(iter(self._bars.values())).height())
        self.banner = Banner()
        self._status = ElidedLabel(kind="small")
        foot = surface("panel", "top")
        foot.setLayout(row(self._status, margins=(18, 4, 18, 5)))
        main = QWidget()
        main.setProperty("surface", "window")
        main.setLayout(column(self._headers, self.banner, self._body, foot, gap=0))
        whole = QWidget()
        whole.setLayout(row(self.side, main, gap=0))
        self.problem_page = ProblemPage()
        self.problem_page.retry.connect(self.start)
        self.problem_page.quit.connect(self.close)
        self._pages = QStackedWidget()
        self._pages.addWidget(whole)
        self._pages.addWidget(self.problem_page)
        self.setCentralWidget(self._pages)
        self.toast = Toast(main)
        self._palette = CommandPalette(theme, self.actions_registry, self)

    # -- where the window is

    @property
    def place(self) -> str:
        """The name of the place in front."""
        return self._place

    def navigate(self, place: str, item: str | None = None) -> None:
        """Bring a place to the front, and there one thing by its id."""
        self._place = place
        self.side.choose(place)
        self._headers.setCurrentWidget(self._bars[place])
        self._show_body()
        self._follow_headers()
        screen = self.screens[place]
        if self._desk is None or self._engine is None:
            return
        self.bridge.spawn(self._say_key(self._engine, self._desk), "read the current key")
        if item is not None and isinstance(screen, OpensItems):
            screen.open_item(item)

    def _show_body(self) -> None:
        screen = self.screens[self._place].widget
        self._body.setCurrentWidget(screen if self._desk is not None and not self._closing else self.starting)

    def _follow_headers(self) -> None:
        for name, screen in self.screens.items():
            self.side.button(name).set_badge(screen.header.badge)
        self._status.setText(self.screens[self._place].header.status)

    def _show_palette(self) -> None:
        self._palette.show_commands(self.actions_registry.get("window.palette"))

    # -- what the window says

    def show_error(self, sentence: str) -> None:
        """Say across the top what cannot be done."""
        self.banner.say(sentence)

    def notify(self, sentence: str) -> None:
        """Say for a moment what was done."""
        self.toast.say(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what is on top: the toast, then the banner."""
        on_top = next((part for part in (self.toast, self.banner) if not part.isHidden()), None)
        if event.key() == Qt.Key.Key_Escape and on_top is not None:
            on_top.dismiss()
        else:
            super().keyPressEvent(event)

    # -- the engine's life

    def start(self) -> None:
        """Start an engine; the window is there already. Runs on the window's loop."""
        self.problem = None
        self._settled.clear()
        self._pages.setCurrentIndex(0)
        self.side.starting()
        self._engine = self._make_engine()
        self._engine.start()
        self.bridge.spawn(self._come_up(self._engine), "start")

    async def _come_up(self, engine: EngineLike) -> None:
        try:
            desk = await engine.ready()
        except KnownError as problem:
            self.problem = problem
            self.problem_page.say(problem.sentence)
            self._pages.setCurrentWidget(self.problem_page)
            self._settled.set()
            return
        if self._closing:
            return
        await self.bridge.follow(engine, desk)
        await self._say_key(engine, desk)
        self._desk = desk
        self.actions_registry.ready = True
        self._say_parts(desk)
        for name, screen in self.screens.items():
            screen.attach(engine, desk)
            self._bars[name].set_ready(True)
        self._show_body()
        self._settled.set()

    async def settled(self) -> None:
        """Returns once the desk is there, or `problem` says why it is not."""
        await self._settled.wait()

    async def idle(self) -> None:
        """Returns once nothing that was started is still being done or shown."""
        await self.bridge.idle()

    def _say_parts(self, desk: DeskLike) -> None:
        receiver, lab = desk.addresses.receiver, desk.addresses.push_service
        where = receiver.partition("://")[2].rstrip("/") if receiver else "off"
        self.side.say(Part.RECEIVER, f"Receiver {where}", on=receiver is not None)
        self.side.say(Part.LAB, "Lab push service" if lab else "Lab off", on=lab is not None)

    async def _say_key(self, engine: EngineLike, desk: DeskLike) -> None:
        """Asked again with every place: Settings or a command may have made another key."""
        key = (await engine.call(desk.keys.current)).public_key
        self.side.say(Part.KEY, f"VAPID key · {key[:4]}…{key[-3:]}", on=True)

    def _apply(self, changes: Changes) -> None:
        if self._desk is not None and not self._closing:
            for screen in self.screens.values():
                screen.apply(changes)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The first close starts an orderly end, the window stays until that is done."""
        if self._gone:
            event.accept()
            return
        event.ignore()
        if not self._closing:
            self._closing = True
            self.bridge.spawn(self._shut(), "close")

    async def _shut(self) -> None:
        self.starting.say("Closing: a running campaign is paused, nothing is lost…")
        self.actions_registry.ready = False
        self._show_body()
        try:
            await self._detach()
        finally:
            # Whatever a screen could not finish: what is being sent is paused in order.
            if self._engine is not None:
                await self._engine.stop()
            await self.bridge.close()
            self._gone = True
            self.close()
            self.closed.emit()

    async def _detach(self) -> None:
        if self._desk is not None:
            for screen in self.screens.values():
                if isinstance(screen, Detaches):
                    await screen.detach()
