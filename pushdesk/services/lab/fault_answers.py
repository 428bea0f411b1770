"""How a fault is carried out on the wire: exactly its bytes, late, in drops, cut off, or nothing at all."""

import asyncio
import os
import socket
import struct
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from aiohttp import web

from pushdesk.services.lab import answers
from pushdesk.services.lab.faults import Answering, Fault

# Half of an answer has to arrive before the reset takes back what is still on its way.
_HALF_SECONDS = 0.05
_CLOSING = web.AppKey("closing", asyncio.Event)
_ASKED = web.ResponseKey("fault", Fault)


# struct linger: two ints, on Windows two unsigned shorts. On, for 0 seconds: closing sends a RST.
_LINGER = struct.pack("HH" if os.name == "nt" else "ii", 1, 0)

AnswerT = TypeVar("AnswerT", bound=web.StreamResponse)


async def answer(
    request: web.Request, fault: Fault, taken: web.Response, now: datetime
) -> web.StreamResponse:
    """The answer to `request`. `taken` is the 201 that the lab would have given.

    Where the connection was ended on purpose, aiohttp finds nobody to send the rest to.
    """
    match fault.answer:
        case Answering.SILENT:
            return taken
        case Answering.DELAY:
            await _pause(request, fault.delay_seconds)
            return taken
        case Answering.STATUS:
            return _exactly(web.Response(status=fault.status, body=fault.body.encode()), fault, now)
        case Answering.DRIP:
            return await _drip(request, fault, now)
        case Answering.RESET:
            response = await _half(request, fault, now)
            _end(request, reset=True)
            return response
        case Answering.DROP:
            _end(request, reset=False)
    return taken


def install(application: web.Application) -> None:
    """What faults need of the application that answers them."""
    closing = application[_CLOSING] = asyncio.Event()

    async def close(_application: web.Application) -> None:
        closing.set()

    application.on_shutdown.append(close)
    application.on_response_prepare.append(plainly)


async def _pause(request: web.Request, seconds: float) -> None:
    """Wait, but not longer than the lab itself."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await request.app[_CLOSING].wait()


async def plainly(_request: web.Request, response: web.StreamResponse) -> None:
    """Leave out the headers that aiohttp adds to every answer and that a fault does not name (a signal)."""
    if (fault := response.get(_ASKED)) is None:
        return
    named = {name.lower() for name in fault.headers}
    for name in ("Server", "Content-Type"):
        if name.lower() not in named:
            response.headers.pop(name, None)


def _exactly(response: AnswerT, fault: Fault, now: datetime) -> AnswerT:
    response[_ASKED] = fault
    response.headers.update(fault.head(now))
    return response


async def _drip(request: web.Request, fault: Fault, now: datetime) -> web.StreamResponse:
    body = fault.body.encode()
    response = _exactly(web.StreamResponse(status=fault.status), fault, now)
    response.content_length = len(body)
    await response.prepare(request)
    for byte in body:
        await _pause(request, fault.delay_seconds / len(body))
        await response.write(bytes([byte]))
    await response.write_eof()
    return response


async def _half(request: web.Request, fault: Fault, now: datetime) -> web.StreamResponse:
    """Send the head and the first half of the body."""
    response = _exactly(web.StreamResponse(status=fault.status), fault, now)
    response.content_length = len(answers.whole(fault))
    await response.prepare(request)
    await response.write(answers.half(fault))
    await asyncio.sleep(_HALF_SECONDS)
    return response


def _end(request: web.Request, *, reset: bool) -> None:
    """End the connection: with a FIN, or with a RST (RFC 9293 section 3.10.4, linger of 0 seconds)."""
    if (transport := request.transport) is None:
        return
    raw = transport.get_extra_info("socket")
    if reset and raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
    transport.abort()
