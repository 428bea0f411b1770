"""Anything at all at the API: an answer in its one shape, never an error of ours."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.receiver.receiver_desk import ReceiverDesk
from tests.services.samples import endpoint, push_subscription

pytestmark = pytest.mark.allow_log("no keyring answers")
GOOD = push_subscription("good")

fuzz = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
texts = st.text(st.characters(exclude_categories=()))  # half characters and NUL, too
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def sometimes(good: object, *others: object) -> st.SearchStrategy[Any]:
    """Mostly what is right, sometimes anything."""
    return st.just(good) | st.sampled_from([good, *others]) | anything


keys = st.fixed_dictionaries(
    {"p256dh": sometimes(GOOD["keys"]["p256dh"]), "auth": sometimes(GOOD["keys"]["auth"])}
)
subscriptions = st.fixed_dictionaries(
    {"endpoint": sometimes(endpoint("one"), endpoint("two"), "https://[", "//x"), "keys": keys | anything},
    optional={
        "device": st.dictionaries(st.sampled_from(["name", "platform", "maxActions"]) | texts, anything)
        | anything,
        "vapidPublicKey": anything,
        "expirationTime": anything,
    },
)
moments = st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat())


async def answered(house: ReceiverDesk, path: str, document: object) -> int:
    """The status; fails for an answer outside of the contract."""
    body = json.dumps(document).encode("utf-8", "surrogatepass")
    answer = await house.ask("POST", f"/api/push/{path}", data=body)
    assert answer.status in {200, 201, 202, 204} or (400 <= answer.status < 500 and answer.error)
    return answer.status


async def still_readable(house: ReceiverDesk) -> None:
    """What was taken can be read, listed and written as JSON."""
    for row in await house.desk.devices.every():
        json.dumps(row.exported(), allow_nan=False, ensure_ascii=False).encode()
    for campaign in await house.sender.every():
        for delivery in await house.sender.deliveries(campaign.id):
            json.dumps(delivery.document(), allow_nan=False, ensure_ascii=False).encode()


@fuzz
@given(document=subscriptions | anything)
async def test_subscribe_takes_or_refuses_anything(house: ReceiverDesk, document: object) -> None:
    await answered(house, "subscribe", document)
    await still_readable(house)


@fuzz
@given(old=sometimes(endpoint("one"), endpoint("two")), new=subscriptions | anything)
async def test_resubscribe_takes_or_refuses_anything(house: ReceiverDesk, old: object, new: object) -> None:
    await answered(house, "subscribe", GOOD | {"endpoint": endpoint("one")})
    await answered(house, "resubscribe", {"oldEndpoint": old, "subscription": new})
    await answered(house, "unsubscribe", {"endpoint": old})
    await still_readable(house)


@fuzz
@given(
    change=st.fixed_dictionaries(
        {"event": sometimes("shown", "clicked", "received", "closed", "failed")},
        optional={
            "at": moments | texts | anything,
            "action": texts | anything,
            "error": texts | anything,
            "delivery": anything,
            "token": anything,
        },
    )
    | st.dictionaries(texts, anything)
)
async def test_receipts_take_or_refuse_anything(
    house: ReceiverDesk, sent: dict[str, str], change: dict[str, object]
) -> None:
    await answered(house, "receipts", sent | change)
    await still_readable(house)


@fuzz
@given(body=st.binary(max_size=200))
async def test_bytes_that_mean_nothing_are_refused(house: ReceiverDesk, body: bytes) -> None:
    for path in ("subscribe", "unsubscribe", "resubscribe", "receipts", "test"):
        answer = await house.ask("POST", f"/api/push/{path}", data=body)
        assert (400 <= answer.status < 500, bool(answer.error)) == (True, True)
