"""Requests in the air: HTTP to push services by libcurl's multi interface, many at once in one thread.

HTTP/2 with many streams on each connection where the push service speaks it, HTTP/1.1 elsewhere. No
redirects, a timeout on everything, TLS verified.
"""

import ssl
import sys
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import certifi
import pycurl

from pushdesk.services.delivery.exchange import Done, Exchange, Post
from pushdesk.services.delivery.flight import Flight
from pushdesk.services.delivery.no_answer import AFTER_THE_STATUS, UNUSABLE, sentence
from pushdesk.services.delivery.proxies import Proxies
from pushdesk.services.store.claims import Timings

# Connections to one push service: streams beyond what one may carry go to the next.
CONNECTIONS = 64
_STREAMS = 100
_CONNECT_SECONDS = 10.0
# A push service that sends nothing for this share of the time-out is given up.
_STALL_SHARE = 2 / 3


class Exchanges:
    """A pool of connections. `timeout` in seconds bounds a whole exchange. Not for several threads.

    `proxy` as `model.proxy.parse_proxy` gives it.
    """

    def __init__(self, timeout: float, proxy: str = "") -> None:
        self.timeout = timeout
        self.proxies = Proxies(proxy)
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, CONNECTIONS)
        self._multi.setopt(pycurl.M_MAX_CONCURRENT_STREAMS, _STREAMS)
        self._idle: list[Flight] = []
        self._flights: dict[pycurl.Curl, Flight] = {}

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
            done(Exchange(None, UNUSABLE))
            return
        proxy = None if post.direct else self.proxies.towards(scheme, host)
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

    def _made(self) -> Flight:
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
        return Flight(handle)

    def _land(self, handle: pycurl.Curl, problem: tuple[int, str] | None) -> None:
        flight = self._flights[handle]
        exchange = self._exchange(handle, flight, problem)
        done = flight.done
        self._free(handle)
        done(exchange)

    def _exchange(self, handle: pycurl.Curl, flight: Flight, problem: tuple[int, str] | None) -> Exchange:
        # A body that breaks off, does not unpack or never ends does not undo the status.
        status = handle.getinfo(pycurl.RESPONSE_CODE)
        spent = handle.getinfo(pycurl.TOTAL_TIME)
        told: dict[str, Any] = {
            "timings": Timings(*[round(handle.getinfo(code) * 1000, 3) for code in _TIMINGS]),
            "milliseconds": round(spent * 1000),
            "http2": handle.getinfo(pycurl.INFO_HTTP_VERSION) == pycurl.CURL_HTTP_VERSION_2_0,
        }
        if status >= 200 and (problem is None or problem[0] in AFTER_THE_STATUS):
            return Exchange(flight.answer(status), **told)
        code = problem[0] if problem else pycurl.E_GOT_NOTHING
        late = code == pycurl.E_OPERATION_TIMEDOUT
        if late:
            return Exchange(None, self._lateness(spent), timed_out=True, **told)
        refused = handle.getinfo(pycurl.HTTP_CONNECTCODE) >= 300
        return Exchange(None, sentence(code, proxied=flight.proxied, refused=refused), **told)

    def _lateness(self, spent: float) -> str:
        # Of the three time-outs only the whole one is the user's setting; the others are shares of it.
        seconds = self.timeout if spent > self.timeout * 0.95 else round(spent)
        return f"No answer within {seconds:g} second{'s' if seconds != 1 else ''}."

    def _free(self, handle: pycurl.Curl) -> None:
        self._multi.remove_handle(handle)
        self._idle.append(self._flights.pop(handle))


# In the order of Timings.
_TIMINGS = (pycurl.NAMELOOKUP_TIME, pycurl.CONNECT_TIME, pycurl.APPCONNECT_TIME, pycurl.STARTTRANSFER_TIME)


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
