"""Files of subscriptions: what is read, what is refused, and where."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.services.exchange import Entry, Refusal, decode, export, read_subscriptions
from tests.services.samples import endpoint, point, push_subscription

AUTH = "MTIzNDU2Nzg5MDEyMzQ1Ng"
KEY = point()
POINT = point()


def row(name: str, **more: str) -> str:
    """A CSV line in the order endpoint,p256dh,auth."""
    return ",".join([endpoint(name), POINT, AUTH, *more.values()])


def refusals(text: str) -> list[tuple[int, str]]:
    """Line and reason of what is refused."""
    return [(item.line, item.reason) for item in read_subscriptions(text) if isinstance(item, Refusal)]


def entries(text: str) -> list[Entry]:
    """What is taken; nothing may be refused."""
    found = read_subscriptions(text)
    assert not [item for item in found if isinstance(item, Refusal)]
    return [item for item in found if isinstance(item, Entry)]


def test_one_push_subscription_over_several_lines_is_read() -> None:
    document = push_subscription("one")
    (entry,) = entries("\n\n" + json.dumps(document, indent=2) + "\n")
    assert entry.line == 3
    assert entry.subscription.endpoint == document["endpoint"]
    assert entry.subscription.p256dh == document["keys"]["p256dh"]
    assert entry.name is None
    assert entry.state is None


def test_a_list_is_read_and_each_entry_knows_its_line() -> None:
    text = json.dumps([push_subscription("one"), push_subscription("two")], indent=1)
    lines = [entry.line for entry in entries(text)]
    assert [text.split("\n")[line - 1].strip() for line in lines] == ["{", "{"]
    assert [entry.line for entry in entries(json.dumps([push_subscription(), push_subscription()]))] == [1, 1]


def test_json_lines_are_read_and_blank_lines_counted() -> None:
    text = f"{json.dumps(push_subscription())}\r\n\r\n{json.dumps(push_subscription())}\r\n"
    assert [entry.line for entry in entries(text)] == [1, 3]


def test_a_line_separator_inside_a_json_string_ends_no_line() -> None:
    text = json.dumps(push_subscription(name="a\u2028b"), ensure_ascii=False) + "\n"
    text += json.dumps(push_subscription())
    assert [entry.name for entry in entries(text)] == ["a\u2028b", None]


def test_a_broken_json_line_is_refused_alone() -> None:
    good = json.dumps(push_subscription())
    assert refusals('{"endpoint": \n' + good) == [(1, "The line is not JSON: Expecting value.")]
    found = read_subscriptions(f'{good}\n{{"a": 1}} x\n[]\n{json.dumps(push_subscription())}')
    assert [item.line for item in found if isinstance(item, Refusal)] == [2, 3]
    assert [item.line for item in found if isinstance(item, Entry)] == [1, 4]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("[]", "no subscription"),
        ("endpoint,p256dh,auth\n", "no subscription"),
        ("[{}", "Line 1 is not JSON"),
        ("[{}\n{}]", "Line 2 is not JSON: the list needs"),
        ("[{},\n]", "Line 2 is not JSON"),
        ("[{}] more", "Line 1: there is more text"),
        ('{"endpoint": "x",\n "keys": }', "Line 2 is not JSON"),
        ('[{"a": NaN}]', "NaN is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"a": ' + "9" * 5000 + "}]", "not JSON"),
        ("just words", "lacks the CSV column endpoint, p256dh, auth"),
        ("endpoint,auth\n", "lacks the CSV column p256dh"),
        ("endpoint,p256dh,auth,Auth\n", "column auth twice"),
        ('"endpoint', "neither JSON nor CSV"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_a_sentence(text: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_subscriptions(text)
    assert words in caught.value.sentence


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"endpoint": "/relative"}, "absolute https URL"),
        ({"endpoint": "https://a.example/b c"}, "white space"),
        ({"endpoint": "https://permanently-removed.invalid/x"}, "dead endpoint"),
        ({"endpoint": None}, "no “endpoint”"),
        ({"keys": {"p256dh": POINT}}, "both “p256dh” and “auth”"),
        ({"keys": {"p256dh": POINT[:-4] + "AAAA", "auth": AUTH}}, "not a point"),
        ({"keys": {"p256dh": POINT, "auth": "AAAA"}}, "16 bytes"),
        ({"name": 7}, "“name” must be text"),
        ({"tags": [1]}, "“tags” must be"),
        ({"tags": {"a": 1}}, "“tags” must be"),
        ({"attributes": [1]}, "“attributes” must be a JSON object"),
        ({"device": "x"}, "“device” must be a JSON object"),
        ({"state": "asleep"}, "“state” must be one of active"),
        ({"vapidPublicKey": "AAAA"}, "must be 65 bytes"),
        ({"createdAt": "yesterday"}, "“createdAt” must be a time"),
        ({"createdAt": "2026-01-01T00:00:00"}, "“createdAt” must be a time"),
        ({"createdAt": "0001-01-01T00:00:00+01:00"}, "“createdAt” must be a time"),
        ({"createdAt": "9999-12-31T23:59:59.9999Z"}, "“createdAt” must be a time"),
        ({"name": "\ud800"}, "half of a character"),
    ],
)
def test_an_entry_that_cannot_be_taken_says_why(change: dict[str, object], words: str) -> None:
    text = json.dumps([push_subscription(), push_subscription() | change], indent=0)
    ((line, reason),) = refusals(text)
    assert line > 1
    assert words in reason


def test_the_same_endpoint_twice_is_refused_the_second_time() -> None:
    text = "\n".join(json.dumps(push_subscription(name)) for name in ("a", "b", "a", "a"))
    assert refusals(text) == [
        (3, "The same endpoint stands in line 1 already."),
        (4, "The same endpoint stands in line 1 already."),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_each_delimiter_and_a_byte_order_mark(delimiter: str) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["Auth", "ENDPOINT", "p256dh", "name", "user", "tags", "vapidpublickey", "ours"])
    writer.writerow([AUTH, endpoint("a;b,c"), POINT, "Phone; the\nred, one", "u1", "x; y,x", KEY, "?"])
    writer.writerow([])
    writer.writerow([AUTH, endpoint("d"), POINT, "", "", "", "", ""])
    first, second = entries(decode(b"\xef\xbb\xbf" + file.getvalue().encode()))
    assert (first.line, second.line) == (2, 5)
    assert first.subscription.endpoint == endpoint("a;b,c")
    assert (first.name, first.user, first.tags) == ("Phone; the red, one", "u1", ("x", "y"))
    assert first.vapid_public_key == KEY
    assert (second.name, second.user, second.tags, second.vapid_public_key) == (None, None, (), None)


def test_a_csv_line_that_is_wrong_is_refused_alone() -> None:
    text = "\n".join(
        ["endpoint,p256dh,auth", row("a"), row("b", more="too much"), '"x"y,z', endpoint("c"), row("d")]
    )
    found = read_subscriptions(text)
    assert [item.line for item in found if isinstance(item, Entry)] == [2, 6]
    assert [item.line for item in found if isinstance(item, Refusal)] == [3, 4, 5]
    assert "4 cells, the first line 3" in str(found[1])


def test_a_blank_around_a_csv_endpoint_is_refused_not_repaired() -> None:
    assert "white space" in refusals(f"endpoint,p256dh,auth\n {row('a')}")[0][1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_decoded_as_editors_and_shells_write_it(encoding: str) -> None:
    assert decode("Gerät 📱".encode(encoding)) == "Gerät 📱"


def test_what_is_not_utf_8_is_a_sentence_with_its_line() -> None:
    with pytest.raises(BadInput, match="Line 2 is not UTF-8"):
        decode(b"a\nb\xff")


def test_what_is_exported_is_read_back_with_everything() -> None:
    subscription = Subscription(
        endpoint=endpoint("x"),
        p256dh=POINT,
        auth=AUTH,
        vapid_public_key=KEY,
        push_service="mozilla",
        state=SubscriptionState.GONE,
        name="Phone",
        user="u",
        device={"platform": "Linux"},
        attributes={"plan": 3},
        last_seen_at=datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC),
    )
    (entry,) = entries(json.dumps(export([subscription])))
    assert entry.subscription.endpoint == subscription.endpoint
    assert (entry.subscription.p256dh, entry.subscription.auth) == (POINT, AUTH)
    assert (entry.name, entry.user, entry.state) == ("Phone", "u", SubscriptionState.GONE)
    assert (entry.device, entry.attributes) == ({"platform": "Linux"}, {"plan": 3})
    assert entry.vapid_public_key == KEY
    assert entry.created_at == subscription.created_at
    assert entry.last_seen_at == subscription.last_seen_at


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=12)
names = words.filter(lambda text: text == text.strip())
paths = st.text(st.characters(codec="ascii", exclude_categories=["Cc", "Zs"], exclude_characters="\\"))
rows = st.lists(st.tuples(paths, names, names), min_size=1, max_size=5, unique_by=lambda item: item[0])


@given(rows)
@settings(max_examples=50)
def test_json_lists_and_json_lines_give_back_what_was_written(found: list[tuple[str, str, str]]) -> None:
    documents = [push_subscription(path, name=name, user=user) for path, name, user in found]
    for text in (
        json.dumps(documents),
        json.dumps(documents, indent=1, ensure_ascii=False),
        "\n".join(json.dumps(document, ensure_ascii=False) for document in documents),
    ):
        read = entries(text)
        assert [item.subscription.endpoint for item in read] == [item["endpoint"] for item in documents]
        assert [(item.name, item.user) for item in read] == [(name, user) for _, name, user in found]


@given(rows, st.sampled_from([",", ";", "\t"]))
@settings(max_examples=50)
def test_csv_gives_back_what_was_written(found: list[tuple[str, str, str]], delimiter: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["endpoint", "p256dh", "auth", "name", "user"])
    for path, name, user in found:
        writer.writerow([endpoint(path), POINT, AUTH, name, user])
    read = entries(file.getvalue())
    assert [item.subscription.endpoint for item in read] == [endpoint(path) for path, _, _ in found]
    assert [(item.name or "", item.user or "") for item in read] == [(name, user) for _, name, user in found]


@given(st.text())
@settings(max_examples=200)
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        found = read_subscriptions(text)
    except BadInput:
        return
    assert all(isinstance(item, Refusal) for item in found)


def test_a_devices_own_shape_is_read_from_json_and_csv() -> None:
    (entry,) = entries(json.dumps(push_subscription(shape="custom", shapeTemplate="{{ delivery.id }}")))
    assert (entry.shape, entry.shape_template) == (PayloadShape.CUSTOM, "{{ delivery.id }}")
    (entry,) = entries(json.dumps(push_subscription(shape="text", shapeTemplate="not kept")))
    assert (entry.shape, entry.shape_template) == (PayloadShape.TEXT, "")
    first, second = entries(f"endpoint,p256dh,auth,shape\n{row('a', shape='ngsw')}\n{row('b', shape='')}")
    assert (first.shape, second.shape) == (PayloadShape.NGSW, None)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"shape": "fcm"}, "“fcm” is no payload shape: use pushdesk,"),
        ({"shape": 5}, "“shape” must be text"),
        ({"shape": "custom"}, "needs a template"),
        ({"shape": "custom", "shapeTemplate": "{% for"}, "The payload template, line 1"),
        ({"shapeTemplate": "x"}, "A “shapeTemplate” needs “shape”"),
    ],
)
def test_a_shape_that_is_none_is_refused(more: dict[str, object], words: str) -> None:
    ((_, reason),) = refusals(json.dumps(push_subscription(**more)))
    assert words in reason


def test_an_export_says_a_devices_shape_only_where_it_has_one() -> None:
    fields: dict[str, Any] = {
        "endpoint": "e",
        "p256dh": "",
        "auth": "",
        "vapid_public_key": "",
        "push_service": "",
    }
    plain, own = export([Subscription(**fields), Subscription(**fields, shape=PayloadShape.TEXT)])
    assert "shape" not in plain
    assert own["shape"] == "text"
    assert "shapeTemplate" not in own
