"""Whoever asks whatever of a campaign at whatever moment: nothing is lost, nothing is sent twice."""

import asyncio
import random
from collections import defaultdict
from contextlib import suppress

import pytest

from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.errors import BadInput, Conflict
from pushdesk.model.views import CampaignRow
from pushdesk.services.delivery.sender import Sender
from tests.services.delivery.delivery_desk import ALL, DeliveryDesk, delivery_of, message
from tests.services.delivery.push_sink import ACCEPTED, Arrival, Browser, PushSink, Reply

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState
DEVICES, ASKED = 60, 40
# So slow that the campaign is on its way all the time.
PER_SECOND = 60


class PushService:
    """Answers by chance, and remembers what."""

    def __init__(self, sink: PushSink, chance: random.Random) -> None:
        self._chance = chance
        self.kind = False
        self.answered: dict[str, list[int]] = defaultdict(list)
        sink.answer = self._answer

    def _answer(self, arrival: Arrival) -> Reply:
        weights = (1, 0, 0) if self.kind else (5, 2, 1)
        reply = self._chance.choices((ACCEPTED, Reply(503), Reply(403)), weights)[0]
        self.answered[arrival.path].append(reply.status)
        return reply


async def pestered(chance: random.Random, senders: list[Sender], campaign_id: str) -> None:
    """Ask this and that of two processes, not waiting for the one before."""

    async def ask(who: Sender, what: str) -> None:
        with suppress(Conflict, BadInput):  # it is refused in a sentence where it makes no sense
            await getattr(who, what)(campaign_id)

    async with asyncio.TaskGroup() as group:
        for _ in range(ASKED):
            what = chance.choices(("pause", "resume", "retry_failed"), (3, 5, 2))[0]
            group.create_task(ask(chance.choice(senders), what))
            await asyncio.sleep(chance.random() / 10)


async def agreed(
    desk: DeliveryDesk, sink: PushSink, service: PushService, browsers: list[Browser], row: CampaignRow
) -> None:
    """What is on record is what was answered, one delivery a device; nobody has the campaign."""
    rows = await desk.rows(row.id)
    for line, browser in zip(rows, browsers, strict=True):
        answers = service.answered[browser.endpoint.removeprefix(sink.origin)]
        # Of what went out before a kill alone an answer can be missing.
        assert answers.count(201) == (line.state is S.ACCEPTED)
        assert line.attempts == len(answers)
        assert line.status == (answers[-1] if answers else None)
        assert {delivery_of(browser.decrypt(one.body)) for one in sink.to(browser)} <= {line.id}
    counts = {state: sum(line.state is state for line in rows) for state in S}
    assert {state: getattr(row.counts, state) for state in S} == counts
    assert (row.resent, (await desk.campaign(row.id)).runner) == (0, None)


async def begun(desk: DeliveryDesk, other: Sender) -> tuple[list[Browser], list[Sender], str]:
    """A campaign to DEVICES at PER_SECOND: its browsers, both senders that may touch it, its id."""
    desk.change(messages_per_second=PER_SECOND)
    browsers = await desk.browsers(DEVICES)
    senders = [await desk.sender(), other]
    return browsers, senders, await senders[0].send(message(), ALL)


@pytest.mark.parametrize("seed", [1, 2])
async def test_pauses_resumes_and_retries_lose_nothing_and_send_nothing_twice(
    desk: DeliveryDesk, sink: PushSink, other: Sender, seed: int
) -> None:
    chance = random.Random(seed)
    service = PushService(sink, chance)
    browsers, senders, campaign_id = await begun(desk, other)
    await pestered(chance, senders, campaign_id)
    desk.change(messages_per_second=0)
    service.kind = True
    rows = [await sender.wait(campaign_id) for sender in senders]
    while (row := rows.pop()).state is not CampaignState.FINISHED or row.counts.accepted < DEVICES:
        who = chance.choice(senders)
        await (who.retry_failed if row.state is CampaignState.FINISHED else who.resume)(campaign_id)
        rows = [await who.wait(campaign_id)]
    await agreed(desk, sink, service, browsers, row)


@pytest.mark.parametrize("seed", [3, 4])
async def test_a_cancel_among_them_is_the_last_word(
    desk: DeliveryDesk, sink: PushSink, other: Sender, seed: int
) -> None:
    chance = random.Random(seed)
    service = PushService(sink, chance)
    browsers, senders, campaign_id = await begun(desk, other)
    async with asyncio.TaskGroup() as group:
        group.create_task(pestered(chance, senders, campaign_id))
        await sink.until(arrived=DEVICES // 3)
        await other.cancel(campaign_id)
    await asyncio.gather(*(sender.wait(campaign_id) for sender in senders))
    row = await desk.watch.until_campaign(campaign_id, CampaignState.CANCELLED)
    assert row.counts.open == 0
    assert row.counts.cancelled > 0
    await agreed(desk, sink, service, browsers, row)
