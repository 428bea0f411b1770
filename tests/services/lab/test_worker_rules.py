"""The virtual devices' rules are the receiver's service worker's, shape by shape, checked against it."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.services.lab.worker_rules import Identity, Showing, plainly, read_push, type_error

WORKER = Path(__file__).parents[3] / "receiver" / "sw-payload.js"
IDENTITY = {"delivery": "d1", "token": "t1"}
SHAPES: dict[str, Any] = {
    "pushdesk": {"title": "Hello", "body": "World", "tag": "a", "data": {"x": 1}, "pushdesk": IDENTITY},
    "pushdesk, no tag": {"title": "Hello", "pushdesk": IDENTITY},
    "pushdesk, no title": {"body": "World", "pushdesk": IDENTITY},
    "pushdesk, renotify without tag": {"title": "Hello", "renotify": True, "pushdesk": IDENTITY},
    "pushdesk, every option": {
        "title": "Hello", "body": "b", "icon": "/i.png", "image": "/m.png", "badge": "/b.png", "tag": "t",
        "renotify": True, "requireInteraction": True, "silent": False, "vibrate": [1, 2], "timestamp": 5,
        "dir": "rtl", "lang": "ar", "navigate": "/go", "unknown": 1, "data": [1],
        "actions": [{"action": "a", "title": "A", "icon": "/a.png", "navigate": "/a"}, {"action": "b"}, "c"],
        "pushdesk": {**IDENTITY, "receiver": "http://localhost:8765"},
    },
    "pushdesk, empty options": {"title": "Hello", "body": "", "icon": None, "tag": "", "pushdesk": IDENTITY},
    "pushdesk, bad identity": {"title": "Hello", "pushdesk": {"delivery": 5, "token": "t"}},
    "pushdesk, blank identity": {"title": "Hello", "pushdesk": {"delivery": " ", "token": "t"}},
    "pushdesk, identity null": {"title": "Hello", "pushdesk": None, "data": {"pushdesk": IDENTITY}},
    "pushdesk, identity empty": {"title": "Hello", "pushdesk": {}, "data": {"pushdesk": IDENTITY}},
    "declarative": {
        "web_push": 8030,
        "notification": {"title": "Hello", "navigate": "https://a.example/", "pushdesk": IDENTITY},
    },
    "declarative, identity outside": {"web_push": 8030, "notification": {"title": "H"}, "pushdesk": IDENTITY},
    "ngsw": {
        "notification": {
            "title": "Hello",
            "actions": [{"action": "go", "title": "Go"}],
            "data": {"onActionClick": {"default": {"url": "/d"}, "go": {"url": "/g"}}, "pushdesk": IDENTITY},
        }
    },
    "ngsw, odd steps": {"notification": {"title": 5, "data": {"onActionClick": {"default": 1, "go": None}}}},
    "notification is text": {"notification": "x", "title": "Hello"},
    "title only": {"title": "Hello", "timestamp": 0, "silent": True},
    "title blank": {"title": "  ", "body": "World"},
    "a list": [1, 2],
    "a number": 5,
    "null": None,
    "true": True,
    "text in JSON": "Hello\r\nWorld\nand more ",
    "blank text in JSON": "   ",
    "an object": {"order": 1},
    "an object with an empty title": {"title": "", "notification": "x"},
}  # fmt: skip
RAW: dict[str, bytes] = {name: json.dumps(shape).encode() for name, shape in SHAPES.items()} | {
    "nothing": b"",
    "blank": b" \r\n ",
    "words": "Grüße\nfrom me".encode(),
    "not UTF-8": b"Hello \xff\xfe",
    "byte order mark": b'\xef\xbb\xbf{"title":"Hello"}',
    "half JSON": b'{"title": "Hello"',
    "NaN is no JSON": b'{"title": "Hello", "timestamp": NaN}',
    "half a character": b'{"title": "a\\ud800b", "body": "\\ud83d\\ude00"}',
    "long": b"[" + b"1," * 400 + b"1]",
    "a long object": b'{"a": [' + b"1," * 400 + b"1]}",
    "an object on several lines": b'{\r\n  "a": 1\n}\n',
}


@pytest.fixture(scope="module")
def as_the_worker_reads() -> dict[str, Any]:
    """What sw-payload.js makes of each payload, run by Node."""
    node = shutil.which("node")
    assert node, "Node is one of the tests' own parts: make test installs it"
    script = f"""
      self = globalThis;
      {WORKER.read_text("utf-8")}
      const read = (bytes) => readPush({{ data: bytes.length === 0 ? null : {{
        arrayBuffer: () => bytes, text: () => new TextDecoder().decode(bytes),
      }} }});
      const raw = {json.dumps({name: list(raw) for name, raw in RAW.items()})};
      const found = Object.entries(raw).map(([name, bytes]) => [name, read(Uint8Array.from(bytes))]);
      process.stdout.write(JSON.stringify(Object.fromEntries(found)));
    """
    done = subprocess.run([node, "-"], input=script, capture_output=True, check=True, encoding="utf-8")
    # Half a character is kept by JavaScript and taken by no database: the lab has U+FFFD in its place.
    whole = re.sub("[\ud800-\udfff]", "\ufffd", json.dumps(json.loads(done.stdout), ensure_ascii=False))
    found: dict[str, Any] = json.loads(whole)
    return found


@pytest.mark.parametrize("name", RAW)
def test_each_shape_is_read_as_the_service_worker_reads_it(
    name: str, as_the_worker_reads: dict[str, Any]
) -> None:
    expected, found = as_the_worker_reads[name], read_push(RAW[name])
    identity = {"id": found.identity.delivery, "token": found.identity.token} if found.identity else None
    assert (found.title, found.options, identity) == (
        expected["title"],
        expected["options"],
        expected["delivery"],
    )


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["title", "notification", "pushdesk", "delivery", "token", "data", "actions",
                         "action", "navigate", "onActionClick", "default", "url", "tag", "dir", "silent"]),
        inner, max_size=4),
    max_leaves=12,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_whatever_comes_something_that_can_be_kept_is_shown(data: bytes) -> None:
    showing = read_push(data)
    assert showing.title
    type_error(showing.options)
    kept = json.dumps([showing.title, showing.options, plainly(showing.options)], ensure_ascii=False)
    kept.encode()


@pytest.mark.parametrize("payload", [b'{"a":1}', b'{"a":' * 4000, b"[" * 4000])
def test_json_of_no_shape_is_shown_as_the_text_that_it_is_however_deep(payload: bytes) -> None:
    showing = read_push(payload)
    assert (showing.title, showing.options["body"]) == (payload.decode(), "")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"silent": True, "vibrate": []}, "vibration"),
        ({"renotify": True}, "renotify"),
        ({"renotify": True, "tag": ""}, "renotify"),
        ({"dir": "up"}, "direction"),
        ({"actions": "a"}, "not a list"),
        ({"actions": [{"action": "a"}]}, "action"),
        ({"actions": [{"title": "a"}]}, "action"),
        ({"actions": [5]}, "action"),
    ],
)
def test_what_a_browser_throws_on_is_a_type_error(options: dict[str, Any], words: str) -> None:
    found = type_error(options)
    assert found
    assert found.startswith("TypeError: ")
    assert words in found


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"silent": True},
        {"silent": False, "vibrate": [1]},
        {"renotify": True, "tag": "a"},
        {"renotify": False},
        {"dir": "rtl"},
        {"actions": [{"action": "a", "title": "A"}] * 9},
        {"actions": []},
    ],
)
def test_what_a_browser_takes_is_none(options: dict[str, Any]) -> None:
    assert type_error(options) is None


def test_the_identity_is_read_only_when_whole() -> None:
    assert read_push(RAW["pushdesk"]) == Showing(
        "Hello",
        {
            "body": "World",
            "tag": "a",
            "data": {
                "x": 1,
                "pushdesk": {"delivery": {"id": "d1", "token": "t1"}, "navigate": None, "actionUrls": {}},
            },
        },
        Identity("d1", "t1"),
    )
    assert read_push(RAW["pushdesk, bad identity"]).identity is None
