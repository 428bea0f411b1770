"""How a Chromium, Chrome or Edge is started on a profile of the lab's: its preferences, its switches."""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_PREFERENCES = Path("Default", "Preferences")
_FEATURES = "--disable-features="
# components/content_settings/core/common/content_settings.h: CONTENT_SETTING_ALLOW and _BLOCK.
_ALLOW, _BLOCK = 1, 2


def prepare(profile: Path, origins: Iterable[str]) -> None:
    """Allow notifications for `origins` that were not blocked; the other preferences stay as they are."""
    preferences = _read(profile)
    exceptions = _exceptions(preferences)
    for origin in origins:
        exceptions.setdefault(f"{origin},*", {"setting": _ALLOW})
    _write(profile, preferences)


def block(profile: Path) -> None:
    """Block notifications for every origin that has them allowed; only while it does not run."""
    _change(profile, _ALLOW, _BLOCK)


def allow(profile: Path) -> None:
    """Allow them again for every origin that was blocked; only while it does not run."""
    _change(profile, _BLOCK, _ALLOW)


def is_blocked(profile: Path) -> bool:
    """Whether some origin is blocked."""
    return any(_setting(rule) == _BLOCK for rule in _exceptions(_read(profile)).values())


def _change(profile: Path, before: int, after: int) -> None:
    preferences = _read(profile)
    exceptions = _exceptions(preferences)
    changed = [pattern for pattern, rule in exceptions.items() if _setting(rule) == before]
    exceptions.update({pattern: {"setting": after} for pattern in changed})
    _write(profile, preferences)


def _setting(rule: Any) -> Any:
    return rule.get("setting") if isinstance(rule, dict) else None


def _exceptions(preferences: dict[str, Any]) -> dict[str, Any]:
    return _within(preferences, "profile", "content_settings", "exceptions", "notifications")


def _write(profile: Path, preferences: dict[str, Any]) -> None:
    path = profile / _PREFERENCES
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(preferences), encoding="utf-8")


def _read(profile: Path) -> dict[str, Any]:
    """What is there; a file that no Chromium could read either is begun anew, as Chromium does."""
    try:
        found = json.loads((profile / _PREFERENCES).read_text(encoding="utf-8"))
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
        "--password-store=basic",  # else some desktops ask for the keyring's password
        # Until its first page was seen Chromium puts off what it does after the start, the check-in included,
        # for three minutes at most: one that opens behind other windows heard of no push for so long.
        "--disable-backgrounding-occluded-windows",
        *root,
        *joined,
        *others,
        url,
    )
