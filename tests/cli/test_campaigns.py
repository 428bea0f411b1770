"""`pushdesk campaigns`: history, and stopping what another process sends."""

from collections.abc import Callable

import pytest

from tests.cli.conftest import PushServiceStub, Run, RunningSend

pytestmark = pytest.mark.allow_log("no keyring answers")


@pytest.fixture
def two_devices(pushdesk: Run, push_service: PushServiceStub) -> PushServiceStub:
    """Two devices at a push service that asks to come again in a minute."""
    assert pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(2)).status == 0
    push_service.answer(503, Retry_After="60")
    return push_service


def test_another_processs_campaign_is_paused_and_then_cancelled(
    pushdesk_process: Run, two_devices: PushServiceStub, start_send: Callable[..., RunningSend]
) -> None:
    send = start_send("--title", "T", "--to", "all", "--json")
    (row,) = pushdesk_process("campaigns", "list", "--json").json
    assert (row["id"], row["state"]) == (send.campaign, "sending")
    busy = pushdesk_process("campaigns", "pause", send.campaign, "--json")
    assert (busy.status, busy.json["state"]) == (0, "paused")
    sender = send.end()
    assert sender.status == 1
    assert '"state": "paused"' in sender.out
    done = pushdesk_process("campaigns", "cancel", send.campaign)
    assert done.status == 0
    assert "2 cancelled" in done.out
    again = pushdesk_process("campaigns", "cancel", send.campaign, "--json")
    assert (again.status, again.json["error"]["code"]) == (2, "conflict")


def test_another_processs_campaign_is_cancelled_while_it_runs(
    pushdesk: Run, two_devices: PushServiceStub, start_send: Callable[..., RunningSend]
) -> None:
    send = start_send("--title", "T", "--to", "all")
    done = pushdesk("campaigns", "cancel", send.campaign, "--json")
    assert (done.status, done.json["state"]) == (0, "cancelled")
    assert [delivery["state"] for delivery in done.json["deliveries"]] == ["cancelled"] * 2
    assert send.end().status == 1


@pytest.mark.parametrize(("command", "state"), [("pause", "paused"), ("cancel", "cancelled")])
def test_a_campaign_of_a_runner_that_was_killed_is_stopped_all_the_same(
    pushdesk: Run,
    two_devices: PushServiceStub,
    start_send: Callable[..., RunningSend],
    command: str,
    state: str,
) -> None:
    send = start_send("--title", "T", "--to", "all")
    send.process.kill()
    send.process.wait()
    done = pushdesk("campaigns", command, send.campaign, "--json")
    assert (done.status, done.json["state"]) == (0, state)


def test_the_history_is_newest_first_and_show_ends_with_0_whatever_came_of_it(
    pushdesk: Run, two_devices: PushServiceStub
) -> None:
    two_devices.answer(201)
    first = pushdesk("send", "--title", "First", "--to", "all", "--json").json
    two_devices.answer(403)
    second = pushdesk("send", "--title", "Second", "--to", "all", "--json").json
    rows = pushdesk("campaigns", "list", "--json").json
    assert [row["title"] for row in rows] == ["Second", "First"]
    assert rows[0] | {"deliveries": second["deliveries"]} == second
    assert "deliveries" not in rows[0]
    shown = pushdesk("campaigns", "show", second["id"], "--json")
    assert (shown.status, shown.json) == (0, second)
    people = pushdesk("campaigns", "show", second["id"])
    assert people.status == 0
    assert "Rejected" in people.out
    assert pushdesk("campaigns", "resume", second["id"], "--json").status == 0
    exported = pushdesk("campaigns", "export", first["id"]).json
    assert exported["audience"] == ["all"]
    (attempt,) = exported["deliveries"][0]["attemptLog"]
    assert (attempt["number"], attempt["status"]) == (1, 201)
    assert attempt["requestHeaders"]["TTL"] == "14400"
    timings = attempt["timings"]
    assert list(timings) == ["name", "connected", "secured", "firstByte"]
    assert timings["connected"] <= timings["firstByte"] <= attempt["latencyMs"] + 1
    assert timings["firstByte"] > 0


def test_what_was_rejected_is_sent_once_more_and_printed_as_a_resumed_one(
    pushdesk: Run, two_devices: PushServiceStub
) -> None:
    two_devices.answer(403)
    sent = pushdesk("send", "--title", "T", "--to", "all", "--json").json
    refused = pushdesk("campaigns", "retry", sent["id"])
    assert (refused.status, refused.out.count("2 rejected")) == (1, 1)
    two_devices.answer(201)
    done = pushdesk("campaigns", "retry", sent["id"], "--json")
    assert (done.status, done.json["state"], done.json["counts"]["accepted"]) == (0, "finished", 2)
    assert [row["id"] for row in done.json["deliveries"]] == [row["id"] for row in sent["deliveries"]]
    assert [row["attempts"] for row in done.json["deliveries"]] == [3, 3]
    nothing = pushdesk("campaigns", "retry", sent["id"], "--json")
    assert (nothing.status, nothing.json["error"]["code"]) == (2, "bad_input")


def test_an_unknown_campaign_is_a_sentence(pushdesk: Run) -> None:
    for command in ("show", "resume", "retry", "pause", "cancel", "export"):
        refused = pushdesk("campaigns", command, "nothing", "--json")
        assert (refused.status, refused.json["error"]["code"]) == (2, "not_found"), command
