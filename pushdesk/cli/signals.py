"""The signals that ask for an end: from the process's first moment on, and while a loop runs."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pushdesk.model.errors import KnownError

# Windows has no SIGHUP; its terminate is a kill that nobody hears.
ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupted(KnownError):
    """A signal ended what was under way; `campaign_id` names what can be resumed, if anything can."""

    code = "interrupted"

    def __init__(self, sentence: str, campaign_id: str | None = None) -> None:
        super().__init__(sentence)
        self.campaign_id = campaign_id


@contextmanager
def heard(call: Callable[[], object], *, even_ignored: bool = False) -> Iterator[None]:
    """The first of ENDING makes `call` on the running loop; a second one does what it did before.

    A signal that the process was started without stays so (nohup's SIGHUP; a shell's background job has no
    SIGINT), with `even_ignored` SIGHUP only. Only the main thread may do this.
    """
    loop = asyncio.get_running_loop()
    before: dict[int, Any] = {}

    def hear(*_: object) -> None:
        forget()
        loop.call_soon_threadsafe(call)

    def forget() -> None:
        while before:
            number, handler = before.popitem()
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    for number in ENDING:
        ignored = signal.getsignal(number) is signal.SIG_IGN
        if not ignored or (even_ignored and number in {signal.SIGINT, signal.SIGTERM}):
            # Not the loop's add_signal_handler: Windows has none, and its end resets them to the default.
            before[number] = signal.signal(number, hear)
    try:
        yield
    finally:
        forget()


@contextmanager
def held() -> Iterator[None]:
    """What must not be left half done: one of ENDING that comes meanwhile does at the end what it would do.

    Only the main thread may do this.
    """
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in ENDING}
    taken = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for number in taken:
        signal.signal(number, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in taken.items():
            signal.signal(number, handler)
    for number in came:
        signal.raise_signal(number)
