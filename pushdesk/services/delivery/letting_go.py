"""Letting go of a campaign at once that was taken for somebody who no longer waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from pushdesk.model.errors import KnownError

T = TypeVar("T")


async def kept_or_let_go(taking: Awaitable[T], let_go: Callable[[T], Awaitable[object]]) -> T:
    """What `taking` gives; where the caller is cancelled meanwhile, `let_go` of it, then CancelledError.

    A write that has begun is not undone by that its caller is cancelled: only its end tells what it took.
    """
    writing = asyncio.ensure_future(taking)
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        with suppress(KnownError):
            await let_go(await writing)
        raise
