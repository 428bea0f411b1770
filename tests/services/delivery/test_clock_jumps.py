"""A clock that jumps by days while a campaign is on its way: it ends all the same, and says what is true."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from pushdesk.model import clock, moments
from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.services.delivery import campaign_run, taking
from pushdesk.services.store import campaigns
from tests.services.delivery.delivery_desk import ALL, RUNNER, DeliveryDesk, message, states
from tests.services.delivery.push_sink import ACCEPTED, Arrival, PushSink, Reply, by_path

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState
DAYS = timedelta(days=3)
LONG_LIVED = message(delivery={"ttl": 28 * 24 * 3600})


class Clock:
    """The clock of this computer, and how far somebody has set it."""

    def __init__(self) -> None:
        self.offset = timedelta(0)
        self._right: Callable[[], datetime] = moments.now

    def now(self) -> datetime:
        """What it shows."""
        return self._right() + self.offset


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that everything in the desk looks at."""
    made = Clock()
    monkeypatch.setattr(clock, "now", made.now)
    monkeypatch.setattr(moments, "now", made.now)
    return made


async def retrying(desk: DeliveryDesk, campaign_id: str) -> None:
    """Wait until the campaign's first delivery is to be tried again."""
    (first, *_) = await desk.rows(campaign_id)
    await desk.watch.until_delivery(first.id, S.RETRYING)


@pytest.mark.parametrize("jump", [DAYS, -DAYS])
async def test_a_retry_comes_soon_after_the_clock_jumped(
    desk: DeliveryDesk, sink: PushSink, wall: Clock, jump: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_run, "_LOOK_SECONDS", 0.2)
    # Forward: what is due in an hour is due at once. Back: what is due in a second is not due in three days.
    desk.change(retry_base=3600 if jump > timedelta(0) else 1)
    await desk.browsers(2)
    sink.answer = by_path({"device-0001": [Reply(500), ACCEPTED]})
    sender = await desk.sender()
    campaign_id = await sender.send(LONG_LIVED, ALL)
    await retrying(desk, campaign_id)
    wall.offset = jump
    row = await sender.wait(campaign_id)
    assert (row.state, row.counts.accepted, row.resent) == (CampaignState.FINISHED, 2, 0)
    assert [line.attempts for line in await desk.rows(campaign_id)] == [2, 1]
    assert len(sink.arrivals) == 3


async def test_after_the_end_of_the_messages_life_nothing_is_tried_again_and_that_is_said(
    desk: DeliveryDesk, sink: PushSink, wall: Clock
) -> None:
    def answer(_arrival: Arrival) -> Reply:
        wall.offset = DAYS
        return Reply(500)

    sink.answer = answer
    await desk.browsers(1)
    sender = await desk.sender()
    campaign_id = await sender.send(message(delivery={"ttl": 3600}), ALL)
    row = await sender.wait(campaign_id)
    assert (row.state, row.counts.failed) == (CampaignState.FINISHED, 1)
    (line,) = await desk.rows(campaign_id)
    assert "the next one would come after the message's time to live" in (line.reason or "")


async def test_a_clock_that_jumps_to_and_fro_under_a_campaign_changes_nothing(
    desk: DeliveryDesk, sink: PushSink, wall: Clock
) -> None:
    jumps = [DAYS, -DAYS, 3 * DAYS, timedelta(0)] * 50

    def answer(_arrival: Arrival) -> Reply:
        wall.offset = jumps[len(sink.arrivals) % len(jumps)]
        return ACCEPTED

    sink.answer = answer
    await desk.browsers(100)
    sender = await desk.sender()
    campaign_id = await sender.send(LONG_LIVED, ALL)
    wall.offset = timedelta(0)
    row = await sender.wait(campaign_id)
    assert row.state is CampaignState.FINISHED
    assert Counter(states(await desk.rows(campaign_id))) == {S.ACCEPTED: 100}
    assert row.resent == 0
    assert len(sink.arrivals) == 100


async def test_a_killed_runners_lease_does_not_last_for_days_because_the_clock_was_set_back(
    desk: DeliveryDesk, sink: PushSink, wall: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hold(session: Session) -> None:
        campaign = campaigns.by_id(session, campaign_id)
        assert campaign.runner == RUNNER
        campaign.lease_until = clock.now() + lease
        session.add(campaign)

    lease = timedelta(seconds=0.5)
    monkeypatch.setattr(taking, "LEASE", lease)
    await desk.browsers(3)
    wall.offset = DAYS
    campaign_id = await desk.created()
    await desk.database.write(hold)
    wall.offset = timedelta(0)
    sender = await desk.sender()
    await sender.resume(campaign_id)
    row = await sender.wait(campaign_id)
    assert (row.state, row.counts.accepted) == (CampaignState.FINISHED, 3)
