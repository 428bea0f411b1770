"""The receiver's route for local pictures, which a notification on this computer shows by their URL."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from pushdesk.services.pictures.kinds import MEDIA_TYPES, Kind
from pushdesk.services.pictures.store import Pictures

_HEADERS = {
    # The name is a hash of the bytes: what was fetched once is right for ever.
    "Cache-Control": "public, max-age=31536000, immutable",
    # A page under test has an origin of its own on this computer, and its worker shows the picture.
    "Cross-Origin-Resource-Policy": "cross-origin",
    # An SVG opened as a page could run scripts at the receiver's origin.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


def serving(pictures: Pictures) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler of `/pictures/{name}`: 404 for whatever was not kept."""

    async def serve(request: web.Request) -> web.StreamResponse:
        path = pictures.file(request.match_info["name"])
        kind = Kind(path.suffix.removeprefix("."))
        return web.FileResponse(path, headers={**_HEADERS, "Content-Type": MEDIA_TYPES[kind]})

    return serve
