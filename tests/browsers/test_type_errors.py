"""What the checks say a browser throws on, real browsers throw on: the same message goes to both.

Measured with Chromium 156 and Firefox 153: Firefox does not know `vibrate` and `renotify`, and so does not
throw on them. The verdict stays “error”: the standard says TypeError, and other browsers do throw.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from pushdesk.model.payload import PayloadShape
from pushdesk.services.preview.case import Case
from pushdesk.services.preview.checks import Severity, check
from pushdesk.services.preview.profile import OPTIONS, platform
from pushdesk.services.preview.rules import spec
from tests.browsers.firefox import Firefox, push_prefs
from tests.browsers.receiver_driver import Receiver
from tests.browsers.receiver_stub import ReceiverStub
from tests.services.preview.facts import VALUES

pytestmark = pytest.mark.asyncio(loop_scope="session")

ACTION = {"action": "a", "title": "A"}
# name → (the rule of spec.py that speaks, the message)
THROWING: dict[str, tuple[str, dict[str, Any]]] = {
    "no title": ("no-title", {"body": "B"}),
    "silent with a pattern": ("silent-with-vibrate", {"title": "T", "silent": True, "vibrate": [100]}),
    "silent with an empty pattern": ("silent-with-vibrate", {"title": "T", "silent": True, "vibrate": []}),
    "renotify without a tag": ("renotify-needs-tag", {"title": "T", "renotify": True}),
    "renotify with an empty tag": ("renotify-needs-tag", {"title": "T", "renotify": True, "tag": ""}),
    "an action without an id": ("incomplete-action", {"title": "T", "actions": [ACTION, {"title": "A"}]}),
    "an action without a title": ("incomplete-action", {"title": "T", "actions": [{"action": "a"}]}),
    "actions as text": ("actions-not-a-list", {"title": "T", "actions": "a"}),
    "actions as an object": ("actions-not-a-list", {"title": "T", "actions": ACTION}),
    "an action as text": ("actions-not-a-list", {"title": "T", "actions": ["a"]}),
    "an action as a number": ("actions-not-a-list", {"title": "T", "actions": [1]}),
    "an unknown direction": ("unknown-direction", {"title": "T", "dir": "left"}),
    "an empty direction": ("unknown-direction", {"title": "T", "dir": ""}),
}
# Nulls that PushDesk leaves out in every shape but raw JSON, which goes out as typed.
THROWING_RAW: dict[str, dict[str, Any]] = {
    "a null as direction": {"title": "T", "dir": None},
    "a null as actions": {"title": "T", "actions": None},
    "silent with a null": {"title": "T", "silent": True, "vibrate": None},
}
SHOWN_RAW: dict[str, dict[str, Any]] = {
    f"a null as {name}": {"title": "T", name: None}
    for name in OPTIONS
    if name not in {"title", "dir", "actions"}
} | {"silent with nothing": {"title": "T", "silent": True}}
SHOWN_RAW |= {
    f"a null as an action's {name}": {"title": "T", "actions": [ACTION | {name: None}]}
    for name in ("icon", "navigate")
}
IGNORED_BY_FIREFOX = {
    "silent with a null",
    "silent with a pattern",
    "silent with an empty pattern",
    "renotify without a tag",
    "renotify with an empty tag",
}
# What the rules say nothing about, a browser shows.
ALONE: dict[str, dict[str, Any]] = {
    f"{name} alone": {"title": "T", "tag": "t", name: VALUES[name]} for name in OPTIONS if name != "title"
}
SHOWN: dict[str, dict[str, Any]] = {
    **ALONE,
    "a plain message": {"title": "T", "body": "B"},
    "more actions than it shows": {"title": "T", "actions": [ACTION] * 9},
    "a pattern that is not silent": {"title": "T", "silent": False, "vibrate": [100]},
    "renotify with a tag": {"title": "T", "renotify": True, "tag": "t"},
    "no actions": {"title": "T", "actions": []},
}
# The desk is stricter than any browser: it refuses to guess what was meant.
STRICTER: dict[str, dict[str, Any]] = {
    "an empty title": {"title": ""},
    "an action with an empty id": {"title": "T", "actions": [{"action": "", "title": "A"}]},
    "an action with an empty title": {"title": "T", "actions": [{"action": "a", "title": ""}]},
    "a null as an action's id": {"title": "T", "actions": [{"action": None, "title": "A"}]},
    "a null as an action's title": {"title": "T", "actions": [{"action": "a", "title": None}]},
    "a number as body": {"title": "T", "body": 5},
    "text as vibrate": {"title": "T", "vibrate": "x"},
    "a negative vibration": {"title": "T", "vibrate": [-1]},
    "text as timestamp": {"title": "T", "timestamp": "x"},
    "text as silent": {"title": "T", "silent": "yes"},
    "no URL as icon": {"title": "T", "icon": "http://["},
}
# name → the name of the error that showNotification() threw, "" where it took the message. Without a title
# there is no first argument to give.
SHOW = """async (messages) => {
    const registration = await navigator.serviceWorker.ready;
    const verdicts = {};
    for (const [name, { title, ...options }] of Object.entries(messages)) {
        const given = title === undefined ? [] : [title, options];
        verdicts[name] = await registration.showNotification(...given).then(() => '', (error) => error.name);
    }
    for (const shown of await registration.getNotifications()) shown.close();
    return verdicts;
}"""
MESSAGES = {name: message for name, (_, message) in THROWING.items()} | SHOWN | STRICTER
MESSAGES |= THROWING_RAW | SHOWN_RAW
THROWN = {*THROWING, *THROWING_RAW}


async def test_every_rule_of_the_standard_has_a_message_here() -> None:
    cases = [Case(message, None, "", "", PayloadShape.PUSHDESK) for _, message in THROWING.values()]
    spoken = {rule.__name__ for rule in spec.RULES for case in cases if list(rule(case))}
    assert spoken == {rule.__name__ for rule in spec.RULES}


@pytest.mark.parametrize("name", THROWING)
async def test_the_check_is_an_error_where_the_standard_throws(name: str) -> None:
    rule, message = THROWING[name]
    errors = [one.rule for one in check(message) if one.severity is Severity.ERROR]
    assert errors == [rule]


@pytest.mark.parametrize("name", SHOWN)
async def test_the_check_is_no_error_where_nothing_throws(name: str) -> None:
    assert [one for one in check(SHOWN[name]) if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", STRICTER)
async def test_the_check_is_an_error_where_a_browser_would_guess(name: str) -> None:
    assert next(one.severity for one in check(STRICTER[name])) is Severity.ERROR


@pytest.mark.parametrize("shape", [PayloadShape.RAW, PayloadShape.PUSHDESK])
@pytest.mark.parametrize("name", [*THROWING_RAW, *SHOWN_RAW])
async def test_a_null_is_an_error_where_it_is_sent_and_a_browser_throws_on_it(
    name: str, shape: PayloadShape
) -> None:
    found = check(MESSAGES[name], shape=shape)
    errors = [one.rule for one in found if one.severity is Severity.ERROR]
    thrown = shape is PayloadShape.RAW and name in THROWING_RAW
    assert errors == (["null-in-raw"] if thrown else [])


async def test_chromium_agrees(receiver: Receiver) -> None:
    await receiver.worker()
    verdicts = await receiver.page.evaluate(SHOW, MESSAGES)
    assert await receiver.page.evaluate("Notification.maxActions") == platform("chrome-linux").max_actions
    assert verdicts == {name: "TypeError" if name in THROWN else "" for name in MESSAGES}


async def test_firefox_agrees_but_for_options_that_it_does_not_know(
    receiver_stub: ReceiverStub, firefox_path: Path, tmp_path: Path
) -> None:
    prefs = push_prefs("ws://127.0.0.1:9/")  # nobody listens there: nothing is pushed here
    async with Firefox(firefox_path, profile=tmp_path, prefs=prefs) as firefox:
        await firefox.open(receiver_stub.origin)
        await firefox.wait_for("navigator.serviceWorker.controller || navigator.serviceWorker.ready")
        verdicts = await firefox.evaluate(f"({SHOW})({json.dumps(MESSAGES)})")
        buttons = await firefox.evaluate("Notification.maxActions")
    throwing = THROWN - IGNORED_BY_FIREFOX
    assert verdicts == {name: "TypeError" if name in throwing else "" for name in MESSAGES}
    assert buttons == platform("firefox-linux").max_actions
