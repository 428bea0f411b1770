"""Templates as text: what is written comes back as it was, and what a hand writes is never something else."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput
from pushdesk.model.message_template import MessageTemplate
from pushdesk.model.payload import PayloadShape
from pushdesk.services.template_files import (
    FILE_LIMIT,
    JSON_LIMIT,
    entry,
    file_paths,
    from_json,
    from_yaml,
    to_json,
    to_yaml,
)
from tests.model.test_notification import FULL, JSON

TEXT = st.text(st.characters(codec="utf-8"))
LINES = st.lists(
    st.sampled_from(["a", "b c", "", " ", "#", "- x", ": ", "\t", "a ", "'", '"', "é🎉"]), max_size=5
)
MESSAGES = st.dictionaries(TEXT | st.sampled_from(["title", "body"]), JSON | LINES.map("\n".join), max_size=4)


def template(message: dict[str, Any], **more: Any) -> MessageTemplate:
    return MessageTemplate(**{"name": "Welcome", "folder": "a", "message": message, **more})


def refusal(document: object) -> str:
    with pytest.raises(BadInput) as problem:
        entry(document)
    return problem.value.sentence


@given(MESSAGES)
@example(
    {"a": "1e5", "b": "yes", "c": "12:30", "d": "2026-01-01", "e": "null", "f": "~", "g": "0x1f", "h": "1_0"}
)
@example({"a": 1e20, "b": 1e-7, "c": -0.0, "d": 10**30, "e": "<<", "f": "=", "g": "!x", "h": "*a", "i": "&a"})
@example({"\x85": "", "a": "\u2028 x", "b": "\x85\n", "c": "\u00a0x\n\u3000y", "d": "\ufeff\na"})
@example({"a": "\r\n", "b": "\x85\u2028\ufeff", "c": "\n", "d": " a\nb", "e": "a\n\n\nb\n\n", "f": "a\n \nb"})
@settings(deadline=None)
def test_what_is_written_is_read_back(message: dict[str, Any]) -> None:
    row = template(message)
    read = from_yaml(to_yaml(row))
    assert read == {"name": "Welcome", "message": message}
    assert isinstance(read, dict)
    assert repr(read["message"]) == repr(row.document()["message"])
    assert from_json(to_json([row])) == [row.document()]


@given(MESSAGES)
@settings(deadline=None, max_examples=30)
def test_another_yaml_program_reads_the_same(message: dict[str, Any]) -> None:
    assert yaml.safe_load(to_yaml(template(message))) == {"name": "Welcome", "message": message}


def test_a_file_is_fit_for_git() -> None:
    message = {
        "delivery": {"ttl": 60},
        **FULL,
        "body": "Hello\n\nGrüße 🎉\n",
        "title": "a" * 300,
        "data": [{"b": 1, "a": 2}] * 2,
    }
    shape = {"shape": PayloadShape.CUSTOM, "shape_template": "{\n  {{ delivery.id }}\n}\n"}
    text = to_yaml(template(message, **shape))
    assert text == to_yaml(template(dict(reversed(message.items())), **shape))
    assert text.startswith(
        "name: Welcome\nshape: custom\nshapeTemplate: |\n  {\n    {{ delivery.id }}\n  }\nmessage:\n"
    )
    assert "  body: |\n    Hello\n\n    Grüße 🎉\n" in text
    assert text.endswith("  delivery:\n    ttl: 60\n")
    assert "\r" not in text
    assert "&id" not in text
    assert text.endswith("\n")


def test_a_template_is_taken_with_its_folder_shape_and_name() -> None:
    document = template(FULL, shape=PayloadShape.CUSTOM, shape_template="{{ delivery.id }}").document()
    found = entry(document)
    assert (found.name, found.folder, found.shape, found.shape_template) == (
        "Welcome", "a", PayloadShape.CUSTOM, "{{ delivery.id }}",
    )  # fmt: skip
    assert found.message == FULL
    assert entry({"message": {}}, folder="b/c", name="File").folder == "b/c"
    assert entry({"message": {}}, folder="b/c", name="File").name == "File"
    assert entry(document, folder="").folder == ""
    assert entry({"name": "n", "message": {5: 1}}).message == {"5": 1}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "must be an object"),
        ([], "must be an object"),
        ({"message": {}}, "Give the template a name"),
        ({"name": 5, "message": {}}, "“name” must be text"),
        ({"name": "n"}, "“message” must be an object"),
        ({"name": "n", "message": []}, "“message” must be an object"),
        ({"name": "n", "message": {}, "colour": 1}, "“colour” is nothing that a template has"),
        ({"name": "n", "message": {}, "folder": "../x"}, "cannot be a folder's name"),
        ({"name": "n", "message": {}, "shape": "fcm"}, "no payload shape"),
        ({"name": "n", "message": {}, "shape": "custom"}, "needs a template"),
        ({"name": "n", "message": {}, "shape": "custom", "shapeTemplate": "{{"}, "The payload template"),
        ({"name": "n", "message": {"title": "\ud83d"}}, "half of a character"),
        ({"name": "n", "message": {"title": float("nan")}}, "NaN"),
        ({"name": "n", "message": {"title": b"x"}}, "JSON has no word for"),
        ({"name": "n", "message": {"body": "a" * FILE_LIMIT}}, "shorten it"),
    ],
)
def test_what_is_no_template_is_a_sentence(document: object, words: str) -> None:
    assert words in refusal(document)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("No", "No"), ("on", "on"), ("True", "True"), ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("0x1f", "0x1f"), ("017", "017"), ("1_000", "1_000"), ("+1", "+1"), (".5", ".5"), (".inf", ".inf"),
        ("true", True), ("null", None), ("~", None), ("", None), ("12", 12), ("-0.5", -0.5), ("1e5", 1e5),
        ("'12'", "12"), ("{a: [1, b]}", {"a": [1, "b"]}), ("<<", "<<"),
    ],
)  # fmt: skip
def test_a_word_without_quotes_is_what_json_would_say(text: str, value: Any) -> None:
    read = from_yaml(f"x: {text}\n")
    assert read == {"x": value}
    assert isinstance(read, dict)
    assert type(read["x"]) is type(value)


BOMB = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "Line 2 is not YAML: aliases"),
        ("x: !!python/object/apply:os.system ['true']", "Line 1 is not YAML: tags"),
        ("x: !!binary aGk=", "tags (!) are not read"),
        ("x: !!timestamp 2026-01-01", "tags (!) are not read"),
        ("x: !!int ''", "tags (!) are not read"),
        ("a: 1\nb: [", "is not YAML"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n", "is not YAML"),
        ("a: 1\n---\nb: 2\n", "is not YAML"),
        ("? [a]\n: 1\n", "is not YAML"),
        ("[" * 3000, "is not YAML"),
        ("\x00", "is not YAML"),
        (f"a: {'9' * 5000}", "is not YAML"),
        ("a" * (FILE_LIMIT + 1), "it is no template"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_no_yaml_is_a_sentence_at_once(text: str, words: str) -> None:
    with pytest.raises(BadInput) as problem:
        from_yaml(text)
    assert words in problem.value.sentence
    assert "\n" not in problem.value.sentence


@pytest.mark.parametrize("text", ['{"templates": [{"a": 1}]}', '[{"a": 1}]', '{"a": 1}'])
def test_json_holds_one_template_or_many(text: str) -> None:
    assert from_json(text) == [{"a": 1}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{\n]", "Line 2 is not JSON"),
        ("[" * 100_000, "nests too deeply"),
        (" " * (JSON_LIMIT + 1), "no templates"),
    ],
    ids=["broken", "deep", "long"],
)
def test_a_text_that_is_no_json_is_a_sentence(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        from_json(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: a\nname: b\nmessage: {title: T}\n", "“name” stands more than once (lines 1 and 2): take one"),
        (
            "name: a\nmessage:\n  body: a\n  title: T\n  body: b\n",
            "“body” stands more than once (lines 3 and 5)",
        ),
        ('message: {data: {1: a, "1": b}}\n', "“1” stands more than once (line 1, twice)"),
        ("message:\n  actions:\n  - {title: a, title: b}\n", "“title” stands more than once (line 3, twice)"),
    ],
)
def test_a_name_that_stands_twice_in_yaml_is_said_with_its_lines(text: str, words: str) -> None:
    with pytest.raises(BadInput) as problem:
        from_yaml(text)
    assert problem.value.sentence.startswith(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"name": "a",\n "name": "b", "message": {}}', "“name” stands more than once (lines 1 and 2)"),
        ('[{"message": {"data": {"x": 1, "x": 2}}}]', "“x” stands more than once (line 1, twice)"),
        ('{"templates": [],\n"templates": []}', "“templates” stands more than once (lines 1 and 2)"),
        ('{"\\ud800": 1,\n"\\ud800": 2}', "“\ufffd” stands more than once (lines 1 and 2)"),
    ],
)
def test_a_name_that_stands_twice_in_json_is_said_with_its_lines(text: str, words: str) -> None:
    with pytest.raises(BadInput) as problem:
        from_json(text)
    assert problem.value.sentence.startswith(words)


def test_the_same_name_in_two_objects_is_no_matter() -> None:
    assert from_yaml("a: {x: 1}\nb: [{x: 1}, {x: 2}]") == {"a": {"x": 1}, "b": [{"x": 1}, {"x": 2}]}
    assert from_json('[{"a": {"x": 1}, "b": {"x": 1}}]') == [{"a": {"x": 1}, "b": {"x": 1}}]


def test_files_are_named_after_their_templates_and_never_fall_together() -> None:
    names = ["Hello", "hello", "Ab", "aB", "a/b", "a?b", "CON"]
    rows = [template({}, id=name, name=name, folder="x") for name in names]
    rows.append(template({}, id="top", name="Hello", folder=""))
    found = {identifier: str(path) for identifier, path in file_paths(rows).items()}
    assert found == {
        "Hello": "x/Hello.yaml",
        "hello": "x/hello-2.yaml",
        "Ab": "x/Ab.yaml",
        "aB": "x/aB-2.yaml",
        "a/b": "x/a-b.yaml",
        "a?b": "x/a-b-2.yaml",
        "CON": "x/CON_.yaml",
        "top": "Hello.yaml",
    }
    assert {key: str(path) for key, path in file_paths(rows[::-1]).items()} == found
    assert json.loads(to_json(rows))["templates"][-1]["folder"] == ""


def test_a_name_that_begins_with_a_dot_gives_a_file_that_is_not_hidden() -> None:
    rows = [MessageTemplate(name=name, folder="", message={}) for name in (".NET news", "NET news")]
    paths = file_paths(rows)
    assert [str(paths[row.id]) for row in rows] == ["NET news.yaml", "NET news-2.yaml"]
