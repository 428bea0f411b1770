"""What is to be said where this computer has no network at all: Chromium then waits for one."""

import re

import psutil

_LOOPBACK = re.compile(r"lo\d*|.*loopback.*", re.IGNORECASE)


def offline_note() -> str:
    """A sentence where nothing but the loopback interface is up, else empty.

    Chromium does not open its connection then, to localhost neither, and has no switch for it (measured with
    Chromium 156: chrome://gcm-internals says “WAITING FOR NETWORK CHANGE”).
    """
    up = [name for name, state in psutil.net_if_stats().items() if state.isup]
    if any(not _LOOPBACK.fullmatch(name) for name in up):
        return ""
    return (
        "Chromium receives nothing until there is a network; Firefox, the built-in browser and virtual "
        "devices do. Only the loopback interface is up."
    )
