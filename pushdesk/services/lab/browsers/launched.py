"""A browser that runs: what others may know of it, and what is kept to end it and start it again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from pushdesk.services.lab.browsers.process import BrowserProcess


@dataclass(frozen=True)
class Launched:
    """A browser that runs: on which profile, which one of browsers.toml, its process id."""

    profile: str
    browser_id: str
    pid: int


@dataclass
class Entry:
    """`kept`: its profile outlives it. `url` and `extra` are what it was started with."""

    launched: Launched
    engine: str
    process: BrowserProcess
    kept: bool
    url: str
    extra: Sequence[str]
    stopping: bool = False
    watch: asyncio.Task[None] | None = None
