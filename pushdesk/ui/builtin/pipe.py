"""The browser's end of the pipe: requests come in by a thread, reports go out, nothing else gets between."""

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO, Self

from pydantic import ValidationError

from pushdesk.model.builtin import BuiltinReport, BuiltinRequest

_AT_ONCE = 65_536  # bytes
log = logging.getLogger(__name__)


class Pipe:
    """Lines from the file descriptor `source`, lines to `target`."""

    def __init__(self, source: int, target: BinaryIO) -> None:
        self._lines = _lines(source)
        self._target = target
        self._lock = threading.Lock()

    @classmethod
    def of_this_process(cls) -> Self:
        """Standard input and output; whatever else writes to standard output ends in standard error."""
        target = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        return cls(0, target)

    def first_line(self) -> bytes:
        """The line the parent begins with; empty where it is gone already."""
        return next(self._lines, b"")

    def send(self, report: BuiltinReport) -> None:
        """Write one report; a parent that is gone is noticed at the other end of the pipe."""
        line = report.line()
        try:
            with self._lock:
                self._target.write(line)
                self._target.flush()
        except OSError as problem:
            log.warning("nobody reads the reports: %s", problem)

    def listen(self, hear: Callable[[BuiltinRequest], None], ended: Callable[[], None]) -> None:
        """Call `hear` with each request and `ended` once there are no more, both in a thread of its own."""
        threading.Thread(target=self._read, args=(hear, ended), name="requests", daemon=True).start()

    def _read(self, hear: Callable[[BuiltinRequest], None], ended: Callable[[], None]) -> None:
        for line in self._lines:
            try:
                request = BuiltinRequest.model_validate_json(line)
            except ValidationError as problem:
                log.error("a line that is no request was passed over: %s", problem)
                continue
            hear(request)
        ended()


def _lines(source: int) -> Iterator[bytes]:
    """The lines of a file descriptor. Not by a buffered file: Python aborts where a thread waits in one."""
    rest = b""
    while part := os.read(source, _AT_ONCE):
        *whole, rest = (rest + part).split(b"\n")
        yield from whole
