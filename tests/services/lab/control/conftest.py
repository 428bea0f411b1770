"""What asks a lab's control interface."""

from typing import Any

import aiohttp
import pytest

from pushdesk.services.lab.lab import Lab
from tests.services.lab.sending import AppServer


class Asking:
    """Asks one lab over HTTP."""

    def __init__(self, lab: Lab, session: aiohttp.ClientSession) -> None:
        self._lab = lab
        self._session = session

    async def ask(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """Status and JSON (None without a body); `path` follows /control/."""
        given = more | ({} if body is None else {"json": body})
        async with self._session.request(method, self._lab.control.url + path, **given) as answer:
            text = await answer.text()
            assert not text or answer.content_type == "application/json"
            return answer.status, (await answer.json()) if text else None

    async def get(self, path: str, **more: Any) -> Any:
        """What is there; fails where it is not 200."""
        status, found = await self.ask("GET", path, **more)
        assert status == 200, found
        return found

    async def device(self, **about: Any) -> dict[str, Any]:
        """A new device."""
        status, made = await self.ask("POST", "devices", about)
        assert status == 201, made
        assert isinstance(made, dict)
        return made

    async def refusal(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, str, str]:
        """Status, code and sentence of an error in the contract's shape."""
        status, found = await self.ask(method, path, body, **more)
        assert found.keys() == {"error"}
        assert found["error"].keys() == {"code", "message"}
        return status, found["error"]["code"], found["error"]["message"]


@pytest.fixture
def control(lab: Lab, server: AppServer) -> Asking:
    """Asks the lab of this test."""
    return Asking(lab, server.session)
