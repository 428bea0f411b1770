"""The service worker in a real Chromium: clicks, closing, and a subscription that the browser changes."""

import pytest

from tests.browsers.receiver_driver import Receiver, message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_click_opens_the_messages_url_and_is_reported(receiver: Receiver) -> None:
    await receiver.push(message(navigate="https://shop.example/orders/4821"))
    await receiver.has_line("shown")
    assert await receiver.click("Parcel") == ["open https://shop.example/orders/4821"]
    assert receiver.stub.receipts("d1") == ["received", "shown", "clicked"]
    assert "action" not in receiver.stub.named("receipts")[-1]
    assert await receiver.shown() == []
    await receiver.has_line("clicked “Parcel”, opened https://shop.example/orders/4821")


async def test_a_click_on_an_action_opens_its_own_url_and_names_it(receiver: Receiver) -> None:
    actions = [{"action": "track", "title": "Track", "navigate": "/track"}, {"action": "x", "title": "X"}]
    await receiver.push(message(navigate="/orders", actions=actions, requireInteraction=True))
    await receiver.has_line("shown")
    assert await receiver.click("Parcel", "track") == [f"open {receiver.stub.origin}/track"]
    assert receiver.stub.named("receipts")[-1]["action"] == "track"
    await receiver.has_line("clicked “track”, opened /track")


async def test_an_action_without_a_url_opens_the_messages(receiver: Receiver) -> None:
    await receiver.push(message(navigate="/orders", actions=[{"action": "x", "title": "X"}]))
    await receiver.has_line("shown")
    assert await receiver.click("Parcel", "x") == [f"open {receiver.stub.origin}/orders"]


async def test_angulars_place_for_urls_is_understood(receiver: Receiver) -> None:
    steps = {"default": {"operation": "openWindow", "url": "/start"}, "buy": {"url": "/buy"}}
    await receiver.push({"notification": {"title": "ngsw", "data": {"onActionClick": steps}}})
    await receiver.has_line("shown “ngsw”")
    assert await receiver.click("ngsw", "buy") == [f"open {receiver.stub.origin}/buy"]


async def test_a_tab_that_has_the_url_open_is_focused(receiver: Receiver) -> None:
    context = receiver.page.context
    other = await context.new_page()
    await other.goto(f"{receiver.stub.origin}/orders")
    await receiver.push(message(navigate="/orders"))
    await receiver.has_line("shown")
    assert await receiver.click("Parcel") == [f"focus {receiver.stub.origin}/orders"]
    await other.close()


@pytest.mark.parametrize("navigate", [None, "javascript:alert(1)", "https://"])
async def test_a_click_without_a_usable_url_goes_to_the_receiver_page(
    receiver: Receiver, navigate: str | None
) -> None:
    await receiver.push(message(navigate=navigate))
    await receiver.has_line("shown")
    assert await receiver.click("Parcel") == [f"focus {receiver.stub.origin}/"]


async def test_a_closed_notification_is_reported(receiver: Receiver) -> None:
    await receiver.push(message())
    await receiver.has_line("shown")
    await receiver.dispatch("notificationclose", {}, "Parcel")
    assert receiver.stub.receipts("d1") == ["received", "shown", "closed"]


async def test_a_notification_that_another_replaces_is_not_reported_as_closed(receiver: Receiver) -> None:
    await receiver.push(message(tag="order"))
    await receiver.push(message("d2", tag="order", title="Newer"))
    await receiver.stub.until(lambda: "shown" in receiver.stub.receipts("d2"))
    # Firefox says so about the old one at this point; Chromium does not.
    data = {"pushdesk": {"delivery": {"id": "d1", "token": "token-d1"}}}
    await receiver.dispatch(
        "notificationclose", {"notification": {"title": "Old", "tag": "order", "data": data}}
    )
    await receiver.has_line("replaced “Old”")
    assert receiver.stub.receipts("d1") == ["received", "shown"]


