"""The receiver's API, row by row of the contract."""

import json
from typing import Any

import pytest

from pushdesk.model.campaign import CampaignState
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.model.subscription import SubscriptionState
from tests.services.delivery.delivery_desk import ALL, message
from tests.services.delivery.push_sink import PushSink
from tests.services.receiver.receiver_desk import ReceiverDesk
from tests.services.samples import push_subscription

pytestmark = pytest.mark.allow_log("no keyring answers")
NOTHING = (0, 0, 0)
AT = "2026-11-24T12:00:00.000Z"


async def test_the_key_to_subscribe_with_is_the_current_one(house: ReceiverDesk) -> None:
    made = await house.desk.keys.create()
    answer = await house.ask("GET", "/api/push/key")
    assert (answer.status, answer.document) == (200, {"publicKey": made.public_key})


async def test_a_device_is_captured_with_what_it_says_of_itself(house: ReceiverDesk, sink: PushSink) -> None:
    device = {"name": "Firefox on the desk", "userAgent": "Mozilla/5.0", "platform": "Linux", "maxActions": 2}
    answer = await house.post("subscribe", sink.browser().subscription | {"device": device})
    assert answer.status == 201
    row = await house.desk.devices.get(answer.document["id"])
    assert (row.name, row.device, row.mine) == ("Firefox on the desk", device, True)
    assert row.vapid_public_key == (await house.desk.keys.current()).public_key


async def test_the_same_endpoint_again_is_the_same_device_updated(
    house: ReceiverDesk, sink: PushSink
) -> None:
    browser = sink.browser()
    first = await house.post("subscribe", browser.subscription | {"device": {"maxActions": 2}})
    await house.post("unsubscribe", {"endpoint": browser.endpoint})
    again = await house.post("subscribe", browser.subscription | {"device": {"maxActions": 3}})
    assert (again.status, again.document) == (200, first.document)
    row = await house.desk.devices.get(first.document["id"])
    assert (row.device["maxActions"], row.state) == (3, SubscriptionState.ACTIVE)
    assert (await house.stored())[0] == 1


