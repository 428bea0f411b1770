"""The end of a run: what was asked in the last moment, and what it finds open, decide how it is called."""

import pytest

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.services.delivery.run_steps import RunSteps
from pushdesk.services.store import campaigns, leases
from tests.services.delivery.delivery_desk import RUNNER, DeliveryDesk, states

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState


@pytest.mark.parametrize(
    ("asked", "stop_as", "ended", "left"),
    [
        (CampaignState.CANCELLED, CampaignState.PAUSED, CampaignState.CANCELLED, S.CANCELLED),
        (CampaignState.PAUSED, CampaignState.CANCELLED, CampaignState.CANCELLED, S.CANCELLED),
        (None, CampaignState.PAUSED, CampaignState.PAUSED, S.PENDING),
        (None, CampaignState.CANCELLED, CampaignState.CANCELLED, S.CANCELLED),
    ],
)
async def test_a_cancel_outranks_a_pause_up_to_the_last_moment(
    desk: DeliveryDesk,
    asked: CampaignState | None,
    stop_as: CampaignState,
    ended: CampaignState,
    left: DeliveryState,
) -> None:
    await desk.browsers(2)
    campaign_id = await desk.created()
    if asked is not None:
        await desk.database.write(leases.request, campaign_id, asked, clock.now())
    await desk.database.write(RunSteps(campaign_id, RUNNER).finish, stop_as)
    campaign = await desk.campaign(campaign_id)
    assert (campaign.state, campaign.runner, campaign.requested) == (ended, None, None)
    assert states(await desk.rows(campaign_id)) == [left, left]


async def test_a_pause_that_finds_nothing_left_to_send_finishes(desk: DeliveryDesk) -> None:
    await desk.browsers(1)
    campaign_id = await desk.created()
    await desk.database.write(campaigns.cancel_open, campaign_id, "Not sent.")
    await desk.database.write(RunSteps(campaign_id, RUNNER).finish, CampaignState.PAUSED)
    assert (await desk.campaign(campaign_id)).state is CampaignState.FINISHED
