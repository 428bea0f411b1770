"""`pushdesk send`: to the lab's devices, to other push services, and to nobody."""

import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import PATIENCE_S, PushServiceStub, Run, RunningLab, RunningSend
from tests.services.samples import push_subscription

pytestmark = pytest.mark.allow_log("no keyring answers")

DELIVERY_FIELDS = {
    "id",
    "subscription",
    "endpoint",
    "state",
    "status",
    "attempts",
    "latencyMs",
    "reason",
    "receipts",
}


def test_a_message_reaches_the_labs_devices_and_each_shows_it(
    pushdesk_process: Run, lab: RunningLab, tmp_path: Path
) -> None:
    file = tmp_path / "message.json"
    file.write_text(json.dumps({"title": "From the file", "delivery": {"ttl": 60}}))
    sent = pushdesk_process(
        *("send", "--message", file, "--body", "Hello", "--action", "open=Open", "--data", '{"n": 1}'),
        *("--url", "https://pushdesk.org/", "--to", "all", "--wait", "shown:30", "--json"),
    )
    assert sent.status == 0, sent.err
    campaign = sent.json
    assert (campaign["title"], campaign["state"]) == ("From the file", "finished")
    assert (campaign["counts"]["accepted"], campaign["counts"]["shown"]) == (3, 3)
    assert all(set(delivery) == DELIVERY_FIELDS for delivery in campaign["deliveries"])
    events = [[receipt["event"] for receipt in delivery["receipts"]] for delivery in campaign["deliveries"]]
    assert events == [["received", "shown"]] * 3
    stored = pushdesk_process("campaigns", "export", campaign["id"]).json
    assert stored["message"] == {
        "title": "From the file",
        "body": "Hello",
        "actions": [{"action": "open", "title": "Open"}],
        "data": {"n": 1},
        "navigate": "https://pushdesk.org/",
        "delivery": {"ttl": 60, "urgency": "normal"},
    }


def test_a_wait_that_is_not_met_ends_with_1_and_the_campaign_all_the_same(
    pushdesk: Run, lab: RunningLab
) -> None:
    sent = pushdesk("send", "--title", "T", "--to", "all", "--wait", "clicked:0.5", "--json")
    assert sent.status == 1
    assert sent.json["counts"]["accepted"] == 3
    assert "3 devices did not report “clicked” in 0.5 s." in sent.err
    people = pushdesk("send", "--title", "T", "--to", "all", "--wait", "received:30")
    assert people.status == 0
    assert "3 of 3 accepted" in people.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--to all"),
        (["--to", "everybody"], "names no audience"),
        (["--to", "id:nobody"], "no device"),
        (["--to", "tag:none"], "No active device"),
        (["--to", "all", "--shape", "fcm"], "no payload shape"),
        (["--to", "all", "--shape", "custom"], "--shape-template FILE"),
        (["--to", "all", "--shape-template", "-"], "--shape custom only"),
        (["--to", "all", "--shape", "custom", "--shape-template", "nowhere"], "cannot be read"),
        (["--to", "all", "--shape", "custom", "--shape-template", "-"], "needs a template"),
        (["--to", "all", "--shape", "declarative"], "needs a URL to open"),
        (["--to", "all", "--shape", "ngsw", "--data", "5"], "make it a JSON object"),
        (["--to", "all", "--body", "{{ name"], "line 1"),
        (["--to", "all", "--wait", "soon"], "--wait shown:30"),
        (["--to", "all", "--topic", "not a topic"], "topic"),
        (["--to", "all", "--ttl", "-1"], "ttl"),
        (["--to", "all", "--urgency", "now"], "urgency"),
        (["--to", "all", "--body", "x" * 4000], "3,993"),
        (["--to", "all", "--icon", "ftp://a/b"], "icon"),
        (["--to", "all", "--title", ""], "title"),
    ],
)
def test_bad_input_is_a_sentence_and_nothing_is_stored(
    pushdesk: Run, arguments: list[str], words: str
) -> None:
    if "--body" in arguments:
        pushdesk("subscriptions", "import", "-", stdin=json.dumps(push_subscription()))
    refused = pushdesk("send", "--title", "T", *arguments, "--json")
    assert refused.status == 2
    assert words in refused.json["error"]["message"]
    assert refused.err.count("\n") <= 2
    assert pushdesk("campaigns", "list", "--json").json == []


@pytest.mark.parametrize("shape", ["declarative", "ngsw"])
def test_a_device_shows_and_confirms_a_shape_with_a_place_for_the_id(
    pushdesk: Run, lab: RunningLab, shape: str
) -> None:
    words = ("--title", "T", "--url", "https://pushdesk.org/", "--to", "all")
    sent = pushdesk("send", *words, "--shape", shape, "--wait", "shown:30", "--json")
    assert sent.status == 0, sent.err
    assert sent.json["counts"]["shown"] == 3
    assert {delivery["reason"] for delivery in sent.json["deliveries"]} == {None}
    assert pushdesk("campaigns", "export", sent.json["id"]).json["shape"] == shape


