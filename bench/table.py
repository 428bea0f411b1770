"""How long the live table keeps the window from a frame with many rows: `python bench/table.py [ROWS]`.

For each thing that is done with it, the longest turn of the window's loop meanwhile (a frame is 16 ms) and
how long it takes until the table has settled. Prints milliseconds, the median of five; asserts nothing.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from pushdesk.model.campaign import DeliveryState
from pushdesk.model.views import DeliveryRow
from pushdesk.services import garbage
from pushdesk.ui.campaigns.delivery_model import DeliveryModel
from pushdesk.ui.campaigns.delivery_view import DeliveryFilter, Group
from pushdesk.ui.tables.table import LiveTable
from pushdesk.ui.theme.theme import Theme

ROUNDS = 5


def rows_of(number: int) -> list[DeliveryRow]:
    """Deliveries that were not sent yet."""
    return [
        DeliveryRow(
            id=f"d{place}",
            campaign_id="c",
            subscription_id=f"s{place}",
            position=place,
            device=f"Phone {place}",
            push_service="fcm",
            endpoint=f"https://fcm.googleapis.com/fcm/send/{place}",
            state=DeliveryState.PENDING,
            status=None,
            attempts=0,
            latency_ms=None,
            reason=None,
        )
        for place in range(number)
    ]


def accepted(rows: list[DeliveryRow], number: int) -> list[DeliveryRow]:
    """A batch of neighbours with their answers."""
    first = random.randrange(len(rows) - number)
    return [
        row._replace(state=DeliveryState.ACCEPTED, status=201, attempts=1, latency_ms=random.randrange(500))
        for row in rows[first : first + number]
    ]


def measure(application: QApplication, model: DeliveryModel, work: Callable[[], None]) -> tuple[float, float]:
    """(longest turn, until settled) in milliseconds."""
    moments = [time.perf_counter()]
    ticker = QTimer(interval=0)
    ticker.timeout.connect(lambda: moments.append(time.perf_counter()))
    ticker.start()
    work()
    while True:
        application.processEvents()
        if model.settled:
            break
    application.processEvents()
    turns = [after - before for before, after in pairwise(moments)]
    return 1000 * max(turns), 1000 * (moments[-1] - moments[0])


def main() -> None:
    """Do each thing ROUNDS times and print a line for it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    rows = rows_of(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    model = DeliveryModel()
    table = LiveTable(model, Theme(application), "Deliveries")
    table.resize(900, 700)
    table.show()
    garbage.settle_process()
    ascending = Qt.SortOrder.AscendingOrder
    things: list[tuple[str, Callable[[], None]]] = [("load", lambda: model.load(rows))]
    batches = [accepted(rows, 1000) for _ in range(ROUNDS)]
    things.append(("1,000 answers", lambda: model.apply(batches[0])))
    for number, column in enumerate(model.columns):
        things.append((f"sort by {column.title}", lambda n=number: table.sortByColumn(n, ascending)))  # type: ignore[misc]
    things += [
        ("1,000 answers while sorted", lambda: model.apply(batches[1])),
        ("the natural order", lambda: model.sort(-1)),
        ("filter by words", lambda: model.filter(DeliveryFilter(text="phone 99"))),
        ("filter by status", lambda: model.filter(DeliveryFilter(Group.ACCEPTED))),
        ("no filter", lambda: model.filter(DeliveryFilter())),
        ("scroll to the middle", lambda: table.verticalScrollBar().setValue(len(rows) // 2)),
        ("scroll on by a page", lambda: table.verticalScrollBar().setValue(len(rows) // 2 + 20)),
        ("scroll to the top", lambda: table.verticalScrollBar().setValue(0)),
    ]
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(ROUNDS):
        for name, work in things:
            found.setdefault(name, []).append(measure(application, model, work))
    print(f"{len(rows):,} rows, median of {ROUNDS} rounds     longest turn     settled")
    for name, figures in found.items():
        turn, whole = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"{name:30}          {turn:7.1f} ms  {whole:9.1f} ms")


if __name__ == "__main__":
    main()
