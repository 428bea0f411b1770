"""What a device's inbox holds."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.receipt import ReceiptEvent, ReceiptReport
from pushdesk.services.receiver.inbox import LENGTH, Inbox, inbox
from pushdesk.services.store import campaigns, receipts
from tests.services.delivery.delivery_desk import DeliveryDesk, finished, message
from tests.services.delivery.push_sink import Browser, PushSink

pytestmark = pytest.mark.allow_log("no keyring answers")


async def inbox_of(desk: DeliveryDesk, browser: Browser) -> Inbox:
    """The inbox of a device that there is."""
    box = await desk.database.read(inbox, browser.endpoint)
    assert box is not None
    return box


async def test_nobody_has_no_inbox_and_a_new_device_an_empty_one(desk: DeliveryDesk) -> None:
    assert await desk.database.read(inbox, "https://push.example/unknown") is None
    (browser,) = await desk.browsers(1)
    box = await inbox_of(desk, browser)
    assert (box.subscription_id, box.items) == ((await desk.device(browser)).id, ())


async def test_an_item_says_what_was_sent_and_what_became_of_it(desk: DeliveryDesk) -> None:
    (browser,) = await desk.browsers(1)
    campaign_id = await desk.created(message(title="One", body="Two"))
    (row,) = await desk.rows(campaign_id)
    (item,) = (await inbox_of(desk, browser)).items
    sent_at = clock.iso((await desk.campaign(campaign_id)).created_at)
    assert item == {"delivery": row.id, "title": "One", "body": "Two", "at": sent_at, "state": "Waiting"}
    await finished(desk, campaign_id)
    (item,) = (await inbox_of(desk, browser)).items
    assert (item["state"], item["at"]) == ("Accepted", sent_at)
    at = clock.now() - timedelta(minutes=5)
    report = ReceiptReport(row.id, await desk.token(row.id), ReceiptEvent.SHOWN, "", "", at)
    await desk.database.write(receipts.store, report)
    (item,) = (await inbox_of(desk, browser)).items
    assert (item["state"], item["at"]) == ("Shown", clock.iso(at))


async def test_what_was_missed_is_there_too(desk: DeliveryDesk, sink: PushSink) -> None:
    (browser,) = await desk.browsers(1)
    campaign_id = await desk.created()
    await desk.devices.unsubscribe(browser.endpoint)
    await finished(desk, campaign_id)
    (item,) = (await inbox_of(desk, browser)).items
    assert (item["state"], item["body"]) == ("Cancelled", "")


async def test_another_devices_messages_are_not(desk: DeliveryDesk) -> None:
    mine, other = await desk.browsers(2)
    await desk.created()
    (own,), (theirs,) = (await inbox_of(desk, mine)).items, (await inbox_of(desk, other)).items
    assert own["delivery"] != theirs["delivery"]


async def test_the_newest_come_first_and_the_oldest_are_left_out(desk: DeliveryDesk) -> None:
    def age(session: Session, campaign_id: str, minutes: int) -> None:
        campaign = campaigns.by_id(session, campaign_id)
        campaign.created_at -= timedelta(minutes=minutes)
        session.add(campaign)

    (browser,) = await desk.browsers(1)
    for number in range(LENGTH + 3):
        campaign_id = await desk.created(message(title=f"{number} minutes old"))
        await desk.database.write(age, campaign_id, number)
    titles = [item["title"] for item in (await inbox_of(desk, browser)).items]
    assert titles == [f"{number} minutes old" for number in range(LENGTH)]


async def test_the_old_address_of_a_device_leads_to_its_inbox(desk: DeliveryDesk, sink: PushSink) -> None:
    (old,) = await desk.browsers(1)
    await desk.created()
    new = sink.browser("new")
    await desk.devices.resubscribe(old.endpoint, new.subscription)
    assert await inbox_of(desk, old) == await inbox_of(desk, new)
    assert len((await inbox_of(desk, old)).items) == 1
