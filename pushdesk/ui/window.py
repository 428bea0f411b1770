"""MainWindow: the places side by side, one of them in front; starts and stops the engine around them."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow

from pushdesk.model.errors import KnownError
from pushdesk.settings import Settings
from pushdesk.ui.actions import Actions
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.context import UiContext
from pushdesk.ui.header import HeaderBar
from pushdesk.ui.navigation import Part, SideBar
from pushdesk.ui.palette import CommandPalette
from pushdesk.ui.places import PLACES
from pushdesk.ui.screen import Detaches, HasHeaderWidgets, OpensItems, Screen
from pushdesk.ui.screens import Screens
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.shell import Shell
from pushdesk.ui.startup import STARTING
from pushdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.views import Changes


_BY_NAME = {place.name: place for place in PLACES}


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
        self._item: str | None = None
        self._closing = False
        self._gone = False
        self.context = UiContext(
            settings=settings,
            theme=theme,
            bridge=self.bridge,
            actions=self.actions_registry,
            navigate=self.navigate,
            notify=self.notify,
            refuse=self.refuse,
        )
        self._add_actions()
        self.screens = Screens(PLACES, self.context, self._stand)
        self._build(theme)
        self.bridge.changed.connect(self._apply)
        self.bridge.refused.connect(self.refuse)
        self.bridge.begun.connect(self.banner.pass_by)
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
        side = SideBar([(place.name, self.actions_registry.get(f"go.{place.name}")) for place in PLACES])
        self._shell = Shell(side, theme, self._show_palette)
        self.side, self.starting, self.problem_page = side, self._shell.starting, self._shell.problem_page
        self.banner, self.toast = self._shell.banner, self._shell.toast
        self.problem_page.retry.connect(self.start)
        self.problem_page.quit.connect(self.close)
        self.setCentralWidget(self._shell)
        self._palette = CommandPalette(theme, self.actions_registry, self)

    def _stand(self, name: str, screen: Screen) -> None:
        """A screen was made: give it its bar and its place, and the desk where that is there already."""
        widgets = screen.header_widgets() if isinstance(screen, HasHeaderWidgets) else ()
        actions = screen.header_actions()
        bar = HeaderBar(self.context.theme, screen.header, actions, self._show_palette, widgets)
        self._shell.stand(name, screen, bar)
        screen.header.changed.connect(self._follow_headers)
        if self._engine is not None and self._desk is not None and not self._closing:
            self._attach(name, screen, self._engine, self._desk)

    # -- where the window is

    @property
    def place(self) -> str:
        """The name of the place in front."""
        return self._place

    def navigate(self, place: str, item: str | None = None) -> None:
        """Bring a place to the front, and there one thing by its id; without a desk, once there is one."""
        self._place, self._item = place, item
        self._show()
        if self._desk is not None and self._engine is not None:
            self.bridge.spawn(self._say_key(self._engine, self._desk), "read the current key")

    def _show(self) -> None:
        """The place in front, and in it the thing that was asked for."""
        place = _BY_NAME[self._place]
        if self._desk is None and not place.early:
            # Its modules stand on those that the engine imports now: to wait for them would hold the window.
            self._shell.wait(place.name, place.title)
        else:
            self._shell.bring(place.name, self.screens[place.name])
        if self._closing:
            self._shell.put_away()
        self._follow_headers()
        if self._desk is not None and self._item is not None:
            screen, item, self._item = self.screens[place.name], self._item, None
            if isinstance(screen, OpensItems):
                screen.open_item(item)

    def _follow_headers(self) -> None:
        for name, screen in self.screens.made():
            self.side.button(name).set_badge(screen.header.badge)
        there = self._desk is not None
        self._shell.status.setText(self.screens[self._place].header.status if there else STARTING)

    def _show_palette(self) -> None:
        self._palette.show_commands(self.actions_registry.get("window.palette"))

    # -- what the window says

    def show_error(self, sentence: str) -> None:
        """Say across the top what cannot be done."""
        self.banner.say(sentence)

    def refuse(self, sentence: str) -> None:
        """Say it until the next thing is done: this one was in vain."""
        self.banner.refuse(sentence)

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
        self._shell.show_places()
        self.side.starting()
        self._engine = self._make_engine()
        self._engine.start()
        self.bridge.spawn(self._come_up(self._engine), "start")

    async def _come_up(self, engine: EngineLike) -> None:
        try:
            desk = await engine.ready()
        except KnownError as problem:
            self.problem = problem
            self._shell.show_problem(problem.sentence)
            self._settled.set()
            return
        if self._closing:
            return
        await self.bridge.follow(engine, desk)
        await self._say_key(engine, desk)
        self._desk = desk
        self.actions_registry.ready = True
        self.side.say_addresses(desk.addresses.receiver, desk.addresses.push_service)
        for name, screen in self.screens.made():
            self._attach(name, screen, engine, desk)
        self._show()
        try:
            await self.screens.make_rest()
            await engine.call(desk.sender.warm)
        finally:
            self._settled.set()

    def _attach(self, name: str, screen: Screen, engine: EngineLike, desk: DeskLike) -> None:
        screen.attach(engine, desk)
        self._shell.bars[name].set_ready(True)

    async def settled(self) -> None:
        """Returns once the desk is there, or `problem` says why it is not."""
        await self._settled.wait()

    async def idle(self) -> None:
        """Returns once nothing that was started is still being done or shown."""
        await self.bridge.idle()

    async def _say_key(self, engine: EngineLike, desk: DeskLike) -> None:
        """Asked again with every place: Settings or a command may have made another key."""
        key = (await engine.call(desk.keys.current)).public_key
        self.side.say(Part.KEY, f"VAPID key · {key[:4]}…{key[-3:]}", on=True)

    def _apply(self, changes: "Changes") -> None:
        if self._desk is not None and not self._closing:
            for _, screen in self.screens.made():
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
        self.actions_registry.ready = False
        self.starting.say("Closing: a running campaign is paused, nothing is lost…")
        self._shell.put_away()
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
        # Without a desk, too: Compose has been typed in.
        for _, screen in self.screens.made():
            if isinstance(screen, Detaches):
                await screen.detach()
