"""HTTP to push services: one POST, one answer. No redirects, a timeout on everything, TLS verified."""

import asyncio
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from pushdesk.services.delivery.outcome import Answer

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
    """A pool of connections. `timeout` in seconds bounds a whole exchange."""

    def __init__(self, concurrency: int, timeout: float) -> None:
        self._concurrency = concurrency
        self._timeout = timeout
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        for direct in (True, False):
            self._sessions[direct] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._concurrency),
                timeout=aiohttp.ClientTimeout(total=self._timeout),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=not direct,
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    async def post(self, request: Post) -> Answer:
        """Send it once; raises NoAnswer."""
        try:
            # encoded=True: an endpoint's bytes are never changed (facts: push-services.md row 11).
            async with self._sessions[request.direct].post(
                URL(request.url, encoded=True),
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
            ) as response:
                raw = await response.content.read(_BODY_BYTES)
                body = raw.decode("utf-8", "replace")[:_BODY_CHARACTERS]
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, headers, body)
        except TimeoutError:
            raise NoAnswer(f"No answer within {self._timeout:g} seconds.") from None
        except aiohttp.ClientConnectorCertificateError:
            raise NoAnswer("The push service's TLS certificate is not trusted on this computer.") from None
        except aiohttp.ClientConnectorDNSError:
            raise NoAnswer("The push service's name cannot be found: is this computer online?") from None
        except (aiohttp.ClientConnectorSSLError, ssl.SSLError):
            raise NoAnswer("No secure connection could be made to the push service.") from None
        except aiohttp.ClientConnectorError:
            raise NoAnswer(
                "Nobody listens at the push service's address, or a firewall is in between."
            ) from None
        except aiohttp.InvalidURL:
            raise NoAnswer("The endpoint is a URL that no connection can be made to.") from None
        except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError):
            raise NoAnswer("The connection broke before the answer came.") from None
