"""A real browser as the lab's *Open in …* starts it: found, on a kept profile, notifications allowed."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from pushdesk.services.lab.lab import Lab
from pushdesk.services.parts import Desk
from tests.desks import PATIENCE_S

_LOOK_S = 0.05


class RealBrowser:
    """Started and stopped by the lab alone; `extra` arguments let the test reach its page, and no more."""

    def __init__(self, desk: Desk, engine: str, extra: Sequence[str]) -> None:
        assert desk.lab is not None
        self._lab: Lab = desk.lab
        self._profiles = desk.settings.data_dir / "lab" / "profiles"
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
        """The rest of the line that begins with `before`, once it is written; nobody tells when it is."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                word, ended, _ = self.said().partition(before)[2].partition("\n")
                if ended:
                    return word.strip()
                await asyncio.sleep(_LOOK_S)

    @property
    def _log(self) -> Path:
        return self._profiles / f"{self._profile}.log"
