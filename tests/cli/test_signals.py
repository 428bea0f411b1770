"""Signals that ask for an end, at the moments when nobody listens yet."""

import asyncio
import signal
import sys
from collections.abc import Callable

import pytest

from pushdesk.cli.invocation import run_async
from pushdesk.cli.signals import held


async def work() -> int:
    return 7


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM between processes.")
def test_a_signal_while_the_loop_is_made_waits_until_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[asyncio.AbstractEventLoop] = []
    make: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop

    def interrupted() -> asyncio.AbstractEventLoop:
        signal.raise_signal(signal.SIGINT)
        made.append(make())
        return made[-1]

    monkeypatch.setattr("asyncio.events.new_event_loop", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_async(work())
    assert [loop.is_closed() for loop in made] == [True]


def test_without_a_signal_nothing_changes() -> None:
    before = signal.getsignal(signal.SIGINT)
    assert run_async(work()) == 7
    with held():
        pass
    assert signal.getsignal(signal.SIGINT) is before
