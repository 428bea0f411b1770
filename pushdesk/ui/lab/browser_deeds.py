"""Starting, stopping and forgetting browsers: the built-in one and those found on this computer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget

from pushdesk.model.views import LabDevice
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.card_data import BUILTIN, RUNNING
from pushdesk.ui.lab.deeds import LabDeeds
from pushdesk.ui.lab.lab_seam import BrowsersLike, BuiltinLike, FoundLike, browsers_of, builtin_of
from pushdesk.ui.widgets.confirm import confirm


class BrowserDeeds(QObject):
    """What is not there (no built-in browser, no browser found) is offered nowhere."""

    def __init__(self, context: UiContext, deeds: LabDeeds, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._deeds = deeds
        self._window = window
        self.found: Sequence[FoundLike] = ()

    @property
    def builtin(self) -> BuiltinLike | None:
        """The built-in browser."""
        return builtin_of(self._deeds.lab)

    @property
    def browsers(self) -> BrowsersLike | None:
        """The real ones."""
        return browsers_of(self._deeds.lab)

    async def look(self) -> None:
        """Find out which browsers this computer has."""
        if self.browsers is not None and self._deeds.engine is not None:
            self.found = await self._deeds.engine.call(self.browsers.found)

    def start_builtin(self, *, real_push: bool = False) -> None:
        """Start the built-in browser, at the receiver page."""
        if self.builtin is not None:
            self._deeds.do(partial(self.builtin.start, real_push=real_push), "start the built-in browser")

    def open(self, browser: FoundLike, *, keep: bool, url: str | None = None) -> None:
        """Start a real browser on a new profile, at `url` (the receiver page where None)."""
        if self.browsers is not None:
            work = partial(self.browsers.open, browser.id, keep=keep, url=url)
            said = self.tr("{} is starting on a profile of the lab’s own.").format(browser.title)
            self._deeds.do(work, "open a browser", said)

    def start(self, device: LabDevice) -> None:
        """Start a browser on the profile that it has."""
        if device.kind == BUILTIN:
            self.start_builtin()
        elif self.browsers is not None:
            self._deeds.do(partial(self.browsers.reopen, device.profile), "start a browser")

    def stop(self, device: LabDevice) -> None:
        """End a browser."""
        if device.kind == BUILTIN and self.builtin is not None:
            self._deeds.do(self.builtin.stop, "stop the built-in browser")
        elif self.browsers is not None:
            self._deeds.do(partial(self.browsers.stop, device.profile), "stop a browser")

    def forget(self, device: LabDevice) -> None:
        """Ask, then delete a profile with everything in it."""
        browsers = self.browsers
        if browsers is None:
            return
        confirm(
            self._window,
            self.tr("Forget “{}”?").format(device.name),
            self.tr("Its profile is deleted, and what is sent to it is answered with 410."),
            self.tr("Forget it"),
            lambda: self._deeds.do(partial(browsers.forget, device.profile), "forget a browser"),
        )

    def remove(self, device: LabDevice) -> None:
        """Delete a throw-away profile whose browser ended by itself."""
        if self.browsers is not None:
            self._deeds.do(partial(self.browsers.forget, device.profile), "remove a browser")

    def allow_again(self, device: LabDevice) -> None:
        """Take *Withdraw permission* back."""
        said = self.tr("Notifications are allowed there again.")
        if device.kind == BUILTIN and self.builtin is not None:
            self._deeds.do(self.builtin.allow_again, "allow again", said)
        elif self.browsers is not None:
            self._deeds.do(partial(self.browsers.allow_again, device.profile), "allow again", said)

    def ask_url(self, device: LabDevice) -> QInputDialog:
        """Ask which page to open."""
        words = self.tr("Address of the page to open in {}:").format(device.name)
        if device.kind != BUILTIN and device.state in RUNNING:
            words = self.tr("Address of the page to open in {}, which is started again there:").format(
                device.name
            )
        return self._ask(words, lambda url: self._open_url(device, url))

    def ask_first_url(self, browser: FoundLike, *, keep: bool) -> QInputDialog:
        """Ask at which page to start a real browser on a new profile."""
        words = self.tr("Address of the page at which {} starts; it may show notifications:").format(
            browser.title
        )
        return self._ask(words, lambda url: self.open(browser, keep=keep, url=url))

    def _ask(self, words: str, chosen: Callable[[str], None]) -> QInputDialog:
        asked = QInputDialog(self._window)
        asked.setWindowTitle(self.tr("Open a page"))
        asked.setLabelText(words)
        asked.setTextValue("http://localhost:3000/")
        asked.setOkButtonText(self.tr("Open"))
        asked.resize(460, asked.sizeHint().height())
        asked.textValueSelected.connect(lambda url: chosen(url.strip()))
        asked.finished.connect(asked.deleteLater)
        asked.open()
        return asked

    def _open_url(self, device: LabDevice, url: str) -> None:
        if device.kind == BUILTIN and self.builtin is not None:
            running = device.state in RUNNING
            work = partial(self.builtin.open, url) if running else partial(self.builtin.start, url=url)
            self._deeds.do(work, "open a page in the built-in browser")
        elif self.browsers is not None:
            self._deeds.do(partial(self.browsers.reopen, device.profile, url=url), "open a page in a browser")
