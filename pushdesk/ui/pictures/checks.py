"""The notes on a message's pictures as checks, beside those that the services find without looking at one."""

from collections.abc import Iterator, Mapping
from typing import Any

from pushdesk.services.pictures.notes import notes
from pushdesk.services.preview.verdict import Check, Severity
from pushdesk.ui.pictures.decoding import Picture
from pushdesk.ui.pictures.gallery import Gallery

PICTURES = ("icon", "image", "badge")
NOT_SEEN = "picture-not-seen"
_SOURCE = "fetched by this computer just now"
_NAMES = {"icon": "Icon", "image": "Image", "badge": "Badge"}


def urls(document: Mapping[str, Any]) -> dict[str, str]:
    """The URL in each of PICTURES that holds one."""
    return {name: url for name in PICTURES if isinstance(url := document.get(name), str) and url}


def picture_checks(document: Mapping[str, Any], gallery: Gallery) -> tuple[Check, ...]:
    """What is known now; all of it is worth knowing, none of it keeps a message from being sent."""
    return tuple(_checks(document, gallery))


def _checks(document: Mapping[str, Any], gallery: Gallery) -> Iterator[Check]:
    for name, url in urls(document).items():
        found = gallery.found(url)
        if isinstance(found, Picture):
            for note in notes(name, found.measures):
                yield Check(note.rule, Severity.INFO, name, f"{_NAMES[name]}: {note.sentence}", note.source)
        elif found is not None:
            words = f"{_NAMES[name]}: the preview could not get it. {found}"
            yield Check(NOT_SEEN, Severity.INFO, name, words, _SOURCE)
