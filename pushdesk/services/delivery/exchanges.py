"""Requests in the air: HTTP to push services by libcurl's multi interface, many at once in one thread.

HTTP/2 with many streams on each connection where the push service speaks it, HTTP/1.1 elsewhere. No
redirects, a timeout on everything, TLS verified.
"""

import ssl
import sys
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import certifi
import pycurl

from pushdesk.services.delivery.outcome import Answer
from pushdesk.services.delivery.proxies import Proxies
from pushdesk.services.store.claims import Timings

# Connections to one push service: streams beyond what one may carry go to the next.
CONNECTIONS = 64
_STREAMS = 100
_BODY_BYTES = 8000
_BODY_CHARACTERS = 2000
_CONNECT_SECONDS = 10.0
# A push service that sends nothing for this share of the time-out is given up.
_STALL_SHARE = 2 / 3


class Post(NamedTuple):
    """A request. `url` is where to connect to, which for the lab's endpoints is where it listens now.

    `direct` passes by the proxy of the environment: the lab is on this computer.
    """

    url: str
    headers: Sequence[str]
    body: bytes
    direct: bool = False


class Exchange(NamedTuple):
    """What came of one Post: an `answer`, or `reason`, a sentence why there is none.

    Without an answer it is not known whether the request arrived. `timings` are milliseconds since the start
    (see model.Attempt); `http2`: the connection carries many streams; `timed_out`: time ran out.
    """

    answer: Answer | None
    reason: str = ""
    timings: Timings | None = None
    milliseconds: int = 0
    http2: bool = False
    timed_out: bool = False


Done = Callable[[Exchange], None]


class _Flight:
    """A handle of libcurl's with what one request after the other needs; options that stay are set once."""

    def __init__(self, handle: pycurl.Curl) -> None:
        self.handle = handle
        self.done: Done = lambda _exchange: None
        self.proxied = False
        self.head = BytesIO()
        self.body = bytearray()
        self._kept: dict[int, object] = {}
        handle.setopt(pycurl.HEADERFUNCTION, self.head.write)
        handle.setopt(pycurl.WRITEFUNCTION, self.take)

    def keep(self, option: int, value: object) -> None:
        """Set an option that is mostly as it was: a call of libcurl's costs more than to compare."""
        if self._kept.get(option) is not value and self._kept.get(option) != value:
            self._kept[option] = value
            self.handle.setopt(option, value)

    def begin(self, done: Done) -> None:
        """Forget the request before."""
        self.done = done
        self.head.seek(0)
        self.head.truncate()
        self.body.clear()

    def headers(self) -> dict[str, str]:
        """The last header block: before it may stand an interim answer's, or a proxy's."""
        found: dict[str, str] = {}
        for line in self.head.getvalue().split(b"\r\n"):
            name, text = _header(line)
            if name:
                found[name] = text
            elif text:
                found.clear()
        return found

    def take(self, part: bytes) -> int:
        """The beginning of a body is enough; the rest is not waited for."""
        self.body += part
        return len(part) if len(self.body) < _BODY_BYTES else 0


