"""What the built-in browser is asked, each with the answer that has its number."""

import asyncio
from typing import Any

from pushdesk.model.builtin import Asked, BuiltinReport, BuiltinRequest
from pushdesk.model.errors import Conflict
from pushdesk.services.lab.builtin.process import BuiltinProcess, BuiltinUnavailable

ANSWER_SECONDS = 60.0


class Asking:
    """One for all processes after each other; `end` when one has ended."""

    def __init__(self) -> None:
        self._asked = 0
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def ask(self, process: BuiltinProcess | None, ask: Asked, **about: str) -> Any:
        """The answer's value. Raises Conflict with its problem or where nothing runs, BuiltinUnavailable."""
        if process is None:
            raise not_running()
        self._asked += 1
        number = self._asked
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            process.send(BuiltinRequest(id=number, ask=ask, **about))
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError:
            raise BuiltinUnavailable("The built-in browser does not answer: stop and start it.") from None
        finally:
            del self._waiting[number]

    def take(self, report: BuiltinReport) -> None:
        """Hand an answer to who waits for it."""
        answer = self._waiting.get(report.id)
        if answer is not None and not answer.done():
            if report.problem:
                answer.set_exception(Conflict(report.problem))
            else:
                answer.set_result(report.value)

    def end(self) -> None:
        """Nobody answers any more."""
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(not_running())


def not_running() -> Conflict:
    """What who asks is told while nothing runs."""
    return Conflict("The built-in browser does not run: start it first.")
