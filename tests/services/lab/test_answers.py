"""What the catch keeps of each answer is what its sender saw, whatever the lab did to it."""

from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from pushdesk.model.lab import LabCaught
from pushdesk.services.lab.answers import LONGEST_KEPT
from pushdesk.services.lab.lab import Lab
from tests.services.lab.preset_answers import ANSWERS
from tests.services.lab.sending import AppServer

# HTTP's own; the catch keeps what the push service said.
FRAMING = {"Date", "Server", "Content-Length", "Transfer-Encoding", "Content-Type"}


@pytest.fixture
async def subscription(lab: Lab) -> dict[str, Any]:
    """The subscription of one device."""
    (device,) = await lab.ensure_devices(1)
    return device.subscription()


async def pushed(
    server: AppServer, subscription: dict[str, Any], **more: str
) -> tuple[int, dict[str, str], str]:
    """One push that is right: the answer's status, headers and body."""
    authorization = server.authorization(subscription["endpoint"].rpartition("/push/")[0])
    headers = {"TTL": "60", "Content-Encoding": "aes128gcm", "Authorization": authorization, **more}
    body = server.encrypt(subscription, b"Hello")
    async with server.session.post(subscription["endpoint"], data=body, headers=headers) as answer:
        return answer.status, dict(answer.headers), await answer.text()


async def newest(lab: Lab) -> LabCaught:
    return await lab.catch.get((await lab.catch.rows())[0].number)


async def test_a_201_is_kept_with_its_location_and_ttl(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    status, headers, _ = await pushed(server, subscription, TTL="99999999")
    message = await newest(lab)
    assert (status, message.status) == (201, 201)
    assert message.answer == {
        "headers": {"Location": headers["Location"], "TTL": "2592000"},
        "body": "",
        "how": "whole",
    }


async def test_a_refusal_is_kept_to_the_byte(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    async with server.session.post(subscription["endpoint"], data=b"x", headers={"TTL": "1"}) as answer:
        body, headers = await answer.text(), dict(answer.headers)
    message = await newest(lab)
    assert message.answer is not None
    assert (answer.status, message.answer["body"]) == (401, body)
    assert message.answer["headers"] == {
        "WWW-Authenticate": "vapid",
        "Content-Type": "application/json; charset=utf-8",
    }
    assert message.answer["headers"].items() <= headers.items()


@pytest.mark.parametrize("preset_id", ANSWERS)
async def test_a_presets_answer_is_kept_as_it_was_seen(
    lab: Lab, server: AppServer, subscription: dict[str, Any], preset_id: str
) -> None:
    await lab.faults.set(None, preset_id)
    status, headers, body = await pushed(server, subscription)
    message = await newest(lab)
    assert status == ANSWERS[preset_id][0]
    assert message.answer == {
        "headers": {name: value for name, value in headers.items() if name not in {"Date", "Content-Length"}},
        "body": body,
        "how": "whole",
    }


@pytest.mark.parametrize(
    ("fault", "status", "body", "how"),
    [
        ("silent", 201, "", "whole"),
        ({"answer": "delay", "delaySeconds": 0.01}, 201, "", "late"),
        ({"answer": "drip", "status": 503, "body": "slow", "delaySeconds": 0.01}, 503, "slow", "dripped"),
        ({"answer": "reset", "status": 500, "body": "abcdefgh"}, 500, "abcd", "reset"),
        ({"answer": "reset"}, 201, "\n" * 32, "reset"),
        ("drop", 0, "", "dropped"),
        ({"status": 500, "body": "x" * 5000, "headers": {"A": "b"}}, 500, "x" * LONGEST_KEPT, "whole"),
    ],
)
async def test_how_an_answer_came_is_kept_with_as_much_of_it_as_was_sent(
    lab: Lab,
    server: AppServer,
    subscription: dict[str, Any],
    fault: object,
    status: int,
    body: str,
    how: str,
) -> None:
    await lab.faults.set(None, fault)
    sent: dict[str, str] = {}
    with suppress(aiohttp.ClientError):
        _, sent, _ = await pushed(server, subscription)
    message = await newest(lab)
    assert message.answer is not None
    assert (message.status, message.answer["body"], message.answer["how"]) == (status, body, how)
    if sent:
        assert message.answer["headers"] == {name: sent[name] for name in sent if name not in FRAMING}