class Exchanges:
    """A pool of connections. `timeout` in seconds bounds a whole exchange. Not for several threads."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        self._proxies = Proxies()
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, CONNECTIONS)
        self._multi.setopt(pycurl.M_MAX_CONCURRENT_STREAMS, _STREAMS)
        self._idle: list[_Flight] = []
        self._flights: dict[pycurl.Curl, _Flight] = {}

    @property
    def in_air(self) -> int:
        """How many requests wait for their answer."""
        return len(self._flights)

    def start(self, post: Post, done: Done) -> None:
        """Send it; `done` is called from `turn`, or at once where no connection can be made to such a URL."""
        scheme, host = _place(
            post.url[:end] if (end := post.url.find("/", len("https://"))) > 0 else post.url
        )
        if not host:
            done(Exchange(None, _UNUSABLE))
            return
        proxy = None if post.direct else self._proxies.towards(scheme, host)
        flight = self._idle.pop() if self._idle else self._made()
        flight.begin(done)
        flight.proxied = proxy is not None
        handle = flight.handle
        handle.setopt(pycurl.URL, post.url)
        handle.setopt(pycurl.POSTFIELDS, post.body)
        flight.keep(pycurl.HTTPHEADER, post.headers)
        # Over TLS the handshake tells whether a connection carries many; without, only an answer would.
        flight.keep(pycurl.PIPEWAIT, scheme == "https")
        flight.keep(pycurl.PROXY, proxy or "")
        flight.keep(pycurl.TIMEOUT_MS, round(self.timeout * 1000))
        self._flights[handle] = flight
        self._multi.add_handle(handle)

    def turn(self, wait: float) -> None:
        """Go on with what is in the air; wait for the network at most so many seconds."""
        if wait > 0 and self._flights:
            self._multi.select(wait)
        elif wait > 0:
            # What is queued waits for its push service's moment, or for the cap.
            time.sleep(wait)
        self._multi.perform()
        more = 1
        while more:
            more, well, badly = self._multi.info_read()
            for handle in well:
                self._land(handle, None)
            for handle, code, words in badly:
                self._land(handle, (code, words))

    def drop(self, unwanted: Callable[[Done], bool]) -> None:
        """Wait no longer for the requests whose `done` is unwanted; it is not called."""
        for handle, flight in list(self._flights.items()):
            if unwanted(flight.done):
                self._free(handle)

    def close(self) -> None:
        """Drop everything and close the connections."""
        self.drop(lambda _done: True)
        self._multi.close()
        for flight in self._idle:
            flight.handle.close()

    def _made(self) -> _Flight:
        handle = pycurl.Curl()
        stall = int(self.timeout * _STALL_SHARE)
        for option, value in (
            (pycurl.POST, 1),
            (pycurl.NOSIGNAL, 1),
            (pycurl.FOLLOWLOCATION, 0),
            # An endpoint's bytes are never changed (facts: push-services.md row 11).
            (pycurl.PATH_AS_IS, 1),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS),
            (pycurl.ACCEPT_ENCODING, ""),
            (pycurl.CONNECTTIMEOUT_MS, round(min(self.timeout, _CONNECT_SECONDS) * 1000)),
            (pycurl.LOW_SPEED_LIMIT, 1 if stall else 0),
            (pycurl.LOW_SPEED_TIME, stall),
            (pycurl.USERAGENT, "PushDesk"),
            (pycurl.NETRC, pycurl.NETRC_IGNORED),
            *_trust(),
        ):
            handle.setopt(option, value)
        return _Flight(handle)

    def _land(self, handle: pycurl.Curl, problem: tuple[int, str] | None) -> None:
        flight = self._flights[handle]
        exchange = self._exchange(handle, flight, problem)
        done = flight.done
        self._free(handle)
        done(exchange)

    def _exchange(self, handle: pycurl.Curl, flight: _Flight, problem: tuple[int, str] | None) -> Exchange:
        # A body that breaks off, does not unpack or never ends does not undo the status.
        status = handle.getinfo(pycurl.RESPONSE_CODE)
        spent = handle.getinfo(pycurl.TOTAL_TIME)
        told: dict[str, Any] = {
            "timings": Timings(*[round(handle.getinfo(code) * 1000, 3) for code in _TIMINGS]),
            "milliseconds": round(spent * 1000),
            "http2": handle.getinfo(pycurl.INFO_HTTP_VERSION) == pycurl.CURL_HTTP_VERSION_2_0,
        }
        if status >= 200 and (problem is None or problem[0] in _AFTER_THE_STATUS):
            body = bytes(flight.body[:_BODY_BYTES]).decode("utf-8", "replace")[:_BODY_CHARACTERS]
            return Exchange(Answer(status, flight.headers(), body), **told)
        code = problem[0] if problem else pycurl.E_GOT_NOTHING
        late = code == pycurl.E_OPERATION_TIMEDOUT
        if late:
            return Exchange(None, self._lateness(spent), timed_out=True, **told)
        refused = handle.getinfo(pycurl.HTTP_CONNECTCODE) >= 300
        return Exchange(None, _sentence(code, flight.proxied, refused), **told)

    def _lateness(self, spent: float) -> str:
        # Of the three time-outs only the whole one is the user's setting; the others are shares of it.
        seconds = self.timeout if spent > self.timeout * 0.95 else round(spent)
        return f"No answer within {seconds:g} seconds."

    def _free(self, handle: pycurl.Curl) -> None:
        self._multi.remove_handle(handle)
        self._idle.append(self._flights.pop(handle))


# In the order of Timings.
_TIMINGS = (pycurl.NAMELOOKUP_TIME, pycurl.CONNECT_TIME, pycurl.APPCONNECT_TIME, pycurl.STARTTRANSFER_TIME)
# Codes of libcurl that pycurl has no name for (curl.se/libcurl/c/libcurl-errors.html).
_E_WEIRD_SERVER_REPLY, _E_HTTP2_STREAM, _E_PROXY, _E_TOO_LARGE = 8, 92, 97, 100
_AFTER_THE_STATUS = frozenset(
    {
        pycurl.E_WRITE_ERROR,
        pycurl.E_PARTIAL_FILE,
        pycurl.E_OPERATION_TIMEDOUT,
        pycurl.E_BAD_CONTENT_ENCODING,
        pycurl.E_RECV_ERROR,
        _E_HTTP2_STREAM,
        pycurl.E_HTTP2,
    }
)
_UNUSABLE = "The endpoint is a URL that no connection can be made to."
_NOT_HTTP = "What answers at the push service's address does not speak HTTP."
_BROKEN = "The connection broke before the answer came."
_INSECURE = "No secure connection could be made to the push service."
_UNTRUSTED = "The push service's TLS certificate is not trusted on this computer."
_AWAY = "Nobody listens at the push service's address, or a firewall is in between."
_NO_NAME = "The push service's name cannot be found: is this computer online?"
_PROXY_AWAY = "The proxy set for this computer does not answer: check the proxy settings."
_PROXY_REFUSED = "The proxy set for this computer refused to connect to the push service."
_SENTENCES = {
    pycurl.E_UNSUPPORTED_PROTOCOL: _NOT_HTTP,
    pycurl.E_URL_MALFORMAT: _UNUSABLE,
    pycurl.E_COULDNT_RESOLVE_HOST: _NO_NAME,
    pycurl.E_COULDNT_CONNECT: _AWAY,
    _E_WEIRD_SERVER_REPLY: _NOT_HTTP,
    pycurl.E_SSL_CONNECT_ERROR: _INSECURE,
    pycurl.E_PEER_FAILED_VERIFICATION: _UNTRUSTED,
    _E_TOO_LARGE: _NOT_HTTP,
}
_SENTENCES_BY_PROXY = {
    pycurl.E_COULDNT_RESOLVE_PROXY: _PROXY_AWAY,
    pycurl.E_COULDNT_CONNECT: _PROXY_AWAY,
    _E_PROXY: _PROXY_REFUSED,
}


def _sentence(code: int, proxied: bool, refused: bool) -> str:
    if proxied and refused:
        return _PROXY_REFUSED
    if proxied and code in _SENTENCES_BY_PROXY:
        return _SENTENCES_BY_PROXY[code]
    return _SENTENCES.get(code, _BROKEN)


@lru_cache(maxsize=4096)
def _header(line: bytes) -> tuple[str, str]:
    """Name and text of a header's line, no name for a status line, nothing at all for what is neither.

    Most lines of a push service's answers are as in the answer before.
    """
    name, colon, value = line.partition(b":")
    if line.startswith(b"HTTP/"):
        return "", line.decode("latin-1")
    if not colon:
        return "", ""
    return name.decode("latin-1").lower(), value.strip().decode("utf-8", "replace")[:_BODY_CHARACTERS]


@lru_cache(maxsize=1024)
def _place(beginning: str) -> tuple[str, str]:
    """Scheme and host of an URL's beginning; no host where none can be reached by such a name."""
    parts = urlsplit(beginning)
    host = parts.hostname or ""
    return parts.scheme, host if _is_usable(host) else ""


def _is_usable(host: str) -> bool:
    """Whether a resolver takes the name: no label is empty or longer than 63 (RFC 1035 section 2.3.4)."""
    if ":" in host:
        return True
    return all(0 < len(label) <= 63 for label in host.rstrip(".").split("."))


def _trust() -> list[tuple[int, Any]]:
    """The certificates this computer trusts, as Python's own ssl module finds them."""
    if sys.platform in {"win32", "darwin"}:
        return [(pycurl.SSL_OPTIONS, pycurl.SSLOPT_NATIVE_CA), (pycurl.CAINFO, certifi.where())]
    paths = ssl.get_default_verify_paths()
    found: list[tuple[int, Any]] = [(pycurl.CAINFO, paths.cafile or certifi.where())]
    return [*found, (pycurl.CAPATH, paths.capath)] if paths.capath else found
