"""The message that `pushdesk send` was asked for: a message file with the options on top, and its shape."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pushdesk.cli.files import read_bytes
from pushdesk.model.errors import BadInput

if TYPE_CHECKING:
    from pushdesk.model.json_text import Repeated
    from pushdesk.model.payload import PayloadShape


@dataclass(frozen=True)
class Asked:
    """The options as typed. `notification` and `delivery` by their names in the message file."""

    file: str | None
    notification: dict[str, str | None]
    actions: list[str]
    data: str | None
    delivery: dict[str, str | int | None]


def asked_shape(word: str | None, template_file: str | None) -> "tuple[PayloadShape, str]":
    """The shape of `--shape` and the template in `--shape-template`. Raises BadInput."""
    from pushdesk.model.payload import PayloadShape, payload_shape
    from pushdesk.services.exchange import decode
    from pushdesk.services.payload_writer import payload_writer

    shape = payload_shape(word) if word is not None else PayloadShape.PUSHDESK
    if shape is PayloadShape.CUSTOM and template_file is None:
        raise BadInput("The shape custom needs a template: --shape custom --shape-template FILE.")
    if template_file is not None and shape is not PayloadShape.CUSTOM:
        raise BadInput("--shape-template goes with --shape custom only: add that, or leave it out.")
    template = decode(read_bytes(template_file)) if template_file is not None else ""
    return shape, payload_writer(shape, template).template


def message_document(asked: Asked) -> dict[str, Any]:
    """The message file's JSON object, each option in place of what the file says. Raises BadInput."""
    document = message_file(asked.file) if asked.file is not None else {}
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
    return document


def message_file(name: str) -> dict[str, Any]:
    """The JSON object in a message file, `-` for standard input; raises BadInput."""
    return read_message(name)[0]


def read_message(name: str) -> "tuple[dict[str, Any], tuple[Repeated, ...]]":
    """The same, and the names that an object in the file has more than once; raises BadInput."""
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
        raise BadInput(f"{what} is not JSON: {problem.msg}, {place}.") from None
    except (ValueError, RecursionError):
        raise BadInput(
            f"{what} is not JSON that can be read: a number is too long or it nests too deeply."
        ) from None


def _action(text: str) -> dict[str, str]:
    identifier, equals, title = text.partition("=")
    if not equals or not identifier or not title:
        raise BadInput(f"“{text}” is no action: write --action ID=TITLE, such as --action open=Open.")
    return {"action": identifier, "title": title}
