"""A PushSubscription's JSON is checked once; a stored one knows its contract's shape."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pushdesk.model import base64url
from pushdesk.model.errors import BadInput
from pushdesk.model.subscription import (
    Subscription,
    SubscriptionState,
    SubscriptionTag,
    parse_push_subscription,
)
from tests.services.samples import point, push_subscription


def refusal(document: object) -> str:
    with pytest.raises(BadInput) as problem:
        parse_push_subscription(document)
    return problem.value.sentence


def with_keys(**keys: object) -> dict[str, Any]:
    document = push_subscription()
    document["keys"] = {**document["keys"], **keys}
    return document


def test_what_a_browser_gives_is_taken_and_the_endpoint_kept_as_given() -> None:
    document = push_subscription("?token=a%2fb%2F%3d&x=~")
    found = parse_push_subscription(document)
    assert found.endpoint == document["endpoint"]
    assert (found.p256dh, found.auth) == (document["keys"]["p256dh"], document["keys"]["auth"])


def test_padded_keys_are_kept_without_padding() -> None:
    document = push_subscription()
    keys = document["keys"]
    found = parse_push_subscription(
        document | {"keys": {"p256dh": keys["p256dh"] + "=", "auth": f" {keys['auth']}== "}}
    )
    assert (found.p256dh, found.auth) == (keys["p256dh"], keys["auth"])


@pytest.mark.parametrize("document", [None, [], "text", 5])
def test_what_is_no_object_is_refused(document: object) -> None:
    assert refusal(document) == "A subscription must be a JSON object with “endpoint” and “keys”."


@pytest.mark.parametrize("keys", [None, [], "p256dh"])
def test_without_keys_it_says_where_to_find_them(keys: object) -> None:
    assert refusal(push_subscription(keys=keys)) == (
        "The subscription has no “keys”: copy the whole output of subscription.toJSON()."
    )


@pytest.mark.parametrize("endpoint", [None, 5, ["https://push.example/"]])
def test_without_an_endpoint_it_says_where_to_find_it(endpoint: object) -> None:
    assert refusal(push_subscription() | {"endpoint": endpoint}).startswith(
        "The subscription has no “endpoint”: copy"
    )


@pytest.mark.parametrize("name", ["p256dh", "auth"])
@pytest.mark.parametrize("value", [None, 5, []])
def test_both_keys_must_be_there_as_text(name: str, value: object) -> None:
    assert refusal(with_keys(**{name: value})) == (
        "The subscription's “keys” need both “p256dh” and “auth” as text."
    )


def test_an_endpoint_that_is_no_url_is_refused_here_already() -> None:
    assert refusal(push_subscription() | {"endpoint": "push.example/a"}).startswith("The endpoint must be")


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_auth_is_sixteen_bytes(size: int) -> None:
    assert refusal(with_keys(auth=base64url.encode(b"a" * size))) == (
        f"auth must be 16 bytes; this has {size}. Copy it whole."
    )


def test_swapped_keys_are_refused() -> None:
    keys = push_subscription()["keys"]
    assert "must be" in refusal(with_keys(p256dh=keys["auth"], auth=keys["p256dh"]))


def test_a_mistyped_p256dh_is_refused() -> None:
    raw = bytearray(base64url.decode(point(), "p256dh"))
    raw[64] ^= 1
    assert "not a point on the P-256 curve" in refusal(with_keys(p256dh=base64url.encode(bytes(raw))))


@pytest.mark.parametrize("text", ["a+b/", "not base64", "é"])
def test_keys_in_another_alphabet_are_refused(text: str) -> None:
    assert refusal(with_keys(auth=text)).startswith("auth is not base64url")
    assert refusal(with_keys(p256dh=text)).startswith("p256dh is not base64url")


def test_what_the_database_could_not_hold_is_refused_wherever_it_stands() -> None:
    assert "half of a character" in refusal(push_subscription(device={"name": "\ud800"}))
    assert "NaN" in refusal(push_subscription(device={"maxActions": float("nan")}))


def test_the_json_shape_is_the_contracts() -> None:
    row = Subscription(
        id="abc",
        endpoint="https://push.example/a",
        p256dh="p",
        auth="a",
        vapid_public_key="k",
        push_service="mozilla",
        state=SubscriptionState.GONE,
        name="Phone",
        user="ada",
        created_at=datetime(2026, 1, 31, 12, tzinfo=UTC),
        tag_rows=[SubscriptionTag(subscription_id="abc", tag=tag) for tag in ("b", "a")],
    )
    assert row.document() == {
        "id": "abc",
        "name": "Phone",
        "user": "ada",
        "tags": ["a", "b"],
        "endpoint": "https://push.example/a",
        "pushService": "mozilla",
        "state": "gone",
        "vapidPublicKey": "k",
        "createdAt": "2026-01-31T12:00:00.000Z",
        "lastSeenAt": None,
    }
    exported = row.exported()
    assert exported.items() >= row.document().items()
    assert exported["keys"] == {"p256dh": "p", "auth": "a"}
