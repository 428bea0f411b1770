"""Where the lab listens, and what a Firefox has to be told of it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class LabAddresses:
    """Where the lab listens now; `ca_file` is the authority to trust for the TLS one."""

    push_service: str
    push_service_tls: str
    firefox_push: str
    ca_file: Path

    @property
    def origins(self) -> frozenset[str]:
        """Every origin that leads here, as a VAPID audience names it."""
        port, tls_port = self.push_service.rpartition(":")[2], self.push_service_tls.rpartition(":")[2]
        hosts = ("localhost", "127.0.0.1", "[::1]")
        plain = {f"http://{host}:{port}" for host in hosts}
        return frozenset(plain | {f"https://{host}:{tls_port}" for host in hosts})

    def firefox_prefs(self, profile: str = "") -> dict[str, str | int | bool]:
        """Preferences that bind a Firefox to this lab (facts: browser-protocols.md).

        `profile` is the LabProfile it lives in, empty where somebody else starts it.
        """
        path = f"firefox/{profile}" if profile else ""
        return {
            "dom.push.serverURL": self.firefox_push + path,
            "dom.push.testing.allowInsecureServerURL": True,
            "dom.push.connection.enabled": True,
            "permissions.default.desktop-notification": 1,
            "alerts.useSystemBackend": False,
            "dom.push.maxQuotaPerSubscription": 100_000,
            "dom.push.retryBaseInterval": 1000,
        }
