"""The receiver page in a real Chromium: turning on, opening again, and what goes wrong."""

import pytest
from playwright.async_api import expect

from tests.browsers.receiver_driver import Receiver
from tests.browsers.receiver_stub import PUBLIC_KEY

pytestmark = pytest.mark.asyncio(loop_scope="session")

SERVICE = "https://updates.push.services.mozilla.com/wpush/v2"
OTHER_KEY = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
ERROR = {"error": {"code": "no", "message": "The desk says no."}}


async def push_is(receiver_tab: Receiver, word: str) -> None:
    """Waits until the fake push service was asked, holds a subscription, or is free of it again."""
    await expect(receiver_tab.page.locator("html")).to_have_attribute("data-fake-push", word)


# ---- turning on


async def test_turning_on_posts_the_subscription_and_the_device(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    (body,) = receiver_tab.stub.named("subscribe")
    device = body.pop("device")
    assert body == {
        "endpoint": f"{SERVICE}/device-1",
        "expirationTime": None,
        "keys": {"p256dh": "BPoint", "auth": "secret"},
    }
    assert device["name"] == "Chromium on Linux" or " on " in device["name"]
    assert {"userAgent", "platform", "language", "maxActions"} <= device.keys()
    for step in ("worker", "permission", "key", "name"):
        await expect(receiver_tab.page.locator(f"#step-{step}")).to_have_class("done")
    await expect(receiver_tab.page.locator("#step-key")).to_contain_text(
        "BCVx…iw4 · updates.push.services.mozilla.com"
    )
    await receiver_tab.stub.until(lambda: receiver_tab.stub.followers == [f"{SERVICE}/device-1"])


async def test_two_quick_clicks_subscribe_once(receiver_tab: Receiver) -> None:
    await receiver_tab.open()
    await receiver_tab.page.dblclick("#enable")
    await receiver_tab.has_state("on")
    assert len({body["endpoint"] for body in receiver_tab.stub.named("subscribe")}) == 1


async def test_a_push_service_that_stays_silent_is_explained_after_20_seconds(receiver_tab: Receiver) -> None:
    await receiver_tab.page.clock.install()
    await receiver_tab.open()
    await receiver_tab.page.evaluate("window.pushHangs = true")
    await receiver_tab.page.click("#enable")
    await push_is(receiver_tab, "asked")
    await receiver_tab.has_state("subscribing")
    await receiver_tab.page.clock.fast_forward(20_000)
    await receiver_tab.has_state("failed")
    await receiver_tab.has_note("heard nothing for 20 seconds")
    await receiver_tab.has_note("mtalk.google.com")
    # An answer that comes after all is taken.
    await receiver_tab.page.evaluate("window.pushAnswers()")
    await receiver_tab.has_state("on")
    assert len(receiver_tab.stub.named("subscribe")) == 1


async def test_a_late_answer_is_given_back_when_the_device_was_turned_off(receiver_tab: Receiver) -> None:
    await receiver_tab.page.clock.install()
    await receiver_tab.open()
    await receiver_tab.page.evaluate("window.pushHangs = true")
    await receiver_tab.page.click("#enable")
    await push_is(receiver_tab, "asked")
    await receiver_tab.page.clock.fast_forward(20_000)
    await receiver_tab.has_state("failed")
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_state("off")
    await receiver_tab.page.evaluate("window.pushAnswers()")
    await push_is(receiver_tab, "free")
    await receiver_tab.has_state("off")
    assert receiver_tab.stub.named("subscribe") == []


@pytest.mark.parametrize(
    ("name", "words", "explanation"),
    [
        ("AbortError", "Registration failed - push service error", "brave://settings/privacy"),
        ("NotAllowedError", "Registration failed - permission denied", "private window"),
        ("InvalidStateError", "different applicationServerKey", "Turn off"),
        ("InvalidAccessError", "not valid", "does not take this desk’s key"),
        ("DataError", "odd", "The browser could not subscribe"),
    ],
)
async def test_a_failed_subscribe_is_explained_and_can_be_tried_again(
    receiver_tab: Receiver, name: str, words: str, explanation: str
) -> None:
    await receiver_tab.open()
    await receiver_tab.page.evaluate(
        "(error) => { window.pushFails = error; }", {"name": name, "message": words}
    )
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("failed")
    await receiver_tab.has_note(explanation)
    await receiver_tab.has_note(f"{name}: {words}")
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("on")
    await expect(receiver_tab.page.locator("#note")).to_be_hidden()


async def test_a_desk_that_refuses_the_device_is_quoted(receiver_tab: Receiver) -> None:
    receiver_tab.stub.answers["subscribe"] = (400, ERROR)
    await receiver_tab.open()
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("failed")
    await receiver_tab.has_note("The desk says no.")


async def test_a_desk_that_does_not_answer_is_said_and_can_be_tried_again(receiver_tab: Receiver) -> None:
    receiver_tab.stub.cut_off("subscribe")
    await receiver_tab.open()
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("failed")
    await receiver_tab.has_note("The desk does not answer")
    receiver_tab.stub.answers["subscribe"] = (201, {"id": "device-1"})
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("on")


# ---- opened again


async def test_an_existing_subscription_is_posted_again_when_the_page_opens(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    await receiver_tab.page.reload()
    await receiver_tab.has_state("on")
    assert [body["endpoint"] for body in receiver_tab.stub.named("subscribe")] == [f"{SERVICE}/device-1"] * 2
    assert receiver_tab.stub.named("resubscribe") == []


async def test_a_desk_with_another_key_gets_a_new_subscription_and_the_history(
    receiver_tab: Receiver,
) -> None:
    await receiver_tab.turned_on()
    receiver_tab.stub.public_key = OTHER_KEY
    await receiver_tab.page.reload()
    await receiver_tab.has_state("on")
    await receiver_tab.has_note("The desk’s key had changed")
    await expect(receiver_tab.page.locator("#step-key")).to_contain_text("BP4z…7A8")
    (moved,) = receiver_tab.stub.named("resubscribe")
    assert moved["oldEndpoint"] == f"{SERVICE}/device-1"
    assert moved["subscription"]["endpoint"] == f"{SERVICE}/device-2"
    assert receiver_tab.stub.named("subscribe")[-1]["endpoint"] == f"{SERVICE}/device-2"
    assert await receiver_tab.page.evaluate("JSON.parse(localStorage.getItem('fake-push')).made") == 2


async def test_a_padded_key_is_the_same_key(receiver_tab: Receiver) -> None:
    receiver_tab.stub.public_key = f"{PUBLIC_KEY}="
    await receiver_tab.turned_on()
    await receiver_tab.page.reload()
    await receiver_tab.has_state("on")
    assert len({body["endpoint"] for body in receiver_tab.stub.named("subscribe")}) == 1


async def test_the_page_introduces_itself_again_when_the_desk_comes_back(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    await receiver_tab.stub.until(lambda: len(receiver_tab.stub.followers) == 1)
    receiver_tab.stub.drop_streams()
    await receiver_tab.stub.until(lambda: len(receiver_tab.stub.named("subscribe")) == 2)
    await receiver_tab.has_state("on")


async def test_a_permission_withdrawn_in_the_settings_is_told_to_the_desk(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    await receiver_tab.permit("denied")
    await receiver_tab.has_state("blocked")
    assert receiver_tab.stub.named("unsubscribe") == [{"endpoint": f"{SERVICE}/device-1"}]
