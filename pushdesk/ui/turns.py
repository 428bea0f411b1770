"""How often Python's threads take turns while a window is open.

The window's thread waits for its turn whenever Qt asks Python for a cell or an event, and the engine's thread
may keep it waiting this long each time. Measured (bench/window_ticks.py, messages caught with the Lab open):
with Python's 5 ms one tick in a hundred came after 60 ms, with this after 48.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 0.0005


@contextmanager
def short() -> Iterator[None]:
    """Between enter and exit nobody keeps the interpreter longer than SECONDS from who waits for it."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
