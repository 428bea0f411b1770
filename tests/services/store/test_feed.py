"""The stream of changes: whatever any process commits is heard once, in order, in whole revisions."""

import asyncio
import logging
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.errors import FolderError
from pushdesk.model.lab import CaughtState
from pushdesk.model.receipt import ReceiptEvent, ReceiptReport
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.model.views import CaughtRow, Changes, DeliveryRow
from pushdesk.services.store import (
    campaigns,
    caught,
    caught_bulk,
    claiming,
    feed,
    leases,
    receipts,
    subscriptions,
)
from pushdesk.services.store.caught import Outcome
from pushdesk.services.store.database import Database
from pushdesk.services.store.feed import Feed
from pushdesk.services.store.revision import next_revision
from tests.services.store.building import RUNNER, answered, campaign, device


@dataclass
class Ear:
    """Collects batches; `until` waits for what a test expects, without a clock of its own."""

    batches: list[Changes] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, changes: Changes) -> None:
        self.batches.append(changes)
        self.heard.set()

    async def until(self, enough: Callable[[], object]) -> None:
        while not enough():
            self.heard.clear()
            await asyncio.wait_for(self.heard.wait(), 20)

    async def name(self, name: str) -> None:
        await self.until(lambda: any(row.name == name for row in self.devices))

    @property
    def devices(self) -> list[Subscription]:
        return [row for batch in self.batches for row in batch.subscriptions]

    @property
    def caught(self) -> list[CaughtRow]:
        return [row for batch in self.batches for row in batch.caught]

    @property
    def deliveries(self) -> list[DeliveryRow]:
        return [row for batch in self.batches for row in batch.deliveries]


@pytest.fixture
async def stream(database: Database) -> AsyncIterator[Feed]:
    async with Feed(database) as stream:
        yield stream


@pytest.fixture
async def ear(stream: Feed) -> Ear:
    ear = Ear()
    stream.listen(ear)
    return ear


def device_id(session: Session, /, **more: Any) -> str:
    return device(session, **more).id


def campaign_id(session: Session) -> str:
    return campaign(session).id


async def test_a_change_of_our_own_is_heard(database: Database, ear: Ear) -> None:
    identifier = await database.write(device_id, name="Phone", tags=("vip",))
    await ear.until(lambda: ear.devices)
    (row,) = ear.devices
    assert (row.id, row.name, row.tags) == (identifier, "Phone", ["vip"])
    assert ear.batches[-1].revision == row.revision


CAPTURE = """
import sys
from pathlib import Path
from sqlmodel import Session
from pushdesk.model import tables
from pushdesk.model.subscription import PushSubscription
from pushdesk.services.store import subscriptions
from pushdesk.services.store.database import open_engine

with Session(open_engine(Path(sys.argv[1]), begin="BEGIN IMMEDIATE")) as session:
    for line in sys.stdin:
        given = PushSubscription("https://push.example/elsewhere/" + line.strip(), "p", "a")
        subscriptions.capture(session, subscriptions.Capture(given, "mozilla", "key", name=line.strip()))
        session.commit()
"""


async def test_what_another_process_commits_is_heard_once_each_and_in_order(
    database: Database, ear: Ear
) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CAPTURE, str(database.path), stdin=subprocess.PIPE
    )
    names = [f"{number:02}" for number in range(20)]
    assert other.stdin is not None
    for name in names:
        other.stdin.write(f"{name}\n".encode())
        await other.stdin.drain()
    other.stdin.close()
    assert await other.wait() == 0
    await ear.until(lambda: len(ear.devices) >= len(names))
    assert sorted(row.name for row in ear.devices) == names
    revisions = [batch.revision for batch in ear.batches]
    assert revisions == sorted(set(revisions))
    for before, batch in zip([0, *revisions], ear.batches, strict=False):
        assert all(before < row.revision <= batch.revision for row in batch.subscriptions)


async def test_nothing_is_said_twice_and_nothing_about_the_time_before(path: Path) -> None:
    async with Database(path) as database:
        await database.write(device_id, name="before")
        async with Feed(database) as stream:
            ear = Ear()
            stream.listen(ear)
            for name in ("a", "b", "c"):
                await database.write(device_id, name=name)
                await ear.name(name)
    assert [row.name for row in ear.devices] == ["a", "b", "c"]


