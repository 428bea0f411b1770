"""The service worker in a real Chromium: every push is shown, and reported once."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browsers.receiver_driver import Receiver, message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_message_is_shown_with_its_options_and_reported_in_order(receiver: Receiver) -> None:
    sent = message(
        icon="/icons/icon-192.png",
        tag="order",
        requireInteraction=True,
        actions=[
            {"action": "track", "title": "Track", "navigate": "/track"},
            {"action": "later", "title": "Later"},
        ],
        data={"order": 4821},
        navigate="/orders/4821",
    )
    worker = await receiver.worker()
    await worker.evaluate("""() => {
        const show = registration.showNotification.bind(registration);
        registration.showNotification = (title, options) => {
            self.given = options;
            return show(title, options);
        };
    }""")
    await receiver.push(sent)
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "shown"])
    (shown,) = await receiver.shown()
    assert shown["title"] == "Parcel"
    assert shown["body"] == "On its way"
    assert shown["tag"] == "order"
    assert shown["requireInteraction"] is True
    assert shown["actions"] == [["track", "Track"], ["later", "Later"]]
    assert shown["data"]["order"] == 4821
    given = await worker.evaluate("Object.keys(given)")
    assert "navigate" not in given, "Safari would open it by itself and fire no notificationclick"


async def test_a_receipt_carries_the_token_and_the_time_to_the_millisecond(receiver: Receiver) -> None:
    await receiver.push(message())
    await receiver.stub.until(lambda: len(receiver.stub.receipts("d1")) == 2)
    for receipt, event in zip(receiver.stub.named("receipts"), ("received", "shown"), strict=True):
        assert receipt | {"at": ""} == {"delivery": "d1", "token": "token-d1", "event": event, "at": ""}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", receipt["at"])


@pytest.mark.parametrize(
    ("payload", "title", "body"),
    [
        pytest.param("", "Push without a payload", "It arrived and carried no text.", id="empty"),
        pytest.param("Hello\nto you", "Hello", "to you", id="text"),
        pytest.param("  \n ", "Push without words", "It arrived and its text was blank.", id="blank"),
        pytest.param('"quoted"', '"quoted"', "", id="text-in-quotes"),
        pytest.param("2026", "2026", "", id="text-of-digits"),
        pytest.param("true", "true", "", id="text-true"),
        pytest.param("null", "null", "", id="text-null"),
        pytest.param("[1,\n2]", "[1,", "2]", id="text-in-brackets"),
        pytest.param('{"a":1}\n', '{"a":1}', "", id="text-in-braces"),
        pytest.param("{", "{", "", id="text-of-a-brace"),
        pytest.param({"title": 5, "pushdesk": {}}, "Message without a title", "", id="no-title"),
        pytest.param({"notification": {"title": "ngsw", "body": "b"}}, "ngsw", "b", id="angular"),
        pytest.param(
            {"web_push": 8030, "notification": {"title": "declared", "navigate": "https://a.example/"}},
            "declared",
            "",
            id="declarative",
        ),
        pytest.param({"title": "t", "body": None, "tag": "", "actions": None}, "t", "", id="nulls"),
    ],
)
async def test_every_shape_of_push_shows_something(
    receiver: Receiver, payload: dict[str, Any] | str, title: str, body: str
) -> None:
    await receiver.push(payload)
    await receiver.has_line(f"shown “{title}”")
    assert [(one["title"], one["body"]) for one in await receiver.shown()] == [(title, body)]
    assert receiver.stub.posts == [], "a shape without an id cannot be confirmed"


async def test_a_declarative_message_is_confirmed_by_the_id_in_its_data(receiver: Receiver) -> None:
    identity = message()["pushdesk"]
    declared = {"title": "declared", "navigate": "https://a.example/", "data": {"pushdesk": identity}}
    await receiver.push({"web_push": 8030, "notification": declared})
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "shown"])


async def test_the_browsers_parsed_declarative_message_goes_before_the_data(receiver: Receiver) -> None:
    notification = {"title": "parsed", "navigate": "/a", "data": {"pushdesk": message()["pushdesk"]}}
    await receiver.dispatch("push", {"notification": notification, "data": None})
    await receiver.has_line("push received, declarative")
    assert [one["title"] for one in await receiver.shown()] == ["parsed"]
    assert receiver.stub.receipts("d1") == ["received", "shown"]


async def test_a_message_the_browser_refuses_is_shown_plainly_and_reported_as_failed(
    receiver: Receiver,
) -> None:
    await receiver.push(message(silent=True, vibrate=[100]))
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "failed"])
    (shown,) = await receiver.shown()
    assert (shown["title"], shown["body"]) == ("Parcel", "On its way")
    (failed,) = [body for body in receiver.stub.named("receipts") if body["event"] == "failed"]
    assert failed["error"].startswith("TypeError: ")
    await receiver.has_line("could not be shown as sent")


async def test_renotify_without_a_tag_is_not_repaired(receiver: Receiver) -> None:
    await receiver.push(message(renotify=True))
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "failed"])


async def test_a_message_that_cannot_be_shown_at_all_is_reported_as_failed(receiver: Receiver) -> None:
    await receiver.worker()
    await receiver.permit("denied")
    await receiver.has_state("blocked")
    await receiver.dispatch_push(message())
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "failed"])
    assert await receiver.shown() == []


async def test_the_same_delivery_again_replaces_quietly_and_is_reported_once(receiver: Receiver) -> None:
    await receiver.push(message())
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "shown"])
    await receiver.push(message(vibrate=[100]))
    await receiver.has_line("shown again, quietly")
    (shown,) = await receiver.shown()
    assert (shown["tag"], shown["silent"], shown["renotify"]) == ("pushdesk-d1", True, False)
    await receiver.push(message("d2"))
    await receiver.stub.until(lambda: receiver.stub.receipts("d2") == ["received", "shown"])
    assert receiver.stub.receipts("d1") == ["received", "shown"]


async def test_two_copies_at_the_same_moment_are_reported_once(receiver: Receiver) -> None:
    await asyncio.gather(*[receiver.dispatch_push(message(tag="same")) for _ in range(4)])
    assert len(await receiver.shown()) == 1
    assert sorted(receiver.stub.receipts("d1")) == ["received", "shown"]


async def test_a_copy_after_a_worker_that_died_before_showing_is_reported_as_shown(
    receiver: Receiver,
) -> None:
    worker = await receiver.worker()
    await worker.evaluate("""async () => {
        // What such a worker leaves behind: "received" is claimed and waits in the outbox, and that is all.
        const request = receiptRequest({ id: 'd1', token: 'token-d1' }, 'received', new Date().toISOString());
        await receiverStore.enqueueOnce('received:d1', request);
    }""")
    await receiver.push(message())
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "shown"])


async def test_a_failed_delivery_that_comes_again_when_it_can_be_shown_is_reported_as_shown(
    receiver: Receiver,
) -> None:
    await receiver.push(message(silent=True, vibrate=[100]))
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "failed"])
    await receiver.push(message())
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "failed", "shown"])


async def test_showing_waits_for_no_receipt(receiver: Receiver) -> None:
    receiver.stub.hold("receipts")
    await receiver.push(message())
    await receiver.has_line("shown “Parcel”")
    assert len(await receiver.shown()) == 1
    assert receiver.stub.posts == []
    receiver.stub.release("receipts")
    await receiver.stub.until(lambda: receiver.stub.receipts("d1") == ["received", "shown"])


@pytest.mark.parametrize("how", ["busy", "gone"])
async def test_receipts_wait_for_a_desk_that_is_down_and_keep_their_order(
    receiver: Receiver, how: str
) -> None:
    stub = receiver.stub
    if how == "gone":
        stub.cut_off("receipts")
    else:
        stub.answers["receipts"] = (503, {"error": {"code": "busy", "message": "Later."}})
    await receiver.push(message())
    await stub.until(lambda: len(stub.posts) >= 3)
    stub.answers["receipts"] = (204, None)
    await receiver.page.reload()
    await stub.until(lambda: stub.receipts("d1") == ["received", "shown"])


async def test_a_receipt_the_desk_refuses_does_not_block_the_next_one(receiver: Receiver) -> None:
    stub = receiver.stub
    stub.answers["receipts"] = (404, {"error": {"code": "unknown-delivery", "message": "Unknown."}})
    await receiver.push(message())
    await stub.until(lambda: len(stub.posts) == 2)
    stub.answers["receipts"] = (204, None)
    await receiver.push(message("d2"))
    await stub.until(lambda: stub.receipts("d2") == ["received", "shown"])
    assert len(stub.posts) == 4


async def test_a_message_appears_in_a_page_in_front_as_a_toast_too(receiver: Receiver) -> None:
    toast = receiver.page.locator("#toast")
    await expect(toast).to_be_empty()
    await receiver.push(message())
    await expect(toast).to_contain_text("Parcel")
    await expect(toast).to_contain_text("On its way")
    assert len(await receiver.shown()) == 1
    await toast.get_by_role("button", name="Dismiss").click()
    await expect(toast).to_be_empty()


async def test_the_log_tells_a_page_opened_later_what_happened(receiver: Receiver) -> None:
    await receiver.push(message())
    await receiver.has_line("shown “Parcel”")
    await receiver.page.reload()
    await receiver.has_line("push received, ")
    await expect(receiver.page.locator("#log li").first).to_contain_text(
        re.compile(r"^\d\d:\d\d:\d\d\.\d{3} push")
    )


async def test_what_the_worker_remembers_is_bounded(receiver: Receiver) -> None:
    worker = await receiver.worker()
    counts = await worker.evaluate(
        """async () => {
            for (let n = 0; n < 120; n += 1) await receiverStore.addLine({ at: '', text: `${n}` });
            const lines = await receiverStore.lines();
            return [lines.length, lines[0].text, lines.at(-1).text];
        }"""
    )
    assert counts == [100, "20", "119"]
