"""The Lab's table: newest first, as many rows as the lab keeps, quick with all of them."""

import time

from PySide6.QtTest import QSignalSpy

from pushdesk.model.lab import CaughtState
from pushdesk.ui.lab import caught_model
from pushdesk.ui.lab.caught_model import MOST, CaughtModel
from tests.ui.lab.fake_lab import caught


def test_the_newest_is_on_top_and_the_oldest_leave_together(qapp: object) -> None:
    model = CaughtModel()
    model.take_older([caught(number) for number in range(MOST + 400, 0, -1)])
    resets = QSignalSpy(model.modelReset)
    model.apply([caught(MOST + 400 + number) for number in range(1, 151)])
    assert model.id_at(0) == str(MOST + 550)
    assert model.rowCount() == MOST
    assert model.id_at(MOST - 1) == "551"
    assert resets.count() == 0


def test_a_batch_among_twenty_thousand_rows_fits_between_two_frames(qapp: object) -> None:
    model = CaughtModel()
    model.take_older([caught(number) for number in range(MOST, 0, -1)])
    times = []
    for batch in range(7):
        first = MOST + batch * 20 + 1
        rows = [caught(number, CaughtState.WAITING) for number in range(first, first + 20)]
        start = time.perf_counter()
        model.apply(rows + [caught(number) for number in range(first - 20, first)])
        times.append(time.perf_counter() - start)
    # Some 8 ms where nothing else runs; the least of a few is not the machine's other work.
    assert min(times) < 0.04


def test_a_size_is_exact_up_to_what_a_push_service_takes_and_far_beyond(qapp: object) -> None:
    column = next(column for column in caught_model.COLUMNS if column.title == "Size")
    sizes = {
        size: column.text(caught(1, size=size))
        for size in (534, 5000, 9999, 12_345, 999_949, 999_950, 10_485_760)
    }
    assert sizes[534] == "534 B"
    assert sizes[5000].replace("\u202f", "").replace(",", "").replace("\u00a0", "") == "5000 B"
    assert sizes[9999].endswith("999 B")
    assert (sizes[12_345], sizes[999_949], sizes[999_950]) == ("12.3 kB", "999.9 kB", "1.0 MB")
    assert sizes[10_485_760] == "10.5 MB"
    assert column.hover is not None
    assert "MB" not in column.hover(caught(1, size=10_485_760))


def test_what_is_not_there_reads_as_a_dash_and_copies_as_nothing(qapp: object) -> None:
    row = caught(1, title="", ttl=None, urgency=None, device="")
    texts = [column.text(row) for column in caught_model.COLUMNS]
    assert texts[1:8] == ["–", "–", "534 B", "–", "–", "–", "–"]
    raws = [(column.raw or column.text)(row) for column in caught_model.COLUMNS]
    assert raws[2:8] == ["", "534", "", "", "", ""]
    assert caught_model.COLUMNS[4].text(caught(1, ttl=0)) == "0 s"


def test_a_senders_key_is_short_in_its_column_and_whole_on_hover_and_in_a_copy(qapp: object) -> None:
    column = next(column for column in caught_model.COLUMNS if column.title == "Sender’s key")
    row = caught(1, sender_key="BNcXabcdefghijk9tk")
    assert column.text(row) == "BNcX…9tk"
    assert column.hover is not None
    assert column.raw is not None
    assert column.hover(row) == column.raw(row) == "BNcXabcdefghijk9tk"
