"""SVG: whether a drawing is whole in itself.

A browser loads nothing else for an SVG that is shown as a picture (SVG 2 section 2.2, secure static mode).
Qt would: a drawing from anywhere could name files of this computer, or of another one.
"""

from xml.parsers import expat

from pushdesk.model.errors import BadInput

_HREF = frozenset({"href", "http://www.w3.org/1999/xlink href"})
_ANCHOR = "http://www.w3.org/2000/svg a"
_NOT_WHOLE = (
    "The SVG refers to other files, which browsers do not load in a notification: embed them or choose a PNG."
)


def check_whole(raw: bytes) -> None:
    """Raises BadInput where the SVG in `raw` refers to another file, declares entities, or is not XML."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def element(name: str, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if key in _HREF and name != _ANCHOR and not _stays(value):
                raise BadInput(_NOT_WHOLE)

    def instruction(target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            raise BadInput(_NOT_WHOLE)

    def entity(*_declaration: object) -> None:
        raise BadInput("The SVG declares entities, which browsers may refuse: export it without them.")

    parser.StartElementHandler = element
    parser.ProcessingInstructionHandler = instruction
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise BadInput("The picture is damaged: no browser could show it.") from None


def _stays(reference: str) -> bool:
    return reference.strip().lower().startswith(("#", "data:")) or not reference.strip()
