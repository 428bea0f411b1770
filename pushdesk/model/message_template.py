"""MessageTemplate: a message kept for later, by name, in folders that are folders on disk as well."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from pushdesk.model import clock, json_text
from pushdesk.model.columns import words
from pushdesk.model.errors import BadInput
from pushdesk.model.identifiers import new_id
from pushdesk.model.notification import Notification
from pushdesk.model.payload import PayloadShape

LONGEST_NAME = 120
DEEPEST_FOLDER = 8
# Bytes of UTF-8 in one part of a path: 255 on most disks, less a number and the suffix.
LONGEST_PART = 200
# What Windows takes in no file's name (docs: "Naming Files, Paths, and Namespaces"); the others are stricter
# in nothing but “/”.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_OPTIONS = [field.alias or name for name, field in Notification.model_fields.items()]


class MessageTemplate(SQLModel, table=True):
    """`message` is a message file's JSON object, lenient: a half-written one can be kept as well.

    `folder` is a path such as `incidents/2026`, empty at the top. `shape_template` counts for the custom
    shape.
    """

    __tablename__ = "message_template"
    __table_args__ = (UniqueConstraint("folder", "name"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    folder: str = ""
    message: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    shape: PayloadShape = Field(default=PayloadShape.PUSHDESK, sa_type=words(PayloadShape))
    shape_template: str = ""
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)

    @property
    def place(self) -> str:
        """Its folder and name, `incidents/2026/Down`."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    def document(self) -> dict[str, Any]:
        """What a file holds of it, in an order that never changes."""
        found: dict[str, Any] = {"name": self.name, "folder": self.folder}
        if self.shape is not PayloadShape.PUSHDESK:
            found["shape"] = self.shape.value
        if self.shape_template:
            found["shapeTemplate"] = self.shape_template
        return found | {"message": ordered(self.message)}


def ordered(message: dict[str, Any]) -> dict[str, Any]:
    """A message's options in the order of our own list, then unknown ones by name, then `delivery`."""
    known = [name for name in _OPTIONS if name in message]
    unknown = sorted(message.keys() - set(_OPTIONS) - {"delivery"})
    last = ["delivery"] if "delivery" in message else []
    return {name: message[name] for name in (*known, *unknown, *last)}


def checked_name(text: str) -> str:
    """A template's name without blanks around it; raises BadInput."""
    json_text.check(text, "The template's name")
    name = _composed(text)
    if not name:
        raise BadInput("Give the template a name.")
    if len(name) > LONGEST_NAME:
        raise BadInput(f"A template's name has at most {LONGEST_NAME} characters: shorten it.")
    return name


def checked_folder(text: str) -> str:
    """`a/b` for ` a / b/ `; raises BadInput for what could not be a folder on every operating system."""
    json_text.check(text, "The folder's name")
    parts = [_composed(part) for part in text.split("/")]
    parts = [part for part in parts if part]
    if len(parts) > DEEPEST_FOLDER:
        raise BadInput(f"Folders go {DEEPEST_FOLDER} deep at most: use fewer.")
    for part in parts:
        if len(part.encode()) > LONGEST_PART:
            raise BadInput(
                f"The folder's name “{part[:20]}…” is longer than {LONGEST_PART} bytes: shorten it."
            )
        # A folder that begins with a dot is hidden, and an import passes over it.
        dotted = part.startswith(".") or part.endswith(".")
        if dotted or _FORBIDDEN.search(part) or _RESERVED.match(part):
            raise BadInput(
                f"“{part}” cannot be a folder's name everywhere: leave out < > : \" | ? * \\, a dot at the "
                "beginning or the end, and names such as CON."
            )
    return "/".join(parts)


def file_stem(name: str) -> str:
    """A file's name for a template's name: what some operating system would refuse is a hyphen."""
    stem = _FORBIDDEN.sub("-", name).encode()[:LONGEST_PART].decode(errors="ignore").rstrip(". ")
    return f"{stem}_" if not stem or _RESERVED.match(stem) else stem


def _composed(text: str) -> str:
    """One line, each letter as one character (NFC): some disks give “ü” back as two."""
    return " ".join(unicodedata.normalize("NFC", text).split())