async def test_a_campaigns_way_is_heard_with_its_counts(database: Database, ear: Ear) -> None:
    await database.write(device_id)
    identifier = await database.write(campaign_id)
    await ear.until(lambda: ear.deliveries)
    claims = await database.write(lambda session: claiming.claim(session, identifier, 9, clock.now()))
    await ear.until(lambda: ear.deliveries[-1].state is DeliveryState.SENDING)
    results = [answered(claims[0], DeliveryState.ACCEPTED)]
    await database.write(campaigns.record, identifier, RUNNER, results)
    await ear.until(lambda: ear.deliveries[-1].state is DeliveryState.ACCEPTED)
    report = ReceiptReport(claims[0].delivery_id, claims[0].token, ReceiptEvent.SHOWN, "", "", clock.now())
    await database.write(receipts.store, report)
    await ear.until(lambda: ear.deliveries[-1].receipts)
    newest = ear.batches[-1].campaigns[-1]
    assert (newest.id, newest.counts.accepted, newest.counts.shown) == (identifier, 1, 1)
    await database.write(leases.release, identifier, RUNNER, CampaignState.FINISHED)
    await ear.until(lambda: ear.batches[-1].campaigns[-1].state is CampaignState.FINISHED)
    assert ear.batches[-1].deliveries == ()


async def test_a_device_put_to_rest_is_heard(database: Database, ear: Ear) -> None:
    identifier = await database.write(device_id)

    def retire(session: Session) -> None:
        row = subscriptions.by_id(session, identifier)
        subscriptions.end(session, row, SubscriptionState.RETIRED)

    await database.write(retire)
    await ear.until(lambda: ear.devices and ear.devices[-1].state is SubscriptionState.RETIRED)


async def test_a_large_campaign_is_one_batch_for_a_revision_is_never_split(
    database: Database, ear: Ear
) -> None:
    def many(session: Session) -> str:
        session.add_all(
            Subscription(endpoint=f"e{number}", p256dh="", auth="", vapid_public_key="", push_service="lab")
            for number in range(feed.PAGE + 100)
        )
        return campaign(session).id

    identifier = await database.write(many)
    await ear.until(lambda: ear.deliveries)
    (batch,) = [batch for batch in ear.batches if batch.deliveries]
    assert [row.position for row in batch.deliveries] == list(range(feed.PAGE + 100))
    assert [row.id for row in batch.campaigns] == [identifier]


