"""Network: the ports of the desk's own servers, push services the user trusts, the way to the others."""

from PySide6.QtWidgets import QLineEdit, QSpinBox

from pushdesk.model.endpoint import trusted_host
from pushdesk.model.proxy import parse_proxy
from pushdesk.settings import Settings
from pushdesk.ui.settings.saving import Saver
from pushdesk.ui.settings.section import Line, Section, number
from pushdesk.ui.settings.typed import TypedSetting

_HIGHEST = 65535


class NetworkSection(Section):
    """Ports apply at the next start and say so; trusted hosts and the proxy apply at once."""

    def __init__(self, saver: Saver) -> None:
        super().__init__(
            self.tr("Network"),
            self.tr(
                "Everything listens on this computer only. Ports apply at the next start; 0 is any free one."
            ),
        )
        self._saver = saver
        self._running: Settings | None = None
        self.ports = {
            "receiver_port": (QSpinBox(), self.tr("Receiver port")),
            "push_service_port": (QSpinBox(), self.tr("Push service port")),
            "push_service_tls_port": (QSpinBox(), self.tr("Push service port, TLS")),
            "push_service_mcs_port": (QSpinBox(), self.tr("Push service port, Chromium")),
        }
        self.port_lines: dict[str, Line] = {}
        for name, (box, words) in self.ports.items():
            box.setRange(0, _HIGHEST)
            box.setSpecialValueText(self.tr("any free one"))
            box.setGroupSeparatorShown(False)
            self.port_lines[name] = Line(words, number(box), marked=box)
            box.editingFinished.connect(lambda name=name: self._save_port(name))
        self.hosts = QLineEdit()
        self.hosts.setPlaceholderText("127.0.0.1:8090, push.example.net")
        self.hosts_line = Line(
            self.tr("Trusted push hosts"),
            self.hosts,
            self.tr(
                "Push services of your own, separated by commas: http and private addresses are allowed "
                "there. Applies at once."
            ),
        )
        self.proxy = QLineEdit()
        self.proxy.setPlaceholderText(self.tr("as this computer is set"))
        self.proxy_line = Line(
            self.tr("Proxy"),
            self.proxy,
            self.tr(
                "On the way to push services, like proxy.example:3128; “direct” passes by every proxy. "
                "Applies at once. A login in it is kept as text in the data folder."
            ),
        )
        self._typed_hosts = TypedSetting(self.hosts, self.hosts_line, _hosts, self._save_hosts)
        self._typed_proxy = TypedSetting(self.proxy, self.proxy_line, parse_proxy, self._save_proxy)
        self.fill(*self.port_lines.values(), self.hosts_line, self.proxy_line)

    def show_settings(self, settings: Settings) -> None:
        """Show what is saved. The first settings are those that run."""
        self._running = self._running or settings
        for name, (box, _) in self.ports.items():
            box.setValue(getattr(settings, name))
            later = getattr(settings, name) != getattr(self._running, name)
            self.port_lines[name].say(self.tr("Saved: applies at the next start.") if later else "")
        self._typed_hosts.show_text(", ".join(settings.trusted_push_hosts))
        self._typed_proxy.show_text(settings.proxy)

    def started_with(self, settings: Settings) -> None:
        """The desk runs with these now."""
        self._running = settings
        self.show_settings(settings)

    def _save_port(self, name: str) -> None:
        box, _ = self.ports[name]
        line = self.port_lines[name]
        others = [other.value() for key, (other, _) in self.ports.items() if key != name]
        if box.value() and box.value() in others:
            line.refuse(self.tr("Another part of the desk has this port: choose a different one."))
            return
        line.accept()
        self._saver.save(line, "", self.show_settings, **{name: box.value()})

    def _save_hosts(self, hosts: tuple[str, ...]) -> None:
        self._saver.save(self.hosts_line, self.tr("Saved."), self.show_settings, trusted_push_hosts=hosts)

    def _save_proxy(self, proxy: str) -> None:
        self._saver.save(self.proxy_line, self.tr("Saved."), self.show_settings, proxy=proxy)


def _hosts(text: str) -> tuple[str, ...]:
    """The hosts between the commas, each once. Raises BadInput."""
    parts = (part.strip() for part in text.split(","))
    return tuple(dict.fromkeys(trusted_host(part) for part in parts if part))
