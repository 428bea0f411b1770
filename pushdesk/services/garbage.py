"""Python's garbage collector, kept from stopping the window and from looking at what stays for good.

A full collection holds every thread for as long as it takes. Measured with 1,000 virtual devices
(bench/window_ticks.py): up to 298 ms, the longest gap between the window's ticks; 65 ms with this. A campaign
on the command line makes enough objects to have several of them: 7 µs a message.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Collections of the youngest objects, 50 of which make one of the middle ones, 100 of those a full one.
THRESHOLDS = (20_000, 50, 100)
_USUAL = gc.get_threshold()


def settle_process() -> None:
    """What lives now (modules, widgets, services) lives to the end: collections need not look at it.

    The little that is garbage by now stays, too: to find it would hold the window for a tenth of a second.
    """
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


@contextmanager
def settled() -> Iterator[None]:
    """Between enter and exit, as `settle_process`."""
    settle_process()
    try:
        yield
    finally:
        unsettle()


@contextmanager
def paused() -> Iterator[None]:
    """While modules are read and widgets built, all of it to stay, a collection only finds what it must keep.

    Measured (bench/startup.py): about a tenth of the time to the first window.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def unsettle() -> None:
    """As it was before, once the window is closed."""
    gc.unfreeze()
    gc.set_threshold(*_USUAL)
