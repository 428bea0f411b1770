"""Fetch a picture by its URL for the preview: bounded in size and time, this computer or public hosts only.

A message may come from a stranger's file. Looking at it must not make this computer call the router, a
cloud's metadata or anything else inside a private network, also not by a redirect or a DNS name.
"""

import asyncio
import base64
import binascii
import ipaddress
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote_to_bytes

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from pushdesk.model.errors import BadInput, KnownError
from pushdesk.services.delivery.proxies import Proxies
from pushdesk.services.pictures.kinds import kind_of
from pushdesk.services.pictures.limit import LIMIT, within_limit

SECONDS = 10.0
_REDIRECTS = 5
_REDIRECTING = {301, 302, 303, 307, 308}


class Unreachable(KnownError):
    """A picture that cannot be fetched now."""

    code = "unreachable"


class _PrivateNetwork(OSError):
    """A name that leads into a private network; an OSError, as aiohttp expects of a resolver."""


async def fetch(url: str) -> bytes:
    """The picture at `url`; raises BadInput for what is no picture or no such URL, Unreachable otherwise."""
    if url[:5].lower() == "data:":
        raw = _inline(url)
    else:
        raw = await _download(url)
    kind_of(raw)
    return raw


def _inline(url: str) -> bytes:
    """RFC 2397: `data:[type][;base64],data`."""
    head, comma, body = url.partition(",")
    if not comma:
        raise BadInput("The data: URL has no comma, and so no data.")
    if len(body) > LIMIT * 2:
        return within_limit(body.encode())
    raw = unquote_to_bytes(body)
    if not head.lower().rstrip().endswith(";base64"):
        return within_limit(raw)
    try:
        # Browsers take base64 without its padding, and with line breaks.
        letters = b"".join(raw.split())
        return within_limit(base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True))
    except binascii.Error:
        raise BadInput("The data: URL is not base64, as it says it is.") from None


async def _download(text: str) -> bytes:
    try:
        async with asyncio.timeout(SECONDS):
            return await _follow(URL(text))
    except TimeoutError:
        raise Unreachable(f"The picture did not come within {SECONDS:g} seconds.") from None
    except (aiohttp.ClientError, OSError) as problem:
        raise Unreachable(_sentence(problem)) from None
    except ValueError:
        # yarl and the resolver refuse some hosts and ports: labels that are empty or too long.
        raise BadInput(_UNUSABLE) from None


async def _follow(url: URL) -> bytes:
    """What `url` leads to. Redirects are followed by hand: each of them is looked at first."""
    for _ in range(_REDIRECTS + 1):
        _check(url)
        async with _answer(url) as response:
            if response.status not in _REDIRECTING:
                return await _body(response)
            url = url.join(URL(response.headers.get("Location", "")))
    raise Unreachable(f"The picture's URL redirects more than {_REDIRECTS} times.")


@asynccontextmanager
async def _answer(url: URL) -> AsyncIterator[aiohttp.ClientResponse]:
    proxy = await asyncio.to_thread(Proxies().towards, url.scheme, url.host or "")
    # A proxy looks names up itself, and is often in the private network.
    connector = aiohttp.TCPConnector(resolver=None if proxy else _Guarded())
    async with (
        aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept": "image/*"},
        ) as session,
        session.get(url, allow_redirects=False, proxy=proxy) as response,
    ):
        yield response


async def _body(response: aiohttp.ClientResponse) -> bytes:
    if response.status != 200:
        raise Unreachable(f"The picture's URL answers {response.status} {response.reason}.")
    raw = b""
    while part := await response.content.read(LIMIT + 1 - len(raw)):
        raw += part
        within_limit(raw)
    return raw


def _check(url: URL) -> None:
    if url.scheme not in {"http", "https"} or not url.host:
        raise BadInput("A picture's URL begins with https://, http:// or data:.")
    try:
        address = ipaddress.ip_address(url.host)
    except ValueError:
        return
    if not _may_be_called(address):
        raise _PrivateNetwork


def _may_be_called(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    plain = mapped or address
    return plain.is_loopback or (plain.is_global and not plain.is_multicast)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(text.partition("%")[0])


class _Guarded(AbstractResolver):
    """Looks names up as always, and leaves out every address within a private network."""

    def __init__(self) -> None:
        self._inner = aiohttp.DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        allowed = [one for one in found if _may_be_called(_address(one["host"]))]
        if not allowed:
            raise _PrivateNetwork
        return allowed

    async def close(self) -> None:
        await self._inner.close()


_UNUSABLE = "The picture's URL is one that no connection can be made to."
_PRIVATE = "The picture is in a private network, where the preview does not look: choose its file instead."
# The first that fits; each class stands before the more general ones.
_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (_PrivateNetwork, _PRIVATE),
    (
        aiohttp.ClientConnectorCertificateError,
        "The picture's host has a certificate that is not trusted here.",
    ),
    (aiohttp.ClientConnectorSSLError, "No secure connection could be made to the picture's host."),
    (aiohttp.ClientConnectorDNSError, "The picture's host cannot be found: is this computer online?"),
    (aiohttp.ClientConnectorError, "Nobody answers at the picture's host."),
    (aiohttp.InvalidURL, _UNUSABLE),
    (aiohttp.ClientResponseError, "What answers at the picture's URL does not speak HTTP."),
)


def _sentence(problem: Exception) -> str:
    cause = problem.__cause__ if isinstance(problem.__cause__, _PrivateNetwork) else problem
    fitting = (sentence for kind, sentence in _SENTENCES if isinstance(cause, kind))
    return next(fitting, "The connection broke before the picture was there.")
