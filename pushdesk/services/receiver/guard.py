"""What the receiver takes in: only its own Host and Origin, small JSON bodies; errors as one JSON shape.

A page on the internet can make a browser call http://localhost:8765. The Host check stops DNS
rebinding, the Origin check stops cross-site requests (OWASP: CSRF, "Verifying Origin").
"""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from pushdesk.model.errors import BadInput, Conflict, FolderError, KnownError, NotFound

BODY_LIMIT = 64 * 1024
HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: http: https:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = logging.getLogger(__name__)


class Forbidden(KnownError):
    """A request that does not come from the receiver's own page."""

    code = "forbidden"


class TooLarge(KnownError):
    """A body over BODY_LIMIT."""

    code = "too_large"


_STATUS: dict[type[KnownError], int] = {
    BadInput: 400,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    FolderError: 503,
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse strangers; answer errors as `{"error": {"code", "message"}}`; add a safe page's headers."""
    try:
        _check_host(request)
        _check_origin(request)
        response = await handler(request)
    except KnownError as problem:
        response = refusal(problem)
    except web.HTTPException as problem:
        code = problem.reason.lower().replace(" ", "_")
        message = f"{request.method} {request.path} is not part of the receiver's API."
        response = web.json_response({"error": {"code": code, "message": message}}, status=problem.status)
    if not response.prepared:
        response.headers.update(SECURITY_HEADERS)
    return response


def refusal(problem: KnownError) -> web.Response:
    """The answer to a request that cannot be taken."""
    status = next((code for kind, code in _STATUS.items() if isinstance(problem, kind)), 400)
    return web.json_response({"error": {"code": problem.code, "message": problem.sentence}}, status=status)


async def json_body(request: web.Request) -> dict[str, Any]:
    """The request's JSON object; raises BadInput or TooLarge."""
    try:
        raw = await request.content.read(BODY_LIMIT + 1)
        while len(raw) <= BODY_LIMIT and not request.content.at_eof():
            raw += await request.content.read(BODY_LIMIT + 1 - len(raw))
    except web.HTTPRequestEntityTooLarge:
        raw = b" " * (BODY_LIMIT + 1)
    if len(raw) > BODY_LIMIT:
        raise TooLarge(f"The body is over {BODY_LIMIT // 1024} KiB: send only what the API names.")
    try:
        document = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadInput("The body is not JSON in UTF-8.") from None
    if not isinstance(document, dict):
        raise BadInput("The body must be a JSON object.")
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadInput("The body holds half of a character (a lone surrogate).") from None
    return document


def _check_host(request: web.Request) -> None:
    if _host(f"//{request.headers.get('Host', '')}") not in HOSTS:
        raise Forbidden("The receiver answers only at localhost and 127.0.0.1.")


def _check_origin(request: web.Request) -> None:
    given = request.headers.get("Origin")
    if given is not None and given != f"http://{request.headers.get('Host', '')}":
        raise Forbidden("Only the receiver's own page may call this.")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
