"""The service worker on messages of other senders: shown first, then told to the desk for its lab."""

import asyncio
from typing import Any

import pytest

from tests.browsers.receiver_driver import Receiver, message

pytestmark = pytest.mark.asyncio(loop_scope="session")
ENDPOINT = "http://127.0.0.1:8766/push/token"


async def remember(receiver: Receiver) -> None:
    """Have the worker know its own endpoint, as a page that subscribed leaves it."""
    worker = await receiver.worker()
    await worker.evaluate("endpoint => receiverStore.set('endpoint', endpoint)", ENDPOINT)


def without_times(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The bodies without what differs each time."""
    assert all(body["at"].endswith("Z") and body["id"] for body in bodies)
    return [{name: value for name, value in body.items() if name not in {"at", "id"}} for body in bodies]


async def test_a_message_of_somebody_else_is_reported_and_so_is_its_click(receiver: Receiver) -> None:
    await remember(receiver)
    text = '{"notification": {"title": "ngsw", "actions": [{"action": "buy", "title": "Buy"}]}}'
    await receiver.push(text)
    await receiver.stub.until(lambda: len(receiver.stub.named("seen")) == 2)
    await receiver.click("ngsw", "buy")
    await receiver.stub.until(lambda: len(receiver.stub.named("seen")) == 3)
    reports = receiver.stub.named("seen")
    assert without_times(reports) == [
        {"endpoint": ENDPOINT, "event": "received", "title": "ngsw", "payload": text},
        {"endpoint": ENDPOINT, "event": "shown"},
        {"endpoint": ENDPOINT, "event": "clicked", "action": "buy"},
    ]
    assert len({body["id"] for body in reports}) == 1
    assert receiver.stub.named("receipts") == []


async def test_one_that_the_browser_refused_is_reported_as_failed(receiver: Receiver) -> None:
    await remember(receiver)
    await receiver.push({"title": "Loud", "silent": True, "vibrate": [100]})
    await receiver.stub.until(lambda: len(receiver.stub.named("seen")) == 2)
    _, report = receiver.stub.named("seen")
    assert (report["event"], report["error"].split(":")[0]) == ("failed", "TypeError")


async def test_messages_are_named_in_the_order_in_which_they_came(receiver: Receiver) -> None:
    await remember(receiver)
    texts = [f"message {number}" for number in range(8)]
    await asyncio.gather(*(receiver.push(text) for text in texts))
    await receiver.stub.until(lambda: len(receiver.stub.named("seen")) == 2 * len(texts))
    reports = receiver.stub.named("seen")
    received = [report for report in reports if report["event"] == "received"]
    assert [report["payload"] for report in received] == texts
    assert {report["id"] for report in reports} == {report["id"] for report in received}


async def test_showing_waits_for_no_report(receiver: Receiver) -> None:
    await remember(receiver)
    receiver.stub.hold("seen")
    await receiver.push("Hello")
    await receiver.has_line("shown “Hello”")
    assert len(await receiver.shown()) == 1
    receiver.stub.release("seen")
    await receiver.stub.until(lambda: len(receiver.stub.named("seen")) == 2)


async def test_a_desk_that_did_not_hand_out_the_endpoint_is_not_asked_again(receiver: Receiver) -> None:
    await remember(receiver)
    receiver.stub.answers["seen"] = (404, {"error": {"code": "not_found", "message": "No."}})
    await receiver.push("Hello")
    await receiver.stub.until(lambda: [post.name for post in receiver.stub.posts] == ["seen", "seen"])
    await receiver.push(message())
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "shown"])
    assert [post.name for post in receiver.stub.posts] == ["seen", "seen", "receipts", "receipts"]
