"""`pushdesk check`: the contract's JSON, its exit status, and lines for people."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.services.samples import push_subscription

PLAIN = {"title": "Your parcel is on its way", "body": "It arrives tomorrow by noon."}
CHECK_FIELDS = {"rule", "severity", "field", "platforms", "message", "source"}


def rules(answer: Any, severity: str) -> set[str]:
    return {one["rule"] for one in answer["checks"] if one["severity"] == severity}


def test_a_plain_message_gives_neither_error_nor_warning(pushdesk: Run, data_dir: Path) -> None:
    done = pushdesk("check", "-", "--json", stdin=json.dumps(PLAIN))
    assert (done.status, done.err) == (0, "")
    assert set(done.json) == {"checks", "payloadBytes", "limitBytes"}
    assert done.json["limitBytes"] == 3993
    assert 0 < done.json["payloadBytes"] < 400
    assert rules(done.json, "error") == rules(done.json, "warning") == set()
    assert not data_dir.exists()


def test_an_error_ends_with_1_and_is_the_contracts_json(pushdesk: Run, tmp_path: Path) -> None:
    file = tmp_path / "message.json"
    file.write_text(json.dumps(PLAIN | {"renotify": True}))
    done = pushdesk("check", file, "--json")
    assert (done.status, done.err) == (1, "")
    first = done.json["checks"][0]
    assert set(first) == CHECK_FIELDS
    assert (first["rule"], first["severity"], first["field"]) == ("renotify-needs-tag", "error", "renotify")


def test_a_warning_ends_with_0_and_names_platforms(pushdesk: Run) -> None:
    given = PLAIN | {"actions": [{"action": "a", "title": "A"}], "delivery": {"ttl": 0}}
    done = pushdesk("check", "-", "--json", stdin=json.dumps(given))
    assert done.status == 0
    named = {one["rule"]: one["platforms"] for one in done.json["checks"] if one["severity"] == "warning"}
    assert named == {"ttl-zero": ["edge-windows"], "ignored-option": ["safari-macos", "safari-ios"]}


@pytest.mark.parametrize("given", ["", "[]", "5", '"title"', '{"title": ', "{'title': 1}"])
@pytest.mark.parametrize("as_json", [True, False])
def test_what_is_no_json_object_ends_with_2_and_a_sentence(pushdesk: Run, given: str, as_json: bool) -> None:
    done = pushdesk("check", "-", *(["--json"] if as_json else []), stdin=given)
    assert done.status == 2
    assert done.err.strip().endswith(".")
    assert not as_json or done.json["error"]["code"] == "bad_input"


@pytest.mark.parametrize(
    "given",
    [
        "{}",
        '{"title": null}',
        '{"title": "\\ud800"}',
        '{"title": "T", "data": NaN}',
        '{"title": "T", "delivery": "fast"}',
        json.dumps({"title": "T", "body": "x" * 5000}),
    ],
)
def test_an_object_that_cannot_be_sent_ends_with_1(pushdesk: Run, given: str) -> None:
    done = pushdesk("check", "-", "--json", stdin=given)
    assert (done.status, bool(rules(done.json, "error"))) == (1, True)


def test_a_name_given_twice_is_a_warning_with_its_lines(pushdesk: Run) -> None:
    done = pushdesk("check", "-", "--json", stdin='{"title": "A",\n "body": "B",\n "title": "C"}')
    assert (done.status, rules(done.json, "warning")) == (0, {"repeated-name"})
    (one,) = done.json["checks"]
    assert (one["field"], set(one)) == ("json", CHECK_FIELDS)
    assert "“title” (lines 1 and 3)" in one["message"]


def test_errors_stand_before_a_name_given_twice(pushdesk: Run) -> None:
    done = pushdesk("check", "-", "--json", stdin='{"body": "A", "body": "B"}')
    assert [one["severity"] for one in done.json["checks"]] == ["error", "warning"]


def test_a_missing_file_ends_with_2(pushdesk: Run, tmp_path: Path) -> None:
    done = pushdesk("check", tmp_path / "nothing.json", "--json")
    assert done.status == 2
    assert "cannot be read" in done.err


def test_people_read_groups_with_their_sources(pushdesk: Run) -> None:
    given = PLAIN | {"dir": "left", "tag": "t", "colour": "red\u001b[2J"}
    done = pushdesk("check", "-", stdin=json.dumps(given))
    lines = done.out.splitlines()
    assert done.status == 1
    heads = [line for line in lines if not line.startswith(" ")]
    assert heads[:-1] == ["ERRORS", "WARNINGS", "GOOD TO KNOW"]
    assert heads[-1].startswith("The payload takes ")
    assert (
        lines[1]
        == "  dir: “dir” must be auto, ltr or rtl. [whatwg/notifications, enum NotificationDirection]"
    )
    assert "\u001b" not in done.out


@pytest.mark.allow_log("no keyring answers")
def test_with_an_audience_its_devices_are_judged_too(
    pushdesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "devices.json"
    file.write_text(json.dumps([push_subscription(), push_subscription()]))
    foreign = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    imported = pushdesk("subscriptions", "import", file, "--device-tag", "mine", "--vapid-key", foreign)
    assert imported.status == 0, imported.err
    asked = ("check", "-", "--json", "--to", "tag:mine")
    before = pushdesk("check", "-", "--json", stdin=json.dumps(PLAIN))
    assert before.json["checks"] == []
    without_contact = pushdesk(*asked, stdin=json.dumps(PLAIN))
    assert (without_contact.status, rules(without_contact.json, "error")) == (1, {"no-contact"})
    assert rules(without_contact.json, "warning") == {"other-key"}
    monkeypatch.setenv("PUSHDESK_CONTACT", "mailto:desk@pushdesk.org")
    done = pushdesk(*asked, stdin=json.dumps(PLAIN))
    assert (done.status, rules(done.json, "warning")) == (0, {"other-key"})
    assert "2 devices" in done.json["checks"][0]["message"]


@pytest.mark.allow_log("no keyring answers")
@pytest.mark.parametrize(
    ("host", "trusted", "wanted"),
    [
        ("push.nobody-knows.example", "", {"no-contact"}),
        ("push.nobody-knows.example", "push.nobody-knows.example", set()),
        ("updates.push.services.mozilla.com", "updates.push.services.mozilla.com", set()),
        ("updates.push.services.mozilla.com", "", {"no-contact"}),
    ],
)
def test_a_contact_is_asked_for_where_a_send_would_be_refused_without_one(
    pushdesk: Run, monkeypatch: pytest.MonkeyPatch, host: str, trusted: str, wanted: set[str]
) -> None:
    monkeypatch.setenv("PUSHDESK_TRUSTED_PUSH_HOSTS", trusted)
    device = push_subscription() | {"endpoint": f"https://{host}/push/1"}
    assert pushdesk("subscriptions", "import", "-", stdin=json.dumps(device)).status == 0
    done = pushdesk("check", "-", "--json", "--to", "all", stdin=json.dumps(PLAIN))
    assert rules(done.json, "error") == wanted


@pytest.mark.allow_log("no keyring answers")
def test_a_variable_that_devices_lack_is_an_error_for_them(pushdesk: Run, tmp_path: Path) -> None:
    file = tmp_path / "devices.json"
    file.write_text(json.dumps([push_subscription()]))
    assert pushdesk("subscriptions", "import", file).status == 0
    given = json.dumps({"title": "Hello {{ nickname }}"})
    assert pushdesk("check", "-", "--json", stdin=given).status == 0
    done = pushdesk("check", "-", "--json", "--to", "all", stdin=given)
    assert "missing-variable" in rules(done.json, "error")


@pytest.mark.allow_log("no keyring answers")
def test_what_devices_own_values_and_shapes_make_is_judged_for_them(
    pushdesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUSHDESK_CONTACT", "mailto:desk@pushdesk.org")
    file = tmp_path / "devices.json"
    own: list[dict[str, Any]] = [
        {"attributes": {"name": "a" * 5000}},
        {"attributes": {"name": "Ada"}, "shape": "declarative"},
        {"attributes": {"name": "Bob"}, "shape": "text"},
        {"attributes": {"name": "Eve"}},
    ]
    file.write_text(json.dumps([push_subscription() | words for words in own]))
    assert pushdesk("subscriptions", "import", file).status == 0
    given = json.dumps({"title": "Hello {{ name }}"})
    assert pushdesk("check", "-", "--json", stdin=given).status == 0
    done = pushdesk("check", "-", "--json", "--to", "all", stdin=given)
    assert (done.status, rules(done.json, "error")) == (1, {"own-payload-too-large", "own-payload-refused"})
    said = {one["rule"]: one["message"] for one in done.json["checks"]}
    assert said["own-payload-too-large"].startswith("1 device is to get more than 3,993 bytes")
    assert "needs a URL to open" in said["own-payload-refused"]
    assert said["own-payload-unconfirmed"].startswith("1 device is")


def test_a_shape_is_judged_and_measured_as_send_would_write_it(pushdesk: Run, tmp_path: Path) -> None:
    given = json.dumps(PLAIN | {"tag": "t"})
    asked = ("check", "-", "--json", "--shape")
    own = pushdesk("check", "-", "--json", stdin=given).json
    text = pushdesk(*asked, "text", stdin=given)
    assert text.json["payloadBytes"] == len(f"{PLAIN['title']}\n{PLAIN['body']}") < own["payloadBytes"]
    assert text.status == 0
    assert "left-out-by-shape" in rules(text.json, "warning")
    assert rules(text.json, "info") == {"unconfirmed"}
    declarative = pushdesk(*asked, "declarative", stdin=given)
    assert (declarative.status, rules(declarative.json, "error")) == (1, {"refused-by-shape"})
    template = tmp_path / "shape.txt"
    template.write_text("{{ notification.title }}")
    custom = (*asked, "custom", "--shape-template", template)
    made = pushdesk(*custom, stdin=given).json
    assert (made["payloadBytes"], rules(made, "info")) == (len(PLAIN["title"]), {"unconfirmed"})
    template.write_text("{{ notification.title * 1000 }}{{ delivery.id }}{{ delivery.token }}")
    assert "refused-by-shape" in rules(pushdesk(*custom, stdin=given).json, "error")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--shape", "fcm"], "no payload shape"),
        (["--shape", "custom"], "--shape-template FILE"),
        (["--shape-template", "x"], "--shape custom only"),
        (["--shape", "custom", "--shape-template", "-"], "one of the files only"),
        (["--shape", "custom", "--shape-template", "nowhere"], "cannot be read"),
    ],
)
def test_a_shape_that_is_none_ends_with_2(pushdesk: Run, arguments: list[str], words: str) -> None:
    refused = pushdesk("check", "-", *arguments, "--json", stdin=json.dumps(PLAIN))
    assert refused.status == 2
    assert words in refused.json["error"]["message"]


@pytest.mark.allow_log("no keyring answers")
def test_devices_own_values_are_measured_in_the_asked_shape(
    pushdesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUSHDESK_CONTACT", "mailto:desk@pushdesk.org")
    device = push_subscription() | {"attributes": {"name": "a" * 3950}}
    assert pushdesk("subscriptions", "import", "-", stdin=json.dumps(device)).status == 0
    asked = ("check", "-", "--json", "--to", "all", "--shape")
    found = [pushdesk(*asked, shape, stdin='{"title": "Hello {{ name }}"}') for shape in ("pushdesk", "text")]
    assert [rules(one.json, "error") for one in found] == [{"own-payload-too-large"}, set()]


@pytest.mark.allow_log("no keyring answers")
def test_an_audience_of_nobody_is_said_beside_the_result(pushdesk: Run) -> None:
    done = pushdesk("check", "-", "--json", "--to", "tag:none", stdin=json.dumps(PLAIN))
    assert (done.status, done.json["checks"]) == (0, [])
    assert "No active device" in done.err
    refused = pushdesk("check", "-", "--to", "everybody", stdin=json.dumps(PLAIN))
    assert refused.status == 2


def test_a_check_loads_no_window_and_no_network() -> None:
    code = (
        "import sys; from pushdesk.cli.door import run\n"
        "status = run(['check', '-', '--json'])\n"
        "heavy = ('PySide6', 'aiohttp', 'alembic', 'cryptography', 'pywebpush')\n"
        "print(status, [name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input='{"title": "T"}',
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "0 []"
