"""Templates' names, folders and files: the same on every operating system, in an order that never changes."""

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.model.message_template import (
    DEEPEST_FOLDER,
    LONGEST_NAME,
    MessageTemplate,
    checked_folder,
    checked_name,
    file_stem,
    ordered,
)
from pushdesk.model.notification import Notification
from pushdesk.model.payload import PayloadShape


def test_a_document_has_what_differs_from_the_usual_and_always_in_one_order() -> None:
    message = {
        "delivery": {"ttl": 1},
        "zebra": 1,
        "body": "b",
        "apple": 2,
        "requireInteraction": True,
        "title": "t",
    }
    template = MessageTemplate(name="n", folder="a/b", message=message)
    assert list(template.document()) == ["name", "folder", "message"]
    names = ["title", "body", "requireInteraction", "apple", "zebra", "delivery"]
    assert list(template.document()["message"]) == names
    template.shape, template.shape_template = PayloadShape.CUSTOM, "x"
    assert template.document() | {"message": 0} == {
        "name": "n", "folder": "a/b", "shape": "custom", "shapeTemplate": "x", "message": 0,
    }  # fmt: skip


def test_every_option_has_its_place_under_its_name_in_the_api() -> None:
    names = [field.alias for field in Notification.model_fields.values()]
    assert "requireInteraction" in names
    shuffled = {str(name): 1 for name in sorted(map(str, names))}
    assert list(ordered(shuffled)) == names


@pytest.mark.parametrize(
    ("text", "name"), [(" a  b\n", "a b"), ("Gru\u0308ße", "Grüße"), ("50 %: “a/b”?", "50 %: “a/b”?")]
)
def test_a_name_is_one_line(text: str, name: str) -> None:
    assert checked_name(text) == name


@pytest.mark.parametrize("text", ["", " \n", "a" * (LONGEST_NAME + 1), "\ud83d"])
def test_no_name_and_a_name_too_long_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="name"):
        checked_name(text)


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("", ""),
        (" / ", ""),
        ("/a/ b  c/", "a/b c"),
        ("Störung/2026", "Störung/2026"),
        ("Sto\u0308rung", "Störung"),
    ],
)
def test_a_folder_is_a_path_without_blanks_around_its_parts(text: str, folder: str) -> None:
    assert checked_folder(text) == folder


@pytest.mark.parametrize(
    "text",
    ["..", "a/../b", ".git", "a/.b", ".", "a.", "CON", "con.txt", "lpt1", "a:b", "a\\b", "a*", 'a"', "a\x07b",
     "a" * 201, "日" * 67, "\udc00"],
)  # fmt: skip
def test_what_is_no_folder_everywhere_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="name"):
        checked_folder(text)


def test_folders_do_not_go_deeper_than_paths_can() -> None:
    assert checked_folder("/".join("a" * DEEPEST_FOLDER)).count("/") == DEEPEST_FOLDER - 1
    with pytest.raises(BadInput, match="8 deep"):
        checked_folder("/".join("a" * (DEEPEST_FOLDER + 1)))


@pytest.mark.parametrize(
    ("name", "stem"),
    [("Welcome", "Welcome"), ("日" * 120, "日" * 66), ("a" * 199 + "é", "a" * 199),
     ("50 %: a/b?", "50 %- a-b-"), ("aux", "aux_"),
     ("end.", "end"), ("...", "_"), ("é 🎉", "é 🎉")],
)  # fmt: skip
def test_a_file_is_named_after_its_template(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_a_folder_that_is_too_long_is_told_so() -> None:
    with pytest.raises(BadInput, match=r"“a{20}…” is longer than 200 bytes: shorten it"):
        checked_folder("a" * 201)


def test_a_template_stands_in_its_folder() -> None:
    assert MessageTemplate(name="n", message={}).place == "n"
    assert MessageTemplate(name="n", folder="a/b", message={}).place == "a/b/n"
