"""The message that `pushdesk send` was asked for: a message file with the options on top, and its shape."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushdesk.cli.files import STANDARD_INPUT, read_bytes
from pushdesk.model.errors import BadInput
from pushdesk.model.json_text import DEEPEST, advice, too_deep

if TYPE_CHECKING:
    from pushdesk.model.json_text import Repeated
    from pushdesk.model.payload import PayloadShape

Shape = Annotated[
    str | None,
    typer.Option(
        "--shape",
        metavar="NAME",
        help="The payload's shape: pushdesk, declarative, ngsw, text, raw or custom.",
    ),
]
ShapeTemplate = Annotated[
    str | None,
    typer.Option(
        "--shape-template", metavar="FILE", help="The template of a custom shape (- is standard input)."
    ),
]


@dataclass(frozen=True)
class Asked:
    """The options as typed. `notification` and `delivery` by their names in the message file."""

    file: str | None
    notification: dict[str, str | None]
    actions: list[str]
    data: str | None
    delivery: dict[str, str | int | None]


def asked_shape(word: str | None, template_file: str | None) -> "tuple[PayloadShape, str]":
    """The shape of `--shape`; the template in `--shape-template`, not judged yet. Raises BadInput."""
    from pushdesk.model.payload import PayloadShape, payload_shape
    from pushdesk.services.exchange import decode

    shape = payload_shape(word) if word is not None else PayloadShape.PUSHDESK
    if shape is PayloadShape.CUSTOM and template_file is None:
        raise BadInput("The shape custom needs a template: --shape custom --shape-template FILE.")
    if template_file is not None and shape is not PayloadShape.CUSTOM:
        raise BadInput("--shape-template goes with --shape custom only: add that, or leave it out.")
    template = decode(read_bytes(template_file)) if template_file is not None else ""
    return shape, template


def one_standard_input(*names: str | None) -> None:
    """Raises BadInput where more than one of the files is standard input, which is read once."""
    if names.count(STANDARD_INPUT) > 1:
        raise BadInput("Standard input (-) can be one of the files only: name a file for the other.")


def message_document(asked: Asked) -> "tuple[dict[str, Any], tuple[Repeated, ...]]":
    """The message file's JSON object, each option in place of what the file says, and its repeated names.

    Raises BadInput.
    """
    document, repeated = read_message(asked.file) if asked.file is not None else ({}, ())
    document |= {name: text for name, text in asked.notification.items() if text is not None}
    if asked.actions:
        document["actions"] = [_action(text) for text in asked.actions]
    if asked.data is not None:
        document["data"] = _json(asked.data, "--data")
    delivery = {name: value for name, value in asked.delivery.items() if value is not None}
    if delivery:
        stored = document.get("delivery", {})
        document["delivery"] = {**stored, **delivery} if isinstance(stored, dict) else stored
    if "title" not in document:
        raise BadInput("Give the notification a title: --title TITLE, or a message file with “title”.")
    return document, repeated


def read_message(name: str) -> "tuple[dict[str, Any], tuple[Repeated, ...]]":
    """The JSON object in a message file (`-` is standard input), and the names that one object has twice.

    Raises BadInput.
    """
    from pushdesk.model.json_text import repeated
    from pushdesk.services.exchange import decode

    text = decode(read_bytes(name))
    document = _json(text, f"The message file {name}")
    if not isinstance(document, dict):
        raise BadInput(f'The message file {name} must hold one JSON object, such as {{"title": "Hello"}}.')
    return document, repeated(text)


def _json(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        place = f"line {problem.lineno}, column {problem.colno}"
        raise BadInput(f"{what} is not JSON at {place}: {advice(problem)}") from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise BadInput(f"{what} holds a number of thousands of digits: write a shorter one.") from None
    except RecursionError:
        line, column = too_deep(text) or (1, 1)
        raise BadInput(
            f"{what} nests lists and objects more than {DEEPEST} deep from line {line}, column {column} on: "
            "make it flatter."
        ) from None


def _action(text: str) -> dict[str, str]:
    identifier, equals, title = text.partition("=")
    if not equals or not identifier or not title:
        raise BadInput(f"“{text}” is no action: write --action ID=TITLE, such as --action open=Open.")
    return {"action": identifier, "title": title}