def test_a_shape_without_a_place_for_the_id_is_sent_and_says_that_nobody_can_confirm_it(
    pushdesk: Run, lab: RunningLab
) -> None:
    refused = pushdesk(
        "send", "--title", "T", "--to", "all", "--shape", "text", "--wait", "shown:5", "--json"
    )
    assert refused.status == 2
    assert "3 devices could not confirm anything" in refused.json["error"]["message"]
    assert "text does not carry the delivery's id" in refused.json["error"]["message"]
    assert pushdesk("campaigns", "list", "--json").json == []
    sent = pushdesk("send", "--title", "T", "--to", "all", "--shape", "text", "--json")
    assert sent.status == 0
    for delivery in sent.json["deliveries"]:
        assert delivery["state"] == "accepted"
        assert "cannot be confirmed" in delivery["reason"]


def test_a_custom_shape_comes_from_a_file(pushdesk: Run, lab: RunningLab, tmp_path: Path) -> None:
    file = tmp_path / "shape.json"
    identity = '{"delivery": "{{ delivery.id }}", "token": "{{ delivery.token }}"}'
    file.write_text('{"title": {{ notification.title | tojson }}, "pushdesk": ' + identity + "}")
    words = ("--title", "T", "--to", "all", "--shape", "custom", "--shape-template", file)
    sent = pushdesk("send", *words, "--wait", "shown:30", "--json")
    assert sent.status == 0, sent.err
    assert sent.json["counts"]["shown"] == 3
    exported = pushdesk("campaigns", "export", sent.json["id"]).json
    assert (exported["shape"], exported["shapeTemplate"]) == ("custom", file.read_text())


def test_each_device_gets_its_own_words_and_a_missing_one_refuses_the_send(
    pushdesk: Run, push_service: PushServiceStub
) -> None:
    devices = json.loads(push_service.subscriptions(2))
    devices[0] |= {"attributes": {"name": "Ada"}}
    pushdesk("subscriptions", "import", "-", stdin=json.dumps(devices))
    refused = pushdesk("send", "--title", "Hello {{ name }}", "--to", "all", "--json")
    assert refused.status == 2
    assert refused.json["error"]["message"].startswith("1 device has no value for “name”")
    assert push_service.paths == pushdesk("campaigns", "list", "--json").json == []
    sent = pushdesk("send", "--title", 'Hello {{ name | default("friend") }}', "--to", "all", "--json")
    assert sent.status == 0
    assert sorted(push_service.paths) == ["/push/0", "/push/1"]


def test_what_the_checks_call_an_error_for_a_chosen_device_is_refused_as_a_whole(
    pushdesk: Run, push_service: PushServiceStub
) -> None:
    devices = json.loads(push_service.subscriptions(3))
    devices[0] |= {"attributes": {"name": "a" * 5000}}
    devices[1] |= {"attributes": {"name": "Ada"}, "shape": "declarative"}
    devices[2] |= {"attributes": {"name": "Eve"}}
    pushdesk("subscriptions", "import", "-", stdin=json.dumps(devices))
    words = ("--title", "Hello {{ name }}", "--to", "all", "--json")
    refused = pushdesk("send", *words)
    checked = pushdesk("check", "-", "--to", "all", "--json", stdin='{"title": "Hello {{ name }}"}')
    errors = [one for one in checked.json["checks"] if one["severity"] == "error"]
    assert [one["rule"] for one in errors] == ["own-payload-too-large", "own-payload-refused"]
    assert (refused.status, refused.json["checks"]) == (2, errors)
    assert refused.err.splitlines() == [one["message"] for one in errors]
    assert refused.json["error"]["message"] == " ".join(one["message"] for one in errors)
    assert push_service.paths == pushdesk("campaigns", "list", "--json").json == []


def test_only_warnings_that_touch_a_chosen_device_are_printed_and_nothing_is_asked(
    pushdesk: Run, push_service: PushServiceStub, tmp_path: Path
) -> None:
    devices = json.loads(push_service.subscriptions(2))
    devices[0] |= {"device": {"browser": "Safari", "system": "macOS"}}
    devices[1] |= {"device": {"browser": "Chrome", "system": "Linux"}}
    pushdesk(
        "subscriptions",
        "import",
        "-",
        stdin=json.dumps(devices),
    )
    chrome, safari = sorted(
        pushdesk("subscriptions", "list", "--json").json, key=lambda row: row["endpoint"], reverse=True
    )
    plain = pushdesk("send", "--title", "T", "--body", "B", "--to", "all", "--json")
    assert (plain.status, plain.err) == (0, f"Campaign {plain.json['id']}\n")
    file = tmp_path / "message.json"
    file.write_text('{"title": "T", "body": "A", "body": "B", "colour": "red", "icon": "i.png"}')
    words = ("send", "--message", file, "--action", "a=A", "--json", "--to")
    sent = pushdesk(*words, f"id:{chrome['id']}")
    warnings = sent.err.splitlines()[:-1]
    assert (sent.status, len(warnings), sent.err.count("warning: ")) == (0, 2, 2)
    assert warnings[0].startswith("warning: “body” (line 1) stands more than once: only the last one")
    assert warnings[1].startswith("warning: “icon” is relative")
    touched = pushdesk(*words, f"id:{safari['id']}")
    assert touched.status == 0
    assert "warning: “actions” does nothing in Safari on macOS and iOS." in touched.err.splitlines()


