"""A real browser as the lab's *Open in …* starts it: found, on a kept profile, notifications allowed."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from pushdesk.services.lab.browsers.browsers import FOLDER
from pushdesk.services.lab.browsers.profiles import log_of
from pushdesk.services.lab.lab import Lab
from pushdesk.services.parts import Desk
from tests.browsers.at_the_page import word_in
from tests.desks import PATIENCE_S


class RealBrowser:
    """Started and stopped by the lab alone; `extra` arguments let the test reach its page, and no more."""

    def __init__(self, desk: Desk, engine: str, extra: Sequence[str]) -> None:
        assert desk.lab is not None
        self._lab: Lab = desk.lab
        self._profiles = desk.settings.data_dir / FOLDER
        self._engine = engine
        self._extra = extra
        self._profile: str | None = None

    async def start(self) -> None:
        """On the profile that it had before, if any."""
        found = [browser for browser in await self._lab.browsers.found() if browser.engine == self._engine]
        if not found:
            pytest.fail(f"No {self._engine} is on this computer; `make setup-test` installs it on Debian.")
        opened = await self._lab.browsers.open(
            found[0].id, profile=self._profile, keep=True, extra=self._extra
        )
        self._profile = opened.profile

    async def stop(self) -> None:
        """Its profile stays."""
        if self._profile is not None:
            await self._lab.browsers.stop(self._profile)

    def said(self) -> str:
        """What it wrote since it started."""
        return self._log.read_text(errors="replace")

    async def says(self, before: str) -> str:
        """The rest of the line that begins with `before`, once it is written."""
        async with asyncio.timeout(PATIENCE_S):
            return await word_in(self._log, before)

    @property
    def _log(self) -> Path:
        assert self._profile is not None
        return log_of(self._profiles / self._profile)
