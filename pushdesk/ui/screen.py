"""Screen: what the window asks of each of its places, and the header that a screen speaks through."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.theme.chips import Chip

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.views import Changes


class ScreenHeader(QObject):
    """What stands in the bar over a screen and beside its name in the navigation.

    `title` and `chips` and a muted `note` stand at the left of the bar, and behind the title its `tail`
    where the whole of it has room; `badge` is the navigation's count (`128`); `status` is the sentence at
    the window's bottom. `changed` tells the window.
    """

    changed = Signal()

    def __init__(self, title: str, status: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.tail = ""
        self.status = status
        self.chips: tuple[Chip, ...] = ()
        self.note = ""
        self.badge = ""

    def say(
        self,
        *,
        title: str | None = None,
        tail: str | None = None,
        chips: Sequence[Chip] | None = None,
        note: str | None = None,
        badge: str | None = None,
        status: str | None = None,
    ) -> None:
        """Change what is given, leave the rest."""
        before = (self.title, self.tail, self.chips, self.note, self.badge, self.status)
        self.title = self.title if title is None else title
        self.tail = self.tail if tail is None else tail
        self.chips = self.chips if chips is None else tuple(chips)
        self.note = self.note if note is None else note
        self.badge = self.badge if badge is None else badge
        self.status = self.status if status is None else status
        if before != (self.title, self.tail, self.chips, self.note, self.badge, self.status):
            self.changed.emit()


@runtime_checkable
class Screen(Protocol):
    """One place of the window. Made with a UiContext, before there is a desk."""

    @property
    def title(self) -> str: ...
    @property
    def widget(self) -> QWidget: ...
    @property
    def header(self) -> ScreenHeader: ...

    def header_actions(self) -> Sequence[QAction]:
        """The header's buttons, left to right; asked once. See actions.primary() and QAction.setMenu()."""
        ...

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """The desk is there: load what the screen shows. Runs on the window's loop, once an engine."""
        ...

    def apply(self, changes: "Changes") -> None:
        """What changed since the last call; at most 20 times a second, only after attach()."""
        ...


@runtime_checkable
class HasHeaderWidgets(Protocol):
    """A screen with more in its header than title, chips and buttons."""

    def header_widgets(self) -> Sequence[QWidget]:
        """What stands beside the title, left to right; asked once."""
        ...


@runtime_checkable
class OpensItems(Protocol):
    """A screen that can show one thing by its id."""

    def open_item(self, identifier: str) -> None:
        """Show it."""
        ...


@runtime_checkable
class Detaches(Protocol):
    """A screen that has something to finish before the engine stops."""

    async def detach(self) -> None:
        """Finish it; the engine still answers."""
        ...


@runtime_checkable
class HasNotice(Protocol):
    """A screen with something to ask whatever place is in front."""

    def notice(self) -> QWidget:
        """What stands over the places while it is visible; asked once."""
        ...
