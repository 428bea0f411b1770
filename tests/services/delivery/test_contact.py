"""Who is sent to without a contact, and who is not."""

from datetime import timedelta

import pytest

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.errors import BadInput
from pushdesk.services.store import leases
from tests.services.delivery.delivery_desk import (
    ALL,
    DeliveryDesk,
    message,
    stored,
)
from tests.services.delivery.push_sink import PushSink
from tests.services.samples import push_subscription

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState
HOUR = timedelta(hours=1)


async def test_a_stranger_is_not_sent_to_without_a_contact(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(501)
    await desk.devices.capture(push_subscription())
    sender = await desk.sender()
    with pytest.raises(BadInput, match=r"Set a contact first: updates\.push\.services\.mozilla\.com"):
        await sender.send(message(), ALL)
    assert await stored(desk) == (0, 0)
    assert sink.arrivals == []


async def test_a_host_that_is_trusted_no_longer_is_a_stranger(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(1)
    desk.change(trusted_push_hosts=())
    sender = await desk.sender()
    with pytest.raises(BadInput, match="Set a contact first"):
        await sender.send(message(), ALL)
    assert sink.arrivals == []


async def test_with_a_contact_strangers_are_sent_to(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(1)
    desk.change(trusted_push_hosts=(), contact="mailto:me@my-domain.org")
    sender = await desk.sender()
    row = await sender.wait(await sender.send(message(), ALL))
    assert row.counts.accepted == 1


async def test_a_paused_campaign_asks_for_a_contact_before_it_goes_on(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    await desk.browsers(1)
    desk.change(trusted_push_hosts=(), contact="mailto:me@my-domain.org")
    campaign_id = await desk.created()
    await desk.database.write(leases.request, campaign_id, CampaignState.PAUSED, clock.now() + HOUR)
    desk.change(contact="")
    sender = await desk.sender()
    with pytest.raises(BadInput, match="Set a contact first"):
        await sender.resume(campaign_id)
    assert (await sender.get(campaign_id)).state is CampaignState.PAUSED
    assert sink.arrivals == []
