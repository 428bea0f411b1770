"""The receiver page in a real Chromium: turning off, what browser and desk make of it, and on again."""

import pytest
from playwright.async_api import expect

from tests.browsers.receiver_driver import Receiver, message

pytestmark = pytest.mark.asyncio(loop_scope="session")

SERVICE = "https://updates.push.services.mozilla.com/wpush/v2"
ERROR = {"error": {"code": "no", "message": "The desk says no."}}
HOLD = "window.pushHolds = { name: 'NetworkError', message: 'odd' }"
HELD = "The browser did not give up its subscription"
UNTOLD = "the desk could not be told"
LEFT = [{"endpoint": f"{SERVICE}/device-1"}]


async def off_without_the_desk(receiver_tab: Receiver, *, held: bool) -> None:
    """Turned on, then off with a desk that does not answer; the desk answers again afterwards."""
    await receiver_tab.turned_on()
    receiver_tab.stub.cut_off("unsubscribe")
    if held:
        await receiver_tab.page.evaluate(HOLD)
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_state("failed" if held else "off")
    receiver_tab.stub.answers["unsubscribe"] = (204, None)


# ---- what is said


@pytest.mark.parametrize("status", [204, 404])
async def test_turning_off_unsubscribes_and_tells_the_desk(receiver_tab: Receiver, status: int) -> None:
    await receiver_tab.turned_on()
    receiver_tab.stub.answers["unsubscribe"] = (status, None if status == 204 else ERROR)
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_state("off")
    assert [post.body for post in receiver_tab.stub.posts if post.name == "unsubscribe"] == LEFT
    await expect(receiver_tab.page.locator("#note")).to_be_hidden()
    await receiver_tab.has_line("told the desk")
    await receiver_tab.page.reload()
    await receiver_tab.has_state("off")
    assert len(receiver_tab.stub.named("subscribe")) == 1
    assert await receiver_tab.page.evaluate("receiverStore.nextInOutbox()") is None


async def test_a_desk_that_could_not_be_told_is_said(receiver_tab: Receiver) -> None:
    await off_without_the_desk(receiver_tab, held=False)
    await receiver_tab.has_note(f"Off here, but {UNTOLD}")
    await receiver_tab.has_note("This browser has given up its subscription")
    await receiver_tab.has_note("410")
    await receiver_tab.has_line(UNTOLD)
    assert await receiver_tab.page.evaluate("JSON.parse(localStorage.getItem('fake-push')).key") is None


