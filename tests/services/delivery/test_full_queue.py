"""A push service whose queue is full does not keep the run awake: it waits for answers, not in circles."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.services.delivery.pace import START
from pushdesk.services.store import campaigns, claiming
from tests.services.delivery.delivery_desk import DeliveryDesk
from tests.services.delivery.push_sink import PushSink, hanging

pytestmark = pytest.mark.allow_log("no keyring answers")
DEVICES = 40


class Writes:
    """What a run writes, by the name of the work."""

    def __init__(self, desk: DeliveryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: Counter[str] = Counter()
        self._write = desk.database.write
        self._more = asyncio.Event()
        monkeypatch.setattr(desk.database, "write", self._count)

    async def _count(self, work: Callable[..., Any], *rest: Any) -> Any:
        self.seen[work.__name__] += 1
        self._more.set()
        return await self._write(work, *rest)

    async def until(self, name: str, number: int) -> None:
        """Wait until so many of a name were written."""
        while self.seen[name] < number:
            self._more.clear()
            await self._more.wait()


async def test_what_is_due_to_a_full_queue_is_not_asked_for_again_and_again(
    desk: DeliveryDesk, sink: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with PushSink() as quick:
        desk.change(trusted_push_hosts=(sink.host, quick.host), concurrency=2)
        await desk.browsers(DEVICES)
        await desk.devices.capture(quick.browser().subscription)
        campaign_id = await desk.created()

        def interrupted(session: Session) -> None:
            claiming.claim(session, campaign_id, DEVICES + 1, clock.now())
            campaigns.take_back(session, campaign_id)

        await desk.database.write(interrupted)
        answer = hanging(sink)
        writes = Writes(desk, monkeypatch)
        run = await desk.run(campaign_id)
        async with asyncio.TaskGroup() as group:
            group.create_task(run.run())
            await sink.until(arrived=2)
            await desk.watch.until_states({DeliveryState.ACCEPTED: 1, **_waiting()})
            begun, beats = writes.seen["claim"], writes.seen["renew"]
            await writes.until("renew", beats + 2)
            assert writes.seen["claim"] - begun <= 2
            answer.set()
        assert (await desk.campaign(campaign_id)).state is CampaignState.FINISHED


async def test_what_is_claimed_ahead_follows_what_a_push_service_takes_at_once(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    desk.change(concurrency=1000)
    await desk.browsers(1)
    run = await desk.run(await desk.created())
    await run.run()
    assert run._out.rooms == {sink.origin: START}


def _waiting() -> dict[DeliveryState, int]:
    """Two may leave at once, and three times as many are claimed ahead."""
    return {DeliveryState.SENDING: 8, DeliveryState.RETRYING: DEVICES - 8}
