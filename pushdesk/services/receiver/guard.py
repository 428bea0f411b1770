"""What the receiver takes in: only its own Host and Origin, small JSON bodies; errors as one JSON shape.

A page on the internet can make a browser call http://localhost:8765. The Host check stops DNS
rebinding, the Origin check stops cross-site requests (OWASP: CSRF, "Verifying Origin").
"""

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from pushdesk.model import json_text
from pushdesk.model.errors import BadInput, Conflict, FolderError, KeyUnavailable, KnownError, NotFound

BODY_LIMIT = 64 * 1024
DEPTH_LIMIT = 50
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
    KeyUnavailable: 503,
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
        if "Allow" in problem.headers:
            response.headers["Allow"] = problem.headers["Allow"]
    if not response.prepared:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)  # a route may be stricter, or say why it is not
    return response


def refusal(problem: KnownError) -> web.Response:
    """The answer to a request that cannot be taken."""
    status = next((code for kind, code in _STATUS.items() if isinstance(problem, kind)), 400)
    return web.json_response({"error": {"code": problem.code, "message": problem.sentence}}, status=status)


async def json_body(request: web.Request) -> dict[str, Any]:
    """The request's JSON object; raises BadInput or TooLarge."""
    raw = b""
    try:
        while part := await request.content.read(BODY_LIMIT + 1 - len(raw)):
            raw += part
            if len(raw) > BODY_LIMIT:
                raise TooLarge(f"The body is over {BODY_LIMIT // 1024} KiB: send only what the API names.")
    except (ConnectionError, web.RequestPayloadError):
        raise BadInput("The body broke off before its end.") from None
    try:
        document = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadInput("The body is not JSON in UTF-8.") from None
    if not isinstance(document, dict):
        raise BadInput("The body must be a JSON object.")
    # Before anything recurses over it: what one stack takes is too deep for another, later, elsewhere.
    if _is_deep(document):
        raise BadInput(f"The body is nested more than {DEPTH_LIMIT} levels deep: make it flatter.")
    json_text.check(document, "The body")
    return document


def _is_deep(document: dict[str, Any]) -> bool:
    level: list[Any] = [document]
    for _ in range(DEPTH_LIMIT):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


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