def test_half_a_character_is_refused_with_the_words_of_the_check(pushdesk: Run) -> None:
    given = r'{"title": "a\ud800", "actions": [{"action": "a", "title": "\udfff"}]}'
    refused = pushdesk("send", "--message", "-", "--to", "all", "--json", stdin=given)
    checked = pushdesk("check", "-", "--json", stdin=given).json["checks"]
    errors = [one for one in checked if one["severity"] == "error"]
    assert [one["field"] for one in errors] == ["title", "actions"]
    assert "“actions[0].title” holds half of a character" in errors[1]["message"]
    assert (refused.status, refused.json["checks"]) == (2, errors)


def test_a_push_service_that_is_not_ours_needs_a_contact(pushdesk: Run) -> None:
    pushdesk("subscriptions", "import", "-", stdin=json.dumps(push_subscription()))
    refused = pushdesk("send", "--title", "T", "--to", "all", "--json")
    assert refused.status == 2
    assert "contact" in refused.json["error"]["message"]
    assert pushdesk("campaigns", "list", "--json").json == []


def test_what_the_push_service_refuses_ends_with_1_and_its_words(
    pushdesk: Run, push_service: PushServiceStub
) -> None:
    pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(2))
    assert pushdesk("send", "--title", "T", "--to", "all").status == 0
    assert sorted(push_service.paths) == ["/push/0", "/push/1"]
    push_service.answer(400)
    sent = pushdesk("send", "--title", "T", "--to", "all", "--json")
    assert sent.status == 1
    assert {delivery["state"] for delivery in sent.json["deliveries"]} == {"rejected"}
    push_service.answer(410)
    gone = pushdesk("send", "--title", "T", "--to", "all")
    assert gone.status == 1
    assert "2 gone" in gone.out
    assert {row["state"] for row in pushdesk("subscriptions", "list", "--json").json} == {"gone"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT between processes.")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_send_that_is_stopped_is_paused_and_can_be_resumed(
    pushdesk: Run,
    push_service: PushServiceStub,
    start_send: Callable[..., RunningSend],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PUSHDESK_MAX_ATTEMPTS", "20")
    pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(3))
    push_service.answer(503, Retry_After="1")
    send = start_send("--title", "T", "--to", "all", "--json")
    stopped = send.end(getattr(signal, name))
    assert stopped.status == 1
    assert stopped.json["id"] == send.campaign
    assert stopped.json["error"]["code"] == "interrupted"
    assert stopped.json["error"]["message"] == (
        f"Stopped. Campaign {send.campaign} is paused: 0 of 3 accepted, 3 still open. "
        f"`pushdesk campaigns resume {send.campaign}` sends the rest."
    )
    assert stopped.err == stopped.json["error"]["message"] + "\n"
    assert pushdesk("campaigns", "show", send.campaign, "--json").json["state"] == "paused"
    assert (
        "paused: 0 of 3 accepted, 0 shown, 3 still open." in pushdesk("campaigns", "show", send.campaign).out
    )
    push_service.answer(201)
    resumed = pushdesk("campaigns", "resume", send.campaign, "--json")
    assert resumed.status == 0, resumed.err
    assert (resumed.json["state"], resumed.json["counts"]["accepted"]) == ("finished", 3)
    assert pushdesk("campaigns", "resume", send.campaign, "--json").json == resumed.json


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT between processes.")
def test_a_wait_that_is_stopped_names_the_campaign_and_nothing_to_resume(
    pushdesk: Run, push_service: PushServiceStub, start_send: Callable[..., RunningSend]
) -> None:
    pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(2))
    send = start_send("--title", "T", "--to", "all", "--wait", "shown:60")
    deadline = time.monotonic() + PATIENCE_S
    while pushdesk("campaigns", "show", send.campaign, "--json").json["state"] != "finished":
        assert time.monotonic() < deadline
    stopped = send.end(signal.SIGINT)
    assert (stopped.status, stopped.out) == (1, "")
    assert stopped.err == f"Stopped. Campaign {send.campaign} is finished: 2 of 2 accepted.\n"
