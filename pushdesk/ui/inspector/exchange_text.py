"""Requests, answers and tokens as text to read and to copy, without any secret. Plain Python."""

import json
import re
import shlex
from collections.abc import Mapping
from urllib.parse import urlsplit

from pushdesk.model import base64url
from pushdesk.model.campaign import Attempt
from pushdesk.model.errors import BadInput

# What stands for the encrypted body: it is kept nowhere, and only the device could read it.
BODY_FILE = "<body.bin>"
_TOKEN = re.compile(r"\bt=([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)[^,\s]*")


def request_text(endpoint: str, attempt: Attempt) -> str:
    """The request as HTTP would put it."""
    parts = urlsplit(endpoint)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc, **attempt.request_headers, "Content-Length": str(attempt.body_bytes)}
    return f"POST {target} HTTP/1.1\n{_header_lines(headers)}\n\n{_body_words(attempt)}"


def response_text(attempt: Attempt) -> str:
    """The answer as it came, or the sentence that says why there is none."""
    if attempt.status is None:
        return attempt.reason or "No answer."
    lines = [f"HTTP {attempt.status}", _header_lines(attempt.response_headers)]
    return "\n".join(filter(None, lines)) + (f"\n\n{attempt.response_body}" if attempt.response_body else "")


def token_text(attempt: Attempt) -> str:
    """The VAPID token's header and claims, or an empty text where there are none."""
    found = _TOKEN.search(_authorization(attempt))
    if found is None:
        return ""
    try:
        parts = [json.loads(base64url.decode(part, "The token")) for part in found.groups()]
    except (BadInput, ValueError):
        return ""
    return "\n".join(json.dumps(part, indent=2) for part in parts)


def as_curl(endpoint: str, attempt: Attempt) -> str:
    """The request as a shell command. Token and body are named, not given: put your own in their place."""
    headers = {
        name: _TOKEN.sub("t=<token>", value) if name.lower() == "authorization" else value
        for name, value in attempt.request_headers.items()
    }
    arguments = ["-X POST", shlex.quote(endpoint)]
    arguments += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items()]
    arguments.append(f"--data-binary {shlex.quote('@' + BODY_FILE)}")
    return "curl " + " \\\n  ".join(arguments)


def _authorization(attempt: Attempt) -> str:
    return next(
        (value for name, value in attempt.request_headers.items() if name.lower() == "authorization"), ""
    )


def _header_lines(headers: Mapping[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers.items())


def _body_words(attempt: Attempt) -> str:
    return f"{attempt.body_bytes} encrypted bytes (aes128gcm)"
