"""The bridge: batches for the window, tasks that are kept and whose errors reach a person."""

import asyncio
import sys
import threading
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from pushdesk.model.errors import BadInput, BugError
from pushdesk.model.lab import CaughtState
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.model.views import Changes
from pushdesk.ui.bridge import BATCH_ROWS, Bridge, merge
from tests.ui.fakes import FakeEngine, heard, until
from tests.ui.lab.fake_lab import caught
from tests.ui.rows import accepted, campaign


def test_merging_keeps_the_later_value_of_each_row_in_the_order_of_the_last_change() -> None:
    first, second = accepted(1), accepted(2)
    shown = heard(first, ReceiptEvent.SHOWN)
    merged = merge(Changes(3, deliveries=(first, second)), Changes(4, deliveries=(shown,)))
    assert merged == Changes(4, deliveries=(second, shown))


def test_two_batches_merge_what_was_caught_by_its_number_and_keep_the_word_of_the_lab() -> None:
    first, other = caught(1), caught(2)
    shown = replace(first, state=CaughtState.SHOWN)
    merged = merge(Changes(3, caught=(first, other), lab=True), Changes(4, caught=(shown,)))
    assert merged == Changes(4, caught=(other, shown), lab=True)


async def test_a_flood_from_another_thread_arrives_whole_in_at_most_20_batches_a_second(
    engine: FakeEngine,
) -> None:
    bridge = Bridge()
    await bridge.follow(engine, engine.desk)
    batches: list[tuple[float, Changes]] = []
    bridge.changed.connect(lambda changes: batches.append((time.monotonic(), changes)))

    def flood() -> None:
        for number in range(300):
            engine.desk.feed.publish(Changes(number, deliveries=(accepted(number),)))
            time.sleep(0.001)

    thread = threading.Thread(target=flood)
    thread.start()
    await until(lambda: not thread.is_alive() and sum(len(batch.deliveries) for _, batch in batches) == 300)
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(batches)]
    assert len(batches) >= 3
    assert min(gaps) > 0.045
    assert [row.position for _, batch in batches for row in batch.deliveries] == list(range(300))


async def test_a_known_error_in_a_task_becomes_its_sentence() -> None:
    bridge, sentences = Bridge(), list[str]()
    bridge.refused.connect(sentences.append)

    async def fail() -> None:
        raise BadInput("The title is empty: write it.")

    bridge.spawn(fail(), "fail")
    await until(lambda: sentences)
    assert sentences == ["The title is empty: write it."]


async def test_any_other_error_goes_to_the_excepthook(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: seen.append(error))

    async def fail() -> None:
        raise BugError("a promise was broken")

    bridge = Bridge()
    bridge.spawn(fail(), "fail")
    await until(lambda: seen)
    assert isinstance(seen[0], BugError)


async def test_closing_ends_the_tasks_that_still_run() -> None:
    bridge, ended = Bridge(), asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    bridge.spawn(wait(), "wait")
    await asyncio.sleep(0)
    await bridge.close()
    assert ended.is_set()


async def test_many_rows_are_shown_a_part_at_a_time_and_their_campaign_with_the_last(
    engine: FakeEngine,
) -> None:
    bridge, batches = Bridge(), list[Changes]()
    await bridge.follow(engine, engine.desk)
    bridge.changed.connect(batches.append)
    rows = tuple(accepted(number) for number in range(2 * BATCH_ROWS + 1))
    engine.desk.feed.publish(Changes(7, campaigns=(campaign(),), deliveries=rows, lab=True))
    await until(lambda: batches)
    await bridge.idle()
    assert [len(batch.deliveries) for batch in batches] == [BATCH_ROWS, BATCH_ROWS, 1]
    assert [row for batch in batches for row in batch.deliveries] == list(rows)
    assert [len(batch.campaigns) for batch in batches] == [0, 0, 1]
    assert [batch.lab for batch in batches] == [True, False, False]
