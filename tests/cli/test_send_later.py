"""`pushdesk send --at`: written now, sent by whoever owns the data folder, or by `campaigns resume`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from pushdesk.model import clock
from pushdesk.model.schedule import local
from tests.cli.conftest import PushServiceStub, Run, RunningLab

pytestmark = pytest.mark.allow_log("no keyring answers")
LATER = datetime(2999, 1, 31, 13, 30, tzinfo=UTC)
SEND = ("send", "--title", "Later", "--to", "all")


def in_(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


def test_without_an_owner_it_is_written_and_resume_sends_it_at_once(
    pushdesk: Run, push_service: PushServiceStub
) -> None:
    assert pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(2)).status == 0
    written = pushdesk(*SEND, "--at", "2999-01-31T14:30+01:00", "--json")
    assert (written.status, written.json["state"]) == (0, "scheduled")
    assert written.json["scheduledAt"] == "2999-01-31T13:30:00.000Z"
    assert [row["state"] for row in written.json["deliveries"]] == ["pending"] * 2
    assert "Nobody has this data folder open" in written.err
    (listed,) = pushdesk("campaigns", "list", "--json").json
    assert listed["scheduledAt"] == written.json["scheduledAt"]
    assert f"scheduled, {local(LATER)}" in pushdesk("campaigns", "list").out
    assert f"to be sent {local(LATER)}" in pushdesk("campaigns", "show", written.json["id"]).out
    assert not push_service.paths
    sent = pushdesk("campaigns", "resume", written.json["id"], "--json")
    assert (sent.status, sent.json["state"], len(push_service.paths)) == (0, "finished", 2)


def test_a_command_that_does_not_own_the_folder_starts_nothing_though_it_is_time(
    pushdesk: Run, push_service: PushServiceStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(1)).status == 0
    written = pushdesk(*SEND, "--at", in_(3600), "--json").json
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() + timedelta(seconds=3601))
    # It waits half a second and more: longer than a schedule would.
    other = pushdesk("send", "--title", "Now", "--to", "all", "--wait", "shown:0.5", "--json")
    assert other.json["counts"]["accepted"] == 1
    assert pushdesk("campaigns", "show", written["id"], "--json").json["state"] == "scheduled"
    assert len(push_service.paths) == 1


def test_one_is_cancelled_before_its_time(pushdesk: Run, push_service: PushServiceStub) -> None:
    assert pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(1)).status == 0
    written = pushdesk(*SEND, "--at", in_(3600), "--json").json
    ended = pushdesk("campaigns", "cancel", written["id"], "--json")
    assert (ended.status, ended.json["state"]) == (0, "cancelled")
    assert not push_service.paths


def test_one_gets_another_time_and_keeps_its_devices(pushdesk: Run, push_service: PushServiceStub) -> None:
    assert pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(2)).status == 0
    written = pushdesk(*SEND, "--at", in_(3600), "--json").json
    moved = pushdesk("campaigns", "reschedule", written["id"], "--at", "2999-01-31T14:30+01:00", "--json")
    assert (moved.status, moved.json["state"]) == (0, "scheduled")
    assert moved.json["scheduledAt"] == "2999-01-31T13:30:00.000Z"
    assert moved.json["deliveries"] == written["deliveries"]
    assert f"Scheduled for {local(LATER)}. Nobody has this data folder open" in moved.err
    told = pushdesk("campaigns", "reschedule", written["id"], "--at", "2999-01-31T14:30+01:00")
    assert (told.status, f"to be sent {local(LATER)}" in told.out) == (0, True)
    assert not push_service.paths


def test_one_that_missed_its_time_says_what_can_be_done_and_gets_another(
    pushdesk: Run, push_service: PushServiceStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(1)).status == 0
    written = pushdesk(*SEND, "--at", in_(3600), "--json").json
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() + timedelta(hours=2))
    at = datetime.fromisoformat(written["scheduledAt"])
    assert f"missed, {local(at)}" in pushdesk("campaigns", "list").out
    shown = pushdesk("campaigns", "show", written["id"])
    assert (
        f"its time, {local(at)}, was missed; `pushdesk campaigns resume {written['id']}` sends it now, "
        f"`pushdesk campaigns reschedule {written['id']} --at TIME` later."
    ) in shown.out
    pushdesk("campaigns", "reschedule", written["id"], "--at", "2999-01-31T13:30Z")
    assert f"scheduled, {local(LATER)}" in pushdesk("campaigns", "list").out


def test_a_time_that_cannot_be_changed_or_has_passed_is_one_sentence(
    pushdesk: Run, push_service: PushServiceStub
) -> None:
    assert pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(1)).status == 0
    written = pushdesk(*SEND, "--at", in_(3600), "--json").json
    for at, words in (("2001-01-31T14:30", "has passed already"), ("soon", "“soon” is no moment")):
        refused = pushdesk("campaigns", "reschedule", written["id"], "--at", at, "--json")
        assert (refused.status, words in refused.json["error"]["message"]) == (2, True)
    (kept,) = pushdesk("campaigns", "list", "--json").json
    assert kept["scheduledAt"] == written["scheduledAt"]
    pushdesk("campaigns", "resume", written["id"])
    late = pushdesk("campaigns", "reschedule", written["id"], "--at", in_(3600))
    assert (late.status, late.out) == (2, "")
    assert late.err == "This campaign is finished: its time can no longer be changed.\n"
    assert pushdesk("campaigns", "reschedule", "nobody", "--at", in_(3600)).status == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--at", "soon"], "“soon” is no moment"),
        (["--at", "2001-01-31T14:30"], "has passed already"),
        (["--at", "2999-01-31T14:30", "--wait", "shown:1"], "--at only writes the campaign"),
    ],
)
def test_bad_times_are_one_sentence_and_nothing_is_stored(
    pushdesk: Run, push_service: PushServiceStub, arguments: list[str], words: str
) -> None:
    assert pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(1)).status == 0
    refused = pushdesk(*SEND, *arguments, "--json")
    assert refused.status == 2
    assert words in refused.json["error"]["message"]
    assert json.loads(pushdesk("campaigns", "list", "--json").out) == []


def test_a_lab_sends_what_another_process_scheduled(
    pushdesk: Run, start_lab: Callable[..., RunningLab]
) -> None:
    start_lab("--devices", "2")
    written = pushdesk(*SEND, "--at", in_(1.5), "--json")
    assert (written.status, written.json["state"]) == (0, "scheduled"), written.err
    assert "that has this data folder open will send it" in written.err
    # Its end is waited for by following it: until it is finished, this asks the database only.
    while (row := pushdesk("campaigns", "show", written.json["id"], "--json").json)["state"] != "finished":
        assert row["state"] in {"scheduled", "sending"}
    assert row["counts"]["accepted"] == 2