async def test_a_desk_that_refuses_is_quoted(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    receiver_tab.stub.answers["unsubscribe"] = (403, ERROR)
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_state("off")
    await receiver_tab.has_note("The desk says no.")


async def test_a_browser_that_does_not_let_go_is_said(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    await receiver_tab.page.evaluate(HOLD)
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_state("failed")
    await receiver_tab.has_note(f"{HELD}The desk was told, and sends nothing more.")
    await receiver_tab.has_note("NetworkError: odd")
    assert receiver_tab.stub.named("unsubscribe") == LEFT


async def test_when_neither_follows_both_are_said(receiver_tab: Receiver) -> None:
    await off_without_the_desk(receiver_tab, held=True)
    await receiver_tab.has_note(f"{HELD}, and {UNTOLD}")
    await receiver_tab.has_note("Messages can still arrive here.")
    await receiver_tab.has_note("The desk does not answer")
    await receiver_tab.has_note("NetworkError: odd")
    await expect(receiver_tab.page.locator("#note")).not_to_contain_text("The desk was told")
    assert receiver_tab.stub.named("unsubscribe") == []


@pytest.mark.parametrize("told", [True, False])
async def test_a_browser_that_lets_go_without_its_push_service_is_off(
    receiver_tab: Receiver, told: bool
) -> None:
    await receiver_tab.turned_on()
    await receiver_tab.page.evaluate("window.pushForgets = true")
    if not told:
        receiver_tab.stub.cut_off("unsubscribe")
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_state("off")
    await receiver_tab.has_line("not at its push service: Push service unreachable.")
    note = receiver_tab.page.locator("#note")
    if told:
        await expect(note).to_be_hidden()
    else:
        await receiver_tab.has_note(f"Off here, but {UNTOLD}")
        await receiver_tab.has_note("it may still accept what PushDesk sends, in vain")
        await expect(note).not_to_contain_text("410")


async def test_that_it_is_turning_off_is_said_at_once(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    receiver_tab.stub.hold("unsubscribe")
    await receiver_tab.page.click("#disable")
    button = receiver_tab.page.locator("#disable")
    await expect(button).to_have_text("Turning off…")
    await expect(button).to_have_attribute("aria-busy", "true")
    await receiver_tab.has_line("turning off")
    await receiver_tab.has_note("the desk is told")
    await receiver_tab.has_state("on")
    receiver_tab.stub.release("unsubscribe")
    await receiver_tab.has_state("off")
    await expect(button).to_have_text("Turn off")
    await expect(receiver_tab.page.locator("#note")).to_be_hidden()


async def test_a_browser_that_lets_go_late_is_believed(receiver_tab: Receiver) -> None:
    await receiver_tab.page.clock.install()
    await receiver_tab.turned_on()
    await receiver_tab.page.evaluate("window.pushClings = true")
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_line("told the desk")
    await receiver_tab.page.clock.fast_forward(20_000)
    await receiver_tab.has_state("failed")
    await receiver_tab.has_note("The browser did not answer for 20 seconds.")
    await receiver_tab.page.evaluate("window.pushLetsGo()")
    await receiver_tab.has_state("off")
    await expect(receiver_tab.page.locator("#note")).to_be_hidden()


# ---- told later


@pytest.mark.parametrize("held", [False, True])
async def test_a_desk_that_was_away_is_told_when_the_page_opens_again(
    receiver_tab: Receiver, held: bool
) -> None:
    await off_without_the_desk(receiver_tab, held=held)
    await receiver_tab.page.reload()
    await receiver_tab.stub.until(lambda: LEFT[0] in receiver_tab.stub.named("unsubscribe"))
    await receiver_tab.has_state("off")  # the browser lets go this time
    assert len(receiver_tab.stub.named("subscribe")) == 1


async def test_a_desk_that_was_away_is_told_when_the_worker_wakes(receiver_tab: Receiver) -> None:
    await off_without_the_desk(receiver_tab, held=True)
    await receiver_tab.dispatch_push(message())
    await receiver_tab.has_line("told the desk that this browser was turned off")
    assert receiver_tab.stub.named("unsubscribe") == LEFT


async def test_a_browser_that_does_not_let_go_is_asked_again_and_not_turned_on(
    receiver_tab: Receiver,
) -> None:
    await receiver_tab.page.add_init_script(HOLD)
    await receiver_tab.turned_on()
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_state("failed")
    await receiver_tab.page.reload()
    await receiver_tab.has_state("failed")
    await receiver_tab.has_note(HELD)
    assert len(receiver_tab.stub.named("subscribe")) == 1


# ---- on again


async def test_on_again_after_an_untold_desk_is_a_new_device_and_the_old_one_is_off(
    receiver_tab: Receiver,
) -> None:
    await off_without_the_desk(receiver_tab, held=False)
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("on")
    await expect(receiver_tab.page.locator("#note")).to_be_hidden()
    await receiver_tab.stub.until(lambda: receiver_tab.stub.named("unsubscribe") == LEFT)
    assert receiver_tab.stub.named("subscribe")[-1]["endpoint"] == f"{SERVICE}/device-2"
    await receiver_tab.page.reload()
    await receiver_tab.has_state("on")


async def test_on_again_with_the_subscription_the_browser_kept_is_not_turned_off_later(
    receiver_tab: Receiver,
) -> None:
    await off_without_the_desk(receiver_tab, held=True)
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("on")
    assert [body["endpoint"] for body in receiver_tab.stub.named("subscribe")] == [f"{SERVICE}/device-1"] * 2
    await receiver_tab.page.reload()
    await receiver_tab.has_state("on")
    await receiver_tab.dispatch_push(message())  # through when what waits was sent
    assert receiver_tab.stub.named("unsubscribe") == []
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_state("off")
    assert receiver_tab.stub.named("unsubscribe") == LEFT


async def test_turning_on_waits_until_turning_off_is_through(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    receiver_tab.stub.hold("unsubscribe")
    await receiver_tab.page.click("#disable")
    await receiver_tab.has_line("unsubscribed in this browser")
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_note("Turning off first, then on again")
    await receiver_tab.has_state("subscribing")
    assert len(receiver_tab.stub.named("subscribe")) == 1
    receiver_tab.stub.release("unsubscribe")
    await receiver_tab.has_state("on")
    assert [post.name for post in receiver_tab.stub.posts] == ["subscribe", "unsubscribe", "subscribe"]


async def test_a_second_click_on_turn_off_tells_the_desk_once(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    await receiver_tab.page.dblclick("#disable")
    await receiver_tab.has_state("off")
    await receiver_tab.has_line("told the desk")
    assert receiver_tab.stub.named("unsubscribe") == LEFT
