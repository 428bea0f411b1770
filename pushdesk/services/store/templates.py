"""Message templates in the database. Functions of a session."""

import re
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.message_template import LONGEST_NAME, MessageTemplate
from pushdesk.model.payload import PayloadShape

_COPY = re.compile(r" copy( [0-9]+)?$")


def every(session: Session) -> list[MessageTemplate]:
    """All of them, by folder, then by name, as a person sorts."""
    return sorted(session.exec(select(MessageTemplate)), key=_order)


def _order(template: MessageTemplate) -> tuple[str, str, str]:
    return template.folder.casefold(), template.name.casefold(), template.id


def by_id(session: Session, identifier: str) -> MessageTemplate:
    """The template with this id; raises NotFound."""
    template = session.get(MessageTemplate, identifier)
    if template is None:
        raise NotFound("That template is not here any more: it was deleted.")
    return template


def by_place(session: Session, folder: str, name: str) -> MessageTemplate | None:
    """The template of that name in that folder."""
    statement = select(MessageTemplate).where(
        col(MessageTemplate.folder) == folder, col(MessageTemplate.name) == name
    )
    return session.exec(statement).one_or_none()


def put(
    session: Session,
    template: MessageTemplate,
    message: dict[str, Any],
    shape: PayloadShape,
    shape_template: str,
) -> MessageTemplate:
    """Write what `template` holds, now."""
    template.message, template.shape, template.shape_template = message, shape, shape_template
    template.updated_at = clock.now()
    session.add(template)
    session.flush()
    return template


def move(session: Session, template: MessageTemplate, folder: str, name: str) -> MessageTemplate:
    """Give it another place; raises Conflict where another template has it."""
    other = by_place(session, folder, name)
    if other is not None and other.id != template.id:
        where = f"The folder “{folder}”" if folder else "The top folder"
        raise Conflict(f"{where} has a template “{name}” already: choose another name.")
    if (template.folder, template.name) != (folder, name):
        template.folder, template.name, template.updated_at = folder, name, clock.now()
        session.add(template)
        session.flush()
    return template


def copy(session: Session, original: MessageTemplate) -> MessageTemplate:
    """A second one beside it, under the first free name: `Welcome copy`, `Welcome copy 2`, of a copy, too."""
    name = next(name for name in _copies(original.name) if by_place(session, original.folder, name) is None)
    twin = MessageTemplate(name=name, folder=original.folder, message={})
    return put(session, twin, original.message, original.shape, original.shape_template)


def _copies(name: str) -> Iterator[str]:
    name = _COPY.sub("", name) or name
    number = 1
    while True:
        end = " copy" if number == 1 else f" copy {number}"
        yield name[: LONGEST_NAME - len(end)].rstrip() + end
        number += 1
