"""HTTP to push services: one POST, one answer. No redirects, a timeout on everything, TLS verified."""

import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from pushdesk.services.delivery.outcome import Answer
from pushdesk.services.delivery.proxies import Proxies

_BODY_BYTES = 8000
_BODY_CHARACTERS = 2000


@dataclass(frozen=True)
class Post:
    """A request. `url` is where to connect to, which for the lab's endpoints is where it listens now.

    `direct` passes by the proxy of the environment: the lab is on this computer.
    """

    url: str
    headers: dict[str, str]
    body: bytes
    direct: bool = False


class NoAnswer(Exception):
    """The request had no answer; `reason` is a sentence. Whether it arrived is not known."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Transport:
    """A pool of connections. `timeout` in seconds bounds a whole exchange.

    How many exchanges there are at once is the callers' matter: a request that waited here for a free
    connection would time out without ever having left.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._proxies = Proxies()
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=self._timeout),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def post(self, request: Post) -> Answer:
        """Send it once; raises NoAnswer."""
        try:
            return await self._post(request)
        except TimeoutError:
            raise NoAnswer(f"No answer within {self._timeout:g} seconds.") from None
        except (aiohttp.ClientError, OSError) as problem:
            raise NoAnswer(_sentence(problem)) from None
        except ValueError as problem:
            # yarl and the resolver refuse some hosts and ports: labels that are empty or too long.
            if not isinstance(problem, UnicodeError | aiohttp.InvalidURL):
                raise
            raise NoAnswer(_UNUSABLE) from None

    async def _post(self, request: Post) -> Answer:
        # encoded=True: an endpoint's bytes are never changed (facts: push-services.md row 11).
        url = URL(request.url, encoded=True)
        async with self._session.post(
            url,
            headers=request.headers,
            data=request.body,
            allow_redirects=False,
            proxy=None if request.direct else await self._proxies.towards(url),
        ) as response:
            raw = await _beginning(response.content)
            body = raw.decode("utf-8", "replace")[:_BODY_CHARACTERS]
            headers = {name.lower(): _text(value) for name, value in response.headers.items()}
            return Answer(response.status, headers, body)


async def _beginning(content: aiohttp.StreamReader) -> bytes:
    """The first _BODY_BYTES of a body. One that breaks off or never ends does not undo the status."""
    raw = b""
    try:
        while len(raw) < _BODY_BYTES and (part := await content.read(_BODY_BYTES - len(raw))):
            raw += part
    except (TimeoutError, aiohttp.ClientError, OSError):
        return raw
    return raw


def _text(header: str) -> str:
    """aiohttp keeps bytes that are not UTF-8 as lone surrogates, which no database takes."""
    return header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


_UNUSABLE = "The endpoint is a URL that no connection can be made to."
# The first that fits; each class stands before the more general ones.
_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (
        aiohttp.ClientConnectorCertificateError,
        "The push service's TLS certificate is not trusted on this computer.",
    ),
    (
        aiohttp.ClientConnectorDNSError,
        "The push service's name cannot be found: is this computer online?",
    ),
    (aiohttp.ClientConnectorSSLError, "No secure connection could be made to the push service."),
    (ssl.SSLError, "No secure connection could be made to the push service."),
    (
        aiohttp.ClientProxyConnectionError,
        "The proxy set for this computer does not answer: check the proxy settings.",
    ),
    (
        aiohttp.ClientHttpProxyError,
        "The proxy set for this computer refused to connect to the push service.",
    ),
    (
        aiohttp.ClientConnectorError,
        "Nobody listens at the push service's address, or a firewall is in between.",
    ),
    (aiohttp.InvalidURL, _UNUSABLE),
    (aiohttp.ClientResponseError, "What answers at the push service's address does not speak HTTP."),
)


def _sentence(problem: Exception) -> str:
    fitting = (sentence for kind, sentence in _SENTENCES if isinstance(problem, kind))
    return next(fitting, "The connection broke before the answer came.")
