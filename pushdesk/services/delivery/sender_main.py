"""The sender process: `python -m pushdesk.services.delivery.sender_main`, orders on stdin, reports on stdout.

Each message is a pickle behind its length in four bytes. The end of stdin, which a killed desk brings too,
ends the process at once: nothing is sent for nobody.
"""

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO, TypeAlias

from pushdesk.services import garbage
from pushdesk.services.delivery.dispatcher import Dispatcher
from pushdesk.services.delivery.jobs import LENGTH, Limits, Order, Report, framed

Orders: TypeAlias = "queue.SimpleQueue[Order | None]"
# How long an order may have to wait while nothing moves on the network.
_LOOK_SECONDS = 0.005


def main() -> None:
    """Work until stdin ends."""
    # Ctrl+C on the terminal is the desk's, which lets this process finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, target = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever prints by mistake must not stand between two reports.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    orders: Orders = queue.SimpleQueue()
    if (first := _read(source)) is None:
        return
    assert isinstance(first, Limits)
    garbage.settle_process()
    threading.Thread(target=_listen, args=(source, orders), daemon=True).start()

    def tell(reports: list[Report]) -> None:
        try:
            target.write(framed(reports))
            target.flush()
        except OSError:  # the desk is gone
            os._exit(0)

    work(Dispatcher(first), orders, tell)


def work(dispatcher: Dispatcher, orders: Orders, tell: Callable[[list[Report]], None]) -> None:
    """Send and report until None is ordered; waits for an order where there is nothing to do."""
    while True:
        while not dispatcher.busy or not orders.empty():
            order = orders.get()
            if order is None:
                dispatcher.close()
                return
            dispatcher.take(order)
        if reports := dispatcher.turn(_LOOK_SECONDS):
            tell(reports)


def _read(source: BinaryIO) -> Order | None:
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    raw = source.read(length)
    if len(raw) < length:  # a desk was killed in the middle of it
        return None
    order: Order = pickle.loads(raw)
    return order


def _listen(source: BinaryIO, orders: Orders) -> None:
    while (order := _read(source)) is not None:
        orders.put(order)
    os._exit(0)


if __name__ == "__main__":
    main()
