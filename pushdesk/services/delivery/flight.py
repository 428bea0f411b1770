"""Flight: a handle of libcurl's, and what comes in by it, for one request after the other."""

from functools import lru_cache
from io import BytesIO

import pycurl

from pushdesk.services.delivery.exchange import Done
from pushdesk.services.delivery.outcome import Answer

_BODY_BYTES = 8000
_BODY_CHARACTERS = 2000


class Flight:
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

    def answer(self, status: int) -> Answer:
        """What has come in so far."""
        body = bytes(self.body[:_BODY_BYTES]).decode("utf-8", "replace")[:_BODY_CHARACTERS]
        return Answer(status, self._headers(), body)

    def _headers(self) -> dict[str, str]:
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
