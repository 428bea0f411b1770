"""The client of the control interface, with this suite's own lab: the plugin is loaded here, too."""

import threading
import time
from typing import Any

import pytest
from pywebpush import WebPushException, webpush

from pushdesk.testing.client import Device, Lab, LabError, LabUnreachable, NothingArrived


def push(subscription: dict[str, Any], payload: str, **more: Any) -> int:
    """Push without a VAPID key, which a device made without one takes; the answer's status."""
    return int(webpush(subscription, payload, ttl=60, timeout=20, **more).status_code)


@pytest.fixture
def device(pushdesk_lab: Lab) -> Device:
    """A device of this test."""
    return pushdesk_lab.create_device("Phone")


def test_a_message_is_waited_for_and_given_once(pushdesk_lab: Lab, device: Device) -> None:
    for title in ("First", "Second"):
        assert push(device.subscription, f'{{"title": "{title}"}}', headers={"Topic": title}) == 201
    first, second = device.wait_for_message(), device.wait_for_message()
    assert (first.title, first.payload, first.topic) == ("First", {"title": "First"}, "First")
    assert (first.status, first.state, first.events) == (201, "shown", ("received", "shown"))
    assert first.header("ttl") == "60"
    assert second.title == "Second"
    with pytest.raises(NothingArrived, match=r"within 0\.1 seconds\. Before it came:\n  .*First – Shown"):
        device.wait_for_message(0.1)
    assert [message.number for message in pushdesk_lab.messages()] == [first.number, second.number]
    assert pushdesk_lab.wait_for_message() == first


def test_a_message_that_comes_while_one_waits_ends_the_wait(device: Device) -> None:
    later = threading.Thread(target=push, args=[device.subscription, "Later"])
    later.start()
    begun = time.monotonic()
    assert device.wait_for_message(60).payload == "Later"
    assert time.monotonic() - begun < 30
    later.join()


def test_a_notification_is_clicked_and_dismissed(pushdesk_lab: Lab, device: Device) -> None:
    push(device.subscription, '{"title": "One", "actions": [{"action": "open", "title": "Open"}]}')
    push(device.subscription, '{"title": "Other"}')
    one, other = device.wait_for_message(), device.wait_for_message()
    assert one.notification is not None
    assert one.notification.actions == ("open",)
    clicked = pushdesk_lab.click(one, "open")
    assert (clicked.state, clicked.action, clicked.events[-1]) == ("clicked", "open", "clicked")
    assert pushdesk_lab.dismiss(other).state == "closed"
    with pytest.raises(LabError, match="no action “never”; it has open") as problem:
        pushdesk_lab.click(one, "never")
    assert (problem.value.status, problem.value.code) == (400, "bad_input")


def test_what_shows_nothing_cannot_be_clicked(pushdesk_lab: Lab, device: Device) -> None:
    with pytest.raises(WebPushException):
        webpush(device.subscription, "Hello", headers={"TTL": "soon"}, timeout=20)
    refused = device.wait_for_request()
    assert (refused.status, refused.notification) == (400, None)
    with pytest.raises(ValueError, match="shows no notification"):
        pushdesk_lab.click(refused)


def test_a_subscription_ends_and_moves(device: Device) -> None:
    old = device.subscription
    before = device.is_subscribed
    device.expire()
    assert (before, device.is_subscribed) == (True, False)
    # It is still what a backend has.
    assert device.subscription == old
    with pytest.raises(WebPushException, match="410"):
        push(old, "Hello")
    device.rotate()
    assert device.endpoint != old["endpoint"]
    assert push(device.subscription, "Hello") == 201


def test_what_waits_for_a_device_is_given_once_that_has_handled_it(device: Device) -> None:
    device.go_away()
    for payload in ("First", "Second"):
        push(device.subscription, payload)
    assert device.wait_for_request().state == "waiting"
    with pytest.raises(NothingArrived, match="Waiting"):
        device.wait_for_message(0.1)
    device.come_back()
    push(device.subscription, "Third")
    handled = [device.wait_for_message() for _ in range(3)]
    assert [(one.payload, one.state) for one in handled] == [
        ("First", "shown"),
        ("Second", "shown"),
        ("Third", "shown"),
    ]
    with pytest.raises(NothingArrived):
        device.wait_for_message(0.1)


def test_a_device_that_comes_back_while_one_waits_ends_the_wait(device: Device) -> None:
    device.go_away()
    push(device.subscription, "Waits")
    back = threading.Timer(0.2, device.come_back)
    back.start()
    assert device.wait_for_message(30).state == "shown"
    back.join()


def test_what_waited_and_was_dropped_is_waited_for_no_longer(device: Device) -> None:
    device.go_away()
    for payload in ("Old", "New"):
        push(device.subscription, payload, headers={"Topic": "one"})
    with pytest.raises(NothingArrived):
        device.wait_for_message(0.1)
    device.come_back()
    assert device.wait_for_message().payload == "New"


def test_what_was_refused_or_dropped_is_no_message_but_a_request(device: Device) -> None:
    device.set_fault("503", times=1)
    with pytest.raises(WebPushException, match="503"):
        push(device.subscription, "Refused")
    device.go_away()
    webpush(device.subscription, "Dropped", ttl=0, timeout=20)
    device.come_back()
    assert push(device.subscription, "Taken") == 201
    assert device.wait_for_message().payload == "Taken"
    assert [device.wait_for_request().state for _ in range(3)] == ["refused", "dropped", "shown"]
    with pytest.raises(NothingArrived):
        device.wait_for_request(0.1)


def test_faults_meet_one_device_or_all_until_cleared(pushdesk_lab: Lab, device: Device) -> None:
    other = pushdesk_lab.create_device()
    fault = device.set_fault("fcm-gone", times=2)
    assert (fault.preset, fault.device, fault.remaining) == ("fcm-gone", device.id, 2)
    assert pushdesk_lab.presets()["fcm-gone"] == fault.title
    with pytest.raises(WebPushException, match="push subscription has unsubscribed or expired"):
        push(device.subscription, "Hello")
    assert push(other.subscription, "Hello") == 201
    pushdesk_lab.set_fault({"status": 500, "body": "broken"})
    with pytest.raises(WebPushException, match="broken"):
        push(other.subscription, "Hello")
    answer = other.messages()[-1].answer
    assert answer is not None
    assert (answer.status, answer.headers, answer.body, answer.how) == (500, {}, "broken", "whole")
    pushdesk_lab.clear_faults()
    assert push(device.subscription, "Hello") == 201


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/control/", "127.0.0.1:9", "http://127.0.0.1:port/"])
def test_where_no_lab_answers_it_says_what_to_do(url: str) -> None:
    with pytest.raises(LabUnreachable, match=r"No lab answers at .*: start one \(`pushdesk lab`\), and give"):
        Lab(url)


def test_it_goes_through_no_proxy(pushdesk_lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert pushdesk_lab.messages() == []
