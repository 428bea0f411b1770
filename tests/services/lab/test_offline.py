"""Where this computer has no network, the lab says what that means."""

from types import SimpleNamespace

import psutil
import pytest

from pushdesk.services.lab.offline import offline_note


@pytest.mark.parametrize(
    ("up", "said"),
    [
        (["lo"], True),
        (["lo0"], True),
        (["Loopback Pseudo-Interface 1"], True),
        ([], True),
        (["lo", "eth0"], False),
        (["lo", "lovpn"], False),
    ],
)
def test_it_is_said_only_where_nothing_but_loopback_is_up(
    monkeypatch: pytest.MonkeyPatch, up: list[str], said: bool
) -> None:
    states = {"wlan0": SimpleNamespace(isup=False)} | {name: SimpleNamespace(isup=True) for name in up}
    monkeypatch.setattr(psutil, "net_if_stats", lambda: states)
    assert bool(offline_note()) is said
    # A card may show no more than the beginning.
    assert offline_note().startswith("Chromium receives nothing" if said else "")
    assert ("the built-in browser" in offline_note()) is said
