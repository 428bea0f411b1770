"""How a Chromium, Chrome or Edge is started on a profile of the lab's: its preferences, its switches."""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_FEATURES = "--disable-features="
# components/content_settings/core/common/content_settings.h: CONTENT_SETTING_ALLOW and _BLOCK.
_ALLOW, _BLOCK = 1, 2


def prepare(profile: Path, origins: Iterable[str], *, allowed: bool) -> None:
    """Allow or block notifications for `origins` in the profile's preferences; the rest of them stays."""
    path = profile / "Default" / "Preferences"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = _read(path)
    exceptions = _within(kept, "profile", "content_settings", "exceptions", "notifications")
    for origin in origins:
        exceptions[f"{origin},*"] = {"setting": _ALLOW if allowed else _BLOCK}
    path.write_text(json.dumps(kept), encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    """What is there; a file that no Chromium could read either is begun anew, as Chromium does."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _within(document: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        inner = document.get(name)
        if not isinstance(inner, dict):
            inner = document[name] = {}
        document = inner
    return document


def arguments(profile: Path, switches: Iterable[str], url: str) -> Sequence[str]:
    """Bound to the lab by `switches`, on this profile, at `url`.

    Of several --disable-features Chromium heeds the last alone: they are joined.
    """
    given = list(switches)
    features = [switch.removeprefix(_FEATURES) for switch in given if switch.startswith(_FEATURES)]
    others = [switch for switch in given if not switch.startswith(_FEATURES)]
    joined = [_FEATURES + ",".join(features)] if features else []
    # Its sandbox does not start as root.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return (
        f"--user-data-dir={profile}",
        "--no-first-run",
        "--no-default-browser-check",
        *root,
        *joined,
        *others,
        url,
    )
