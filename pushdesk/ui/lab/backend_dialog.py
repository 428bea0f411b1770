"""“Use from my backend”: addresses, trust, subscriptions and the test tool, each to copy."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from pushdesk.model.views import LabDevice
from pushdesk.ui.lab.backend_text import Snippet, control, service, subscriptions
from pushdesk.ui.seam import AddressesLike
from pushdesk.ui.widgets.basics import SectionLabel, button, clear, column, label, row
from pushdesk.ui.widgets.scrolling import ScrollingColumn
from pushdesk.ui.widgets.text import MonoText


class BackendDialog(QDialog):
    """Stays open beside the window; the devices in it follow the lab. `notify` says what was copied."""

    def __init__(
        self,
        parent: QWidget,
        addresses: AddressesLike,
        make: Callable[[], object],
        notify: Callable[[str], None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Use from my backend"))
        self._addresses = addresses
        self._notify = notify
        self._shown: list[Snippet] | None = None
        plain = addresses.push_service or ""
        inner = QWidget()
        self._devices = QVBoxLayout()
        self._devices.setSpacing(10)
        words = self.tr(
            "Your backend needs no change: store one of these subscriptions as if a browser had sent it, and "
            "push. What arrives is in the Lab, decrypted. Nothing leaves this computer. A sender that speaks "
            "https only, as npm’s web-push does, takes the subscription with https, and has to trust the "
            "certificate authority below."
        )
        made = button(self.tr("Make a device for any backend"), make, "primary")
        parts = [
            self._part(snippet) for snippet in service(plain, addresses.push_service_tls, addresses.ca_file)
        ]
        tools = [self._part(snippet) for snippet in control(plain)]
        inner.setLayout(
            column(
                label(words, wrap=True),
                SectionLabel(self.tr("Devices")),
                row(made, 1),
                self._devices,
                SectionLabel(self.tr("Where it is")),
                *parts,
                SectionLabel(self.tr("In a test-suite")),
                *tools,
                1,
                gap=10,
            )
        )
        done = button(self.tr("Close"), self.close)
        foot = row(1, done, margins=(18, 8, 18, 12))
        whole = column(ScrollingColumn(inner, (18, 16, 18, 10)), foot, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        room = parent.window().size()
        line = self.fontMetrics().height()
        self.resize(min(line * 42, room.width() - 40), min(line * 40, room.height() - 40))

    def say(self, devices: Sequence[LabDevice]) -> None:
        """The devices as they are now."""
        wanted = subscriptions(devices, self._addresses.push_service_tls)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._devices)
        for snippet in wanted:
            self._devices.addWidget(self._part(snippet))
        if sum(len(device.aliases) for device in devices) > len(wanted):
            words = self.tr("Any other device’s is copied from its menu: its card, or a message of its own.")
            self._devices.addWidget(label(words, "muted", wrap=True))
        if not wanted:
            self._devices.addWidget(label(self.tr("No device has a subscription yet."), "muted"))

    def _part(self, snippet: Snippet) -> QWidget:
        def copy(text: str, said: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self._notify(said.format(snippet.title))

        made = QWidget()
        text = MonoText(snippet.text, name=snippet.title, lines=12)
        words = label(snippet.words, "muted", wrap=True)
        words.setVisible(bool(snippet.words))
        plainly = partial(copy, snippet.text, self.tr("Copied: {}."))
        buttons = [button(self.tr("Copy"), plainly, name=self.tr("Copy {}").format(snippet.title))]
        if snippet.secure:
            said = self.tr("Copied with https: {}. Its sender must trust the certificate authority.")
            name = self.tr("Copy {} with https").format(snippet.title)
            secure = button(self.tr("Copy with https"), partial(copy, snippet.secure, said), name=name)
            secure.setToolTip(
                self.tr("For senders that speak https only; trust the certificate authority below")
            )
            buttons.insert(0, secure)
        head = row(label(snippet.title, "label"), 1, *buttons)
        made.setLayout(column(head, words, text, gap=4))
        return made