def without(document: dict[str, Any], *path: str) -> dict[str, Any]:
    """A copy that lacks one member."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return copy


GOOD = push_subscription("good")
KEYS = GOOD["keys"]


@pytest.mark.parametrize(
    "document",
    [
        {},
        without(GOOD, "endpoint"),
        without(GOOD, "keys"),
        without(GOOD, "keys", "auth"),
        without(GOOD, "keys", "p256dh"),
        GOOD | {"endpoint": 5},
        GOOD | {"endpoint": "/relative"},
        GOOD | {"endpoint": "http://push.example/a"},
        GOOD | {"endpoint": "https://127.0.0.1/a"},
        GOOD | {"endpoint": "https://192.168.1.5/a"},
        GOOD | {"endpoint": "https://me:word@push.example/a"},
        GOOD | {"endpoint": "https://push.example/a b"},
        GOOD | {"endpoint": "https://permanently-removed.invalid/a"},
        GOOD | {"keys": []},
        GOOD | {"keys": KEYS | {"auth": "AAAA"}},
        GOOD | {"keys": KEYS | {"auth": 5}},
        GOOD | {"keys": KEYS | {"p256dh": KEYS["p256dh"][:-2] + "AA"}},
        GOOD | {"keys": KEYS | {"p256dh": "!"}},
        GOOD | {"device": "a phone"},
        GOOD | {"device": {"name": 5}},
        GOOD | {"vapidPublicKey": "no key"},
    ],
    ids=range(21),
)
async def test_a_subscription_that_cannot_be_taken_says_why_and_is_not_stored(
    house: ReceiverDesk, document: object
) -> None:
    answer = await house.post("subscribe", document)
    assert (answer.status, answer.error) == (400, "bad_input")
    assert await house.stored() == NOTHING


async def test_unsubscribing_puts_the_record_to_rest_and_keeps_it(
    house: ReceiverDesk, sink: PushSink
) -> None:
    (browser,) = await house.desk.browsers(1)
    answer = await house.post("unsubscribe", {"endpoint": browser.endpoint})
    assert (answer.status, answer.text) == (204, "")
    assert (await house.desk.device(browser)).state is SubscriptionState.UNSUBSCRIBED
    assert (await house.post("unsubscribe", {"endpoint": browser.endpoint})).status == 204


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({"endpoint": "https://push.example/unknown"}, 404),
        ({}, 400),
        ({"endpoint": ""}, 400),
        ({"endpoint": []}, 400),
    ],
)
async def test_unsubscribing_what_is_not_known_says_so(
    house: ReceiverDesk, document: object, status: int
) -> None:
    answer = await house.post("unsubscribe", document)
    assert (answer.status, answer.error) == (status, "not_found" if status == 404 else "bad_input")


async def test_a_new_address_keeps_the_device_and_its_history(house: ReceiverDesk, sink: PushSink) -> None:
    (old,) = await house.desk.browsers(1)
    row, new = await house.desk.device(old), sink.browser("new")
    await house.sender.wait(await house.sender.send(message(), ALL))
    answer = await house.post("resubscribe", {"oldEndpoint": old.endpoint, "subscription": new.subscription})
    assert (answer.status, answer.document) == (200, {"id": row.id})
    moved = await house.desk.devices.get(row.id)
    assert (moved.endpoint, moved.state) == (new.endpoint, SubscriptionState.ACTIVE)
    campaign = await house.sender.wait(await house.sender.send(message(), ALL))
    assert campaign.counts.total == 1
    assert len(sink.to(new)) == 1


async def test_a_new_address_that_cannot_be_taken_leaves_the_device_alone(
    house: ReceiverDesk, sink: PushSink
) -> None:
    (browser,) = await house.desk.browsers(1)
    before = await house.desk.device(browser)
    new = sink.browser().subscription
    for document, status in (
        ({"oldEndpoint": browser.endpoint}, 400),
        ({"oldEndpoint": browser.endpoint, "subscription": new | {"keys": {}}}, 400),
        ({"oldEndpoint": browser.endpoint, "subscription": new | {"endpoint": "http://10.0.0.1/"}}, 400),
        ({"oldEndpoint": 5, "subscription": new}, 400),
        ({"subscription": new}, 400),
        ({"oldEndpoint": "https://push.example/unknown", "subscription": new}, 404),
    ):
        answer = await house.post("resubscribe", document)
        assert (answer.status, bool(answer.error)) == (status, True)
    assert await house.desk.device(browser) == before
    assert (await house.stored())[0] == 1


async def test_receipts_are_kept_beside_the_state(house: ReceiverDesk, sent: dict[str, str]) -> None:
    for event in ("received", "shown", "closed"):
        answer = await house.post("receipts", sent | {"event": event, "at": AT})
        assert (answer.status, answer.text) == (204, "")
    await house.post("receipts", sent | {"event": "clicked", "action": "open", "at": AT})
    await house.post("receipts", sent | {"event": "failed", "error": "TypeError: no", "at": AT})
    kept = await house.receipts()
    assert [receipt.event.value for receipt in kept] == ["received", "shown", "closed", "clicked", "failed"]
    assert (kept[3].action, kept[4].error) == ("open", "TypeError: no")
    assert {receipt.delivery_id for receipt in kept} == {sent["delivery"]}
    (campaign,) = await house.sender.every()
    assert (campaign.counts.accepted, campaign.counts.shown, campaign.counts.clicked) == (1, 1, 1)


async def test_the_same_receipt_twice_is_stored_once(house: ReceiverDesk, sent: dict[str, str]) -> None:
    for at in (AT, "2026-11-24T13:00:00Z"):
        assert (await house.post("receipts", sent | {"event": "shown", "at": at})).status == 204
    for action in ("", "open", "open"):
        await house.post("receipts", sent | {"event": "clicked", "action": action, "at": AT})
    kept = [(receipt.event, receipt.action) for receipt in await house.receipts()]
    assert kept == [
        (ReceiptEvent.SHOWN, ""),
        (ReceiptEvent.CLICKED, ""),
        (ReceiptEvent.CLICKED, "open"),
    ]


async def test_a_receipt_for_an_unknown_delivery_or_with_a_wrong_token_is_not_found(
    house: ReceiverDesk, sent: dict[str, str]
) -> None:
    for wrong in ({"delivery": "unknown"}, {"token": "wrong"}, {"token": "é"}):
        answer = await house.post("receipts", sent | wrong | {"event": "shown", "at": AT})
        assert (answer.status, answer.error) == (404, "not_found")
    assert await house.receipts() == []


@pytest.mark.parametrize(
    "change",
    [
        {"event": "opened"},
        {"event": None},
        {"delivery": 5},
        {"delivery": ""},
        {"token": None},
        {"action": ["open"]},
        {"error": {"a": 1}},
        {"at": "yesterday"},
        {"at": "2026-11-24T12:00:00"},
        {"at": 1764000000000},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59.999999-14:00"},
    ],
)
async def test_a_receipt_that_is_none_is_refused_and_not_stored(
    house: ReceiverDesk, sent: dict[str, str], change: dict[str, object]
) -> None:
    answer = await house.post("receipts", sent | {"event": "shown", "at": AT} | change)
    assert (answer.status, answer.error) == (400, "bad_input")
    assert await house.receipts() == []


async def test_a_test_message_reaches_the_device_that_asked(house: ReceiverDesk, sink: PushSink) -> None:
    asking, other = await house.desk.browsers(2)
    answer = await house.post("test", {"endpoint": asking.endpoint})
    assert answer.status == 202
    campaign = await house.sender.wait(answer.document["campaign"])
    assert (campaign.state, campaign.counts.accepted) == (CampaignState.FINISHED, 1)
    (arrival,) = sink.to(asking)
    payload = json.loads(asking.decrypt(arrival.body))
    assert payload["title"] == "A test from PushDesk"
    assert payload["pushdesk"]["receiver"] == "http://localhost:8765"
    assert sink.to(other) == []


async def test_a_test_to_a_device_that_rests_or_is_unknown_is_refused(
    house: ReceiverDesk, sink: PushSink
) -> None:
    (browser,) = await house.desk.browsers(1)
    await house.desk.devices.unsubscribe(browser.endpoint)
    resting = await house.post("test", {"endpoint": browser.endpoint})
    assert (resting.status, resting.error) == (409, "conflict")
    unknown = await house.post("test", {"endpoint": "https://push.example/unknown"})
    assert (unknown.status, unknown.error) == (404, "not_found")
    assert (await house.post("test", {})).status == 400
    assert sink.arrivals == []


async def test_a_test_to_a_stranger_asks_for_a_contact(house: ReceiverDesk) -> None:
    document = push_subscription()
    await house.post("subscribe", document)
    answer = await house.post("test", {"endpoint": document["endpoint"]})
    assert (answer.status, answer.error) == (400, "bad_input")
    assert "Set a contact first" in answer.document["error"]["message"]
    assert (await house.stored())[1] == 0


async def test_a_report_of_a_message_is_taken_for_the_labs_own_endpoints_alone(house: ReceiverDesk) -> None:
    report = {"endpoint": "https://push.example/x", "id": "a", "event": "shown", "at": AT}
    answer = await house.post("seen", report)
    assert (answer.status, answer.error) == (404, "not_found")
    refused = await house.post("seen", without(report, "id"))
    assert (refused.status, refused.error) == (400, "bad_input")
