"""A campaign whose process is killed fifty times, and resumed: nothing lost, nobody sees it twice."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from sqlmodel import Session, func, select

from pushdesk.model import clock
from pushdesk.model.campaign import Attempt, Campaign, Delivery, DeliveryState
from pushdesk.model.lab import LabCaught, LabNotification
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.services.store import database
from pushdesk.services.store.database import Database
from tests.journeys import lives
from tests.journeys.processes import lab, pushdesk, start
from tests.journeys.watching import Watch, watching

DEVICES, KILLS, COMMANDS = 2000, 50, 4
# So slow, and killed so early, that the campaign outlives its desks on a fast machine, too.
PER_SECOND, ANSWERS = 150, 20
SEED = 20

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="a process has no SIGKILL there"),
    pytest.mark.timeout(240),
]


def answered(session: Session) -> int:
    """How many attempts have their answer on record."""
    return session.exec(select(func.count()).select_from(Attempt)).one()


def _running(session: Session) -> bool:
    """Whether a desk holds the campaign."""
    held = select(Campaign.id).where(Campaign.lease_until > clock.now())  # type: ignore[operator]
    return session.exec(held).first() is not None


def _claimed(session: Session) -> bool:
    return (
        session.exec(select(Delivery.id).where(Delivery.state == DeliveryState.SENDING)).first() is not None
    )


class Killer:
    """Kills desks at moments that `chance` picks, and sees that their sender processes go with them."""

    def __init__(self, watch: Watch, chance: random.Random) -> None:
        self._watch = watch
        self._chance = chance
        self.left_over: list[psutil.Process] = []

    async def moment(self) -> None:
        """Wait for some point of a desk's life, and then a little more or less."""
        before = await self._watch.until(lambda session: answered(session) + 1) - 1
        more = self._chance.randint(1, ANSWERS)
        reached = self._chance.choices(
            [_running, _claimed, lambda session: answered(session) >= before + more], (1, 1, 8)
        )[0]
        await self._watch.until(reached)
        await asyncio.sleep(self._chance.random() / 20)

    def kill(self, pid: int) -> None:
        """SIGKILL to a desk; its sender process is remembered."""
        self.left_over += psutil.Process(pid).children(recursive=True)
        os.kill(pid, signal.SIGKILL)


@asynccontextmanager
async def desks(data_dir: Path) -> AsyncIterator[Process]:
    """What begins a desk's life for each campaign's id that it reads."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", lives.__name__, str(data_dir)), stdin=PIPE, stdout=PIPE
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def lapse(data_dir: Path) -> None:
    """As if the six seconds were over that a killed desk's lease goes on."""

    def write(session: Session) -> None:
        for campaign in session.exec(select(Campaign)):
            campaign.lease_until = clock.now() - timedelta(seconds=1)

    async with Database(data_dir / database.FILE_NAME) as opened:
        await opened.write(write)


async def test_a_campaign_killed_fifty_times_is_shown_once_by_each_device(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUSHDESK_MESSAGES_PER_SECOND", str(PER_SECOND))
    async with lab(data_dir, "--devices", str(DEVICES)), watching(data_dir) as watch:
        killer = Killer(watch, random.Random(SEED))
        campaign_id = await _killed_commands(data_dir, watch, killer)
        async with desks(data_dir) as life:
            for _ in range(KILLS - COMMANDS):
                await lapse(data_dir)
                await _killed_life(life, campaign_id, killer)
        killed_at = await watch.until(answered)
        assert killed_at < DEVICES, "it was over before it was killed"
        await asyncio.to_thread(psutil.wait_procs, killer.left_over, 5)
        assert len(killer.left_over) > KILLS // 2
        assert not any(process.is_running() for process in killer.left_over)

        monkeypatch.delenv("PUSHDESK_MESSAGES_PER_SECOND")
        await lapse(data_dir)
        resumed = await pushdesk(data_dir, "campaigns", "resume", campaign_id, "--json")
        assert resumed.status == 0, resumed.err
        document = resumed.json
        assert document["state"] == "finished"
        assert document["counts"]["accepted"] == DEVICES
        await watch.until(_all_shown)
        await watch.until(lambda session: _agree(session, document["resent"]))
    told = await pushdesk(data_dir, "campaigns", "show", campaign_id)
    assert f"up to {document['resent']:,} sent twice after an interruption" in told.out


async def _killed_commands(data_dir: Path, watch: Watch, killer: Killer) -> str:
    """`pushdesk send` and three `pushdesk campaigns resume`, each killed; returns the campaign's id."""
    arguments: tuple[str, ...] = ("send", "--title", "Once", "--to", "all")
    for number in range(COMMANDS):
        command = await start(data_dir, *arguments)
        await killer.moment()
        killer.kill(command.pid)
        await command.communicate()
        campaign_id = await watch.until(lambda session: session.exec(select(Campaign.id)).one())
        arguments = ("campaigns", "resume", campaign_id)
        if number:  # the first resume waits for the lease itself
            await lapse(data_dir)
    return campaign_id


async def _killed_life(life: Process, campaign_id: str, killer: Killer) -> None:
    assert life.stdin is not None
    assert life.stdout is not None
    life.stdin.write(f"{campaign_id}\n".encode())
    pid = int(await life.stdout.readline())
    await killer.moment()
    killer.kill(pid)
    assert int(await life.stdout.readline()) == -signal.SIGKILL


def _all_shown(session: Session) -> bool:
    shown = select(func.count()).select_from(Receipt).where(Receipt.event == ReceiptEvent.SHOWN)
    return session.exec(shown).one() == DEVICES


def _agree(session: Session, resent: int) -> bool:
    """What the devices show, what the lab caught and what the desk has on record are one story."""
    deliveries = set(session.exec(select(Delivery.id).where(Delivery.state == DeliveryState.ACCEPTED)))
    assert len(deliveries) == DEVICES
    screens = session.exec(select(LabNotification)).all()
    assert len(screens) == len({screen.agent_id for screen in screens}) == DEVICES
    assert {screen.delivery for screen in screens} == deliveries
    assert all(screen.shown and not screen.error for screen in screens)
    # An answer that is on record ends it: what came twice had none, and its device replaced it silently.
    answers = Counter(session.exec(select(Attempt.delivery_id).where(Attempt.status == 201)))
    assert answers == dict.fromkeys(deliveries, 1)
    caught = Counter(session.exec(select(LabCaught.delivery)))
    assert caught.keys() == deliveries
    assert {screen.delivery: screen.silent_copies + 1 for screen in screens} == caught
    assert 0 < caught.total() - DEVICES <= resent
    return True
