"""Which browsers this computer has. What to look for, and where, is in browsers.toml."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_VERSION_SECONDS = 10
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_PLACE = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class FoundBrowser:
    """A browser: `id` as in browsers.toml, `title` with its version where it tells one, `engine` firefox or
    chromium."""

    id: str
    title: str
    engine: str
    executable: Path


@cache
def _known() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("browsers.toml").read_text("utf-8"))


def engine_of(identifier: str) -> str:
    """The engine of a browser of the data file; empty for one that is not in it (any more)."""
    return str(_known().get(identifier, {}).get("engine", ""))


def name_of(identifier: str) -> str:
    """What a browser of the data file is called, whichever version it has."""
    return str(_known()[identifier]["title"])


def find(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> list[FoundBrowser]:
    """Every browser of the data file that is here, in its order. Runs each once, without a window.

    One that is there under another name, as a link or as a script (Debian's `firefox`), is listed once.
    """
    found: list[FoundBrowser] = []
    seen: set[Path | str] = set()
    for identifier, entry in _known().items():
        executable = next(_executables(entry, platform, environment), None)
        if executable is None or executable.resolve() in seen:
            continue
        told = _told(executable, platform)
        number = _VERSION.search(told)
        if number is None or told not in seen:
            title = f"{entry['title']} {_short(number[0])}" if number else str(entry["title"])
            found.append(FoundBrowser(identifier, title, entry["engine"], executable))
        seen.update((executable.resolve(), told))
    return found


def _executables(entry: Mapping[str, Any], platform: str, environment: Mapping[str, str]) -> Iterator[Path]:
    for command in entry["commands"]:
        if there := shutil.which(command, path=environment.get("PATH")):
            yield Path(there)
    for pattern in entry.get(platform, ()):
        if all(environment.get(name) for name in _PLACE.findall(pattern)):
            path = Path(_PLACE.sub(lambda place: environment[place[1]], pattern))
            if path.is_file():
                yield path


def _told(executable: Path, platform: str) -> str:
    """What it tells of itself; empty where it does not. On Windows a Chromium asked for it opens a window."""
    if platform == "win32":
        return ""
    try:
        return subprocess.run(
            [executable, "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_VERSION_SECONDS,
            check=False,
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _short(version: str) -> str:
    return ".".join(version.split(".")[:2])