NEW_SUBSCRIPTION = """{ endpoint: 'https://push.example/new', toJSON: () =>
    ({ endpoint: 'https://push.example/new', expirationTime: null, keys: { p256dh: 'p', auth: 'a' } }) }"""
NEW_JSON = {
    "endpoint": "https://push.example/new",
    "expirationTime": None,
    "keys": {"p256dh": "p", "auth": "a"},
}


async def change(receiver: Receiver, old: str | None, *, given: bool) -> None:
    """Fires pushsubscriptionchange; the new subscription comes with the event or from subscribe()."""
    worker = await receiver.worker()
    await worker.evaluate(
        f"""async ([old, given]) => {{
            const next = {NEW_SUBSCRIPTION};
            PushManager.prototype.subscribe = async (options) => {{ self.asked = options; return next; }};
            const done = [];
            const event = new ExtendableEvent('pushsubscriptionchange');
            const own = {{
                oldSubscription: old && {{ endpoint: old, options: {{ applicationServerKey: 'old key' }} }},
                newSubscription: given ? next : null,
                waitUntil: (promise) => done.push(promise),
            }};
            for (const [name, value] of Object.entries(own)) Object.defineProperty(event, name, {{ value }});
            dispatchEvent(event);
            await Promise.all(done);
        }}""",
        [old, given],
    )


@pytest.mark.parametrize("given", [True, False])
async def test_a_changed_subscription_is_told_to_the_desk(receiver: Receiver, given: bool) -> None:
    await change(receiver, "https://push.example/old", given=given)
    (body,) = receiver.stub.named("resubscribe")
    assert body == {"oldEndpoint": "https://push.example/old", "subscription": NEW_JSON}


async def test_the_old_address_is_remembered_where_the_event_does_not_say_it(receiver: Receiver) -> None:
    worker = await receiver.worker()
    await worker.evaluate("receiverStore.set('endpoint', 'https://push.example/kept')")
    await change(receiver, None, given=False)
    assert receiver.stub.named("resubscribe")[0]["oldEndpoint"] == "https://push.example/kept"
    asked = await worker.evaluate("self.asked")
    assert asked == {"userVisibleOnly": True, "applicationServerKey": receiver.stub.public_key}


async def test_a_desk_that_does_not_answer_gets_the_subscription_made_with_the_old_key(
    receiver: Receiver,
) -> None:
    receiver.stub.public_key = ""  # the stand-in answers 503
    receiver.stub.cut_off("resubscribe")
    await change(receiver, "https://push.example/old", given=False)
    asked = await (await receiver.worker()).evaluate("self.asked")
    assert asked["applicationServerKey"] == "old key"
    receiver.stub.answers["resubscribe"] = (200, {"id": "device-1"})
    await receiver.page.reload()
    await receiver.stub.until(lambda: len(receiver.stub.named("resubscribe")) == 1)


async def test_a_desk_that_does_not_know_the_old_address_gets_a_new_device(receiver: Receiver) -> None:
    receiver.stub.answers["resubscribe"] = (404, {"error": {"code": "unknown", "message": "Unknown."}})
    worker = await receiver.worker()
    await worker.evaluate("receiverStore.set('device', { name: 'Front desk' })")
    await change(receiver, "https://push.example/old", given=True)
    assert receiver.stub.named("subscribe") == [NEW_JSON | {"device": {"name": "Front desk"}}]


async def test_a_device_that_was_turned_off_is_not_subscribed_again(receiver: Receiver) -> None:
    await change(receiver, None, given=False)
    assert receiver.stub.posts == []


async def test_a_subscription_the_browser_kept_after_turning_off_is_not_renewed(receiver: Receiver) -> None:
    await (await receiver.worker()).evaluate("receiverStore.set('turnedOff', true)")
    await change(receiver, "https://push.example/held", given=False)
    assert receiver.stub.posts == []
