"""Show on this computer: the command that gives the message to the operating system; no push involved."""

from PySide6.QtCore import QObject

from pushdesk.ui.context import UiContext
from pushdesk.ui.pictures.gallery import Gallery
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.templates.composer import Composer

TIP = "Show on this computer: display only, no push involved"


class ShowHere(QObject):
    """One at a time: while one is on its way, another press does nothing."""

    def __init__(self, context: UiContext, composer: Composer, gallery: Gallery) -> None:
        super().__init__()
        self._context = context
        self._composer = composer
        self._gallery = gallery
        self._services: tuple[EngineLike, DeskLike] | None = None
        self.action = context.actions.add(
            "compose.show_here", "Show on this computer", self.show, tip=TIP, short="Show"
        )

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Show through this desk from now on."""
        self._services = engine, desk

    def show(self) -> None:
        """Show the message as it stands; says what came of it."""
        self.action.setEnabled(False)
        task = self._context.bridge.do(self._show(), "show on this computer")
        task.add_done_callback(lambda done: self.action.setEnabled(True))

    async def _show(self) -> None:
        assert self._services is not None  # no command runs before attach()
        engine, desk = self._services
        document = self._composer.shown_document
        icon = document.get("icon")
        url = self._gallery.absolute(icon) if isinstance(icon, str) and icon else None
        self._context.notify(await engine.call(desk.local_notifications.show, document, url))
