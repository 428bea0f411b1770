"""Which kind of picture some bytes are: by what they hold, never by a name or a header.

Five kinds are all that every browser shows in a notification. Four of them begin with a signature of
their specification, and the fifth is XML with one root element, which the standard library reads: a
library that knows hundreds of file types would not know SVG better.
"""

from enum import StrEnum
from xml.parsers import expat

from pushdesk.model.errors import BadInput

_SVG_ROOT = "http://www.w3.org/2000/svg svg"
# Before the root element stand comments and a document type at most.
_PROLOGUE = 64 * 1024


class Kind(StrEnum):
    """The value is the file's extension."""

    PNG = "png"
    JPEG = "jpg"
    GIF = "gif"
    WEBP = "webp"
    SVG = "svg"


MEDIA_TYPES = {
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.GIF: "image/gif",
    Kind.WEBP: "image/webp",
    Kind.SVG: "image/svg+xml",
}


def kind_of(raw: bytes) -> Kind:
    """The kind of picture in `raw`; raises BadInput where it is none of the five."""
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):  # PNG specification, section 5.2
        return Kind.PNG
    if raw.startswith(b"\xff\xd8\xff"):  # ITU T.81, SOI and the next marker
        return Kind.JPEG
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":  # RFC 9649, section 2.4
        return Kind.WEBP
    if _is_svg(raw):
        return Kind.SVG
    raise BadInput("That is no picture a browser shows: choose a PNG, JPEG, GIF, WebP or SVG.")


class _Known(Exception):
    """The root element was reached; the argument says whether it is SVG's."""


def _is_svg(raw: bytes) -> bool:
    parser = expat.ParserCreate(namespace_separator=" ")

    def root(name: str, _attributes: dict[str, str]) -> None:
        raise _Known(name == _SVG_ROOT)

    def entity(*_declaration: object) -> None:
        # Entities within entities are how a small file becomes gigabytes.
        raise BadInput("The SVG declares entities, which browsers may refuse: export it without them.")

    parser.StartElementHandler = root
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(raw[:_PROLOGUE], False)
    except _Known as known:
        return bool(known.args[0])
    except (expat.ExpatError, ValueError, LookupError):  # not XML, or in an encoding nobody knows
        return False
    return False
