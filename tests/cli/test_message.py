"""The message of a send: a file with the options on top."""

import json
from pathlib import Path
from typing import Any

import pytest

from pushdesk.cli.message import Asked, message_document
from pushdesk.cli.send import parse_wait
from pushdesk.model.errors import BadInput


def document(file: Path | None = None, **asked: Any) -> dict[str, Any]:
    """The document for `asked`: actions, data and delivery by name, all else is the notification's."""
    special = {name: asked.pop(name, None) for name in ("actions", "data", "delivery")}
    return message_document(
        Asked(
            file=str(file) if file else None,
            notification=asked,
            actions=special["actions"] or [],
            data=special["data"],
            delivery=special["delivery"] or {},
        )
    )[0]


def test_options_alone_make_a_message() -> None:
    made = document(title="T", body=None, navigate="https://a.example/", actions=["open=Open = now", "no=No"])
    assert made == {
        "title": "T",
        "navigate": "https://a.example/",
        "actions": [{"action": "open", "title": "Open = now"}, {"action": "no", "title": "No"}],
    }


def test_options_go_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "message.json"
    stored = {"title": "F", "body": "B", "silent": True, "delivery": {"ttl": 60, "urgency": "low"}}
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(stored).encode())
    made = document(file, title="T", data='{"n": [1]}', delivery={"ttl": 0, "topic": None})
    assert made == stored | {"title": "T", "data": {"n": [1]}, "delivery": {"ttl": 0, "urgency": "low"}}


def test_a_wrong_delivery_in_the_file_is_left_for_the_model_to_refuse(tmp_path: Path) -> None:
    file = tmp_path / "message.json"
    file.write_text('{"title": "F", "delivery": 7}')
    assert document(file, delivery={"ttl": 1})["delivery"] == 7


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is not JSON at line 1, column 2: A name in double quotes belongs here"),
        ("[]", "must hold one JSON object"),
        ('{"body": "B"}', "Give the notification a title"),
        ('{"a":\n ' + "[" * 100_000, "more than 64 deep from line 2, column 65 on"),
        ('{"title": ' + "1" * 5000 + "}", "a number of thousands of digits"),
    ],
)
def test_a_file_that_is_no_message_is_a_sentence(content: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "message.json"
    file.write_text(content)
    with pytest.raises(BadInput) as caught:
        document(file)
    assert words in caught.value.sentence


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        document(tmp_path / "missing.json", title="T")
    with pytest.raises(BadInput, match="cannot be read"):
        document(tmp_path, title="T")
    with pytest.raises(BadInput, match="NUL"):
        document(Path("a\0b"), title="T")


@pytest.mark.parametrize("text", ["open", "=Open", "open=", ""])
def test_an_action_needs_both_parts(text: str) -> None:
    with pytest.raises(BadInput, match="--action ID=TITLE"):
        document(title="T", actions=[text])


def test_data_that_is_not_json_is_a_sentence() -> None:
    with pytest.raises(BadInput, match=r"--data is not JSON at line 1, column 1: A value belongs here"):
        document(title="T", data="hello")


def test_a_wait_names_an_event_and_seconds() -> None:
    assert (parse_wait("shown:2.5").event, parse_wait("shown:2.5").seconds) == ("shown", 2.5)


@pytest.mark.parametrize(
    "text", ["shown", "shown:", "shown:-1", "shown:0", "shown:nan", "shown:inf", "closed:3", ":3"]
)
def test_what_cannot_be_waited_for_is_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match="--wait shown:30"):
        parse_wait(text)
