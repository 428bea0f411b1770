"""Requests to the lab's ports that are no HTTP, and forms that are no text: refused, told in a line."""

import asyncio
import logging
from urllib.parse import urlsplit

import pytest

from pushdesk.services.lab.lab import Lab


async def asked(lab: Lab, request: bytes) -> bytes:
    """All that the push service answers to these bytes."""
    where = urlsplit(lab.addresses.push_service)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    "request_head",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
    ],
)
async def test_what_is_no_http_is_answered_400_and_told_in_a_line(
    lab: Lab, request_head: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert (await asked(lab, request_head)).startswith(b"HTTP/1.0 400 ")
    (told,) = [record for record in caplog.records if record.name == "pushdesk.http"]
    assert (told.levelno, told.exc_info) == (logging.INFO, None)
    assert told.getMessage().startswith("a request that is no HTTP was refused: ")
    assert "\n" not in told.getMessage()


async def test_a_form_that_is_no_text_is_answered_400(lab: Lab) -> None:
    form = b"\xff\xff"
    head = (
        b"POST /gcm/-/register HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2\r\n\r\n"
    )
    answer = await asked(lab, head + form)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"no text in UTF-8" in answer
