"""The receiver page in a real Chromium: all but turning on and off (test_receiver_subscribing.py)."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browsers.receiver_driver import Receiver
from tests.browsers.receiver_stub import ReceiverStub

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONTROLS = ("#device-name", "#enable", "#disable", "#show-local", "#send-test")
SERVICE = "https://updates.push.services.mozilla.com/wpush/v2"
ERROR = {"error": {"code": "no", "message": "The desk says no."}}


# ---- before any click


async def test_the_controls_stand_enabled_before_any_script_runs(receiver_tab: Receiver) -> None:
    receiver_tab.stub.hold("app.js")
    await receiver_tab.page.goto(receiver_tab.stub.origin, wait_until="commit")
    for control in CONTROLS:
        await expect(receiver_tab.page.locator(control)).to_be_enabled()
    for place in ("#toast", "#log", "#inbox"):
        await expect(receiver_tab.page.locator(place)).to_be_attached()
    await receiver_tab.has_state("off")


async def test_nothing_is_asked_or_posted_before_the_click(receiver_tab: Receiver) -> None:
    asked: list[str] = []
    receiver_tab.page.on("dialog", lambda dialog: asked.append(dialog.message))
    await receiver_tab.page.expose_function("noteQuestion", lambda: asked.append("permission"))
    await receiver_tab.page.add_init_script(
        "Notification.requestPermission = async () => { noteQuestion(); }"
    )
    await receiver_tab.permit("prompt")
    await receiver_tab.open()
    await expect(receiver_tab.page.locator("#step-worker")).to_have_class("done")
    await receiver_tab.has_state("off")
    assert asked == []
    assert receiver_tab.stub.posts == []


async def test_a_click_before_the_script_is_ready_is_kept(receiver_tab: Receiver) -> None:
    receiver_tab.stub.hold("app.js")
    await receiver_tab.page.goto(receiver_tab.stub.origin, wait_until="commit")
    await receiver_tab.page.fill("#device-name", "Typed early")
    await receiver_tab.page.click("#enable")
    await receiver_tab.page.click("#show-local")
    await receiver_tab.has_state("off")
    receiver_tab.stub.release("app.js")
    await receiver_tab.has_state("on")
    assert [body["device"]["name"] for body in receiver_tab.stub.named("subscribe")] == ["Typed early"]
    await receiver_tab.has_line("shown “Shown without push”")


SLOW_SUBSCRIPTIONS = """
let looked = 0;
const look = PushManager.prototype.getSubscription;
PushManager.prototype.getSubscription = async function () {
    const found = await look.call(this);
    await new Promise((resolve) => setTimeout(resolve, 200));
    document.documentElement.dataset.looked = ++looked;
    return found;
};
"""


async def test_the_answer_to_a_click_outlives_finding_out_how_things_stand(receiver_tab: Receiver) -> None:
    await receiver_tab.page.add_init_script(SLOW_SUBSCRIPTIONS)
    receiver_tab.stub.hold("app.js")
    await receiver_tab.page.goto(receiver_tab.stub.origin, wait_until="commit")
    await receiver_tab.page.click("#send-test")
    receiver_tab.stub.release("app.js")
    await expect(receiver_tab.page.locator("html")).to_have_attribute("data-looked", "2")
    await receiver_tab.has_note("Turn this device on first")


# ---- what the browser cannot or may not do


@pytest.mark.parametrize(
    ("lack", "explanation"),
    [
        ("delete window.PushManager", "This browser has no web push"),
        ("delete window.Notification", "This browser has no web push"),
        ("delete Navigator.prototype.serviceWorker", "This browser has no web push"),
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "only on a secure address"),
        (
            "delete window.PushManager;"
            "Object.defineProperty(navigator, 'userAgent', { value: '(iPhone; CPU iPhone OS 18_4)' })",
            "push needs the home screen",
        ),
        (
            "delete Navigator.prototype.serviceWorker;"
            "Object.defineProperty(navigator, 'userAgent', { value: '(X11; Linux) Firefox/140.0' })",
            "This looks like a private window",
        ),
    ],
)
async def test_what_is_missing_is_explained(
    chromium: BrowserContext, receiver_stub: ReceiverStub, lack: str, explanation: str
) -> None:
    receiver_tab = await Receiver.new(chromium, receiver_stub)
    await receiver_tab.page.add_init_script(lack)
    await receiver_tab.open()
    await receiver_tab.has_state("unsupported")
    await expect(receiver_tab.page.locator("#note")).to_contain_text(explanation, ignore_case=True)
    for control in CONTROLS[1:]:
        await receiver_tab.page.click(control)
    await receiver_tab.has_state("unsupported")
    assert receiver_tab.complaints == []
    await receiver_tab.page.close()


async def test_a_blocked_permission_is_explained_and_its_return_noticed(receiver_tab: Receiver) -> None:
    await receiver_tab.permit("denied")
    await receiver_tab.open()
    await receiver_tab.has_state("blocked")
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("blocked")
    await receiver_tab.has_note("then Notifications (or Site settings → Notifications) → Allow")
    await receiver_tab.permit("granted")
    await receiver_tab.has_state("off")
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("on")


async def test_a_question_closed_without_an_answer_leaves_it_off(receiver_tab: Receiver) -> None:
    await receiver_tab.permit("prompt")
    await receiver_tab.page.add_init_script("Notification.requestPermission = async () => 'default'")
    await receiver_tab.open()
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_note("The question was closed without an answer")
    await receiver_tab.has_state("off")


# ---- the name


async def test_a_new_name_is_kept_and_sent(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    await receiver_tab.page.fill("#device-name", "Front desk")
    await receiver_tab.page.press("#device-name", "Tab")
    await receiver_tab.has_line("named “Front desk”")
    await expect(receiver_tab.page.locator("#step-name")).to_contain_text("the desk knows it as “Front desk”")
    await receiver_tab.page.reload()
    await receiver_tab.has_state("on")
    await expect(receiver_tab.page.locator("#device-name")).to_have_value("Front desk")
    assert [body["device"]["name"] for body in receiver_tab.stub.named("subscribe")][1:] == [
        "Front desk",
        "Front desk",
    ]


async def test_a_blank_name_becomes_the_suggestion(receiver_tab: Receiver) -> None:
    await receiver_tab.open()
    await receiver_tab.page.fill("#device-name", "   ")
    await receiver_tab.page.click("#enable")
    await receiver_tab.has_state("on")
    suggestion = await receiver_tab.page.get_attribute("#device-name", "placeholder")
    assert receiver_tab.stub.named("subscribe")[0]["device"]["name"] == suggestion


# ---- the other buttons


async def test_show_without_push_shows_and_sends_nothing(receiver_tab: Receiver) -> None:
    await receiver_tab.open()
    await receiver_tab.page.click("#show-local")
    await receiver_tab.has_line("display only, no push service took part")
    (shown,) = await receiver_tab.shown()
    assert shown["title"] == "Shown without push"
    assert "Display only" in shown["body"]
    assert await receiver_tab.click("Shown without push") == [f"focus {receiver_tab.stub.origin}/"]
    assert receiver_tab.stub.posts == []
    await receiver_tab.has_state("off")


async def test_show_without_push_asks_in_its_own_click(receiver_tab: Receiver) -> None:
    await receiver_tab.permit("prompt")
    await receiver_tab.page.add_init_script(
        """Notification.requestPermission = async () => {
            Object.defineProperty(Notification, 'permission', { value: 'denied' });
            return 'denied';
        };"""
    )
    await receiver_tab.open()
    await receiver_tab.page.click("#show-local")
    await receiver_tab.has_state("blocked")


async def test_send_me_a_test_asks_the_desk_for_one(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    await receiver_tab.page.click("#send-test")
    await receiver_tab.has_line("campaign campaign-1")
    assert receiver_tab.stub.named("test") == [{"endpoint": f"{SERVICE}/device-1"}]


async def test_a_test_the_desk_refuses_is_explained(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    receiver_tab.stub.answers["test"] = (409, ERROR)
    await receiver_tab.page.click("#send-test")
    await receiver_tab.has_note("The desk says no.")
    await receiver_tab.has_state("on")


async def test_a_test_without_a_subscription_is_explained(receiver_tab: Receiver) -> None:
    await receiver_tab.open()
    await receiver_tab.page.click("#send-test")
    await receiver_tab.has_note("Turn this device on first")
    assert receiver_tab.stub.posts == []


# ---- the inbox


async def test_the_inbox_shows_what_was_sent_and_what_was_missed(receiver_tab: Receiver) -> None:
    await receiver_tab.turned_on()
    await expect(receiver_tab.page.locator("#inbox-empty")).to_be_visible()
    await receiver_tab.page.clock.install(time="2026-11-25T12:00:00Z")
    await receiver_tab.stub.send_inbox(
        [
            {
                "delivery": "2",
                "title": "<b>New</b>",
                "body": "Now",
                "at": "2026-11-25T11:59:50Z",
                "state": "shown",
            },
            {"delivery": "1", "title": "Old", "body": "", "at": "2026-11-25T10:00:00Z", "state": "Accepted"},
        ]
    )
    items = receiver_tab.page.locator("#inbox li")
    await expect(items).to_have_text(["<b>New</b>Now · just now, shown", "Old2 h ago, not shown yet"])
    await expect(receiver_tab.page.locator("#inbox-empty")).to_be_hidden()
    await receiver_tab.stub.send_inbox([])
    await expect(receiver_tab.page.locator("#inbox-empty")).to_be_visible()


# ---- fit for a phone and for a keyboard


async def test_the_page_fits_a_phone_360_px_wide(receiver_tab: Receiver) -> None:
    await receiver_tab.page.set_viewport_size({"width": 360, "height": 740})
    await receiver_tab.turned_on()
    await receiver_tab.stub.send_inbox(
        [
            {
                "delivery": "1",
                "title": "x" * 90,
                "body": "y" * 90,
                "at": "2026-11-25T10:00:00Z",
                "state": "shown",
            }
        ]
    )
    await expect(receiver_tab.page.locator("#inbox li")).to_have_count(1)
    assert await receiver_tab.page.evaluate("document.documentElement.scrollWidth") == 360


async def test_every_control_is_reached_by_the_keyboard(receiver_tab: Receiver) -> None:
    await receiver_tab.open()
    await receiver_tab.has_state("off")
    reached = []
    for _ in CONTROLS:
        await receiver_tab.page.keyboard.press("Tab")
        reached.append(f"#{await receiver_tab.page.evaluate('document.activeElement.id')}")
        outline = await receiver_tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    assert sorted(reached) == sorted(CONTROLS)
    await receiver_tab.page.focus("#enable")
    await receiver_tab.page.keyboard.press("Enter")
    await receiver_tab.has_state("on")