async def test_pages_end_where_a_revision_ends(
    database: Database, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGE", 4)

    def twelve_in_groups_of_three(session: Session) -> str:
        """One commit with several revisions in it, as a group of writes makes."""
        for _ in range(12):
            device(session)
        made = campaign(session)
        session.flush()
        for _ in range(4):
            claiming.claim(session, made.id, 3, clock.now())
        campaigns.by_id(session, made.id).revision = next_revision(session)
        return made.id

    await database.write(twelve_in_groups_of_three)
    await ear.until(lambda: len(ear.deliveries) >= 12)
    batches = [[row.position for row in batch.deliveries] for batch in ear.batches if batch.deliveries]
    assert batches == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    assert len({row.id for row in ear.deliveries}) == 12


async def test_every_listener_hears_everything_until_it_ends(database: Database, stream: Feed) -> None:
    first, second = Ear(), Ear()
    end_first = stream.listen(first)
    stream.listen(second)
    await database.write(device_id, name="a")
    await second.until(lambda: second.devices)
    end_first()
    end_first()
    await database.write(device_id, name="b")
    await second.until(lambda: len(second.devices) == 2)
    assert [row.name for row in first.devices] == ["a"]


async def test_a_listener_that_ends_itself_does_not_disturb_the_others(
    database: Database, stream: Feed
) -> None:
    once: list[Changes] = []

    def listen_once(changes: Changes) -> None:
        once.append(changes)
        end()

    end = stream.listen(listen_once)
    ear = Ear()
    stream.listen(ear)
    for name in ("a", "b"):
        await database.write(device_id, name=name)
        await ear.name(name)
    assert len(once) == 1


async def test_listeners_are_called_in_the_loop_that_entered_the_feed(
    database: Database, stream: Feed
) -> None:
    threads: list[threading.Thread] = []
    ear = Ear()
    stream.listen(lambda _changes: threads.append(threading.current_thread()))
    stream.listen(ear)
    await database.write(device_id)
    await ear.until(lambda: ear.devices)
    assert threads == [threading.current_thread()]


async def test_batches_come_at_most_twenty_times_a_second(database: Database, ear: Ear) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(200):
        await database.write(device_id)
    await ear.until(lambda: len(ear.devices) == 200)
    assert len(ear.batches) <= (loop.time() - began) * 20 + 2


async def test_a_number_without_a_row_is_passed_over(database: Database, ear: Ear) -> None:
    await database.write(next_revision)
    await database.write(device_id)
    await ear.until(lambda: ear.devices)
    assert [batch.revision for batch in ear.batches] == [2]


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can delete an open file there")
@pytest.mark.usefixtures("stream")
async def test_of_a_folder_that_is_gone_only_who_works_in_it_speaks(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Told(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.set()

    told = asyncio.Event()
    caplog.set_level(logging.INFO, feed.log.name)
    feed.log.addHandler(handler := Told())
    with closing(sqlite3.connect(path)) as program:
        program.execute("SELECT * FROM draft").fetchall()
        shutil.move(path, path.with_suffix(".old"))
        program.execute("CREATE TABLE news (word)")
        await asyncio.wait_for(told.wait(), 20)
    feed.log.removeHandler(handler)
    (record,) = caplog.records
    assert record.levelname == "INFO"
    assert "moved, replaced or deleted" in record.message


class Flaky(Database):
    """A database whose file cannot be read for a while."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.away = False
        self.asked = asyncio.Event()

    async def read(self, work: Any, *args: Any, **named: Any) -> Any:
        if self.away:
            self.asked.set()
            raise FolderError("The database is locked by another program.")
        return await super().read(work, *args, **named)


@pytest.mark.allow_log("changes cannot be read: The database is locked")
async def test_a_file_that_cannot_be_read_for_a_while_ends_nothing(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Flaky(path) as database, Feed(database) as stream:
        ear = Ear()
        stream.listen(ear)
        database.away = True
        for _ in range(3):  # it asks again and again
            await database.write(device_id)
            database.asked.clear()
            await asyncio.wait_for(database.asked.wait(), 20)
        assert ear.batches == []
        database.away = False
        await ear.until(lambda: len(ear.devices) == 3)
    assert [record.message for record in caplog.records] == [
        "changes cannot be read: The database is locked by another program."
    ]


async def test_leaving_ends_it_and_leaves_the_file_free(path: Path) -> None:
    async with Database(path) as database, Feed(database) as stream:
        ear = Ear()
        stream.listen(ear)
        await database.write(device_id)
        await ear.until(lambda: ear.devices)
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("COMMIT")


async def test_a_body_that_fails_is_not_hidden_by_the_end_of_the_feed(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with Feed(database):
            raise ZeroDivisionError
    assert await database.read(lambda session: session.exec(select(col(Subscription.id))).first()) is None


async def test_a_change_of_the_lab_that_is_in_no_row_is_heard(stream: Feed, ear: Ear) -> None:
    stream.touch_lab()
    await ear.until(lambda: ear.batches)
    assert ear.batches == [Changes(0, lab=True)]
    stream.touch_lab()
    stream.touch_lab()
    await ear.until(lambda: len(ear.batches) > 1)
    assert [batch.lab for batch in ear.batches] == [True, True]


async def test_a_change_of_the_lab_goes_out_with_what_changed_in_the_database(
    database: Database, stream: Feed, ear: Ear
) -> None:
    stream.touch_lab()
    await database.write(device_id, name="Phone")
    await ear.name("Phone")
    assert sum(batch.lab for batch in ear.batches) == 1


def caught_row(number: int) -> dict[str, Any]:
    """The columns of a caught message."""
    return {
        "at": clock.now(), "message_id": f"m{number}", "token": "t", "delivery": None, "answer": None,
        "agent_id": None, "device": "Phone", "size": 120, "ttl": 60,
        "urgency": "normal", "topic": None, "sender_key": None,
        "status": 201, "state": CaughtState.WAITING, "code": "", "reason": "", "fault": None, "title": "",
        "payload": None, "headers": {}, "body": b"", "events": [],
    }  # fmt: skip


async def test_caught_messages_are_heard_when_they_come_and_when_they_change(
    database: Database, ear: Ear
) -> None:
    await database.write(caught_bulk.keep, [caught_row(1), caught_row(2)])
    await ear.until(lambda: len(ear.caught) == 2)
    shown = Outcome("shown", clock.now(), CaughtState.SHOWN, title="Hello")
    await database.write(caught.record, {"m2": [shown]})
    await ear.until(lambda: len(ear.caught) == 3)
    assert [(row.number, row.state) for row in ear.caught] == [
        (1, CaughtState.WAITING), (2, CaughtState.WAITING), (2, CaughtState.SHOWN)
    ]  # fmt: skip
    assert ear.caught[-1].title == "Hello"


async def test_many_caught_messages_come_in_pages_that_split_no_transaction(
    database: Database, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGE", 3)

    def flood(session: Session) -> None:
        for _ in range(4):
            caught_bulk.keep(session, [caught_row(number) for number in range(3)])

    await database.write(flood)
    await ear.until(lambda: len(ear.caught) == 12)
    assert [row.number for row in ear.caught] == list(range(1, 13))
    assert {len(batch.caught) % 3 for batch in ear.batches} == {0}


async def test_rows_of_deliveries_are_read_only_for_those_who_want_them(
    database: Database, stream: Feed
) -> None:
    far, near = Ear(), Ear()
    stream.listen(far, deliveries=False)
    await database.write(device_id)
    await database.write(campaign_id)
    await far.until(lambda: any(batch.campaigns for batch in far.batches))
    assert far.deliveries == []
    stream.listen(near)
    await database.write(campaign_id)
    await near.until(lambda: near.deliveries)
    await far.until(lambda: far.deliveries)
