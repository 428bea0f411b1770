"""Hand: the template that the draft comes of. The draft knows its id; here is what the id stands for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pushdesk.model.errors import NotFound
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.seam import EngineLike, TemplatesLike
from pushdesk.ui.templates.composer import Composer

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.message_template import MessageTemplate


class Hand(QObject):
    """`row` follows the draft through undo, redo, another draft and a restart.

    `changed` comes when a template is known that was not, is another one, or is gone.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, composer: Composer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._composer = composer
        self._services: tuple[EngineLike, TemplatesLike] | None = None
        # None: it was asked for and is not known yet, or it is gone.
        self._known: dict[str, MessageTemplate | None] = {}

    @property
    def row(self) -> "MessageTemplate | None":
        """The template in hand."""
        return self._known.get(self._composer.draft.origin)

    def attach(self, engine: EngineLike, templates: TemplatesLike) -> None:
        """They are kept there from now on."""
        self._services = engine, templates
        self.look_again()

    def follow(self) -> None:
        """The draft may come of another template now."""
        origin = self._composer.draft.origin
        if origin and origin not in self._known and self._services is not None:
            self._known[origin] = None
            self._bridge.spawn(self._look_up(*self._services, origin), "look a template up")

    def look_again(self) -> None:
        """Any of them may hold something else now: files were imported."""
        origin = self._composer.draft.origin
        self._known = {origin: self._known[origin]} if self._known.get(origin) else {}
        if origin and self._services is not None:
            self._bridge.spawn(self._look_up(*self._services, origin), "look a template up")

    def learn(self, row: "MessageTemplate") -> None:
        """What the template holds now, and where it stands."""
        self._known[row.id] = row
        self.changed.emit()

    def take(self, row: "MessageTemplate", origin: str) -> None:
        """The message that came of `origin` (empty: of none) is kept as `row`, in hand from now on."""
        self._known[row.id] = row
        self._composer.adopt(origin, row.id)
        self.changed.emit()

    def lose(self, template_id: str) -> None:
        """That template is gone; what came of it comes of none."""
        self._known[template_id] = None
        self.changed.emit()

    async def _look_up(self, engine: EngineLike, templates: TemplatesLike, template_id: str) -> None:
        try:
            self._known[template_id] = await engine.call(templates.get, template_id)
        except NotFound:
            self._known[template_id] = None  # deleted meanwhile: the draft does not mind
        self.changed.emit()
