"""The payload shapes in a person's words."""

from dataclasses import dataclass

from pushdesk.model.payload import PayloadShape, confirms


@dataclass(frozen=True)
class ShapeWords:
    """Its name, and in one line whose service worker reads it."""

    name: str
    line: str


WORDS = {
    PayloadShape.PUSHDESK: ShapeWords("PushDesk JSON", "the options as they are, for PushDesk’s own sw.js"),
    PayloadShape.DECLARATIVE: ShapeWords(
        "Declarative Web Push", "Safari shows it without a service worker; needs a URL to open"
    ),
    PayloadShape.NGSW: ShapeWords("Angular (ngsw)", "{“notification”: …}, for Angular’s service worker"),
    PayloadShape.TEXT: ShapeWords("Plain text", "the title, and the body below it"),
    PayloadShape.RAW: ShapeWords("Raw JSON", "the message’s JSON as typed, nothing added"),
    PayloadShape.CUSTOM: ShapeWords("Custom template", "a Jinja2 template of yours makes the payload"),
}
UNCONFIRMED = "Showing cannot be confirmed: this shape has no place for the delivery’s id."


def explained(shape: PayloadShape) -> str:
    """One line for a menu; it says where nobody will hear that the message was shown."""
    line = WORDS[shape].line
    if shape is PayloadShape.CUSTOM:
        return line
    return line if confirms(shape) else f"{line} · showing cannot be confirmed"


def tip(shape: PayloadShape) -> str:
    """The sentence on the chip."""
    line = WORDS[shape].line
    words = f"{line[:1].upper()}{line[1:]}."
    return words if shape is PayloadShape.CUSTOM or confirms(shape) else f"{words} {UNCONFIRMED}"
