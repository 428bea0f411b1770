"""The notes on a message's pictures as checks, beside those that the services find without looking at one."""

from collections.abc import Iterator, Mapping
from typing import Any

from pushdesk.model.payload import PayloadShape
from pushdesk.services.pictures.notes import Note, notes
from pushdesk.services.preview.case import left_out
from pushdesk.services.preview.verdict import Check, Severity
from pushdesk.ui.pictures.decoding import Picture
from pushdesk.ui.pictures.gallery import Gallery

PICTURES = ("icon", "image", "badge")
# Of very many actions these many are looked at, and have a row in the form; browsers show two.
MOST_ACTIONS = 40
NOT_SEEN = "picture-not-seen"
_SOURCE = "fetched by this computer just now"
_NAMES = {"icon": "Icon", "image": "Image", "badge": "Badge"}


def urls(document: Mapping[str, Any]) -> dict[str, str]:
    """Each URL of a picture by its place: one of PICTURES, or `actions[1].icon`."""
    return _own(document) | {f"actions[{number}].icon": url for number, url in _of_actions(document).items()}


def picture_checks(
    document: Mapping[str, Any],
    gallery: Gallery,
    shape: PayloadShape = PayloadShape.PUSHDESK,
    template: str = "",
) -> tuple[Check, ...]:
    """What is known now; all of it is worth knowing, none of it keeps a message from being sent.

    Of a picture that a payload in `shape` (with its `template`) has no place for there is nothing to say.
    """
    lost = left_out((*PICTURES, "actions"), shape, template)
    document = {name: value for name, value in document.items() if name not in lost}
    return (*_checks(document, gallery), *_action_checks(document, gallery))


def _own(document: Mapping[str, Any]) -> dict[str, str]:
    return {name: url for name in PICTURES if isinstance(url := document.get(name), str) and url}


def _of_actions(document: Mapping[str, Any]) -> dict[int, str]:
    """The icons by their row's number, from 0."""
    rows = document.get("actions")
    if not isinstance(rows, list):
        return {}
    return {
        number: url
        for number, row in enumerate(rows[:MOST_ACTIONS])
        if isinstance(row, Mapping) and isinstance(url := row.get("icon"), str) and url
    }


def _checks(document: Mapping[str, Any], gallery: Gallery) -> Iterator[Check]:
    for name, url in _own(document).items():
        for note in _notes(name, url, gallery):
            yield _check(note, name, _NAMES[name])


def _action_checks(document: Mapping[str, Any], gallery: Gallery) -> Iterator[Check]:
    """One for each rule, however many actions it is about: that of the first, and how many more."""
    found: dict[str, list[tuple[int, Note]]] = {}
    for number, url in _of_actions(document).items():
        for note in _notes("action", url, gallery):
            found.setdefault(note.rule, []).append((number, note))
    for (first, note), *more in found.values():
        others = f" (and of {len(more)} more)" if more else ""
        yield _check(note, "actions", f"Icon of action {first + 1}{others}")


def _notes(picture: str, url: str, gallery: Gallery) -> tuple[Note, ...]:
    found = gallery.found(url)
    if isinstance(found, Picture):
        return notes(picture, found.measures)
    if found is None:
        return ()
    return (Note(NOT_SEEN, f"the preview could not get it. {found.sentence}", _SOURCE, "H"),)


def _check(note: Note, field: str, name: str) -> Check:
    return Check(note.rule, Severity.INFO, field, f"{name}: {note.sentence}", note.source)
