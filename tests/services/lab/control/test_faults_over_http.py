"""Faults over the control interface, and what every route refuses."""

from typing import Any

import pytest

from tests.services.lab.control.conftest import Asking
from tests.services.lab.sending import AppServer


async def test_a_fault_by_name_meets_as_many_messages_as_asked(control: Asking, server: AppServer) -> None:
    device = await control.device()
    status, fault = await control.ask(
        "POST", "faults", {"device": device["id"], "fault": "apple-contact", "times": 1}
    )
    assert (status, fault["title"], fault["preset"]) == (201, "Apple refuses the contact", "apple-contact")
    assert (fault["device"], fault["remaining"]) == (device["id"], 1)
    assert await control.get("faults") == {"faults": [fault]}
    assert (await control.get(f"devices/{device['id']}"))["faults"] == ["Apple refuses the contact"]
    async with server.session.post(device["subscription"]["endpoint"], headers={"TTL": "60"}) as answer:
        assert (answer.status, await answer.text()) == (403, '{"reason":"BadJwtToken"}')
    assert (await server.push(device["subscription"], {"title": "Hello"})).status == 201
    assert await control.get("faults") == {"faults": []}
    (first,) = (await control.get("messages?limit=1"))["messages"]
    assert first["fault"] == "Apple refuses the contact"


async def test_a_fault_of_ones_own_is_set_for_all_and_cleared(control: Asking, server: AppServer) -> None:
    device = await control.device()
    own = {"status": 503, "headers": {"X-Why": "test"}, "body": "later", "retryAfter": "date:5"}
    assert (await control.ask("POST", "faults", {"fault": own}))[0] == 201
    status, second = await control.ask("POST", "faults", {"device": device["id"], "fault": "429"})
    assert status == 201
    assert await control.ask("DELETE", f"faults/{second['id']}") == (204, None)
    async with server.session.post(device["subscription"]["endpoint"], headers={"TTL": "60"}) as answer:
        assert (answer.status, await answer.text(), answer.headers["X-Why"]) == (503, "later", "test")
        assert answer.headers["Retry-After"].endswith("GMT")
    assert await control.ask("DELETE", f"faults?device={device['id']}") == (204, None)
    assert len((await control.get("faults"))["faults"]) == 1
    assert await control.ask("DELETE", "faults") == (204, None)
    assert await control.get("faults") == {"faults": []}


async def test_a_fault_of_one_push_service_is_set_by_kind(control: Asking, server: AppServer) -> None:
    device = await control.device()
    status, other = await control.ask("POST", "faults", {"kind": "firefox", "fault": "410"})
    assert (status, other["kind"], other["device"]) == (201, "firefox", None)
    assert (await server.push(device["subscription"], {"title": "Hello"})).status == 201
    await control.ask("POST", "faults", {"kind": "virtual", "fault": "410"})
    assert (await server.push(device["subscription"], {"title": "Hello"})).status == 410


async def test_the_presets_are_told_and_each_can_be_set(control: Asking) -> None:
    presets = (await control.get("presets"))["presets"]
    assert len(presets) > 30
    for preset in presets:
        assert (await control.ask("POST", "faults", {"fault": preset["id"]}))[0] == 201
        assert (await control.ask("POST", "faults", {"fault": preset["fault"]}))[0] == 201
    assert len((await control.get("faults"))["faults"]) == 2 * len(presets)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 400, "“fault” is missing"),
        ({"fault": "no-such"}, 400, "no fault “no-such”"),
        ({"fault": 5}, 400, "name of a preset"),
        ({"fault": {"status": "503"}}, 400, "“status”"),
        ({"fault": "503", "kind": "safari"}, 400, "“kind” must be one of virtual, firefox, chromium"),
        ({"fault": {"status": 503, "colour": "red"}}, 400, "“colour” is no field of a fault"),
        ({"fault": {"status": 503, "headers": {"A": "b\r\nc: d"}}}, 400, "one line"),
        ({"fault": "503", "times": 0}, 400, "“times”"),
        ({"fault": "503", "times": True}, 400, "“times”"),
        ({"fault": "503", "times": 1.5}, 400, "“times”"),
        ({"fault": "503", "device": 5}, 400, "“device”"),
        ({"fault": "503", "device": "nobody"}, 404, "no device “nobody”"),
    ],
)
async def test_what_is_no_fault_is_refused_in_one_sentence(
    control: Asking, body: Any, status: int, words: str
) -> None:
    found, _, sentence = await control.refusal("POST", "faults", body)
    assert found == status
    assert words in sentence
    assert await control.get("faults") == {"faults": []}


@pytest.mark.parametrize(
    ("raw", "status", "words"),
    [
        (b"{", 400, "not JSON"),
        (b'{"fault": NaN}', 400, "not JSON"),
        (b"[" * 100_000, 400, "nested too deeply"),
        (b'{"fault": "\\ud800"}', 400, "half of a character"),
        (b"\xff\xfe", 400, "not UTF-8"),
        (b" " * 200_000, 413, "192 KiB"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    control: Asking, raw: bytes, status: int, words: str
) -> None:
    found, _, sentence = await control.refusal("POST", "faults", data=raw)
    assert found == status
    assert words in sentence


async def test_a_body_without_an_end_is_refused_as_soon_as_it_is_too_long(control: Asking) -> None:
    async def endless() -> Any:
        while True:
            yield b" " * 4096

    status, code, _ = await control.refusal("POST", "reset", data=endless())
    assert (status, code) == (413, "too_large")


@pytest.mark.parametrize(
    ("headers", "code"),
    [({"Host": "lab.example.com"}, "foreign_host"), ({"Origin": "https://example.com"}, "foreign_origin")],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "messages"), ("POST", "reset"), ("GET", "")])
async def test_strangers_are_refused(
    control: Asking, method: str, path: str, headers: dict[str, str], code: str
) -> None:
    assert (await control.refusal(method, path, headers=headers))[:2] == (403, code)
